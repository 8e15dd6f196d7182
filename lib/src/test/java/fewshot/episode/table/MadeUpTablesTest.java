package fewshot.episode.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.data.ExampleSet;
import fewshot.episode.Episode;
import fewshot.episode.table.MadeUpTables.Origin;
import fewshot.episode.table.MadeUpTables.Size;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MadeUpTablesTest {
    private static final MadeUpTables TABLES = new MadeUpTables(new Size(2, 2, 10, 5), new Size(20, 6, 60, 30), 3);

    private static int[] counts(Episode table) {
        int[] counts = new int[table.way()];
        IntStream.concat(Arrays.stream(table.supportLabels()), Arrays.stream(table.queryLabels())).forEach(k -> counts[k]++);
        return counts;
    }

    @ParameterizedTest
    @EnumSource(Origin.class)
    void everyClassHasItsShareOfTheRowsAndNoneHasMoreThanFourTimesAnothers(Origin origin) {
        double[] shares = new double[4];
        for (int seed = 0; seed < 300; seed++) {
            int[] counts = counts(MadeUpTables.table(seed, origin, new Size(3, 4, 40, 360)));
            assertEquals(400, Arrays.stream(counts).sum());
            int least = Arrays.stream(counts).min().orElseThrow();
            int most = Arrays.stream(counts).max().orElseThrow();
            assertTrue(most <= 4 * (least + 1) + 1, Arrays.toString(counts));
            IntStream.range(0, 4).forEach(k -> shares[k] += counts[k] / 400.0 / 300);
        }
        // no class is favoured: a share has the deviation 0.09, its mean over 300 tables 0.005
        Arrays.stream(shares).forEach(share -> assertEquals(0.25, share, 0.02, origin + " " + Arrays.toString(shares)));
    }

    @Test
    void theSharesAreEvenlyFromOneToFourParts() {
        // of two classes with parts a and b, both even from 1 to 4: P(a/(a+b) > 2/3) = P(a > 2b) = ∫₁² (4 − 2b)/9 db = 1/9
        SplittableRandom random = new SplittableRandom(1);
        long large = IntStream.range(0, 20_000).filter(i -> MadeUpTables.counts(random, 30_000, 2)[0] > 20_000).count();
        assertEquals(1 / 9.0, large / 20_000.0, 0.01);
    }

    @Test
    void withAsManyRowsAsClassesEachHasOne() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100; i++) {
            assertEquals(7, Arrays.stream(MadeUpTables.counts(random, 7, 7)).filter(count -> count == 1).count());
        }
    }

    @Test
    void everyClassHasALabelledRow() {
        for (int i = 0; i < 200; i++) {
            assertEquals(TABLES.episode(i).way(), Arrays.stream(TABLES.episode(i).supportLabels()).distinct().count());
        }
    }

    @Test
    void aTableDependsOnSeedAndNumberAlone() {
        Episode fifth = TABLES.episode(5);
        TABLES.episode(6);
        Episode again = new MadeUpTables(new Size(2, 2, 10, 5), new Size(20, 6, 60, 30), 3).episode(5);
        assertEquals(fifth.support(), again.support());
        assertEquals(fifth.query(), again.query());
        assertEquals(Arrays.toString(fifth.queryLabels()), Arrays.toString(again.queryLabels()));
        assertNotEquals(fifth.support(), TABLES.episode(6).support());
        assertNotEquals(fifth.support(), new MadeUpTables(new Size(2, 2, 10, 5), new Size(20, 6, 60, 30), 4).episode(5).support());
    }

    @Test
    void columnsHaveANumberForEveryRowHoweverTheyAreWarped() {
        for (int i = 0; i < 300; i++) {
            for (float x : TABLES.episode(i).support().floats()) {
                assertTrue(Math.abs(x) < 1000, "table " + i + " has " + x);
            }
        }
    }

    @Test
    void farGroupsAreEasy() {
        double found = IntStream.range(0, 40).mapToDouble(i -> neighboursAgree(MadeUpTables.table(i, Origin.FAR_GROUPS, new Size(6, 3, 10, 200)))).average().orElseThrow();
        double near = IntStream.range(0, 40).mapToDouble(i -> neighboursAgree(MadeUpTables.table(i, Origin.GROUPS, new Size(6, 3, 10, 200)))).average().orElseThrow();
        assertTrue(found > near + 0.05, found + " and " + near);
    }

    @Test
    void theTablesOfABatchHaveOneSizeButForTheirColumnsAndEveryKindOfTableComes() {
        Set<Integer> columns = new HashSet<>();
        Set<Integer> ways = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            List<Episode> batch = TABLES.batch(i, 4);
            assertEquals(1, batch.stream().map(t -> List.of(t.way(), t.support().size(), t.query().size())).distinct().count());
            batch.forEach(t -> columns.add(t.support().length()));
            ways.add(batch.get(0).way());
            assertTrue(batch.get(0).support().size() >= 10 && batch.get(0).support().size() <= 60);
            assertTrue(batch.get(0).query().size() >= 5 && batch.get(0).query().size() <= 30);
        }
        assertEquals(IntStream.rangeClosed(2, 20).boxed().toList(), columns.stream().sorted().toList());
        assertEquals(List.of(2, 3, 4, 5, 6), ways.stream().sorted().toList());
    }

    @Test
    void tablesOfOneOriginAreOfThatOneAlone() {
        // a sum of at most four trees of at most sixteen leaves, or a network, leaves most rows a class that their neighbours have; what
        // tells the origins apart for certain is the seed: the table that is named is the one that is drawn
        MadeUpTables trees = TABLES.of(Origin.TREES);
        Set<Boolean> same = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            same.add(trees.episode(i).support().equals(TABLES.episode(i).support()));
        }
        assertEquals(Set.of(true, false), same, "one in four is of trees in both");
        assertThrows(IllegalArgumentException.class, TABLES::of);
    }

    @Test
    void allRowsOfATableAreAsManyAsWereAskedFor() {
        ExampleSet rows = MadeUpTables.rows("mine", 1, Origin.NETWORK, 4, 3, 50);
        assertEquals("mine: 3 classes, 50 examples of 4 floats", rows.toString());
        assertEquals(rows.pick(2, 0), MadeUpTables.rows("mine", 1, Origin.NETWORK, 4, 3, 50).pick(2, 0));
        assertThrows(IllegalArgumentException.class, () -> MadeUpTables.rows("mine", 1, Origin.NETWORK, 4, 3, 2));
    }

    /** Leave-one-out over a table with few columns: the share of rows whose nearest other row is of their class. */
    private static double neighboursAgree(Episode table) {
        Episode standard = StandardisedTable.of(table);
        int d = standard.query().length();
        float[] x = standard.query().floats();
        int[] y = standard.queryLabels();
        int agree = 0;
        for (int i = 0; i < y.length; i++) {
            int best = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < y.length; j++) {
                double distance = 0;
                for (int k = 0; k < d; k++) {
                    distance += Math.pow(x[i * d + k] - x[j * d + k], 2);
                }
                if (j != i && distance < least) {
                    least = distance;
                    best = j;
                }
            }
            agree += y[best] == y[i] ? 1 : 0;
        }
        return agree / (double) y.length;
    }

    @ParameterizedTest
    @EnumSource(Origin.class)
    void theColumnsSaySomethingAboutTheClass(Origin origin) {
        double found = IntStream.range(0, 60).mapToDouble(i -> neighboursAgree(MadeUpTables.table(i, origin, new Size(6, 3, 10, 200)))).average().orElseThrow();
        // with classes of 1 to 4 parts two rows are of one class with probability 0.38 or so
        assertTrue(found > 0.5, origin + ": " + found);
    }

    @Test
    void sizesThatAreNoneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Size(0, 2, 10, 5));
        assertThrows(IllegalArgumentException.class, () -> new Size(2, 1, 10, 5));
        assertThrows(IllegalArgumentException.class, () -> new Size(2, 11, 10, 5));
        assertThrows(IllegalArgumentException.class, () -> new Size(2, 2, 10, 0));
        assertThrows(IllegalArgumentException.class, () -> new MadeUpTables(new Size(3, 2, 10, 5), new Size(2, 2, 10, 5), 1));
    }
}
