package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RocCurveTest {
    /** From the top: right, wrong, right and wrong together, right. */
    @Test
    void curveOfFiveScoresIsThatOfThePencil() {
        RocCurve curve = RocCurve.of(new double[] {0.9, 0.2, 0.7, 0.5, 0.5}, new boolean[] {true, true, false, true, false});
        assertArrayEquals(new double[] {Double.POSITIVE_INFINITY, 0.9, 0.7, 0.5, 0.2}, curve.thresholds());
        assertArrayEquals(new double[] {0, 0, 0.5, 1, 1}, curve.falsePositives(), 1e-12);
        assertArrayEquals(new double[] {0, 1 / 3.0, 1 / 3.0, 2 / 3.0, 1}, curve.truePositives(), 1e-12);
        assertEquals(0.9, curve.bestThreshold());
    }

    @Test
    void bestThresholdLetsMostOfOneKindAndFewestOfTheOtherThrough() {
        assertEquals(3, RocCurve.of(new double[] {4, 3, 2, 1}, new boolean[] {true, true, false, false}).bestThreshold());
    }

    /** Positives at 9, 7, 5 and 1, so that three in four are found from 5 on. */
    @Test
    void thresholdForAShareIsTheHighestThatFindsIt() {
        RocCurve curve = RocCurve.of(new double[] {9, 8, 7, 5, 3, 1}, new boolean[] {true, false, true, true, false, true});
        assertEquals(5, curve.thresholdAt(0.75));
        assertEquals(5, curve.thresholdAt(0.51));
        assertEquals(7, curve.thresholdAt(0.5));
        assertEquals(1, curve.thresholdAt(1));
        assertThrows(IllegalArgumentException.class, () -> curve.thresholdAt(1.01));
    }

    @Test
    void areaIsHowOftenAPositiveBeatsANegativeTiesByHalf() {
        Random random = new Random(1);
        double[] scores = new double[60];
        boolean[] positive = new boolean[60];
        for (int i = 0; i < 60; i++) {
            positive[i] = random.nextBoolean();
            scores[i] = random.nextInt(10) + (positive[i] ? 2 : 0); // many ties
        }
        double wins = 0;
        int pairs = 0;
        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < 60; j++) {
                if (positive[i] && !positive[j]) {
                    wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        assertEquals(wins / pairs, RocCurve.of(scores, positive).area(), 1e-12);
    }

    @Test
    void oneKindAloneHasNoCurve() {
        assertThrows(IllegalArgumentException.class, () -> RocCurve.of(new double[] {1, 2}, new boolean[] {true, true}));
        assertThrows(IllegalArgumentException.class, () -> RocCurve.of(new double[] {1, Double.NaN}, new boolean[] {true, false}));
    }
}
