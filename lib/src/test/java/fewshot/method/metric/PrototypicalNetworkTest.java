package fewshot.method.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.evaluate.Evaluator;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PrototypicalNetworkTest {
    private static final Network NETWORK = Network.encoder(8, 2);
    private static final NDManager MANAGER = NETWORK.manager().newSubManager();
    private static final ImageSet DATA = TestImages.noisy(20, 10, 28, 5);
    private final PrototypicalNetwork learner = PrototypicalNetwork.of(NETWORK);

    @AfterAll
    static void close() {
        NETWORK.close();
    }

    @Test
    void prototypeIsTheMeanOfItsSupportEmbeddings() {
        NDArray support = MANAGER.create(new float[] {1, 2, 3, 6, 0, 0, -4, 2}, new Shape(4, 2));
        assertArrayEquals(new float[] {2, 4, -2, 1}, PrototypicalNetwork.prototypes(support, 2).toFloatArray(), 1e-6f);
        String why = assertThrows(IllegalArgumentException.class, () -> PrototypicalNetwork.prototypes(support, 3)).getMessage();
        assertEquals("PrototypicalNetwork: 4 embeddings cannot be 3 classes of as many each; ClassLabels.means takes the means of uneven ones", why);
    }

    @Test
    void scoreIsMinusTheSquaredDistanceAndTheCosineVariantIgnoresLength() {
        NDArray queries = MANAGER.create(new float[] {1, 1, 0, 2}, new Shape(2, 2));
        NDArray prototypes = MANAGER.create(new float[] {3, 0, 0, -1, 5, 5}, new Shape(3, 2));
        assertArrayEquals(new float[] {-5, -5, -32, -13, -9, -34}, learner.scores(queries, prototypes).toFloatArray(), 1e-5f);
        PrototypicalNetwork cosine = learner.withDistance(PrototypicalNetwork.Distance.COSINE);
        float half = (float) Math.sqrt(0.5);
        assertArrayEquals(new float[] {10 * (half - 1), 10 * (-half - 1), 0, -10, -20, 10 * (half - 1)},
                cosine.scores(queries, prototypes).toFloatArray(), 1e-4f);
    }

    @Test
    void theCosinesScaleMultipliesItsScoresAndWithOneShotItIsMatchingAtTheInverseTemperature() {
        Episode episode = new EpisodeSampler(DATA, 4, 1, 2, 1).next();
        PrototypicalNetwork scaled = learner.withCosine(25);
        float[] ten = learner.withDistance(PrototypicalNetwork.Distance.COSINE).logits(MANAGER, episode).toFloatArray();
        float[] twentyFive = scaled.with(BatchNormMode.INDUCTIVE).logits(MANAGER, episode).toFloatArray();
        for (int i = 0; i < ten.length; i++) {
            assertEquals(2.5 * ten[i], twentyFive[i], 1e-4);
        }
        assertArrayEquals(MatchingNetwork.of(NETWORK, GradientDescent.none()).withTemperature(1 / 25.0).logits(MANAGER, episode).exp().toFloatArray(),
                scaled.logits(MANAGER, episode).softmax(1).toFloatArray(), 1e-5f);
        assertThrows(IllegalArgumentException.class, () -> learner.withCosine(0));
    }

    @Test
    void logitsEqualABruteForceOverEmbeddings() {
        Episode episode = new EpisodeSampler(DATA, 4, 3, 2, 1).next();
        float[] s = NETWORK.forward(episode.supportImages(MANAGER), BatchNormMode.INDUCTIVE).toFloatArray();
        float[] q = NETWORK.forward(episode.queryImages(MANAGER), BatchNormMode.INDUCTIVE).toFloatArray();
        float[] logits = learner.logits(MANAGER, episode).toFloatArray();
        for (int i = 0; i < 8; i++) {
            for (int k = 0; k < 4; k++) {
                double squared = 0;
                for (int f = 0; f < 8; f++) {
                    double mean = (s[(3 * k) * 8 + f] + s[(3 * k + 1) * 8 + f] + s[(3 * k + 2) * 8 + f]) / 3.0;
                    squared += Math.pow(q[i * 8 + f] - mean, 2);
                }
                assertEquals(-squared, logits[i * 4 + k], 1e-3 * (1 + squared));
            }
        }
    }

    @Test
    void lossIsTheMeanNegativeLogProbabilityOfTheRightClass() {
        Episode episode = new EpisodeSampler(DATA, 3, 1, 2, 1).next();
        float[] scores = learner.with(BatchNormMode.TRANSDUCTIVE).logits(MANAGER, episode).toFloatArray();
        double expected = 0;
        for (int i = 0; i < 6; i++) {
            double sum = 0;
            for (int k = 0; k < 3; k++) {
                sum += Math.exp(scores[3 * i + k] - scores[3 * i + i / 2]);
            }
            expected += Math.log(sum) / 6;
        }
        assertEquals(expected, learner.loss(MANAGER, episode).getFloat(), 1e-4 * (1 + expected));
    }

    @Test
    void theOrderOfSupportImagesWithinAClassDoesNotMatter() {
        Episode a = Episode.of(DATA, new int[] {1, 2}, new int[][] {{0, 1, 2}, {3, 4, 5}}, new int[][] {{6}, {7}});
        Episode b = Episode.of(DATA, new int[] {1, 2}, new int[][] {{2, 0, 1}, {5, 4, 3}}, new int[][] {{6}, {7}});
        assertArrayEquals(learner.logits(MANAGER, a).toFloatArray(), learner.logits(MANAGER, b).toFloatArray(), 1e-3f);
    }

    @Test
    void trainingOnNoisyClassesLiftsUnseenClassesFarAboveChance() {
        try (Network network = Network.encoder(8, 3); Adam adam = new Adam(2e-3f)) {
            PrototypicalNetwork trained = PrototypicalNetwork.of(network, new GradientDescent(network, adam));
            EpisodeSampler training = new EpisodeSampler(TestImages.noisy(40, 8, 28, 11), 8, 1, 4, 1);
            double before = Evaluator.evaluate(trained, new EpisodeSampler(DATA, 5, 1, 5, 2), 40).mean();
            for (int i = 0; i < 60; i++) {
                trained.step(training.next(1));
            }
            double after = Evaluator.evaluate(trained, new EpisodeSampler(DATA, 5, 1, 5, 2), 40).mean();
            assertTrue(after > 60 && after > before + 20, before + " → " + after);
        }
    }

    @Test
    void whatCannotBeDoneSaysSo() {
        Episode episode = new EpisodeSampler(DATA, 2, 1, 1, 1).next();
        assertThrows(IllegalStateException.class, () -> learner.step(java.util.List.of(episode)));
        assertThrows(IllegalArgumentException.class, () -> learner.with(BatchNormMode.TRAINING));
    }
}
