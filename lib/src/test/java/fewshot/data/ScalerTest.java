package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScalerTest {
    private static byte[] scale(byte[] levels, int w, int h, int newW, int newH, boolean darkInk) {
        byte[] target = new byte[newW * newH + 3];
        new Scaler(w, h, newW, newH).scale(levels, darkInk, target, 3);
        assertArrayEquals(new byte[3], Arrays.copyOf(target, 3));
        return Arrays.copyOfRange(target, 3, target.length);
    }

    private static byte[] noise(int count, long seed) {
        byte[] levels = new byte[count];
        new Random(seed).nextBytes(levels);
        return levels;
    }

    /** The weight of every old pixel for a new one, straight from the definition of the filter. */
    private static double triangle(int i, int size, int newSize, int old) {
        double scale = (double) size / newSize;
        double centre = (i + 0.5) * scale;
        return Math.max(0, 1 - Math.abs(old + 0.5 - centre) / Math.max(1, scale));
    }

    @Property(tries = 60)
    void eachNewPixelIsTheTriangleWeightedMeanOfAllOldOnes(
            @ForAll @IntRange(min = 1, max = 40) int w, @ForAll @IntRange(min = 1, max = 40) int h,
            @ForAll @IntRange(min = 1, max = 30) int newW, @ForAll @IntRange(min = 1, max = 30) int newH,
            @ForAll boolean darkInk, @ForAll long seed) {
        eachNewPixelIsTheMean(noise(w * h, seed), w, h, newW, newH, darkInk);
    }

    /** A wide filter has many small weights, and each of them is rounded. */
    @Test
    void aRowOfBlackAndWhiteIsScaledToOnePixelWithoutDrift() {
        for (int seed = 0; seed < 3000; seed++) {
            byte[] levels = noise(29, seed);
            for (int i = 0; i < levels.length; i++) {
                levels[i] >>= 7;
            }
            eachNewPixelIsTheMean(levels, 29, 1, 1, 1, false);
        }
    }

    private static void eachNewPixelIsTheMean(byte[] levels, int w, int h, int newW, int newH, boolean darkInk) {
        byte[] scaled = scale(levels, w, h, newW, newH, darkInk);
        for (int p = 0; p < scaled.length; p++) {
            double sum = 0;
            double weights = 0;
            for (int i = 0; i < levels.length; i++) {
                double weight = triangle(p % newW, w, newW, i % w) * triangle(p / newW, h, newH, i / w);
                sum += weight * (darkInk ? 255 - (levels[i] & 255) : levels[i] & 255);
                weights += weight;
            }
            assertEquals(sum / weights, scaled[p] & 255, 0.52);
        }
    }

    @Property(tries = 20)
    void theSameSizeChangesNothing(@ForAll @IntRange(min = 1, max = 30) int side, @ForAll long seed) {
        byte[] levels = noise(side * side, seed);
        assertArrayEquals(levels, scale(levels, side, side, side, side, false));
    }

    @Test
    void paperIsExactlyZeroAndInkExactly255() {
        byte[] black = new byte[105 * 105];
        byte[] white = new byte[105 * 105];
        Arrays.fill(white, (byte) 255);
        assertArrayEquals(new byte[28 * 28], scale(white, 105, 105, 28, 28, true));
        byte[] full = new byte[28 * 28];
        Arrays.fill(full, (byte) 255);
        assertArrayEquals(full, scale(black, 105, 105, 28, 28, true));
    }
}
