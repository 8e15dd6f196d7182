package fewshot.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdamTest {
    private static final Shape SHAPE = new Shape(2, 3, 2, 2);
    private static final NDManager MANAGER = NDManager.newBaseManager();

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    /** Ways in which the same numbers can lie in memory. */
    enum Layout {
        ROWS((m, plain) -> plain.duplicate()),
        CHANNELS_LAST((m, plain) -> plain.transpose(0, 2, 3, 1).reshape(-1).reshape(2, 2, 2, 3).transpose(0, 3, 1, 2)),
        EVERY_SECOND((m, plain) -> plain.reshape(24, 1).concat(m.ones(new Shape(24, 1)), 1).reshape(2, 3, 2, 2, 2).get(new NDIndex(":,:,:,:,0")));

        private final BiFunction<NDManager, NDArray, NDArray> lay;

        Layout(BiFunction<NDManager, NDArray, NDArray> lay) {
            this.lay = lay;
        }
    }

    @ParameterizedTest
    @CsvSource({"ROWS, ROWS", "ROWS, CHANNELS_LAST", "CHANNELS_LAST, ROWS", "CHANNELS_LAST, CHANNELS_LAST", "ROWS, EVERY_SECOND", "CHANNELS_LAST, EVERY_SECOND"})
    void eachNumberMovesByItsOwnGradientHoweverBothLieInMemory(Layout weightLayout, Layout gradientLayout) {
        double[] weight = IntStream.range(0, 24).mapToDouble(i -> i / 10.0).toArray();
        double[] mean = new double[24];
        double[] square = new double[24];
        try (NDManager manager = MANAGER.newSubManager(); Adam adam = new Adam(0.1f)) {
            NDArray weights = weightLayout.lay.apply(manager, array(manager, weight));
            for (int t = 1; t <= 3; t++) {
                int step = t;
                double[] gradient = IntStream.range(0, 24).mapToDouble(i -> Math.sin(7 * i + step)).toArray();
                adam.update("weights", weights, gradientLayout.lay.apply(manager, array(manager, gradient)));
                for (int i = 0; i < 24; i++) {
                    mean[i] = 0.9 * mean[i] + 0.1 * gradient[i];
                    square[i] = 0.999 * square[i] + 0.001 * gradient[i] * gradient[i];
                    weight[i] -= 0.1 * mean[i] / (1 - Math.pow(0.9, t)) / (Math.sqrt(square[i] / (1 - Math.pow(0.999, t))) + 1e-8);
                }
            }
            float[] moved = weights.reshape(-1).toFloatArray();
            for (int i = 0; i < 24; i++) {
                assertEquals(weight[i], moved[i], 1e-5, "number " + i);
            }
        }
    }

    @Test
    void aRateAlongACosineGoesHalfOfTheWayOfAConstantOneAndEndsNearNothing() {
        double[] way = travelled(Adam.cosine(4, 2), 2);
        assertEquals(2 + Math.sqrt(2), way[0], 1e-4); // 4 · (1 + cos π/4) / 2
        assertEquals(2 - Math.sqrt(2), way[1], 1e-4); // 4 · (1 + cos 3π/4) / 2
        assertEquals(0.5 * 0.01 * 100, Arrays.stream(travelled(Adam.cosine(0.01, 100), 100)).sum(), 1e-4);
    }

    @Test
    void aWarmedRateRisesStaysAndFallsInTheLastThirtyPerCent() {
        double[] way = travelled(Adam.warmed(1, 4, 20), 20);
        assertArrayEquals(new double[] {0.25, 0.5, 0.75, 1, 1, 1}, Arrays.copyOf(way, 6), 1e-5);
        assertArrayEquals(new double[] {1, 1, 0.75, 0.5, 0.25, 0}, // from the 14th to the 20th step half a cosine, 30 degrees a step
                new double[] {way[12], way[13], way[15], way[16], way[17], way[19]}, 1e-5);
    }

    @Test
    void aRateThatIsNoneIsRefusedBeforeAWeightMoves() {
        for (float rate : new float[] {Float.NaN, -1e-3f, 0, Float.POSITIVE_INFINITY}) {
            String why = assertThrows(IllegalArgumentException.class, () -> new Adam(rate)).getMessage();
            assertEquals("Adam: the learning rate is " + rate + "; it must be a number above 0", why);
            assertThrows(IllegalArgumentException.class, () -> Adam.cosine(rate, 10));
            assertThrows(IllegalArgumentException.class, () -> Adam.warmed(rate, 2, 10));
        }
        for (Executable none : List.<Executable>of(() -> Adam.cosine(1e-3, 0), () -> Adam.warmed(1e-3, -1, 10), () -> Adam.warmed(1e-3, 2, 0))) {
            assertTrue(assertThrows(IllegalArgumentException.class, none).getMessage().contains("steps"));
        }
        try (NDManager manager = MANAGER.newSubManager(); Adam adam = new Adam(t -> t < 3 ? 0 : Float.NaN)) {
            NDArray weight = manager.ones(new Shape(2));
            adam.update("w", weight, manager.ones(new Shape(2)));
            adam.update("w", weight, manager.ones(new Shape(2)));
            String why = assertThrows(IllegalArgumentException.class, () -> adam.update("w", weight, manager.ones(new Shape(2)))).getMessage();
            assertEquals("Adam: the learning rate of update 3 is NaN; it must be 0 or more", why);
            assertArrayEquals(new float[] {1, 1}, weight.toFloatArray());
        }
    }

    /** How far a weight goes in each step if its gradient is always 1: m̂ and v̂ are 1 too, so it is the learning rate. */
    private static double[] travelled(Adam adam, int steps) {
        double[] way = new double[steps];
        try (NDManager manager = MANAGER.newSubManager(); adam) {
            for (int t = 0; t < steps; t++) {
                NDArray weight = manager.zeros(new Shape(1));
                adam.update("weight", weight, manager.ones(new Shape(1)));
                way[t] = -weight.toFloatArray()[0];
            }
        }
        return way;
    }

    private static NDArray array(NDManager manager, double[] numbers) {
        float[] floats = new float[numbers.length];
        IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) numbers[i]);
        return manager.create(floats, SHAPE);
    }
}
