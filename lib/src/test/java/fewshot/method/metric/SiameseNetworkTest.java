package fewshot.method.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.PairBatch;
import fewshot.episode.PairSampler;
import fewshot.evaluate.Evaluator;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SiameseNetworkTest {
    private static final Network NETWORK = Network.encoder(8, 2);
    private static final Network COMPARISON = SiameseNetwork.comparison(NETWORK);
    private static final NDManager MANAGER = NETWORK.manager().newSubManager();
    private static final ImageSet DATA = TestImages.noisy(20, 10, 28, 5);
    private final SiameseNetwork contrastive = SiameseNetwork.contrastive(NETWORK, 2, null);
    private final SiameseNetwork weighted = SiameseNetwork.weighted(NETWORK, COMPARISON, null);

    @AfterAll
    static void close() {
        COMPARISON.close();
        NETWORK.close();
    }

    /** Distances 5, 1 and 2 under a margin of 3: ½·25 (same), ½·(3 − 1)² (not), ½·(3 − 2)² (not); the mean of 12.5, 2, 0.5. */
    @Test
    void contrastiveLossAndItsGradientAreThoseOfThePencil() {
        NDArray a = MANAGER.create(new float[] {3, 4, 0, 1, 2, 0}, new Shape(3, 2));
        NDArray b = MANAGER.zeros(new Shape(3, 2));
        a.setRequiresGradient(true);
        try (GradientCollector collector = MANAGER.getEngine().newGradientCollector()) {
            NDArray loss = SiameseNetwork.contrastiveLoss(a, b, MANAGER.create(new float[] {1, 0, 0}), 3);
            assertEquals(5, loss.getFloat(), 1e-5);
            collector.backward(loss);
        }
        // one class: (a − b) / 3; two: −(m − d) (a − b) / d / 3
        assertArrayEquals(new float[] {1, 4 / 3f, 0, -2 / 3f, -1 / 3f, 0}, a.getGradient().toFloatArray(), 1e-5f);
    }

    @Test
    void pairsOfTwoClassesBeyondTheMarginCostNothing() {
        NDArray a = MANAGER.create(new float[] {3.1f, 0}, new Shape(1, 2));
        NDArray loss = SiameseNetwork.contrastiveLoss(a, a.zerosLike(), MANAGER.create(new float[] {0}), 3);
        assertEquals(0, loss.getFloat());
    }

    @Test
    void equalEmbeddingsOfTwoClassesHaveAFiniteGradient() {
        NDArray a = MANAGER.ones(new Shape(1, 2));
        a.setRequiresGradient(true);
        try (GradientCollector collector = MANAGER.getEngine().newGradientCollector()) {
            collector.backward(SiameseNetwork.contrastiveLoss(a, MANAGER.ones(new Shape(1, 2)), MANAGER.create(new float[] {0}), 3));
        }
        assertArrayEquals(new float[2], a.getGradient().toFloatArray(), 1e-3f);
    }

    @Test
    void twinTowersMeasureBothWaysAlikeAndAnImageIsAtNoDistanceFromItself() {
        PairBatch pairs = new PairSampler(DATA, 6, 1).next();
        NDArray both = NETWORK.forward(pairs.images(MANAGER), BatchNormMode.INDUCTIVE);
        NDArray a = both.split(2).get(0);
        NDArray b = both.split(2).get(1);
        for (SiameseNetwork learner : List.of(contrastive, weighted)) {
            assertArrayEquals(learner.similarity(a, b).toFloatArray(), learner.similarity(b, a).toFloatArray(), 0);
            assertArrayEquals(learner.similarity(a, b).toFloatArray(), learner.similarity(MANAGER, pairs).toFloatArray(), 1e-5f);
        }
        assertArrayEquals(new float[6], contrastive.similarity(a, a).toFloatArray(), 0);
        assertArrayEquals(new float[] {4, 4, 4, 4, 4, 4}, weighted.similarity(a, a).toFloatArray(), 1e-6f, "β");
    }

    @Test
    void anUntrainedWeightedComparisonIsFourMinusSixteenTimesTheMeanDifference() {
        NDArray a = MANAGER.create(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, new Shape(1, 8));
        NDArray b = MANAGER.create(new float[] {2, 2, 1, 4, 5, 6, 7, 9}, new Shape(1, 8));
        assertEquals(4 - 16 * (1 + 2 + 1) / 8.0, weighted.similarity(a, b).getFloat(), 1e-6);
    }

    @Test
    void aComparisonOfAnotherWidthIsRefusedWithBothShapes() {
        try (Network wide = Network.encoder(16, 1)) {
            String message = assertThrows(IllegalArgumentException.class, () -> SiameseNetwork.weighted(wide, COMPARISON, null)).getMessage();
            assertTrue(message.contains("(16)") && message.contains("(8)"), message);
        }
    }

    @Test
    void anEncoderOfFeatureMapsIsRefusedWithItsShape() {
        try (Network maps = Network.maps(8, 1)) {
            String message = assertThrows(IllegalArgumentException.class, () -> SiameseNetwork.contrastive(maps, 1, null)).getMessage();
            assertTrue(message.contains("SiameseNetwork") && message.contains("(8, 5, 5)"), message);
            assertThrows(IllegalArgumentException.class, () -> PrototypicalNetwork.of(maps));
        }
    }

    @Test
    void weightedLossIsTheCrossEntropyOfTheSigmoidOfWeightedDifferences() {
        PairBatch pairs = new PairSampler(DATA, 4, 7).next();
        float[] f = NETWORK.forward(pairs.images(MANAGER), BatchNormMode.TRANSDUCTIVE).toFloatArray();
        float[] alpha = COMPARISON.trainable().get(0).getArray().toFloatArray();
        double beta = COMPARISON.trainable().get(1).getArray().toFloatArray()[0];
        double sum = 0;
        for (int p = 0; p < 4; p++) {
            double score = beta;
            for (int i = 0; i < 8; i++) {
                score += alpha[i] * Math.abs(f[p * 8 + i] - f[(4 + p) * 8 + i]);
            }
            double probability = 1 / (1 + Math.exp(-score));
            sum -= Math.log(pairs.same()[p] ? probability : 1 - probability);
        }
        assertEquals(sum / 4, weighted.loss(MANAGER, pairs).getFloat(), 1e-4);
    }

    @Test
    void aClassIsAsNearAsItsNearestSupportImage() {
        NDArray support = MANAGER.create(new float[] {0, 0, 4, 0, 1, 3, 9, 9}, new Shape(4, 2));
        NDArray queries = MANAGER.create(new float[] {3, 0, 1, 1}, new Shape(2, 2));
        float[] scores = contrastive.compare(support, queries, TestImages.inTurn(2, (int) support.getShape().get(0) / 2), BatchNormMode.INDUCTIVE).toFloatArray();
        assertArrayEquals(new float[] {-1, -(float) Math.sqrt(13), -(float) Math.sqrt(2), -2}, scores, 1e-5f);
    }

    @Test
    void bothLossesTeachToNameClassesNeverSeen() {
        ImageSet train = TestImages.noisy(30, 10, 28, 11);
        EpisodeSampler test = new EpisodeSampler(TestImages.noisy(10, 10, 28, 12), 5, 1, 5, 1);
        for (boolean learned : new boolean[] {false, true}) {
            try (Network network = Network.encoder(8, 4); Network comparison = SiameseNetwork.comparison(network);
                    Adam adam = new Adam(3e-3f)) {
                List<Network> both = learned ? List.of(network, comparison) : List.of(network);
                GradientDescent descent = new GradientDescent(both, adam, Double.POSITIVE_INFINITY);
                SiameseNetwork learner = learned ? SiameseNetwork.weighted(network, comparison, descent)
                        : SiameseNetwork.contrastive(network, 2, descent);
                PairSampler pairs = new PairSampler(train, 32, 1);
                double before = pairs(learner, train);
                for (int i = 0; i < 150; i++) {
                    learner.step(pairs.next());
                }
                assertTrue(pairs(learner, train) < 0.7 * before, learner.name() + ": loss " + before + " → " + pairs(learner, train));
                double accuracy = Evaluator.evaluate(learner, test, 20).mean();
                assertTrue(accuracy > 60, learner.name() + ": " + accuracy);
            }
        }
    }

    private static double pairs(SiameseNetwork learner, ImageSet data) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return learner.loss(manager, new PairSampler(data, 64, 99).next()).getFloat();
        }
    }

    @Test
    void aLearnerThatCannotBeTrainedAndAMarginOfNothingAreRefused() {
        PairBatch pairs = new PairSampler(DATA, 2, 1).next();
        assertTrue(assertThrows(IllegalStateException.class, () -> contrastive.step(pairs)).getMessage().contains("GradientDescent"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> SiameseNetwork.contrastive(NETWORK, 0, null))
                .getMessage().contains("margin is 0.0"));
    }

    @Test
    void logitsHaveAColumnForEachClassWhateverTheShots() {
        Episode episode = new EpisodeSampler(DATA, 4, 3, 2, 1).next();
        assertEquals(new Shape(8, 4), weighted.logits(MANAGER, episode).getShape());
        assertEquals(new Shape(8, 4), contrastive.with(BatchNormMode.TRANSDUCTIVE).logits(MANAGER, episode).getShape());
    }
}
