package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistortionTest {
    private static final int SIDE = 21;

    /** A bar of ink, {@code rows} high, in the middle. */
    private static Examples bar(int images, int rows) {
        byte[] pixels = new byte[images * SIDE * SIDE];
        for (int i = 0; i < images; i++) {
            for (int y = SIDE / 2 - rows / 2; y <= SIDE / 2 + rows / 2; y++) {
                Arrays.fill(pixels, (i * SIDE + y) * SIDE + 3, (i * SIDE + y) * SIDE + SIDE - 3, (byte) 255);
            }
        }
        return Examples.bytes(pixels, 1, SIDE, SIDE);
    }

    private static double[] ink(Examples images) {
        byte[] bytes = images.bytes();
        return IntStream.range(0, images.size()).mapToDouble(i -> IntStream.range(i * SIDE * SIDE, (i + 1) * SIDE * SIDE)
                .map(j -> bytes[j] & 255).sum() / 255.0).toArray();
    }

    /** The angle of the ink's longer axis against the horizontal, in degrees. */
    private static double angle(byte[] image, int at) {
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < SIDE * SIDE; i++) {
            double y = i / SIDE - SIDE / 2;
            double x = i % SIDE - SIDE / 2;
            xx += (image[at + i] & 255) * x * x;
            xy += (image[at + i] & 255) * x * y;
            yy += (image[at + i] & 255) * y * y;
        }
        return Math.toDegrees(0.5 * Math.atan2(2 * xy, xx - yy));
    }

    @Test
    void nothingAtAllLeavesTheImageAsItIs() {
        Examples bar = bar(2, 3);
        assertArrayEquals(bar.bytes(), Distortion.NONE.of(bar, new SplittableRandom(1)).bytes());
    }

    @Test
    void aTurnedBarLiesAtAnglesUpToTheMostAndBothWays() {
        byte[] turned = new Distortion(30, 0, 0, 0, 0, 0).of(bar(200, 3), new SplittableRandom(1)).bytes();
        double[] angles = IntStream.range(0, 200).mapToDouble(i -> angle(turned, i * SIDE * SIDE)).toArray();
        assertEquals(30, Arrays.stream(angles).max().orElseThrow(), 2);
        assertEquals(-30, Arrays.stream(angles).min().orElseThrow(), 2);
        assertEquals(0, Arrays.stream(angles).average().orElseThrow(), 3);
    }

    @Test
    void aShiftMovesTheMiddleOfTheInkByAtMostItsShareOfTheSide() {
        byte[] moved = new Distortion(0, 0, 0, 0.1, 0, 0).of(bar(100, 3), new SplittableRandom(1)).bytes();
        double most = IntStream.range(0, 100).mapToDouble(i -> {
            double sum = 0;
            double weighted = 0;
            for (int j = 0; j < SIDE * SIDE; j++) {
                sum += moved[i * SIDE * SIDE + j] & 255;
                weighted += (moved[i * SIDE * SIDE + j] & 255) * (double) (j / SIDE);
            }
            return Math.abs(weighted / sum - SIDE / 2);
        }).max().orElseThrow();
        assertEquals(0.1 * SIDE, most, 0.1);
    }

    @Test
    void aThickPenAddsInkAndAThinOneTakesItAway() {
        double[] ink = ink(new Distortion(0, 0, 0, 0, 0, 1).of(bar(200, 3), new SplittableRandom(1)));
        // 3 x 15 pixels; the thickest are 5 x 17, the thinnest 1 x 13
        assertEquals(85, Arrays.stream(ink).max().orElseThrow(), 1);
        assertEquals(13, Arrays.stream(ink).min().orElseThrow(), 1);
    }

    @Test
    void aLargerImageHasMoreInkByTheProductOfBothScales() {
        double[] ink = ink(new Distortion(0, 0, 0.2, 0, 0, 0).of(bar(400, 5), new SplittableRandom(1)));
        assertTrue(Arrays.stream(ink).allMatch(i -> i > 75 * 0.64 - 4 && i < 75 * 1.44 + 4), Arrays.toString(ink));
        assertTrue(Arrays.stream(ink).max().orElseThrow() > 75 * 1.35 && Arrays.stream(ink).min().orElseThrow() < 75 * 0.7);
    }

    @Test
    void aBentBarIsNoStraightOneButHasItsInkNearWhereItWas() {
        Examples bar = bar(1, 3);
        byte[] bent = new Distortion(0, 0, 0, 0, 0.05, 0).of(bar, new SplittableRandom(3)).bytes();
        assertFalse(Arrays.equals(bar.bytes(), bent));
        assertEquals(45, ink(Examples.bytes(bent, 1, SIDE, SIDE))[0], 15);
    }

    @Test
    void theSameChanceGivesTheSameImagesAndEachImageAnAmountOfItsOwn() {
        Distortion all = new Distortion(10, 0.1, 0.1, 0.1, 0.03, 0.5);
        Examples bars = bar(2, 3);
        byte[] once = all.of(bars, new SplittableRandom(5)).bytes();
        assertArrayEquals(once, all.of(bars, new SplittableRandom(5)).bytes());
        assertFalse(Arrays.equals(Arrays.copyOf(once, SIDE * SIDE), Arrays.copyOfRange(once, SIDE * SIDE, 2 * SIDE * SIDE)));
        assertArrayEquals(bar(2, 3).bytes(), bars.bytes()); // the given ones stay
    }

    @Test
    void colouredImagesAreMovedInAllChannelsAlike() {
        byte[] grey = bar(1, 3).bytes();
        byte[] three = new byte[3 * grey.length];
        IntStream.range(0, 3).forEach(c -> System.arraycopy(grey, 0, three, c * grey.length, grey.length));
        byte[] out = new Distortion(20, 0, 0, 0, 0.05, 0).of(Examples.bytes(three, 3, SIDE, SIDE), new SplittableRandom(1)).bytes();
        assertArrayEquals(Arrays.copyOf(out, grey.length), Arrays.copyOfRange(out, 2 * grey.length, 3 * grey.length));
        assertFalse(Arrays.equals(grey, Arrays.copyOf(out, grey.length)));
    }

    @Test
    void whatIsNoImageOrNoAmountIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Distortion(-1, 0, 0, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Distortion(0, 0, 1, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Distortion(0, 0, 0, 0, 0, 2));
        assertThrows(IllegalArgumentException.class,
                () -> Distortion.NONE.of(Examples.floats(new float[4], 4), new SplittableRandom(1)));
    }
}
