package fewshot.episode.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import fewshot.episode.Episode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableSplitsTest {
    /** Row number i holds the number i; 30 rows of class a, 60 of b, 10 of c. */
    private static final ExampleSet TABLE = ExampleSet.of("rows", Examples.floats(floats(100), 1), List.of("a", "b", "c"), new int[] {30, 60, 10});

    private static float[] floats(int n) {
        float[] numbers = new float[n];
        IntStream.range(0, n).forEach(i -> numbers[i] = i);
        return numbers;
    }

    private static int ofRow(float row) {
        return row < 30 ? 0 : row < 90 ? 1 : 2;
    }

    @Test
    void everyRowIsInOnePlaceWithTheLabelOfItsClass() {
        for (Episode split : new TableSplits(TABLE, 20, 1000, 1).first(50)) {
            Examples all = split.support().and(split.query());
            int[] labels = IntStream.concat(Arrays.stream(split.supportLabels()), Arrays.stream(split.queryLabels())).toArray();
            float[] sorted = all.floats().clone();
            Arrays.sort(sorted);
            assertArrayEquals(floats(100), sorted);
            IntStream.range(0, 100).forEach(i -> assertEquals(ofRow(all.floats()[i]), labels[i]));
            assertEquals(20, split.support().size());
            assertEquals(3, Arrays.stream(split.supportLabels()).distinct().count());
        }
    }

    @Test
    void rowsAreLabelledWhateverTheirClassButForOneOfEach() {
        // one of each class and 17 of the 97 others: class b, 59 of those, is expected to have 1 + 17 · 59 / 97 = 11.3
        double[] counts = new double[3];
        List<Episode> splits = new TableSplits(TABLE, 20, 1000, 1).first(2000);
        splits.forEach(split -> IntStream.range(0, 3).forEach(k -> counts[k] += split.shots()[k] / 2000.0));
        assertArrayEquals(new double[] {1 + 17 * 29 / 97.0, 1 + 17 * 59 / 97.0, 1 + 17 * 9 / 97.0}, counts, 0.15);
        assertTrue(splits.stream().anyMatch(split -> split.shots()[2] == 1) && splits.stream().anyMatch(split -> split.shots()[2] > 3));
    }

    @Test
    void everyRowOfAClassIsLabelledAsOften() {
        // class c has 10 rows, of which 1 + 17 · 9 / 97 = 2.58 are labelled: each in 0.258 of the splits
        int[] labelled = new int[100];
        for (Episode split : new TableSplits(TABLE, 20, 1000, 1).first(2000)) {
            for (float row : split.support().floats()) {
                labelled[(int) row]++;
            }
        }
        for (int row = 90; row < 100; row++) {
            assertEquals((1 + 17 * 9 / 97.0) / 10, labelled[row] / 2000.0, 0.04, "row " + row);
        }
    }

    @Test
    void atMostSoManyRowsAreAskedAbout() {
        assertEquals(7, new TableSplits(TABLE, 20, 7, 1).episode(0).query().size());
        assertEquals(80, new TableSplits(TABLE, 20, 81, 1).episode(0).query().size());
    }

    @Test
    void aSplitDependsOnSeedAndNumberAlone() {
        TableSplits splits = new TableSplits(TABLE, 20, 10, 1);
        Episode third = splits.episode(3);
        assertEquals(third.support(), new TableSplits(TABLE, 20, 10, 1).first(4).get(3).support());
        assertTrue(!third.support().equals(splits.episode(4).support()) && !third.support().equals(new TableSplits(TABLE, 20, 10, 2).episode(3).support()));
    }

    @Test
    void aLabelledRowForEachClassIsNeeded() {
        assertEquals("TableSplits: 2 labelled rows and up to 5 to be asked about, of rows: 3 classes, 100 examples of 1 floats; there must be a"
                + " labelled row for each class, at least 1 to ask about, and enough rows for both",
                assertThrows(IllegalArgumentException.class, () -> new TableSplits(TABLE, 2, 5, 1)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> new TableSplits(TABLE, 100, 5, 1));
    }

    @Test
    void columnsAreStandardisedByTheLabelledRowsAlone() {
        Episode table = new Episode(Examples.floats(new float[] {1, 7, 3, 7, 5, 7}, 2), new int[] {0, 1, 1},
                Examples.floats(new float[] {3, 9, 9, 6}, 2), new int[] {0, 1}, new String[] {"a", "b"});
        Episode standard = StandardisedTable.of(table);
        float one = (float) (2 / Math.sqrt(8 / 3.0)); // mean 3, variance (4 + 0 + 4) / 3
        assertArrayEquals(new float[] {-one, 0, 0, 0, one, 0}, standard.support().floats(), 1e-6f);
        assertArrayEquals(new float[] {0, 2, 3 * one, -1}, standard.query().floats(), 1e-6f);
        assertArrayEquals(new float[] {1, 7, 3, 7, 5, 7}, table.support().floats());
    }
}
