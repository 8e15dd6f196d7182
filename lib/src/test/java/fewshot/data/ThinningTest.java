package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThinningTest {
    private static final int SIDE = 20;

    private static byte[] thinned(IntPredicate ink) {
        return thinned(ink, 200);
    }

    private static byte[] thinned(IntPredicate ink, int level) {
        byte[] pixels = new byte[SIDE * SIDE];
        IntStream.range(0, pixels.length).filter(ink).forEach(p -> pixels[p] = (byte) level);
        ImageSet set = ImageSet.of("made", SIDE, SIDE, pixels, List.of("a"), new int[] {1});
        assertEquals("made, one pen", set.onePen().name());
        return set.onePen().image(0, 0);
    }

    private static boolean within(int p, int from, int to) {
        return p / SIDE >= from && p / SIDE < to && p % SIDE >= from && p % SIDE < to;
    }

    /** How many regions hang together, of lines by corners too, of paper by sides alone. */
    private static int regions(byte[] image, boolean line) {
        boolean[] wanted = new boolean[SIDE * SIDE];
        IntStream.range(0, wanted.length).forEach(p -> wanted[p] = (image[p] & 255) == 255 == line);
        int regions = 0;
        for (int start = 0; start < wanted.length; start++) {
            if (!wanted[start]) {
                continue;
            }
            regions++;
            Deque<Integer> open = new ArrayDeque<>(List.of(start));
            wanted[start] = false;
            while (!open.isEmpty()) {
                int p = open.pop();
                for (int d = 0; d < 9; d++) {
                    int row = p / SIDE + d / 3 - 1;
                    int column = p % SIDE + d % 3 - 1;
                    boolean near = line || d % 2 == 1;
                    if (near && row >= 0 && row < SIDE && column >= 0 && column < SIDE && wanted[row * SIDE + column]) {
                        wanted[row * SIDE + column] = false;
                        open.push(row * SIDE + column);
                    }
                }
            }
        }
        return regions;
    }

    @Test
    void aBarBecomesALineInItsMiddleWithHalfItsInkBesideIt() {
        byte[] bar = thinned(p -> p / SIDE >= 8 && p / SIDE < 13 && p % SIDE >= 3 && p % SIDE < 17);
        for (int column = 7; column < 13; column++) {
            int c = column;
            int[] ink = IntStream.range(0, SIDE).map(row -> bar[row * SIDE + c] & 255).toArray();
            assertArrayEquals(new int[] {0, 128, 255, 128, 0}, IntStream.range(8, 13).map(row -> ink[row]).toArray(), "column " + column);
        }
    }

    @Test
    void aRingStaysOneRingWithOneHole() {
        byte[] ring = thinned(p -> within(p, 2, 18) && !within(p, 7, 13));
        assertEquals(1, regions(ring, true));
        assertEquals(2, regions(ring, false)); // inside and outside
        long line = IntStream.range(0, SIDE * SIDE).filter(p -> (ring[p] & 255) == 255).count();
        assertTrue(line > 20 && line < 60, line + " pixels of a ring of 220"); // the middle way round has about 40
    }

    @Test
    void whatIsThinAlreadyAndWhatIsEmptyStay() {
        byte[] line = thinned(p -> p / SIDE == 10 && p % SIDE > 3 && p % SIDE < 15);
        assertEquals(11, IntStream.range(0, SIDE * SIDE).filter(p -> (line[p] & 255) == 255).count());
        assertEquals(1, IntStream.range(0, 400).filter(p -> (thinned(q -> q == 105)[p] & 255) == 255).count());
        assertArrayEquals(new byte[400], thinned(p -> false));
        assertArrayEquals(line, thinned(p -> p / SIDE == 10 && p % SIDE > 3 && p % SIDE < 15, 48)); // a hairline
        assertArrayEquals(new byte[400], thinned(p -> p / SIDE == 10, 47));
    }
}
