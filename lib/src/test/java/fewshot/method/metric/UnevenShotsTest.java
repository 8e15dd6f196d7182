package fewshot.method.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.ClassLabels;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.GradientDescent;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.encoder.RelationModule;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Classes with one, two and four shots, in any order, against plain sums in Java's doubles. */
class UnevenShotsTest {
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final Network ENCODER = Network.encoder(4, 1);
    private static final int[] LABELS = {2, 0, 2, 1, 2, 1, 2};
    private static final ClassLabels CLASSES = new ClassLabels(LABELS, 3);
    private static final int[] COUNTS = {1, 2, 4};
    private static final float[][] SUPPORT = drawn(7, 4, 1);
    private static final float[][] QUERIES = drawn(3, 4, 2);

    @AfterAll
    static void close() {
        ENCODER.close();
        MANAGER.close();
    }

    private static float[][] drawn(int rows, int columns, long seed) {
        Random random = new Random(seed);
        float[][] drawn = new float[rows][columns];
        for (float[] row : drawn) {
            IntStream.range(0, columns).forEach(j -> row[j] = (float) random.nextGaussian());
        }
        return drawn;
    }

    private static float[] scores(MetricLearner learner) {
        return learner.compare(MANAGER.create(SUPPORT), MANAGER.create(QUERIES), CLASSES, BatchNormMode.INDUCTIVE).toFloatArray();
    }

    @Test
    void aPrototypeIsTheMeanOfItsOwnShots() {
        float[] found = scores(PrototypicalNetwork.of(ENCODER));
        for (int q = 0; q < 3; q++) {
            for (int k = 0; k < 3; k++) {
                double squared = 0;
                for (int j = 0; j < 4; j++) {
                    double mean = 0;
                    for (int i = 0; i < 7; i++) {
                        mean += LABELS[i] == k ? SUPPORT[i][j] / COUNTS[k] : 0;
                    }
                    squared += Math.pow(QUERIES[q][j] - mean, 2);
                }
                assertEquals(-squared, found[3 * q + k], 1e-4);
            }
        }
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double aa = 0;
        double bb = 0;
        for (int j = 0; j < a.length; j++) {
            product += a[j] * b[j];
            aa += a[j] * a[j];
            bb += b[j] * b[j];
        }
        return product / Math.sqrt(aa * bb);
    }

    @Test
    void matchingSumsTheAttentionOfAClassOrTakesItsMean() {
        MatchingNetwork matching = MatchingNetwork.of(ENCODER, GradientDescent.none()).withTemperature(0.5);
        float[] sums = scores(matching);
        float[] means = scores(matching.withMeanOverShots());
        for (int q = 0; q < 3; q++) {
            double[] attention = new double[3];
            double all = 0;
            for (int i = 0; i < 7; i++) {
                double paid = Math.exp(cosine(QUERIES[q], SUPPORT[i]) / 0.5);
                attention[LABELS[i]] += paid;
                all += paid;
            }
            for (int k = 0; k < 3; k++) {
                assertEquals(attention[k] / all, Math.exp(sums[3 * q + k]), 1e-5);
                assertEquals(attention[k] / all / COUNTS[k], Math.exp(means[3 * q + k]), 1e-5);
            }
        }
    }

    @Test
    void siameseTakesTheNearestOfAClass() {
        float[] found = scores(SiameseNetwork.contrastive(ENCODER, 1, GradientDescent.none()));
        for (int q = 0; q < 3; q++) {
            double[] nearest = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
            for (int i = 0; i < 7; i++) {
                double squared = 0;
                for (int j = 0; j < 4; j++) {
                    squared += Math.pow(QUERIES[q][j] - SUPPORT[i][j], 2);
                }
                nearest[LABELS[i]] = Math.min(nearest[LABELS[i]], Math.sqrt(squared));
            }
            for (int k = 0; k < 3; k++) {
                assertEquals(-nearest[k], found[3 * q + k], 1e-4);
            }
        }
    }

    /** A class of four equal shots is as near as one of a single such shot: none is loud because it is large. */
    @Test
    void relationDoesNotFavourTheClassWithMoreShots() {
        try (Network maps = Network.maps(4, 1); Network relation = RelationModule.network(maps, 4, 2)) {
            RelationNetwork learner = RelationNetwork.of(maps, relation, GradientDescent.none());
            NDArray shot = MANAGER.randomNormal(new Shape(1, 4, 5, 5));
            NDArray query = MANAGER.randomNormal(new Shape(2, 4, 5, 5));
            ClassLabels uneven = new ClassLabels(new int[] {0, 1, 1, 1, 1}, 2);
            float[] found = learner.compare(shot.repeat(0, 5), query, uneven, BatchNormMode.INDUCTIVE).toFloatArray();
            assertEquals(found[0], found[1], 1e-4);
            assertEquals(found[2], found[3], 1e-4);
        }
    }

    @Test
    void theOrderOfTheSupportChangesNothing() {
        ImageSet data = TestImages.noisy(6, 9, 28, 2);
        Episode episode = new EpisodeSampler(data, 4, 1, 2, 3).uneven(1, 3).next();
        int[] order = {7, 2, 0, 5, 1, 6, 3, 4};
        int[] labels = IntStream.of(order).map(i -> episode.supportLabels()[i]).toArray();
        Episode mixed = new Episode(episode.support().pick(order), labels, episode.query(), episode.queryLabels(), episode.classNames());
        for (MetricLearner learner : new MetricLearner[] {PrototypicalNetwork.of(ENCODER), MatchingNetwork.of(ENCODER, GradientDescent.none())}) {
            assertArrayEquals(learner.logits(MANAGER, episode).toFloatArray(), learner.logits(MANAGER, mixed).toFloatArray(), 1e-4f);
        }
    }

    @Test
    void aStrangerHasNoPartInTheLossOfTheOthers() {
        ImageSet data = TestImages.noisy(6, 9, 28, 2);
        Episode episode = new EpisodeSampler(data, 3, 1, 2, 3).next();
        PrototypicalNetwork learner = PrototypicalNetwork.of(ENCODER);
        Episode asked = episode.withStrangers(data.pick(5, 8));
        float[] scores = learner.logits(MANAGER, asked, BatchNormMode.TRAINING).toFloatArray();
        double sum = 0;
        for (int q = 0; q < 6; q++) {
            double all = 0;
            for (int k = 0; k < 3; k++) {
                all += Math.exp(scores[3 * q + k]);
            }
            sum -= Math.log(Math.exp(scores[3 * q + episode.queryLabels()[q]]) / all);
        }
        assertEquals(sum / 6, learner.loss(MANAGER, asked).getFloat(), 1e-4);
    }
}
