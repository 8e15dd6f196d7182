package fewshot.episode.bit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BitTasksTest {
    /** One step of one sequence of the input. */
    private static byte[] step(BitBatch batch, int t, int b) {
        int from = (t * batch.size() + b) * batch.channels();
        return Arrays.copyOfRange(batch.inputs(), from, from + batch.channels());
    }

    private static byte[] target(BitBatch batch, int t, int b) {
        int from = (t * batch.size() + b) * batch.bits();
        return Arrays.copyOfRange(batch.targets(), from, from + batch.bits());
    }

    @Test
    void aCopyIsBitsThenAMarkThenNothingWhileTheBitsAreWanted() {
        BitBatch batch = new CopyTask(8, 5, 5, 3, 1).batch(0);
        assertEquals(11, batch.time());
        assertEquals(5, batch.answers());
        for (int b = 0; b < 3; b++) {
            for (int t = 0; t < 5; t++) {
                byte[] shown = step(batch, t, b);
                assertEquals(0, shown[8]);
                assertArrayEquals(Arrays.copyOf(shown, 8), target(batch, t, b));
                assertArrayEquals(new byte[9], step(batch, 6 + t, b));
            }
            assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 1}, step(batch, 5, b));
        }
    }

    @Test
    void halfOfTheBitsAreOneAndAllLengthsComeUp() {
        CopyTask task = new CopyTask(4, 2, 5, 10, 1);
        Set<Integer> lengths = new HashSet<>();
        long ones = 0;
        long all = 0;
        for (int i = 0; i < 300; i++) {
            BitBatch batch = task.batch(i);
            lengths.add(batch.answers());
            for (byte bit : batch.targets()) {
                assertTrue(bit == 0 || bit == 1);
                ones += bit;
                all++;
            }
        }
        assertEquals(Set.of(2, 3, 4, 5), lengths);
        assertEquals(0.5, (double) ones / all, 5 * 0.5 / Math.sqrt(all));
        assertEquals(9, new CopyTask(4, 9, 9, 10, 1).batch(3).answers());
    }

    @Test
    void arraysHaveTheStepFirst() {
        BitBatch batch = new CopyTask(3, 2, 2, 4, 1).batch(0);
        try (NDManager manager = NDManager.newBaseManager()) {
            assertEquals(new Shape(5, 4, 4), batch.inputs(manager).getShape());
            assertEquals(new Shape(2, 4, 3), batch.targets(manager).getShape());
            assertEquals(1f, batch.inputs(manager).getFloat(2, 1, 3), "the mark");
            assertEquals(target(batch, 1, 2)[0], batch.targets(manager).getFloat(1, 2, 0));
        }
    }

    @Test
    void theItemBehindTheOneAskedForIsWanted() {
        AssociativeRecall task = new AssociativeRecall(6, 3, 2, 6, 4, 2);
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            BitBatch batch = task.batch(i);
            int items = (batch.time() - 3 - 1) / 4 - 1;
            numbers.add(items);
            assertEquals((items + 1) * 4 + 1 + 3, batch.time());
            for (int b = 0; b < 4; b++) {
                recalled(batch, items, b);
            }
        }
        assertEquals(Set.of(2, 3, 4, 5, 6), numbers);
    }

    /** Reads one sequence as somebody would who looks at the marks. */
    private static void recalled(BitBatch batch, int items, int b) {
        List<List<String>> shown = new ArrayList<>();
        for (int n = 0; n < items; n++) {
            assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, 1, 0}, step(batch, 4 * n, b), "an item is announced");
            shown.add(item(batch, 4 * n + 1, b));
        }
        assertEquals(items, new HashSet<>(shown).size(), "items differ");
        byte[] question = {0, 0, 0, 0, 0, 0, 0, 1};
        assertArrayEquals(question, step(batch, 4 * items, b));
        int asked = shown.indexOf(item(batch, 4 * items + 1, b));
        assertTrue(asked >= 0 && asked < items - 1, "an item with one behind it");
        assertArrayEquals(question, step(batch, 4 * items + 4, b));
        List<String> wanted = shown.get(asked + 1);
        for (int k = 0; k < 3; k++) {
            assertArrayEquals(new byte[8], step(batch, 4 * items + 5 + k, b));
            assertEquals(wanted.get(k), Arrays.toString(target(batch, k, b)));
        }
    }

    private static List<String> item(BitBatch batch, int from, int b) {
        List<String> steps = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            byte[] step = step(batch, from + k, b);
            assertEquals(0, step[6] + step[7]);
            steps.add(Arrays.toString(Arrays.copyOf(step, 6)));
        }
        return steps;
    }

    @Test
    void oneSeedGivesTheSameBatchesAndAnotherSeedOthers() {
        assertArrayEquals(new CopyTask(8, 1, 10, 2, 5).batch(7).inputs(), new CopyTask(8, 1, 10, 2, 5).batch(7).inputs());
        assertFalse(Arrays.equals(new CopyTask(8, 9, 9, 2, 5).batch(7).inputs(), new CopyTask(8, 9, 9, 2, 6).batch(7).inputs()));
        assertFalse(Arrays.equals(new CopyTask(8, 9, 9, 2, 5).batch(7).inputs(), new CopyTask(8, 9, 9, 2, 5).batch(8).inputs()));
    }

    @Test
    void tasksWithNothingToDoAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new CopyTask(8, 0, 10, 2, 5));
        assertThrows(IllegalArgumentException.class, () -> new CopyTask(8, 5, 4, 2, 5));
        assertThrows(IllegalArgumentException.class, () -> new AssociativeRecall(6, 3, 1, 6, 4, 2));
        Exception e = assertThrows(IllegalArgumentException.class, () -> new AssociativeRecall(1, 2, 2, 6, 4, 2));
        assertTrue(e.getMessage().contains("4 different items"), e.getMessage());
        Exception more = assertThrows(IllegalArgumentException.class, () -> new BitBatch(1, 2, 2, new byte[4], new byte[6]));
        assertTrue(more.getMessage().contains("4 inputs and 6 targets"), more.getMessage());
    }
}
