package fewshot.method.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Gradients;
import fewshot.gradient.InnerLoop.Order;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Recording;
import fewshot.gradient.UpdateRule;
import fewshot.model.Network;
import fewshot.model.rule.LearnedRates;
import java.util.List;
import org.junit.jupiter.api.Test;

class MamlPlusPlusTest {
    private static final double RATE = 0.3;
    private static final ImageSet DATA = TestImages.noisy(30, 10, 28, 5);
    private static final Episode EPISODE = new EpisodeSampler(DATA, 3, 1, 2, 1).next();
    private static final List<Episode> BATCH = new EpisodeSampler(DATA, 3, 1, 2, 1).next(2);

    private static GradientDescent descent(Network network, Network rates, CapturedGradient captured) {
        return new GradientDescent(List.of(network, rates), captured, 1e9);
    }

    private static Maml maml(Network network, int steps, CapturedGradient captured) {
        return Maml.of(network, new InnerLoop(UpdateRule.descent(RATE), steps, Order.SECOND), steps, new GradientDescent(network, captured));
    }

    @Test
    void withTheLastLossAloneAndEqualRatesItIsMaml() {
        try (Network network = Network.classifier(4, 3, 1); Network rates = LearnedRates.ofSteps(network, 3, RATE);
                NDManager manager = network.manager().newSubManager()) {
            CapturedGradient ours = new CapturedGradient();
            CapturedGradient mamls = new CapturedGradient();
            MamlPlusPlus learner = MamlPlusPlus.of(network, rates, 0, descent(network, rates, ours));
            Maml maml = maml(network, 3, mamls);
            assertArrayEquals(maml.logits(manager, EPISODE).toFloatArray(), learner.logits(manager, EPISODE).toFloatArray(), 1e-4f);
            assertEquals(maml.step(BATCH).loss(), learner.step(BATCH).loss(), 1e-5);
            for (int i = 0; i < mamls.gradients.size(); i++) {
                assertArrayEquals(mamls.gradients.get(i), ours.gradients.get(i), 1e-4f, "array " + i);
            }
        }
    }

    @Test
    void theLossIsFirstTheMeanOverTheStepsAndThenThatOfTheLast() {
        try (Network network = Network.classifier(4, 3, 1); Network rates = LearnedRates.ofSteps(network, 2, RATE)) {
            MamlPlusPlus learner = MamlPlusPlus.of(network, rates, 2, descent(network, rates, new CapturedGradient()));
            double one = maml(network, 1, new CapturedGradient()).step(BATCH).loss();
            double two = maml(network, 2, new CapturedGradient()).step(BATCH).loss();
            assertTrue(Math.abs(one - two) > 1e-3);
            double[] shareOfTheLast = {0.5, 0.75, 1, 1}; // the captured gradient changes nothing
            for (double share : shareOfTheLast) {
                assertEquals((1 - share) * one + share * two, learner.step(BATCH).loss(), 1e-5);
            }
            assertArrayEquals(new double[] {0.25, 0.75}, learner.lossWeights(1), 1e-12);
        }
    }

    @Test
    void aRatesGradientIsMinusTheDotProductOfTheTwoGradients() {
        // d L_query(θ − α g) / dα = −g · ∇L_query(θ'), over one array
        try (Network network = Network.classifier(4, 3, 1); Network rates = LearnedRates.ofSteps(network, 1, RATE);
                NDManager manager = network.manager().newSubManager(); Recording recording = Recording.on()) {
            CapturedGradient captured = new CapturedGradient();
            MamlPlusPlus learner = MamlPlusPlus.of(network, rates, 0, descent(network, rates, captured));
            learner.step(List.of(EPISODE));
            NDList theta = Gradients.leaves(manager, learner.block().weights());
            NDList g = Gradients.of(learner.supportLoss(EPISODE).loss(theta), theta);
            NDList adapted = Gradients.leaves(manager, learner.adapt(manager, EPISODE));
            NDList after = Gradients.of(learner.queryLoss(EPISODE).loss(adapted), adapted);
            for (int i = 0; i < g.size(); i++) {
                float expected = -g.get(i).mul(after.get(i)).sum().getFloat();
                assertEquals(expected, captured.gradients.get(g.size() + i)[0], 1e-3 * Math.max(1e-2, Math.abs(expected)), "array " + i);
            }
        }
    }

    @Test
    void eachStepIsMadeAtItsOwnRate() {
        try (Network network = Network.classifier(4, 3, 1); Network rates = LearnedRates.ofSteps(network, 2, RATE);
                NDManager manager = network.manager().newSubManager()) {
            for (NDArray rate : LearnedRates.values(rates)) {
                rate.set(new NDIndex("..."), manager.create(new float[] {0.1f, 0.4f}));
            }
            MamlPlusPlus learner = MamlPlusPlus.of(network, rates, 0, null);
            NDList expected = Gradients.leaves(manager, learner.block().weights());
            for (double rate : new double[] {0.1, 0.4}) {
                expected = new InnerLoop(UpdateRule.descent(rate), 1, Order.NONE).adapt(expected, learner.supportLoss(EPISODE));
            }
            NDList found = learner.adapt(manager, EPISODE);
            for (int i = 0; i < found.size(); i++) {
                assertArrayEquals(expected.get(i).toFloatArray(), found.get(i).toFloatArray(), 1e-5f, "array " + i);
            }
        }
    }

    @Test
    void eachStepsRateIsLearnedForItself() {
        try (Network network = Network.classifier(4, 3, 1); Network rates = LearnedRates.ofSteps(network, 2, RATE); Adam adam = new Adam(1e-2f)) {
            MamlPlusPlus learner = MamlPlusPlus.of(network, rates, 10, new GradientDescent(List.of(network, rates), adam, 1e9));
            for (int i = 0; i < 3; i++) {
                learner.step(BATCH);
            }
            float[][] learned = rates.snapshot();
            assertEquals(network.trainable().size(), learned.length);
            assertTrue(Math.abs(learned[0][0] - RATE) > 1e-3 && Math.abs(learned[0][1] - RATE) > 1e-3);
            assertTrue(Math.abs(learned[0][0] - learned[0][1]) > 1e-5);
        }
    }

    @Test
    void ratesThatAreNotTheStepsOfItsNetworkAreRefused() {
        try (Network network = Network.classifier(4, 3, 1); Network encoder = Network.encoder(4, 1);
                Network foreign = LearnedRates.ofSteps(encoder, 2, RATE); Network each = LearnedRates.of(network, 0.01, 0.1, 1);
                Network rates = LearnedRates.ofSteps(network, 2, RATE)) {
            for (Network wrong : List.of(foreign, each, network)) {
                String why = assertThrows(IllegalArgumentException.class, () -> MamlPlusPlus.of(network, wrong, 0, null)).getMessage();
                assertTrue(why.contains("LearnedRates.ofSteps"), why);
            }
            assertThrows(IllegalArgumentException.class, () -> MetaSgd.of(network, rates, null));
            assertThrows(IllegalArgumentException.class, () -> MamlPlusPlus.of(network, rates, -1, null));
            assertThrows(IllegalArgumentException.class, () -> LearnedRates.ofSteps(network, 0, RATE));
            assertThrows(IllegalArgumentException.class, () -> LearnedRates.ofSteps(network, 1, 0));
        }
    }
}
