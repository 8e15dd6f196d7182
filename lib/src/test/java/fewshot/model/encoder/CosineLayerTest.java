package fewshot.model.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.GradientCheck;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CosineLayerTest {
    private static final NDManager MANAGER = NDManager.newBaseManager();

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    /** (3, 4) is at cosines 0.6 and 0.8 from the axes and at −1 from (−6, −8); nothing is at any from (0, 0). */
    @Test
    void theScoreIsTwiceTheCosineWhateverTheLengths() {
        NDArray features = MANAGER.create(new float[][] {{3, 4}, {0.3f, 0.4f}, {0, 0}});
        NDArray weight = MANAGER.create(new float[][] {{1, 0}, {0, 7}, {-6, -8}});
        float[] found = CosineLayer.scores(features, weight).toFloatArray();
        assertArrayEquals(new float[] {1.2f, 1.6f, -2, 1.2f, 1.6f, -2, 0, 0, 0}, found, 1e-5f);
    }

    @Test
    void withMoreThanTwoHundredClassesItIsTenTimesTheCosine() {
        NDArray features = MANAGER.create(new float[][] {{3, 4}});
        for (int classes : new int[] {200, 201}) {
            float[][] weight = new float[classes][];
            Arrays.fill(weight, new float[] {0, 5});
            assertEquals(classes == 200 ? 1.6 : 8, CosineLayer.scores(features, MANAGER.create(weight)).toFloatArray()[classes - 1], 1e-5);
        }
    }

    @Test
    void aNetworkOfItScoresAsManyClassesAsAskedFor() {
        try (Network head = new Network(new CosineLayer(7), new Shape(3), 1, MANAGER.getDevice())) {
            assertEquals(new Shape(7), head.output());
            assertEquals(21, head.size());
            NDArray x = MANAGER.create(new float[][] {{1, -2, 3}});
            float[] w = head.snapshot()[0];
            float[] found = head.forward(x, BatchNormMode.TRAINING).toFloatArray();
            for (int k = 0; k < 7; k++) {
                double length = Math.sqrt(w[3 * k] * w[3 * k] + w[3 * k + 1] * w[3 * k + 1] + w[3 * k + 2] * w[3 * k + 2]);
                assertEquals(2 * (w[3 * k] - 2 * w[3 * k + 1] + 3 * w[3 * k + 2]) / length / Math.sqrt(14), found[k], 1e-5);
            }
        }
    }

    @Test
    void itsGradientsAreThoseOfItsDifferences() {
        double[] points = {0.3, -1.2, 2, 0.7, 0.1, -0.4};
        NDArray others = MANAGER.create(new double[] {1, 2, -1, 0.5, 0.2, 3}, new Shape(2, 3));
        NDArray shares = MANAGER.create(new double[] {1, -2, 0.5, 3}, new Shape(2, 2));
        GradientCheck.assertGradient("weight", MANAGER, points, new Shape(2, 3), w -> CosineLayer.scores(others, w).mul(shares).sum());
        GradientCheck.assertGradient("features", MANAGER, points, new Shape(2, 3), f -> CosineLayer.scores(f, others).mul(shares).sum());
    }
}
