package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    /**
     * Bin 9 of 15, from 0.5333 to 0.6, holds 0.55 (right) and 0.59 (wrong): |0.5 − 0.57|. Bin 15 holds 0.95 (right), 0.97 (right) and 1
     * (wrong): |2/3 − 0.97333|. Together (2 · 0.07 + 3 · 0.30667) / 5 = 0.212.
     */
    @Test
    void expectedErrorIsThatOfThePencil() {
        Calibration calibration = Calibration.of(new double[] {0.55, 0.95, 0.59, 1, 0.97}, new double[] {1, 1, 0, 0, 1});
        assertEquals(0.212, calibration.error(), 1e-12);
        assertArrayEquals(new int[] {0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 3}, calibration.counts());
        assertEquals(0.57, calibration.confidences()[8], 1e-12);
        assertEquals(2 / 3.0, calibration.accuracies()[14], 1e-12);
        assertTrue(Double.isNaN(calibration.accuracies()[0]) && Double.isNaN(calibration.confidences()[0]), "nothing to average");
        assertEquals("calibration of 5 answers, expected error 21.20 percentage points", calibration.toString());
    }

    /** Intervals are open below and closed above, as in the paper: 0.2 is the end of the third bin. */
    @Test
    void aProbabilityOnABorderBelongsToTheBinBelowIt() {
        int[] counts = Calibration.of(new double[] {0.2, 0.2001}, new double[] {1, 1}).counts();
        assertEquals(1, counts[2]);
        assertEquals(1, counts[3]);
    }

    @Test
    void answersThatAreRightAsOftenAsTheySayHaveNoError() {
        Random random = new Random(1);
        double[] probabilities = random.doubles(200_000, 0.2, 1).toArray();
        double[] hits = Arrays.stream(probabilities).map(p -> random.nextDouble() < p ? 1 : 0).toArray();
        assertEquals(0, Calibration.of(probabilities, hits).error(), 0.005);
        double[] tooSure = Arrays.stream(probabilities).map(Math::sqrt).toArray();
        double gap = Arrays.stream(probabilities).map(p -> Math.sqrt(p) - p).average().orElseThrow();
        assertEquals(gap, Calibration.of(tooSure, hits).error(), 0.005);
    }

    @Test
    void whatIsNoProbabilityIsRefused() {
        for (double none : new double[] {0, -0.1, 1.1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> Calibration.of(new double[] {none}, new double[] {1}));
        }
        assertThrows(IllegalArgumentException.class, () -> Calibration.of(new double[0], new double[0]));
        assertThrows(IllegalArgumentException.class, () -> Calibration.of(new double[] {0.5, 0.5}, new double[] {1}));
    }
}
