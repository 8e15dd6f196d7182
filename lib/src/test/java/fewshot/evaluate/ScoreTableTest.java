package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class ScoreTableTest {
    private static Score score(double... values) {
        return new Score(values, 0);
    }

    private static ScoreTable made() {
        ScoreTable table = new ScoreTable();
        table.add("A", "home", score(80, 90, 100));
        table.add("B", "home", score(60, 80));
        table.add("B", "home", score(70, 80));
        table.add("B", "abroad", score(10, 20));
        table.add("B", "abroad", score(30, 40));
        return table;
    }

    @Test
    void oneSeedHasItsIntervalOverEpisodesAndSeveralOverTheirMeans() {
        // 80, 90, 100: deviation 10, t = 4.303 for three. 70 and 75: deviation 3.5355, t = 12.706 for two.
        assertEquals(90, made().interval("A", "home").mean());
        assertEquals(4.303 * 10 / Math.sqrt(3), made().interval("A", "home").ci95(), 0.01);
        assertEquals(72.5, made().interval("B", "home").mean());
        assertEquals(12.706 * 3.5355 / Math.sqrt(2), made().interval("B", "home").ci95(), 0.01);
        assertEquals((72.5 + 25) / 2, made().mean("B"));
    }

    @Test
    void theTableHasARowALearnerAndNothingWhereNothingWasMeasured() {
        assertEquals(List.of("method", "home", "abroad"), made().table("t").columnNames());
        assertEquals(List.of("90.0 ± 24.8", "72.5 ± 31.8"), made().table("t").stringColumn("home").asList());
        assertEquals(List.of("", "25.0 ± 127.1"), made().table("t").stringColumn("abroad").asList());
        assertEquals(List.of("B", "A"), made().table("t", "B", "A").stringColumn("method").asList());
        assertTrue(made().scores("A", "abroad").isEmpty());
        assertThrows(IllegalArgumentException.class, () -> made().interval("A", "abroad"));
    }

    @Test
    void theFirstScoreOfAPlacePairsWithThatOfAnother() {
        ScoreTable table = made();
        table.add("A", "abroad", score(20, 30, 70));
        assertArrayEquals(new double[] {60, 60, 30}, table.score("A", "home").minus(table.score("A", "abroad")).values());
        assertArrayEquals(new double[] {60, 80}, made().score("B", "home").values());
        assertThrows(IllegalArgumentException.class, () -> made().score("A", "abroad"));
    }

    @Test
    void meansStandRowByRowAndAreNoNumbersWhereNothingWasMeasured() {
        assertArrayEquals(new double[][] {{90, Double.NaN}, {72.5, 25}}, made().means());
        assertEquals(25 - 72.5, made().gain("B", "home", "abroad"));
        assertTrue(Double.isNaN(made().gain("A", "home", "abroad")) && Double.isNaN(made().gain("C", "home", "abroad")));
    }

    @Test
    void aSeedHasTheValuesOfAllColumnsOneAfterTheOther() {
        assertArrayEquals(new double[] {60, 80, 10, 20}, made().bySeed("B")[0]);
        assertArrayEquals(new double[] {70, 80, 30, 40}, made().bySeed("B")[1]);
        ScoreTable uneven = made();
        uneven.add("A", "abroad", score(1, 2));
        uneven.add("A", "abroad", score(1, 2));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> uneven.bySeed("A")).getMessage().contains("A has"));
        assertThrows(IllegalArgumentException.class, () -> made().bySeed("C"));
    }

    @Test
    void theBestHasTheHighestMeanOverItsSeedsAndOfEqualsTheFirstIsTaken() {
        assertEquals("A", made().best("home"));
        assertEquals("B", made().best("home", "B"));
        ScoreTable equal = made();
        equal.add("C", "home", score(89, 91)); // 90, as A has
        assertEquals("A", equal.best("home"));
        assertEquals("C", equal.best("home", "B", "C", "A"));
        assertThrows(IllegalArgumentException.class, () -> made().best("abroad"));
        assertThrows(IllegalArgumentException.class, () -> new ScoreTable().best("home"));
    }

    @Test
    void theMeanOverTheSeedsIsTakenEpisodeByEpisode() {
        assertArrayEquals(new double[] {65, 80}, made().overSeeds("B", "home").values()); // of 60 and 70, of 80 and 80
        assertArrayEquals(new double[] {80, 90, 100}, made().overSeeds("A", "home").values());
        ScoreTable uneven = made();
        uneven.add("A", "home", score(1, 2));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> uneven.overSeeds("A", "home")).getMessage().contains("[3, 2]"));
        assertThrows(IllegalArgumentException.class, () -> made().overSeeds("A", "abroad"));
    }

    @Test
    void aDifferenceIsTakenEpisodeByEpisodeAndKnowsTheSpreadOfTheSeeds() {
        ScoreTable table = new ScoreTable();
        table.add("low", "home", score(10, 50, 90));
        table.add("high", "home", score(13, 53, 93)); // 3 more in each, however much the episodes differ
        assertEquals(new Interval(3, 0, 3), table.difference("home", "high", "low"));
        assertEquals(new Interval(-3, 0, 3), table.difference("home", "low", "high"));
        table.add("two seeds", "home", score(20, 60, 100)); // 10 above the low one, and 30: variance 200 / 2
        table.add("two seeds", "home", score(40, 80, 120));
        Interval spread = table.difference("home", "two seeds", "low");
        assertEquals(20, spread.mean(), 1e-9);
        assertEquals(12.706 * 10, spread.ci95(), 0.01); // t with one degree of freedom
        table.add("copy", "home", score(13, 53, 93));
        Table shown = table.differences("high", "low", "copy");
        assertEquals(List.of("less", "home"), shown.columnNames());
        assertEquals(List.of("low", "copy"), shown.stringColumn("less").asList());
        assertEquals(List.of("3.00 ± 0.00", "0.00 ± 0.00"), shown.stringColumn("home").asList());
        assertThrows(IllegalArgumentException.class, () -> table.difference("abroad", "high", "low"));
        assertThrows(IllegalArgumentException.class, () -> made().difference("home", "A", "B")); // three episodes and two
    }

    private static Score score(String source, String unit, double... values) {
        return new Score(values, 0, source, unit);
    }

    private static String refusal(Runnable asked) {
        return assertThrows(IllegalArgumentException.class, asked::run).getMessage();
    }

    @Test
    void scoresOfOtherEpisodesAreNeitherSubtractedNorAveragedEpisodeByEpisode() {
        ScoreTable table = new ScoreTable();
        table.add("A", "home", score("seed 1", "%", 10, 20));
        table.add("B", "home", score("seed 2", "%", 10, 20));
        table.add("C", "home", score("seed 1", "%", 30, 60));
        table.add("C", "home", score("seed 1", "%", 50, 80));
        table.add("D", "home", score("seed 1", "%", 30, 60));
        table.add("D", "home", score("seed 2", "%", 50, 80)); // a row whose seeds were asked different episodes
        table.add("E", "home", score("seed 1", "bits", 10, 20));
        table.add("F", "home", score("", "%", 10, 20)); // nobody knows of which
        assertEquals(40, table.difference("home", "C", "A").mean(), 1e-9);
        assertArrayEquals(new double[] {40, 70}, table.overSeeds("C", "home").values());
        String seeds = refusal(() -> table.difference("home", "A", "B"));
        assertTrue(seeds.contains("seed 1") && seeds.contains("seed 2"), seeds);
        for (String other : List.of("B", "D", "E", "F")) {
            refusal(() -> table.difference("home", "A", other));
            refusal(() -> table.difference("home", other, "C"));
            refusal(() -> table.differences("A", other));
        }
        refusal(() -> table.overSeeds("D", "home"));
        refusal(() -> table.bySeed("D"));
        assertArrayEquals(new double[][] {{30, 60}, {50, 80}}, table.bySeed("C"));
        assertEquals(55, table.interval("D", "home").mean(), "a mean over seeds pairs nothing");
        assertEquals("seed 1", table.overSeeds("C", "home").source());
    }
}
