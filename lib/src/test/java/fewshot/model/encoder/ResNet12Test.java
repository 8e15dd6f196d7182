package fewshot.model.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResNet12Test {
    private static Network network(Shape input, int... widths) {
        return new Network(ResNet12.create(widths), input, 1, Device.cpu());
    }

    private static double leaky(double x) {
        return x > 0 ? x : 0.1 * x;
    }

    @Test
    void withThreeChannelsItHas12point4MillionWeightsAnd640Features() {
        try (Network network = new Network(ResNet12.create(), new Shape(3, 84, 84), 1, Device.cpu())) {
            assertEquals(new Shape(640), network.output());
            long expected = 0;
            long in = 3;
            for (long out : new long[] {64, 160, 320, 640}) {
                expected += 9 * in * out + 2 * 9 * out * out + in * out + 4 * 2 * out;
                in = out;
            }
            assertEquals(12_424_320, expected);
            assertEquals(expected, network.size());
        }
    }

    @Test
    void anImageOf16Times16IsTheSmallest() {
        try (Network network = network(new Shape(1, 16, 16), 2, 2, 2, 3)) {
            assertEquals(new Shape(3), network.output());
        }
        Exception e = assertThrows(IllegalArgumentException.class, () -> network(new Shape(1, 15, 15), 2, 2, 2, 3));
        assertTrue(e.getMessage().contains("at least 16 × 16"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> ResNet12.create(new int[0]));
        assertThrows(IllegalArgumentException.class, () -> ResNet12.create(2, 0));
    }

    /** Where the last normalisation of f scales by 0, a block is the shortcut alone. */
    @Test
    void aBlockWhoseFIsZeroIsItsShortcutThenLeakyReluAndPooling() {
        float[] pixels = numbers(2 * 4 * 4);
        try (Network network = network(new Shape(2, 4, 4), 2)) {
            setGamma(network, 2, 0);
            float[] mixed = network.block().getChildren().values().get(0).getChildren().values().get(1)
                    .getParameters().valueAt(0).getArray().toFloatArray();
            float[] found = answer(network, pixels, new Shape(1, 2, 4, 4));
            for (int f = 0; f < 2; f++) {
                double[] maps = new double[16];
                for (int p = 0; p < 16; p++) {
                    maps[p] = leaky((mixed[2 * f] * pixels[p] + mixed[2 * f + 1] * pixels[16 + p]) / Math.sqrt(1 + 1e-5));
                }
                assertEquals(meanOfLargest(maps, 4), found[f], 1e-5);
            }
        }
    }

    @Test
    void aWholeBlockOfOneFilterEqualsPlainLoops() {
        float[] pixels = numbers(36);
        double norm = Math.sqrt(1 + 1e-5);
        try (Network network = network(new Shape(1, 6, 6), 1)) {
            float[][] w = network.snapshot(); // of f: weight, γ, β, mean, variance three times; of s once
            double[] maps = new double[36];
            for (int p = 0; p < 36; p++) {
                maps[p] = pixels[p];
            }
            for (int i = 0; i < 3; i++) {
                maps = convolved(maps, w[5 * i], 6);
                for (int p = 0; p < 36; p++) {
                    maps[p] = i < 2 ? leaky(maps[p] / norm) : maps[p] / norm;
                }
            }
            for (int p = 0; p < 36; p++) {
                maps[p] = leaky(maps[p] + w[15][0] * pixels[p] / norm);
            }
            assertEquals(meanOfLargest(maps, 6), answer(network, pixels, new Shape(1, 1, 6, 6))[0], 1e-5);
        }
    }

    private static float[] numbers(int n) {
        Random random = new Random(3);
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static float[] answer(Network network, float[] pixels, Shape shape) {
        try (NDManager scratch = network.manager().newSubManager()) {
            return network.forward(scratch.create(pixels, shape), BatchNormMode.INDUCTIVE).toFloatArray();
        }
    }

    /** Sets γ of a normalisation of f in the first block, counted from 0. */
    private static void setGamma(Network network, int at, float value) {
        NDArray gamma = network.block().getParameters().valueAt(5 * at + 1).getArray();
        try (NDArray all = network.manager().full(gamma.getShape(), value)) {
            gamma.set(new NDIndex("..."), all);
        }
    }

    private static double[] convolved(double[] x, float[] w, int side) {
        double[] y = new double[x.length];
        for (int p = 0; p < x.length; p++) {
            for (int k = 0; k < 9; k++) {
                int row = p / side + k / 3 - 1;
                int column = p % side + k % 3 - 1;
                if (row >= 0 && row < side && column >= 0 && column < side) {
                    y[p] += w[k] * x[row * side + column];
                }
            }
        }
        return y;
    }

    private static double meanOfLargest(double[] maps, int side) {
        double sum = 0;
        for (int row = 0; row < side; row += 2) {
            for (int column = 0; column < side; column += 2) {
                int p = row * side + column;
                sum += Math.max(Math.max(maps[p], maps[p + 1]), Math.max(maps[p + side], maps[p + side + 1]));
            }
        }
        return sum / (side / 2 * (side / 2));
    }
}
