package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

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
    void aSeedHasTheValuesOfAllColumnsOneAfterTheOther() {
        assertArrayEquals(new double[] {60, 80, 10, 20}, made().bySeed("B")[0]);
        assertArrayEquals(new double[] {70, 80, 30, 40}, made().bySeed("B")[1]);
        ScoreTable uneven = made();
        uneven.add("A", "abroad", score(1, 2));
        uneven.add("A", "abroad", score(1, 2));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> uneven.bySeed("A")).getMessage().contains("A has"));
        assertThrows(IllegalArgumentException.class, () -> made().bySeed("C"));
    }
}
