package fewshot.method.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop.Order;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.UpdateRule;
import fewshot.model.Network;
import fewshot.model.rule.LearnedGates;
import fewshot.model.rule.LearnedRates;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A network of a single score serves any number of classes. */
class TiedHeadTest {
    private static final ImageSet DATA = TestImages.noisy(30, 10, 28, 5);
    private static final int HEAD = 16;
    private static final InnerLoop INNER =
            new InnerLoop(UpdateRule.descent(place -> place < HEAD ? 0.1 : 2), 2, Order.FIRST);

    private static Episode uneven(int way) {
        return new EpisodeSampler(DATA, way, 1, 3, 1).uneven(1, 3).next();
    }

    @Test
    void theScoresChangePlacesWithTheirClasses() {
        Episode episode = uneven(3);
        int[] place = {2, 0, 1}; // of each class, in the other episode
        String[] names = new String[3];
        for (int k = 0; k < 3; k++) {
            names[place[k]] = episode.classNames()[k];
        }
        Episode other = new Episode(episode.support(), Arrays.stream(episode.supportLabels()).map(k -> place[k]).toArray(),
                episode.query(), episode.queryLabels(), names);
        try (Network network = Network.classifier(4, 1, 1); NDManager manager = network.manager().newSubManager()) {
            Maml maml = Maml.of(network, INNER, 2, null);
            float[] scores = maml.logits(manager, episode).toFloatArray();
            float[] moved = maml.logits(manager, other).toFloatArray();
            for (int i = 0; i < scores.length; i++) {
                assertEquals(scores[i], moved[i / 3 * 3 + place[i % 3]], 1e-4);
            }
            assertTrue(Math.abs(scores[0] - scores[1]) > 1e-3);
        }
    }

    /** A head of one row a class drifts in training to one that is sure and wrong, which the first order does not see. */
    @Test
    void inTheFirstOrderATasksStartStaysAsUnsureAsCanBe() {
        EpisodeSampler sampler = new EpisodeSampler(DATA, 5, 1, 3, 1);
        try (Network network = Network.classifier(4, 1, 1); Adam adam = new Adam(1e-2f); NDManager manager = network.manager().newSubManager()) {
            Maml maml = Maml.of(network, INNER, 2, new GradientDescent(List.of(network), adam, 1));
            for (int step = 0; step < 15; step++) {
                maml.step(sampler.batch(step, 2));
            }
            for (int i = 0; i < 3; i++) {
                Episode episode = sampler.episode(100 + i);
                NDList start = maml.steps(0).adapt(manager, episode);
                assertEquals(Math.log(5), maml.supportLoss(episode).loss(start).getFloat(), 1e-4);
                assertTrue(maml.supportLoss(episode).loss(maml.adapt(manager, episode)).getFloat() < Math.log(5) - 0.1);
            }
        }
    }

    @Test
    void whatTheRowIsMakesNoDifference() {
        Episode episode = uneven(4);
        try (Network network = Network.classifier(4, 1, 1); NDManager manager = network.manager().newSubManager()) {
            Maml maml = Maml.of(network, INNER, 3, null);
            assertEquals("FOMAML, tied head", maml.name());
            float[] answers = maml.logits(manager, episode).softmax(1).toFloatArray();
            for (NDArray array : maml.block().weights().subList(HEAD, HEAD + 2)) {
                array.set(new NDIndex("..."), manager.full(array.getShape(), 0.7f));
            }
            assertArrayEquals(answers, maml.logits(manager, episode).softmax(1).toFloatArray(), 1e-4f);
        }
    }

    /** All of the family that a gradient goes through; each takes a step at five ways. */
    @Test
    void trainedAtFiveWaysTheyAnswerThreeAndSeven() {
        try (Network network = Network.classifier(4, 1, 1); Network rates = LearnedRates.of(network, 0.05, 0.1, 1);
                Network stepRates = LearnedRates.ofSteps(network, 2, 0.1); Network gates = LearnedGates.of(4, 0.1, 1);
                Adam adam = new Adam(1e-3f); NDManager manager = network.manager().newSubManager()) {
            InnerLoop second = INNER.order(Order.SECOND);
            for (MetaGradientLearner learner : List.of(Maml.of(network, second, 2, new GradientDescent(network, adam)),
                    Maml.anil(network, second, 2, new GradientDescent(network, new CapturedGradient())),
                    Taml.entropy(network, second, 2, 0.1, new GradientDescent(network, new CapturedGradient())),
                    Taml.theil(network, second, 2, 0.1, new GradientDescent(network, new CapturedGradient())),
                    MetaSgd.of(network, rates, captured(network, rates)), MamlPlusPlus.of(network, stepRates, 9, captured(network, stepRates)),
                    LstmMetaLearner.of(network, gates, 2, captured(network, gates)))) {
                assertTrue(Double.isFinite(learner.step(new EpisodeSampler(DATA, 5, 1, 2, 1).next(2)).loss()), learner.name());
                for (int way : new int[] {3, 7}) {
                    assertEquals(new Shape(3L * way, way), learner.logits(manager, uneven(way)).getShape(), learner.name());
                }
            }
        }
    }

    private static GradientDescent captured(Network network, Network rule) {
        return new GradientDescent(List.of(network, rule), new CapturedGradient(), 1e9);
    }

    @Test
    void whatCannotBeTiedIsRefused() {
        SequentialBlock withoutBias = new SequentialBlock().add(Blocks.batchFlattenBlock()).add(Linear.builder().setUnits(1).optBias(false).build());
        try (Network network = Network.classifier(4, 1, 1);
                Network other = new Network(withoutBias, new Shape(1, 28, 28), 1, Engine.getInstance().defaultDevice())) {
            String why = assertThrows(IllegalArgumentException.class, () -> Maml.of(other, INNER, 1, null)).getMessage();
            assertTrue(why.contains("[(1, 784)]") && why.contains("with a bias"), why);
            why = assertThrows(IllegalArgumentException.class, () -> Maml.boil(network, INNER, 1, null)).getMessage();
            assertTrue(why.contains("scores all classes alike"), why);
            Reptile.Inner inner = Reptile.Inner.adam(1e-2, 2, 5);
            why = assertThrows(IllegalArgumentException.class, () -> Reptile.of(network, inner, inner, step -> 1, 1)).getMessage();
            assertTrue(why.contains("a single score"), why);
        }
    }
}
