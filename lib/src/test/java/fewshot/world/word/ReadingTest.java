package fewshot.world.word;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class ReadingTest {
    /** The hash's authors give FNV-1a of "a" as e40c292c and of "foobar" as bf9cf968. */
    @Test
    void aRunsBitIsItsPublishedHashFolded() {
        BitSet set = new NGrams(1 << 20, 6).of("Foobar");
        assertTrue(set.get(0xE40C292C & 0xFFFFF ^ 0xE40C), "a");
        assertTrue(set.get(0xBF9CF968 & 0xFFFFF ^ 0xBF9C), "foobar");
        assertEquals((0xBF9CF968L ^ 0xBF9C) % 1000, new NGrams(1000, 6).of("foobar").stream().filter(bit -> bit == (0xBF9CF968L ^ 0xBF9C) % 1000)
                .findFirst().orElse(-1));
    }

    @Test
    void everyRunUpToTheLongestHasABit() {
        // " ab ": space, a, b; space-a, ab, b-space; space-ab, ab-space.
        assertEquals(3, new NGrams(1 << 20, 1).of("ab").cardinality());
        assertEquals(6, new NGrams(1 << 20, 2).of(" AB").cardinality());
        assertEquals(8, new NGrams(1 << 20, 3).of("ab").cardinality());
        assertEquals(new NGrams(1 << 20, 2).of("aaa"), new NGrams(1 << 20, 2).of("aa"));
        assertTrue(new NGrams(7, 3).of("anything at all").length() <= 7);
    }

    @Test
    void lettersAreOneOf64Kinds() {
        BitSet set = new Letters(5).of("Az é");
        assertArrayEquals(new int[] {5, 64}, new Letters(5).shape());
        // a = 1, z = 26, space = 27, é = 233 → 28 + 233 mod 36 = 28 + 17, and nothing.
        assertArrayEquals(new int[] {1, 64 + 26, 128 + 27, 192 + 45, 256}, set.stream().toArray());
        assertArrayEquals(new int[] {1, 64 + 2}, new Letters(2).of("abc").stream().toArray());
        assertArrayEquals(new int[] {28 + 0x1F600 % 36, 64}, new Letters(2).of("😀").stream().toArray());
    }

    @Test
    void numbersBelowOneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new NGrams(0, 3));
        assertThrows(IllegalArgumentException.class, () -> new NGrams(8, 0));
        assertThrows(IllegalArgumentException.class, () -> new Letters(0));
    }
}
