package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MantelTest {
    /** Four places on a line, at 0, 1, 3 and 7. */
    private static final double[][] LINE = {{0, 1, 3, 7}, {1, 0, 2, 6}, {3, 2, 0, 4}, {7, 6, 4, 0}};

    private static double[][] changed(double times, double plus) {
        double[][] table = new double[4][4];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                table[i][j] = i == j ? 1000 : plus + times * LINE[i][j]; // the diagonal would spoil all
            }
        }
        return table;
    }

    @Test
    void pairsAreReadRowByRowWithoutTheDiagonal() {
        Mantel mantel = Mantel.of(LINE, changed(-2, 5), 10, 1);
        assertArrayEquals(new double[] {1, 3, 7, 1, 2, 6, 3, 2, 4, 7, 6, 4}, mantel.distances());
        assertArrayEquals(new double[] {3, -1, -9, 3, 1, -7, -1, 1, -3, -9, -7, -3}, mantel.values());
    }

    /** All six distances differ, so that of the 24 orders of four places only the one as it is keeps them. */
    @Test
    void aValueThatFallsAsTheDistanceGrowsIsAsLowInOneOrderOfTwentyFour() {
        Mantel mantel = Mantel.of(LINE, changed(-2, 5), 24_000, 1);
        assertEquals(-1, mantel.correlation(), 1e-9);
        assertEquals(1000, mantel.asLow(), 150); // deviation 31
    }

    @Test
    void aValueThatGrowsWithTheDistanceIsAsLowInEveryOrder() {
        Mantel mantel = Mantel.of(LINE, changed(1, 0), 500, 1);
        assertEquals(1, mantel.correlation(), 1e-9);
        assertEquals(500, mantel.asLow());
        assertEquals("correlation over 12 pairs: 1.00; as low in 500 of 500 shuffles", mantel.toString());
    }

    /** By hand. */
    @Test
    void theCorrelationIsPearsonsAndTheValuesNeedNotBeSymmetric() {
        double[][] distances = {{0, 1, 2}, {1, 0, 3}, {2, 3, 0}};
        double[][] values = {{0, 0, 0}, {3, 0, 3}, {0, 0, 0}};
        // Distances 1 2 1 3 2 3, mean 2; values 0 0 3 3 0 0, mean 1. Products −1·−1 + 0 − 1·2 + 1·2 + 0 + 1·−1 = 0.
        assertEquals(0, Mantel.of(distances, values, 10, 1).correlation(), 1e-12);
        values[0][1] = 3; // mean 1.5: −1·1.5 + 0 − 1·1.5 + 1·1.5 + 0 + 1·−1.5 = −3; squares 4 and 6 · 2.25
        assertEquals(-3 / Math.sqrt(4 * 13.5), Mantel.of(distances, values, 10, 1).correlation(), 1e-12);
    }

    @Test
    void tablesOfOtherFormsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Mantel.of(LINE, new double[3][3], 10, 1));
        assertThrows(IllegalArgumentException.class, () -> Mantel.of(LINE, new double[4][3], 10, 1));
        assertThrows(IllegalArgumentException.class, () -> Mantel.of(new double[2][2], new double[2][2], 10, 1));
        assertThrows(IllegalArgumentException.class, () -> Mantel.of(LINE, LINE, 0, 1));
    }
}
