package fewshot.model.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LeastRecentlyUsedTest {
    private static final NDManager MANAGER = NDManager.newBaseManager();

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    private static NDArray array(float[] values, long... shape) {
        return MANAGER.create(values, new Shape(shape));
    }

    @Test
    void usageFadesAndGrowsByWhatEveryHeadReadsAndWrites() {
        NDArray before = array(new float[] {1, 0, 2}, 1, 3);
        NDArray read = array(new float[] {0.5f, 0.5f, 0, 0, 0, 1}, 1, 2, 3);
        NDArray written = array(new float[] {0, 1, 0, 0.25f, 0.25f, 0.5f}, 1, 2, 3);
        float[] usage = LeastRecentlyUsed.usage(before, read, written, 0.9).toFloatArray();
        assertArrayEquals(new float[] {0.9f + 0.5f + 0.25f, 0.5f + 1 + 0.25f, 1.8f + 1 + 0.5f}, usage, 1e-6f);
    }

    @Test
    void theLeastUsedSlotsAreMarked() {
        NDArray usage = array(new float[] {3, 0.5f, 2, 0.1f, /* the second sequence */ 0, 1, 2, 3}, 2, 4);
        assertArrayEquals(new float[] {0, 0, 0, 1, 1, 0, 0, 0}, LeastRecentlyUsed.leastUsed(usage, 1).toFloatArray());
        assertArrayEquals(new float[] {0, 1, 0, 1, 1, 1, 0, 0}, LeastRecentlyUsed.leastUsed(usage, 2).toFloatArray());
    }

    @Property(tries = 50)
    void asManySlotsAreMarkedAsAskedForHoweverManyAreEqual(
            @ForAll @IntRange(min = 1, max = 8) int n, @ForAll @IntRange(min = 1, max = 3) int kinds, @ForAll long seed) {
        Random random = new Random(seed);
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] usage = new float[8];
            for (int i = 0; i < 8; i++) {
                usage[i] = random.nextInt(kinds);
            }
            float[] marked = LeastRecentlyUsed.leastUsed(manager.create(usage, new Shape(1, 8)), n).toFloatArray();
            float sum = 0;
            float most = 0;
            float least = Float.POSITIVE_INFINITY;
            for (int i = 0; i < 8; i++) {
                sum += marked[i];
                most = marked[i] == 1 ? Math.max(most, usage[i]) : most;
                least = marked[i] == 0 ? Math.min(least, usage[i]) : least;
            }
            assertEquals(n, sum);
            assertTrue(most <= least, "a marked slot is used more than one that is not");
        }
    }

    @Test
    void moreSlotsThanThereAreCannotBeTheLeastUsed() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> LeastRecentlyUsed.leastUsed(array(new float[4], 1, 4), 5));
        assertTrue(e.getMessage().contains("the 5 least used of 4"), e.getMessage());
    }

    @Test
    void anOpenGateWritesWhereWasReadAndAClosedOneWhereLittleWasUsed() {
        NDArray read = array(new float[] {0.7f, 0.3f, 0, 0.2f, 0.2f, 0.6f, 1, 0, 0}, 1, 3, 3);
        NDArray least = array(new float[] {0, 0, 1}, 1, 3);
        NDArray gate = array(new float[] {1, 0, 0.5f}, 1, 3, 1);
        assertArrayEquals(new float[] {0.7f, 0.3f, 0, 0, 0, 1, 0.5f, 0, 0.5f},
                LeastRecentlyUsed.writeWeights(gate, read, least).toFloatArray(), 1e-6f);
    }

    @Test
    void clearingSetsMarkedSlotsToZeroAndLeavesTheOthersToTheLastBit() {
        NDArray memory = array(new float[] {1e9f, -3, 0.1f, 0.2f, 1e-9f, 7}, 1, 3, 2);
        NDArray cleared = LeastRecentlyUsed.cleared(memory, array(new float[] {1, 0, 1}, 1, 3));
        assertArrayEquals(new float[] {0, 0, 0.1f, 0.2f, 0, 0}, cleared.add(0).toFloatArray()); // −0 + 0 is 0
    }

    @Test
    void everyHeadAddsItsOwnByItsOwnWeights() {
        NDArray memory = array(new float[] {1, 1, 1, 1, 1, 1}, 1, 3, 2);
        NDArray weights = array(new float[] {1, 0, 0.5f, 0, 0.25f, 0}, 1, 2, 3);
        NDArray add = array(new float[] {10, 20, 100, 200}, 1, 2, 2);
        assertArrayEquals(new float[] {11, 21, 1 + 25, 1 + 50, 1 + 5, 1 + 10},
                LeastRecentlyUsed.write(memory, weights, add).toFloatArray(), 1e-5f);
    }
}
