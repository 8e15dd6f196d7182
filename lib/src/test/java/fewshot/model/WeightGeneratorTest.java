package fewshot.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.Initializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine's own generator, seeded, is the oracle. */
class WeightGeneratorTest {
    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2017, Integer.MAX_VALUE, 5L << 32})
    void aSeedGivesTheNumbersThatTheEngineGivesForIt(long seed) {
        List<float[]> expected = new ArrayList<>();
        manager.getEngine().setRandomSeed((int) (seed ^ seed >>> 32));
        draws(manager).forEach(array -> expected.add(array.toFloatArray()));
        List<NDArray> found = draws(WeightGenerator.of(manager, seed));
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), found.get(i).toFloatArray(), 2e-6f, "draw " + i);
        }
        assertEquals(new Shape(17, 3), found.get(1).getShape());
        assertEquals(DataType.FLOAT64, WeightGenerator.of(manager, seed).randomNormal(new Shape(3), DataType.FLOAT64).getDataType());
    }

    /** Fewer than 16 numbers are drawn otherwise, two by two; 16 at a time, and the last 16 anew where they do not come out even. */
    private static List<NDArray> draws(NDManager from) {
        return List.of(from.randomUniform(-1, 1, new Shape(4), DataType.FLOAT32),
                from.randomNormal(0, 1, new Shape(17, 3), DataType.FLOAT32), from.randomNormal(0.5f, 2, new Shape(3), DataType.FLOAT32),
                from.randomUniform(-0.3f, 0.3f, new Shape(5, 2)), from.randomNormal(new Shape(16)), from.randomNormal(new Shape(2)),
                from.randomNormal(0, 0.01f, new Shape(64, 3, 3, 3), DataType.FLOAT32, from.getDevice()),
                from.randomUniform(0, 1, new Shape(1000), DataType.FLOAT32, from.getDevice()));
    }

    @Test
    void networksThatAreBuiltOnTenThreadsEqualThoseThatAreBuiltOnOne() throws Exception {
        float[][][] alone = IntStream.range(0, 40).mapToObj(WeightGeneratorTest::weights).toArray(float[][][]::new);
        ExecutorService threads = Executors.newFixedThreadPool(10);
        try {
            List<Future<float[][]>> together = IntStream.range(0, 40).mapToObj(i -> threads.submit(() -> weights(i))).toList();
            for (int i = 0; i < 40; i++) {
                assertTrue(Arrays.deepEquals(alone[i], together.get(i).get()), "network " + i);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static float[][] weights(int seed) {
        try (Network network = Network.encoder(8, seed)) {
            return network.snapshot();
        }
    }

    @Test
    void aNewNetworkLeavesTheEnginesGeneratorAlone() {
        manager.getEngine().setRandomSeed(7);
        float[] expected = manager.randomUniform(0, 1, new Shape(5)).toFloatArray();
        manager.getEngine().setRandomSeed(7);
        Network.encoder(8, 3).close();
        assertArrayEquals(expected, manager.randomUniform(0, 1, new Shape(5)).toFloatArray());
    }

    @Test
    void anInitialiserThatDrawsOtherwiseIsRefusedAndNotDrawnFromTheEngine() {
        Linear layer = Linear.builder().setUnits(4).build();
        Initializer whole = (m, shape, type) -> m.newSubManager().randomInteger(0, 9, shape, DataType.INT32);
        layer.setInitializer(whole, Parameter.Type.WEIGHT);
        Exception e = assertThrows(UnsupportedOperationException.class, () -> new Network(layer, new Shape(3), 1, manager.getDevice()));
        assertTrue(e.getMessage().contains("randomInteger") && e.getMessage().contains("randomUniform"), e.getMessage());
    }
}
