package fewshot.method.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.data.Examples;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.episode.table.MadeUpTables;
import fewshot.episode.table.MadeUpTables.Origin;
import fewshot.episode.table.MadeUpTables.Size;
import fewshot.episode.table.StandardisedTable;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.model.Network;
import fewshot.model.attention.InContextTransformer;
import fewshot.model.attention.PlainTransformer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PriorFittedNetworkTest {
    private static final int PLACES = 8;
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final Network READER = reader();
    private static final PriorFittedNetwork ONE_LOOK = PriorFittedNetwork.of(READER, 1, null);

    @AfterAll
    static void close() {
        READER.close();
        MANAGER.close();
    }

    private static Network reader() {
        Network reader = InContextTransformer.network(new InContextTransformer(6, 16, 2, 2), PLACES, 1, MANAGER.getDevice());
        reader.restore(PlainTransformer.floats(reader.block(), PlainTransformer.draw(reader.block(), 3)));
        return reader;
    }

    private static Episode table(long seed, int columns, int classes) {
        return MadeUpTables.table(seed, Origin.GROUPS, new Size(columns, classes, 12, 9));
    }

    private static double[][] answers(PriorFittedNetwork learner, Episode table) {
        return EngineArrays.rows(learner.logits(MANAGER, table));
    }

    /** Standardised by hand, held within limits: mean and deviation of the first column 0 and 1, of the second 20 and 10. */
    private static final double[][] BY_HAND = {{-1, -1}, {1, 1}, {0.5, -1}, {4, -4}};

    private static Episode smallTable() {
        return new Episode(Examples.floats(new float[] {-1, 10, 1, 30}, 2), new int[] {0, 1},
                Examples.floats(new float[] {0.5f, 10, 9, -100}, 2), new int[] {0, 1}, new String[] {"a", "b"});
    }

    private static double[][] seen(Episode prepared) {
        return EngineArrays.rows(EngineArrays.of(MANAGER, prepared.support().and(prepared.query())));
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    /**
     * Both columns of the small table say the same of its labelled rows: Σ is all ones. So in {@code x = s (1, 1) / √2 + t (1, −1) / √2}
     * a look divides s by {@code √(2 + λ)} and t by {@code √λ}, whatever its directions: products of rows tell.
     */
    @Test
    void aLookMakesWhatColumnsShareQuieterByTheRuleAndKeepsPerpendicularDirections() {
        for (double ridge : new double[] {0.01, 1, 50}) {
            double[][] x = seen(ONE_LOOK.prepared(smallTable(), ridge, Math.round(ridge)));
            double scale = PLACES / (2 / (2 + ridge)); // so that the labelled rows' mean square is 1
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < 4; j++) {
                    double s = (BY_HAND[i][0] + BY_HAND[i][1]) * (BY_HAND[j][0] + BY_HAND[j][1]) / 2;
                    double t = (BY_HAND[i][0] - BY_HAND[i][1]) * (BY_HAND[j][0] - BY_HAND[j][1]) / 2;
                    double expected = scale * (s / (2 + ridge) + t / ridge);
                    assertEquals(expected, dot(x[i], x[j]), 1e-4 * (1 + Math.abs(expected)), "rows " + i + " and " + j + ", λ " + ridge);
                }
            }
        }
    }

    /** In the small table there are as many columns as rows, and {@code λ / (2 + λ)} can be read off the third row, which has s² = 1/8 and t² = 9/8. */
    @Test
    void eachLookHasARidgeWithinTheRangeAndDirectionsOfItsOwn() {
        Set<Long> ridges = new HashSet<>();
        Set<Float> numbers = new HashSet<>();
        int large = 0;
        for (int look = 0; look < 60; look++) {
            Episode prepared = ONE_LOOK.prepared(smallTable(), look);
            double[][] x = seen(prepared);
            double ratio = 1.125 / (2 * dot(x[2], x[2]) / dot(x[0], x[0]) - 0.125);
            double ridge = 2 * ratio / (1 - ratio);
            assertTrue(ridge > Math.exp(-3) && ridge < 20.01, "λ " + ridge);
            ridges.add(Math.round(1000 * ridge));
            large += ridge > 1 ? 1 : 0;
            numbers.add(prepared.support().floats()[0]);
            assertArrayEquals(prepared.query().floats(), ONE_LOOK.prepared(smallTable(), look).query().floats(), "the same look again");
        }
        assertTrue(ridges.size() > 50 && numbers.size() == 60, ridges + " " + numbers);
        assertEquals(60 * Math.log(20) / (3 + Math.log(20)), large, 12, "half of the logarithms are above 0, give or take");
    }

    @Test
    void aTableWithoutQueriesOrOfEqualRowsCanBePrepared() {
        Episode equal = new Episode(Examples.floats(new float[] {3, 3, 3, 3}, 2), new int[] {0, 1},
                Examples.floats(new float[0], 2), new int[0], new String[] {"a", "b"});
        Episode prepared = ONE_LOOK.prepared(equal, 0);
        assertEquals(0, prepared.query().size());
        assertArrayEquals(new float[2 * PLACES], prepared.support().floats());
    }

    @Test
    void answersPermuteWithTheLabelsThatAreDealt() {
        Episode table = table(1, 5, 4);
        int[] numbered = {2, 0, 3, 1}; // class k becomes class numbered[k]
        int[] dealt = {5, 1, 0, 3};
        int[] moved = new int[4];
        IntStream.range(0, 4).forEach(k -> moved[numbered[k]] = dealt[k]);
        Episode renumbered = new Episode(table.support(), Arrays.stream(table.supportLabels()).map(k -> numbered[k]).toArray(),
                table.query(), new int[9], table.classNames());
        double[][] before = EngineArrays.rows(ONE_LOOK.logits(MANAGER, table, dealt));
        double[][] after = EngineArrays.rows(ONE_LOOK.logits(MANAGER, renumbered, moved));
        for (int q = 0; q < 9; q++) {
            for (int k = 0; k < 4; k++) {
                assertEquals(before[q][k], after[q][numbered[k]], 1e-5, "query " + q + ", class " + k);
            }
        }
        assertNotEquals(before[0][0], EngineArrays.rows(ONE_LOOK.logits(MANAGER, table, new int[] {4, 1, 0, 3}))[0][0], "another label, another answer");
    }

    @Test
    void neitherTheOrderOfTheLabelledRowsNorTheOtherQueriesMatter() {
        Episode table = table(2, 3, 3);
        double[][] before = answers(ONE_LOOK, table);
        int[] order = {3, 0, 11, 7, 1, 2, 10, 9, 8, 4, 6, 5};
        Episode reordered = new Episode(table.support().pick(order), Arrays.stream(order).map(i -> table.supportLabels()[i]).toArray(),
                table.query(), table.queryLabels(), table.classNames());
        assertClose(before, answers(ONE_LOOK, reordered));
        assertClose(new double[][] {before[4]}, answers(ONE_LOOK, table.asking(table.query().pick(4))));
    }

    @Test
    void theUnitOfAColumnIsGoneBeforeALook() {
        Episode table = table(2, 3, 3);
        Episode other = new Episode(scaled(table.support()), table.supportLabels(), scaled(table.query()), table.queryLabels(), table.classNames());
        assertClose(EngineArrays.rows(EngineArrays.of(MANAGER, StandardisedTable.of(table).query())),
                EngineArrays.rows(EngineArrays.of(MANAGER, StandardisedTable.of(other).query())));
    }

    /** In another unit, and from another zero. */
    private static Examples scaled(Examples rows) {
        float[] x = rows.floats().clone();
        for (int i = 0; i < x.length; i++) {
            x[i] = 4 * x[i] + 32 * (i % rows.length());
        }
        return Examples.floats(x, rows.length());
    }

    private static void assertClose(double[][] expected, double[][] found) {
        assertEquals(expected.length, found.length);
        IntStream.range(0, expected.length).forEach(i -> assertArrayEquals(expected[i], found[i], 1e-4, "query " + i));
    }

    private static double[][] probabilities(Episode prepared) {
        double[][] scores = EngineArrays.rows(InContextLearner.ofNumbers(READER, null).logits(MANAGER, prepared));
        return Arrays.stream(scores).map(row -> {
            double all = Arrays.stream(row).map(Math::exp).sum();
            return Arrays.stream(row).map(score -> Math.exp(score) / all).toArray();
        }).toArray(double[][]::new);
    }

    @Test
    void severalLooksAreAveragedAsProbabilitiesByTheirShares() {
        Episode table = table(3, 4, 3);
        PriorFittedNetwork three = PriorFittedNetwork.of(READER, 3, null);
        double[] shares = three.shares(table);
        assertEquals(1, Arrays.stream(shares).sum(), 1e-9);
        double[][] expected = new double[9][3];
        for (int look = 0; look < 3; look++) {
            double[][] each = probabilities(ONE_LOOK.prepared(table, look));
            for (int q = 0; q < 9; q++) {
                for (int k = 0; k < 3; k++) {
                    expected[q][k] += each[q][k] * shares[look];
                }
            }
        }
        assertClose(expected, Arrays.stream(answers(three, table)).map(row -> Arrays.stream(row).map(Math::exp).toArray()).toArray(double[][]::new));
    }

    /**
     * Two rows of each class lie in folds that follow each other. So if a, b and c, d are the rows, each is asked of the other three, or
     * two of them, one of each class, of the other two: which it is, the sum of their logarithms is among seven that are worked out here.
     */
    @Test
    void eachOfTwoLooksCountsByHowWellItForetellsLabelledRowsThatItIsNotShown() {
        for (int seed = 0; seed < 8; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            float[] x = new float[8];
            IntStream.range(0, 8).forEach(i -> x[i] = (float) random.nextGaussian());
            Episode table = new Episode(Examples.floats(x, 2), new int[] {0, 0, 1, 1}, Examples.floats(new float[] {1, 1}, 2), new int[] {0}, new String[] {"a", "b"});
            double[] shares = PriorFittedNetwork.of(READER, 2, null).shares(table);
            double found = 3 * (Math.log(shares[0]) - Math.log(shares[1]));
            List<int[][]> ways = List.of(new int[][] {{0}, {1}, {2}, {3}}, new int[][] {{0, 2}, {1}, {3}}, new int[][] {{0, 3}, {1}, {2}},
                    new int[][] {{1, 2}, {0}, {3}}, new int[][] {{1, 3}, {0}, {2}}, new int[][] {{0, 2}, {1, 3}}, new int[][] {{0, 3}, {1, 2}});
            assertTrue(ways.stream().anyMatch(way -> Math.abs(foretold(table, 0, way) - foretold(table, 1, way) - found) < 1e-3),
                    found + " is none of " + ways.stream().map(way -> foretold(table, 0, way) - foretold(table, 1, way)).toList());
        }
    }

    /** Through three of six looks a parabola is drawn by Lagrange's formula; the other three lie on it, and it is not a line. */
    @Test
    void whatALookCountsIsAParabolaInTheLogarithmOfItsRidge() {
        Episode table = table(4, 5, 3);
        double[] logs = Arrays.stream(PriorFittedNetwork.of(READER, 6, null).shares(table)).map(Math::log).toArray();
        double[] x = IntStream.range(0, 6).mapToDouble(look -> Math.log(PriorFittedNetwork.look(table, look).ridge())).toArray();
        double bend = 0;
        for (int i = 3; i < 6; i++) {
            double expected = 0;
            for (int j = 0; j < 3; j++) {
                double term = logs[j];
                for (int k = 0; k < 3; k++) {
                    term *= k == j ? 1 : (x[i] - x[k]) / (x[j] - x[k]);
                }
                expected += term;
            }
            assertEquals(expected, logs[i], 1e-6, "look " + i);
            double line = logs[0] + (logs[1] - logs[0]) * (x[i] - x[0]) / (x[1] - x[0]);
            bend = Math.max(bend, Math.abs(line - logs[i]));
        }
        assertTrue(bend > 1e-3, "bend " + bend);
    }

    private static double foretold(Episode table, int look, int[][] folds) {
        PriorFittedNetwork.Look drawn = PriorFittedNetwork.look(table, look);
        double sum = 0;
        for (int[] fold : folds) {
            int[] others = IntStream.range(0, 4).filter(i -> IntStream.of(fold).noneMatch(j -> j == i)).toArray();
            Episode part = new Episode(table.support().pick(others), IntStream.of(others).map(i -> i / 2).toArray(), table.support().pick(fold),
                    IntStream.of(fold).map(i -> i / 2).toArray(), table.classNames());
            double[][] found = probabilities(ONE_LOOK.prepared(part, drawn.ridge(), drawn.directions()));
            sum += IntStream.range(0, fold.length).mapToDouble(i -> Math.log(found[i][fold[i] / 2])).sum();
        }
        return sum;
    }

    @Test
    void looksCountAlikeWhereNothingCanBeForetold() {
        assertArrayEquals(new double[] {0.25, 0.25, 0.25, 0.25}, PriorFittedNetwork.of(READER, 4, null).shares(smallTable()), 1e-12);
    }

    @Test
    void theLossIsTheMeanSurpriseOfOneLook() {
        List<Episode> tables = List.of(table(1, 2, 2), table(2, 7, 3), table(3, 8, 2));
        double sum = 0;
        for (Episode table : tables) {
            double[][] answers = answers(ONE_LOOK, table);
            sum -= IntStream.range(0, 9).mapToDouble(q -> answers[q][table.queryLabels()[q]]).average().orElseThrow();
        }
        assertEquals(sum / 3, ONE_LOOK.loss(MANAGER, tables).getFloat(), 1e-4);
    }

    @Test
    void trainingLowersTheLoss() {
        try (Network reader = InContextTransformer.network(new InContextTransformer(4, 16, 2, 1), PLACES, 1, MANAGER.getDevice()); Adam adam = new Adam(3e-3f)) {
            PriorFittedNetwork learner = PriorFittedNetwork.of(reader, 1, new GradientDescent(List.of(reader), adam, 1));
            List<Episode> tables = List.of(table(5, 4, 3), table(6, 8, 3), table(7, 2, 3));
            double first = learner.step(tables).loss();
            for (int i = 0; i < 40; i++) {
                learner.step(tables);
            }
            double last = learner.step(tables).loss();
            assertTrue(last < 0.6 * first, first + " → " + last);
        }
    }

    @Test
    void tablesOfAnyNumberOfColumnsAndClassesUpToItsOwnAreAnswered() {
        for (int columns : new int[] {1, 5, PLACES}) {
            for (int classes : new int[] {2, 6}) {
                assertEquals(new Shape(9, classes), ONE_LOOK.logits(MANAGER, table(1, columns, classes)).getShape());
            }
        }
        assertEquals(PLACES, ONE_LOOK.mostColumns());
        assertEquals(6, ONE_LOOK.mostWays());
        String tooWide = assertThrows(IllegalArgumentException.class, () -> answers(ONE_LOOK, table(1, 9, 2))).getMessage();
        assertTrue(tooWide.contains("9 columns") && tooWide.contains("places for 8"), tooWide);
        assertThrows(IllegalArgumentException.class, () -> answers(ONE_LOOK, table(1, 2, 7)));
        assertThrows(IllegalArgumentException.class, () -> PriorFittedNetwork.of(READER, 0, null));
        assertThrows(IllegalArgumentException.class, () -> ONE_LOOK.prepared(table(1, 2, 2), 0.0, 1));
        assertThrows(IllegalStateException.class, () -> ONE_LOOK.step(List.of(table(1, 2, 2))));
    }
}
