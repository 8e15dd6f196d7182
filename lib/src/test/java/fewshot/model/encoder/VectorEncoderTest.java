package fewshot.model.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VectorEncoderTest {
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray random(long seed, Shape shape) {
        Random random = new Random(seed);
        float[] numbers = new float[(int) shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return manager.create(numbers, shape);
    }

    @Test
    void layersAreProductsNormsAndRectifiersInPlainDoubles() {
        try (Network network = new Network(VectorEncoder.create(4, 2), new Shape(3, 2), 1, Device.cpu())) {
            NDArray x = random(2, new Shape(5, 3, 2));
            NDArray found = network.forward(x, BatchNormMode.TRANSDUCTIVE);
            assertEquals(new Shape(5, 2), found.getShape());
            List<Parameter> weights = network.block().getParameters().values();
            float[] first = weights.get(0).getArray().toFloatArray(); // 4 × 6; batch norm takes its bias away again
            double[][] hidden = new double[5][4];
            for (int unit = 0; unit < 4; unit++) {
                double mean = 0;
                double square = 0;
                for (int n = 0; n < 5; n++) {
                    for (int i = 0; i < 6; i++) {
                        hidden[n][unit] += first[unit * 6 + i] * x.getFloat(n, i / 2, i % 2);
                    }
                    mean += hidden[n][unit] / 5;
                    square += hidden[n][unit] * hidden[n][unit] / 5;
                }
                for (int n = 0; n < 5; n++) {
                    hidden[n][unit] = Math.max(0, (hidden[n][unit] - mean) / Math.sqrt(square - mean * mean + 1e-5));
                }
            }
            float[] last = weights.stream().filter(p -> p.getShape().equals(new Shape(2, 4))).findFirst().orElseThrow().getArray().toFloatArray();
            for (int n = 0; n < 5; n++) {
                for (int out = 0; out < 2; out++) {
                    double sum = 0;
                    for (int unit = 0; unit < 4; unit++) {
                        sum += last[out * 4 + unit] * hidden[n][unit];
                    }
                    assertEquals(sum, found.getFloat(n, out), 1e-4);
                }
            }
        }
    }

    @Test
    void aSequenceIsTheSameWhereverItStands() {
        try (Network network = new Network(SequenceEncoder.create(8, 2), new Shape(30, 3), 1, Device.cpu())) {
            float[] early = new float[90];
            float[] late = new float[90];
            float[] piece = random(3, new Shape(5, 3)).toFloatArray();
            System.arraycopy(piece, 0, early, 3 * 8, 15);
            System.arraycopy(piece, 0, late, 3 * 17, 15);
            float[] one = network.forward(manager.create(early, new Shape(1, 30, 3)), BatchNormMode.INDUCTIVE).toFloatArray();
            float[] other = network.forward(manager.create(late, new Shape(1, 30, 3)), BatchNormMode.INDUCTIVE).toFloatArray();
            assertEquals(8, one.length);
            assertArrayEquals(one, other, 1e-5f);
            for (int i = 0; i < 15; i++) {
                early[3 * 8 + i] = piece[14 - i];
            }
            float[] reversed = network.forward(manager.create(early, new Shape(1, 30, 3)), BatchNormMode.INDUCTIVE).toFloatArray();
            assertTrue(java.util.stream.IntStream.range(0, 8).anyMatch(i -> Math.abs(reversed[i] - one[i]) > 0.01), "the order makes no difference");
        }
    }

    /** One layer, one filter, in plain doubles: the strongest of all places, of five steps each, with nothing beyond the ends. */
    @Test
    void aFilterAnswersWithItsStrongestPlace() {
        try (Network network = new Network(SequenceEncoder.create(1, 1), new Shape(6, 2), 4, Device.cpu())) {
            NDArray x = random(5, new Shape(1, 6, 2));
            float[] filter = network.block().getParameters().get(0).getValue().getArray().toFloatArray(); // 1 × 2 × 5
            double strongest = 0;
            for (int t = 0; t < 6; t++) {
                double sum = 0;
                for (int k = -2; k <= 2; k++) {
                    for (int f = 0; f < 2 && t + k >= 0 && t + k < 6; f++) {
                        sum += filter[f * 5 + k + 2] * x.getFloat(0, t + k, f);
                    }
                }
                strongest = Math.max(strongest, sum / Math.sqrt(1 + 1e-5)); // batch norm's first mean is 0, its variance 1
            }
            assertEquals(strongest, network.forward(x, BatchNormMode.INDUCTIVE).getFloat(0, 0), 1e-5);
            assertTrue(strongest > 0);
        }
    }

    @Test
    void noLayersAreRefused() {
        assertThrows(IllegalArgumentException.class, VectorEncoder::create);
        assertThrows(IllegalArgumentException.class, () -> VectorEncoder.create(3, 0));
        assertThrows(IllegalArgumentException.class, () -> SequenceEncoder.create(0, 1));
        assertThrows(IllegalArgumentException.class, () -> SequenceEncoder.create(1, 0));
    }
}
