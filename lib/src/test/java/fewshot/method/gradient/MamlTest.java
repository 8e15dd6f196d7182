package fewshot.method.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.evaluate.Evaluator;
import fewshot.gradient.Adam;
import fewshot.gradient.DivergenceException;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop.Order;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.ReverseProducts;
import fewshot.gradient.UpdateRule;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MamlTest {
    private static final ImageSet DATA = TestImages.noisy(30, 10, 28, 5);
    private static final double RATE = 0.1;
    private static final InnerLoop INNER = new InnerLoop(UpdateRule.descent(RATE), 1, Order.SECOND);

    private static List<Episode> episodes(int count) {
        return new EpisodeSampler(DATA, 3, 1, 2, 1).next(count);
    }

    @Test
    void aStepTakesTheMeanOfTheTasksMetaGradients() {
        List<Episode> batch = episodes(3);
        CapturedGradient captured = new CapturedGradient();
        try (Network network = Network.classifier(4, 3, 1); NDManager manager = network.manager().newSubManager()) {
            Maml maml = Maml.of(network, INNER.steps(2), 2, new GradientDescent(network, captured));
            maml.step(batch);
            NDList sum = null;
            for (Episode episode : batch) { // the other road, one task after another
                NDList one = ReverseProducts.metaGradient(
                        manager, maml.block().weights(), maml.supportLoss(episode), maml.queryLoss(episode), RATE, 2);
                for (int i = 0; sum != null && i < one.size(); i++) {
                    sum.get(i).addi(one.get(i));
                }
                sum = sum == null ? one : sum;
            }
            for (int i = 0; i < sum.size(); i++) {
                assertArrayEquals(sum.get(i).div(3).toFloatArray(), captured.gradients.get(i), 2e-4f, "array " + i);
            }
        }
    }

    @Test
    void theReportedLossIsThatOfTheQueriesAfterAdapting() {
        List<Episode> batch = episodes(2);
        try (Network network = Network.classifier(4, 3, 1); NDManager manager = network.manager().newSubManager()) {
            Maml maml = Maml.of(network, INNER, 1, new GradientDescent(network, new CapturedGradient()));
            double expected = 0;
            for (Episode episode : batch) {
                float[] scores = maml.logits(manager, episode).toFloatArray(); // transductive: as in training
                for (int q = 0; q < 6; q++) {
                    double sum = 0;
                    for (int k = 0; k < 3; k++) {
                        sum += Math.exp(scores[3 * q + k] - scores[3 * q + q / 2]);
                    }
                    expected += Math.log(sum) / 12;
                }
            }
            assertEquals(expected, maml.step(batch).loss(), 1e-4);
        }
    }

    @Test
    void answersAreThoseOfTheNetworkAtTheAdaptedWeights() {
        Episode episode = episodes(1).get(0);
        try (Network network = Network.classifier(4, 3, 1); NDManager manager = network.manager().newSubManager()) {
            Maml maml = Maml.of(network, INNER, 2, null);
            float[] answers = maml.logits(manager, episode).toFloatArray();
            float[][] start = network.snapshot();
            descend(network, manager, episode);
            descend(network, manager, episode);
            float[] byHand = network.forward(episode.queryImages(manager), BatchNormMode.TRANSDUCTIVE).toFloatArray();
            network.restore(start);
            assertArrayEquals(byHand, answers, 1e-3f);
            assertArrayEquals(answers, maml.logits(manager, episode).toFloatArray(), 1e-6f, "an answer must change nothing");
        }
    }

    /** One step of descent by DJL's own backward pass, written into the network's weights. */
    private static void descend(Network network, NDManager manager, Episode episode) {
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            NDArray scores = network.forward(episode.supportImages(manager), BatchNormMode.TRANSDUCTIVE);
            NDArray right = manager.create(episode.supportLabels()).oneHot(3);
            collector.backward(scores.logSoftmax(1).mul(right).sum(new int[] {1}).mean().neg());
        }
        for (Parameter parameter : network.trainable()) {
            float[] w = parameter.getArray().toFloatArray();
            float[] g = parameter.getArray().getGradient().toFloatArray();
            for (int i = 0; i < w.length; i++) {
                w[i] -= (float) RATE * g[i];
            }
            parameter.getArray().set(new NDIndex("..."), manager.create(w, parameter.getShape()));
            parameter.getArray().getGradient().muli(0);
        }
    }

    @Test
    void inductiveAnswersDoNotDependOnTheOtherQueriesAndTransductiveOnesDo() {
        Episode episode = episodes(1).get(0);
        Episode other = new EpisodeSampler(DATA, 3, 1, 2, 1).episode(5);
        // The support and first query of one episode, the other queries of another.
        byte[] mixed = new byte[6 * 28 * 28];
        for (int q = 0; q < 6; q++) {
            System.arraycopy((q == 0 ? episode : other).queryImage(q), 0, mixed, q * 28 * 28, 28 * 28);
        }
        Episode changed = new Episode(3, 1, 2, 28, 28, episode.support().bytes(), mixed, episode.classNames());
        try (Network network = Network.classifier(4, 3, 1); NDManager manager = network.manager().newSubManager()) {
            Maml maml = Maml.of(network, INNER, 1, null);
            float[] alone = maml.inductive().logits(manager, episode).get(0).toFloatArray();
            assertArrayEquals(alone, maml.inductive().logits(manager, changed).get(0).toFloatArray(), 1e-5f);
            float difference = maml.logits(manager, episode).get(0).sub(maml.logits(manager, changed).get(0)).abs().max().getFloat();
            assertTrue(difference > 1e-3, "difference " + difference);
            assertEquals(BatchNormMode.INDUCTIVE, maml.inductive().batchNorm().orElseThrow());
        }
    }

    @Test
    void anilAdaptsTheHeadAloneAndBoilTheBody() {
        Episode episode = episodes(1).get(0);
        try (Network network = Network.classifier(4, 3, 1); NDManager manager = network.manager().newSubManager()) {
            GradientDescent descent = new GradientDescent(network, new CapturedGradient());
            for (Maml maml : List.of(Maml.anil(network, INNER, 2, descent), Maml.boil(network, INNER, 2, descent))) {
                NDList adapted = maml.adapt(manager, episode);
                for (int i = 0; i < adapted.size(); i++) {
                    NDArray start = maml.block().weights().get(i);
                    boolean adapts = maml.name().equals("ANIL") == (start.getShape().get(0) == 3); // the head has three rows
                    float moved = adapted.get(i).sub(start).abs().max().getFloat();
                    boolean fits = adapts ? moved > 0 || start.getShape().dimension() == 1 : moved == 0; // a bias before batch norm may stay
                    assertTrue(fits, maml.name() + ", array " + i + " moved by " + moved);
                }
                assertTrue(Double.isFinite(maml.step(episodes(2)).loss()));
            }
        }
    }

    @Test
    @Tag("thorough")
    void itLearnsToLearn() {
        EpisodeSampler sampler = new EpisodeSampler(DATA, 3, 1, 3, 1);
        EpisodeSampler unseen = new EpisodeSampler(TestImages.noisy(10, 10, 28, 99), 3, 1, 3, 2);
        for (Order order : List.of(Order.SECOND, Order.FIRST)) {
            try (Network network = Network.classifier(8, 3, 1); Adam adam = new Adam(5e-3f)) {
                Maml maml = Maml.of(network, INNER.order(order), 1, new GradientDescent(List.of(network), adam, 1));
                double before = Evaluator.evaluate(maml, unseen, 30).mean();
                for (int step = 0; step < 120; step++) { // FOMAML is slower: 72 after 60, 85 after 120, as with DJL's Adam
                    maml.step(sampler.next(4));
                }
                double after = Evaluator.evaluate(maml, unseen, 30).mean();
                assertTrue(after > before + 10 && after > 70, maml.name() + ": from " + before + " to " + after);
            }
        }
    }

    @Test
    void whatItCannotDoIsRefused() {
        try (Network network = Network.classifier(4, 3, 1); Network vectors = Network.maps(4, 1); Adam adam = new Adam(1e-3f)) {
            Maml answering = Maml.of(network, INNER, 1, null);
            assertThrows(IllegalStateException.class, () -> answering.step(episodes(1)));
            Maml maml = Maml.of(network, INNER, 1, new GradientDescent(network, adam));
            assertThrows(IllegalArgumentException.class, () -> maml.step(List.of()));
            Episode wide = new EpisodeSampler(DATA, 4, 1, 2, 1).next();
            String why = assertThrows(IllegalArgumentException.class, () -> maml.step(List.of(wide))).getMessage();
            assertTrue(why.contains("4-way") && why.contains("3 classes"), why);
            assertThrows(IllegalArgumentException.class, () -> Maml.of(vectors, INNER, 1, null));
            InnerLoop wild = new InnerLoop(UpdateRule.descent(1e30), 3, Order.SECOND);
            Maml diverging = Maml.of(network, wild, 1, new GradientDescent(network, adam));
            float[][] before = network.snapshot();
            assertThrows(DivergenceException.class, () -> diverging.step(episodes(2)));
            assertArrayEquals(before[0], network.snapshot()[0], "the weights must be those before");
        }
    }
}
