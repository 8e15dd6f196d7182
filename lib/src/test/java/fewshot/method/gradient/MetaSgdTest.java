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
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.rule.LearnedRates;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetaSgdTest {
    private static final ImageSet DATA = TestImages.noisy(30, 10, 28, 5);
    private static final Episode EPISODE = new EpisodeSampler(DATA, 3, 1, 2, 1).next();

    private static MetaSgd learner(Network network, Network rates, GradientDescent descent) {
        return new MetaSgd(network, rates, 1, 1, BatchNormMode.TRANSDUCTIVE, descent);
    }

    @Test
    void withEqualRatesItIsMaml() {
        try (Network network = Network.classifier(4, 3, 1); Network rates = LearnedRates.of(network, 0.01, 0.02, 1);
                NDManager manager = network.manager().newSubManager()) {
            for (NDArray rate : LearnedRates.values(rates)) {
                rate.set(new NDIndex("..."), manager.full(rate.getShape(), 0.3f));
            }
            CapturedGradient ours = new CapturedGradient();
            CapturedGradient mamls = new CapturedGradient();
            Maml maml = Maml.of(network, new InnerLoop(UpdateRule.descent(0.3), 1, Order.SECOND), 1, new GradientDescent(network, mamls));
            MetaSgd metaSgd = learner(network, rates, new GradientDescent(List.of(network, rates), ours, 1e9));
            assertArrayEquals(maml.logits(manager, EPISODE).toFloatArray(), metaSgd.logits(manager, EPISODE).toFloatArray(), 1e-4f);
            assertEquals(maml.step(List.of(EPISODE)).loss(), metaSgd.step(List.of(EPISODE)).loss(), 1e-5);
            for (int i = 0; i < mamls.gradients.size(); i++) {
                assertArrayEquals(mamls.gradients.get(i), ours.gradients.get(i), 1e-4f);
            }
        }
    }

    @Test
    void theRatesGradientIsMinusTheProductOfTheTwoGradients() {
        // dL_query(θ − α ∘ g)/dα = −g ∘ ∇L_query(θ'), with g and θ' found one by one
        try (Network network = Network.classifier(4, 3, 1); Network rates = LearnedRates.of(network, 0.05, 0.1, 1);
                NDManager manager = network.manager().newSubManager(); Recording recording = Recording.on()) {
            CapturedGradient captured = new CapturedGradient();
            MetaSgd metaSgd = learner(network, rates, new GradientDescent(List.of(network, rates), captured, 1e9));
            metaSgd.step(List.of(EPISODE));
            NDList theta = Gradients.leaves(manager, metaSgd.block().weights());
            NDList g = Gradients.of(metaSgd.supportLoss(EPISODE).loss(theta), theta);
            NDList adapted = Gradients.leaves(manager, metaSgd.adapt(manager, EPISODE));
            NDList after = Gradients.of(metaSgd.queryLoss(EPISODE).loss(adapted), adapted);
            for (int i = 0; i < g.size(); i++) {
                float[] expected = g.get(i).mul(after.get(i)).neg().toFloatArray();
                float largest = (float) Math.max(1e-3, g.get(i).mul(after.get(i)).abs().max().getFloat());
                assertArrayEquals(expected, captured.gradients.get(g.size() + i), 1e-3f * largest, "rates of array " + i);
            }
        }
    }

    @Test
    void ratesBeginInTheirRangeAndAreLearned() {
        try (Network network = Network.classifier(4, 3, 1); Network rates = LearnedRates.of(network, 0.005, 0.1, 7); Adam adam = new Adam(1e-2f)) {
            for (float[] array : rates.snapshot()) {
                for (float rate : array) {
                    assertTrue(rate >= 0.005 && rate <= 0.1, "rate " + rate);
                }
            }
            float[][] before = rates.snapshot();
            assertTrue(Arrays.stream(flat(before)).distinct().count() > 100);
            MetaSgd metaSgd = learner(network, rates, new GradientDescent(List.of(network, rates), adam, 1));
            metaSgd.step(List.of(EPISODE));
            assertTrue(Math.abs(before[0][0] - rates.snapshot()[0][0]) > 5e-3, "Adam's first step is about its rate");
        }
    }

    private static double[] flat(float[][] arrays) {
        return Arrays.stream(arrays).flatMapToDouble(a -> {
            double[] d = new double[a.length];
            Arrays.setAll(d, i -> a[i]);
            return Arrays.stream(d);
        }).toArray();
    }

    @Test
    void ratesOfAnotherNetworkAreRefused() {
        try (Network network = Network.classifier(4, 3, 1); Network wider = Network.classifier(5, 3, 1);
                Network rates = LearnedRates.of(wider, 0.01, 0.1, 1)) {
            assertThrows(IllegalArgumentException.class, () -> learner(network, rates, null));
            assertThrows(IllegalArgumentException.class, () -> learner(network, network, null));
            assertThrows(IllegalArgumentException.class, () -> LearnedRates.of(network, 0, 0.1, 1));
        }
    }
}
