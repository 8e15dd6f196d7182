package fewshot.episode.wave;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SineTasksTest {
    @Test
    void wavesPointsAndHeightsAreInThePapersRanges() {
        SineBatch batch = new SineTasks(1).batch(0, 2000, 3, 2);
        double[] amplitudes = batch.tasks().stream().mapToDouble(SineTask::amplitude).toArray();
        double[] phases = batch.tasks().stream().mapToDouble(SineTask::phase).toArray();
        double[] points = Arrays.stream(batch.query()).flatMapToDouble(p -> Arrays.stream(new double[] {p[0], p[1]})).toArray();
        assertEvenly(0.1, 5, amplitudes);
        assertEvenly(0, Math.PI, phases);
        assertEvenly(-5, 5, points);
    }

    private static void assertEvenly(double low, double high, double[] values) {
        double min = Arrays.stream(values).min().orElseThrow();
        double max = Arrays.stream(values).max().orElseThrow();
        assertTrue(min >= low && min < low + 0.02 * (high - low), "smallest " + min);
        assertTrue(max <= high && max > high - 0.02 * (high - low), "largest " + max);
        assertEquals((low + high) / 2, Arrays.stream(values).average().orElseThrow(), 0.03 * (high - low));
    }

    @Test
    void aBatchDependsOnSeedAndNumberAlone() {
        SineTasks tasks = new SineTasks(7);
        SineBatch third = tasks.batch(3, 5, 10, 10);
        assertEquals(third.tasks(), new SineTasks(7).batch(3, 5, 10, 10).tasks());
        assertArrayEquals(third.support()[4], new SineTasks(7).batch(3, 5, 10, 10).support()[4]);
        assertNotEquals(third.tasks(), tasks.batch(4, 5, 10, 10).tasks());
        assertNotEquals(third.tasks(), new SineTasks(8).batch(3, 5, 10, 10).tasks());
    }

    @Test
    void targetsAreTheWavesHeights() {
        SineBatch batch = new SineTasks(2).batch(0, 3, 4, 5);
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] x = batch.queryInputs(manager).toFloatArray();
            float[] y = batch.queryTargets(manager).toFloatArray();
            assertEquals(new Shape(3, 5, 1), batch.queryTargets(manager).getShape());
            assertEquals(new Shape(3, 4, 1), batch.supportInputs(manager).getShape());
            for (int i = 0; i < 15; i++) {
                SineTask wave = batch.tasks().get(i / 5);
                assertEquals(wave.amplitude() * Math.sin(x[i] - wave.phase()), y[i], 1e-5);
            }
        }
    }

    @Test
    void anEmptyBatchIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SineTasks(1).batch(0, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new SineTasks(1).batch(0, 1, 1, 0));
    }
}
