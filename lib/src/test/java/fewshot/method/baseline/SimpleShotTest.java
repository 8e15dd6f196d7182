package fewshot.method.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import fewshot.TestImages;
import fewshot.data.ExampleSet;
import fewshot.episode.Episode;
import fewshot.method.baseline.SimpleShot.Features;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SimpleShotTest {
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final Network ENCODER = Points.encoder();

    @AfterAll
    static void close() {
        ENCODER.close();
        MANAGER.close();
    }

    /**
     * The base classes' mean is (2, 2). Of the support (5, 6) becomes (3, 4)/5, and (2, 1) and (5, 2) become (0, −1) and (1, 0),
     * whose mean is (½, −½); the query (2, 7) becomes (0, 1). Its squared distances are 0.36 + 0.04 and 0.25 + 2.25.
     */
    @Test
    void threePointsAreScoredAsByHand() {
        ExampleSet base = Points.set(2, new double[] {1, 0}, new double[] {3, 4});
        Episode task = Points.task(new double[][] {{5, 6}, {2, 1}, {5, 2}}, new int[] {0, 1, 1}, new double[][] {{2, 7}});
        assertArrayEquals(new float[] {-0.4f, -2.5f}, SimpleShot.of(ENCODER, base).logits(MANAGER, task).toFloatArray(), 1e-5f);
    }

    private static double[][] random(int points, long seed) {
        Random random = new Random(seed);
        double[][] drawn = new double[points][2];
        for (double[] point : drawn) {
            point[0] = 3 + random.nextGaussian();
            point[1] = 1 + 2 * random.nextGaussian();
        }
        return drawn;
    }

    private static double[] transformed(double[] point, double[] mean, Features features) {
        double x = point[0] - (features == Features.CL2N ? mean[0] : 0);
        double y = point[1] - (features == Features.CL2N ? mean[1] : 0);
        double length = features == Features.UN ? 1 : Math.hypot(x, y);
        return new double[] {x / length, y / length};
    }

    /** 450 base examples are three lots of what goes through the encoder together. */
    @Test
    void eachKindOfFeaturesIsThatOfPlainJava() {
        double[][] base = random(450, 1);
        double[] mean = new double[2];
        for (double[] point : base) {
            mean[0] += point[0] / 450;
            mean[1] += point[1] / 450;
        }
        double[][] support = random(5, 2);
        int[] labels = {2, 0, 1, 2, 2};
        double[][] queries = random(4, 3);
        SimpleShot learner = SimpleShot.of(ENCODER, Points.set(9, base));
        for (Features features : Features.values()) {
            float[] found = learner.withFeatures(features).logits(MANAGER, Points.task(support, labels, queries)).toFloatArray();
            double[][] centroids = new double[3][2];
            for (int i = 0; i < 5; i++) {
                double[] x = transformed(support[i], mean, features);
                centroids[labels[i]][0] += x[0] / (labels[i] == 2 ? 3 : 1);
                centroids[labels[i]][1] += x[1] / (labels[i] == 2 ? 3 : 1);
            }
            for (int q = 0; q < 4; q++) {
                double[] x = transformed(queries[q], mean, features);
                for (int k = 0; k < 3; k++) {
                    double squared = Math.pow(x[0] - centroids[k][0], 2) + Math.pow(x[1] - centroids[k][1], 2);
                    assertEquals(-squared, found[3 * q + k], 1e-4 * (1 + squared), features + ", query " + q + ", class " + k);
                }
            }
        }
    }

    @Test
    void aVariantIsNamedByItsFeaturesAndKeepsItsStatistics() {
        SimpleShot learner = SimpleShot.of(ENCODER, Points.set(1, new double[] {1, 0}));
        assertEquals(List.of("SimpleShot", "SimpleShot, UN"), List.of(learner.name(), learner.withFeatures(Features.UN).name()));
        SimpleShot variant = learner.withFeatures(Features.L2N).with(BatchNormMode.TRANSDUCTIVE);
        assertEquals("SimpleShot, L2N", variant.name());
        assertEquals(BatchNormMode.TRANSDUCTIVE, variant.withFeatures(Features.UN).batchNorm().orElseThrow());
    }

    @Test
    void baseClassesThatSayNothingOfTheMeanAreRefused() {
        ExampleSet empty = ExampleSet.of("nothing", Points.of(), List.of("a"), new int[] {0});
        Exception none = assertThrows(IllegalArgumentException.class, () -> SimpleShot.of(ENCODER, empty));
        assertTrue(none.getMessage().startsWith("SimpleShot: the base classes are nothing: 1 classes, 0 examples"), none.getMessage());
        assertThrows(IllegalArgumentException.class, () -> SimpleShot.of(ENCODER, TestImages.noisy(2, 2, 28, 1)), "images, but it embeds points");
        try (Network maps = Network.maps(4, 1)) {
            Exception vectors = assertThrows(IllegalArgumentException.class, () -> SimpleShot.of(maps, TestImages.noisy(2, 2, 28, 1)));
            assertTrue(vectors.getMessage().startsWith("SimpleShot: the encoder makes (4, 5, 5)"), vectors.getMessage());
        }
    }
}
