package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class StripTest {
    @Test
    void timeRunsToTheRightAndInkFromLowToHigh() {
        double[][] threeSteps = {{0, 1}, {2, -5}, {4, 9}};
        byte ink = (byte) 255;
        byte half = (byte) 128;
        byte quarter = (byte) 64;
        assertArrayEquals(new byte[] {0, half, ink, quarter, 0, ink}, Strip.strip(threeSteps, 2, 0, 4));
    }

    @Test
    void aRowOfNumbersThatIsTooLongIsCutOffAndAShortOneLeavesTheRestBlank() {
        assertArrayEquals(new byte[] {(byte) 255}, Strip.strip(new double[][] {{1, 1, 1}}, 1, 0, 1));
        assertArrayEquals(new byte[] {(byte) 255, 0, 0}, Strip.strip(new double[][] {{1}}, 3, 0, 1));
    }

    @Test
    void rowsOfTheLastStepsHaveZerosBeforeThem() {
        double[][] late = Strip.late(new double[][] {{1, 2}, {3, 4}}, 3);
        assertArrayEquals(new double[] {0, 0}, late[0]);
        assertArrayEquals(new double[] {1, 2}, late[1]);
        assertArrayEquals(new double[] {3, 4}, late[2]);
    }

    @Test
    void aWindowGoesRoundTheRingInEitherDirection() {
        double[][] ring = {{0, 1, 2, 3, 4}};
        assertArrayEquals(new double[] {4, 0, 1}, Strip.window(ring, -1, 3)[0]);
        assertArrayEquals(new double[] {3, 4, 0, 1}, Strip.window(ring, 3, 4)[0]);
    }

    @Test
    void zeroIsGreyWhereNumbersHaveEitherSign() {
        assertArrayEquals(new byte[] {(byte) 128, (byte) 255, 0}, Strip.signed(new double[][] {{0}, {4}, {-4}}));
        assertArrayEquals(new byte[] {(byte) 128}, Strip.signed(new double[][] {{0}}));
    }

    @Test
    void aScaleWithoutExtentIsRefused() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Strip.strip(new double[][] {{1}}, 1, 2, 2));
        assertTrue(e.getMessage().contains("from 2.0 to 2.0"), e.getMessage());
    }

    @Test
    void anArrayBecomesARowAStepWithTheRestFlat() {
        try (NDManager manager = NDManager.newBaseManager()) {
            double[][] rows = Strip.rows(manager.arange(12f).reshape(new Shape(3, 2, 2)));
            assertEquals(3, rows.length);
            assertArrayEquals(new double[] {4, 5, 6, 7}, rows[1]);
        }
    }
}
