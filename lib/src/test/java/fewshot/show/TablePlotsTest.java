package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.data.Examples;
import fewshot.episode.Episode;
import fewshot.method.baseline.PixelNearestNeighbour;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TablePlotsTest {
    private static final Episode TABLE = new Episode(Examples.floats(new float[] {0, 5, 0, 4, 9, 1}, 2), new int[] {0, 0, 1},
            Examples.floats(new float[] {7, 3}, 2), new int[] {1}, new String[] {"left", "right"});

    @Test
    void rowsStandWhereTheirColumnsSayUnderTheNamesOfTheirClasses() {
        String text = TablePlots.rows("Mine", TABLE, 1, 0).toString();
        assertTrue(text.contains("column 1 against column 2"), text);
        for (String name : List.of("left", "right", "asked")) {
            assertTrue(text.contains(name), text);
        }
    }

    @Test
    void theGroundIsWhatTheFunctionSaysThere() {
        List<double[]> asked = new ArrayList<>();
        TablePlots.regions("Halves", at -> {
            asked.add(at.clone());
            return new double[] {at[0], -at[0]};
        });
        assertEquals(32 * 24, asked.size());
        assertEquals(-3 + 3.0 / 32, asked.get(0)[0], 1e-6);
        assertEquals(-3 + 3.0 / 24, asked.get(0)[1], 1e-6);
        assertEquals(3 - 3.0 / 32, asked.get(32 * 24 - 1)[0], 1e-6);
    }

    @Test
    void aLearnersBordersAreDrawnForTwoColumnsAndNoOtherNumber() {
        String text = TablePlots.borders("Nearest", new PixelNearestNeighbour(), TABLE).toString();
        assertTrue(text.contains("left") && text.contains("right"), text);
        Episode wide = new Episode(Examples.floats(new float[6], 3), new int[] {0, 1}, Examples.floats(new float[3], 3), new int[] {0},
                new String[] {"a", "b"});
        assertThrows(IllegalArgumentException.class, () -> TablePlots.borders("None", new PixelNearestNeighbour(), wide));
    }
}
