package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    @Test
    void aByteMeansItsShareOf255AndABitAndAFloatMeanThemselves() {
        assertArrayEquals(new float[] {0, 1, 0.2f, 0.8f},
                Examples.bytes(new byte[] {0, (byte) 255, 51, (byte) 204}, 2).floats(), 1e-7f);
        assertArrayEquals(new float[] {-3.5f, 7}, Examples.floats(new float[] {-3.5f, 7}, 1).floats());
        assertArrayEquals(new float[] {1, 0, 1, 0, 0, 0, 0, 0, 0, 1},
                Examples.bits(List.of(BitSet.valueOf(new long[] {0b1000000101})), 10).floats());
    }

    /** The oracle is {@link BitSet} itself. */
    @Property(tries = 30)
    void bitsAreThoseOfTheirSetsWhateverTheirNumber(@ForAll @IntRange(min = 1, max = 70) int length, @ForAll long seed) {
        Random random = new Random(seed);
        List<BitSet> sets = List.of(drawn(random, length), drawn(random, length), drawn(random, length));
        Examples examples = Examples.bits(sets, length);
        assertEquals(3, examples.size());
        assertEquals(3 * ((length + 7) / 8), examples.bytes().length, "eight numbers a byte");
        for (int i = 0; i < 3; i++) {
            float[] found = examples.pick(i).floats();
            for (int j = 0; j < length; j++) {
                assertEquals(sets.get(i).get(j) ? 1 : 0, found[j]);
            }
        }
    }

    private static BitSet drawn(Random random, int length) {
        BitSet bits = new BitSet();
        random.ints(length / 2, 0, length).forEach(bits::set);
        return bits;
    }

    @Test
    void pickingCopiesExamplesInTheOrderAskedForAndJoiningPutsThemBehind() {
        Examples three = Examples.floats(new float[] {1, 2, 3, 4, 5, 6}, 2);
        assertArrayEquals(new float[] {5, 6, 1, 2, 5, 6}, three.pick(2, 0, 2).floats());
        assertArrayEquals(new float[] {3, 4, 1, 2, 3, 4, 5, 6}, three.pick(1).and(three).floats());
        assertEquals(0, three.pick().size());
        Exception e = assertThrows(IllegalArgumentException.class, () -> three.and(Examples.bytes(new byte[2], 2)));
        assertEquals("Examples: 1 examples of 2 bytes do not go with 3 examples of 2 floats", e.getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> three.pick(3));
    }

    @Test
    void equalExamplesAreEqualAndHaveEqualRawBytes() {
        Examples a = Examples.floats(new float[] {1, 2, 1, 2, 3, 4}, 2);
        assertEquals(a.pick(0), a.pick(1));
        assertEquals(a.raw(0), a.raw(1));
        assertNotEquals(a.raw(0), a.raw(2));
        assertNotEquals(a.pick(0), a.pick(2));
        assertNotEquals(Examples.bytes(new byte[4], 4), Examples.bytes(new byte[4], 2, 2));
    }

    @Test
    void onlyImagesHaveAHeightAndAWidth() {
        assertEquals(2, Examples.bytes(new byte[6], 1, 2, 3).height());
        assertEquals(3, Examples.bytes(new byte[6], 1, 2, 3).width());
        assertThrows(IllegalStateException.class, () -> Examples.floats(new float[6], 6).height());
    }

    @Test
    void whatAreNotWholeExamplesIsRefused() {
        refuses("Examples: 7 bytes are not whole examples of shape [1, 2, 2], which have 4 each", () -> Examples.bytes(new byte[7], 1, 2, 2));
        refuses("an example of shape [3, 0]", () -> Examples.floats(new float[0], 3, 0));
        refuses("an example of shape [-1, -4]", () -> Examples.floats(new float[4], -1, -4));
        refuses("an example of shape [65536, 65536]", () -> Examples.bytes(new byte[0], 65536, 65536));
        refuses("example 0 has a bit 9, but the shape [8] has 8 numbers", () -> Examples.bits(List.of(BitSet.valueOf(new long[] {512})), 8));
        assertThrows(IllegalStateException.class, () -> Examples.floats(new float[2], 2).bytes());
    }

    private static void refuses(String message, org.junit.jupiter.api.function.Executable of) {
        String found = assertThrows(IllegalArgumentException.class, of).getMessage();
        assertTrue(found.contains(message), found);
    }
}
