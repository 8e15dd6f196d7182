package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

class ResultsTest {
    @TempDir
    Path folder;

    private static Result result(String method, double value) {
        return new Result(method, "glyphs", "", 5, 1, "inductive", "accuracy", value, 0.25, 600, 12.34, 100, "smoke", "cpu", 7);
    }

    @Test
    void theFileHasTheColumnsOfTheSuiteAndQuotesVariants() throws IOException {
        Path file = folder.resolve("new/02.csv");
        new Results(file).add(result("Prototypical", 98.7654)).add(result("Prototypical, cosine", 90));
        assertEquals(List.of(
                "method,data,split,way,shot,batchnorm,metric,value,ci95,episodes,train_seconds,iterations,profile,device,seed",
                "Prototypical,glyphs,,5,1,inductive,accuracy,98.765,0.250,600,12.3,100,smoke,cpu,7",
                "\"Prototypical, cosine\",glyphs,,5,1,inductive,accuracy,90.000,0.250,600,12.3,100,smoke,cpu,7"),
                Files.readAllLines(file));
    }

    @Test
    void aResultOfTheSameKindReplacesTheEarlierOneAndLeavesNoOtherFile() throws IOException {
        Path file = folder.resolve("00.csv");
        Results results = new Results(file).add(result("chance", 1)).add(result("chance", 2));
        assertEquals(1, results.all().size());
        assertEquals(2, Files.readAllLines(file).size());
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    private static Result of(String method, long seed, double value) {
        return new Result(method, "glyphs", "", 5, 1, "inductive", "accuracy", value, 0.25, 600, 12.34, 100, "smoke", "cpu", seed);
    }

    @Test
    void aSecondSeedAddsARowAndTheSameSeedReplacesItsOwn() {
        Results results = new Results(folder.resolve("seeds.csv")).add(of("MAML", 1, 90)).add(of("MAML", 2, 92)).add(of("MAML", 1, 91));
        assertEquals(List.of(92.0, 91.0), results.all().stream().map(Result::value).toList());
        assertEquals(List.of(2L, 1L), results.table().longColumn("seed").asList());
    }

    @Test
    void overSeedsAMethodHasTheMeanOfItsSeedsWithStudentsInterval() {
        Results results = new Results(folder.resolve("seeds.csv")).add(of("chance", 7, 20));
        for (int seed = 1; seed <= 3; seed++) {
            results.add(of("MAML", seed, 90 + seed)).add(of("Reptile", seed, 80));
        }
        Map<String, Interval> found = results.overSeeds(r -> !r.method().equals("chance"));
        assertEquals(List.of("MAML", "Reptile"), List.copyOf(found.keySet()));
        assertEquals(92, found.get("MAML").mean(), 1e-12);
        assertEquals(4.303 / Math.sqrt(3), found.get("MAML").ci95(), 1e-3); // 91, 92, 93: standard deviation 1
        assertEquals("92.00 ± 2.48 (n = 3)", found.get("MAML").toString());
        Exception one = assertThrows(IllegalArgumentException.class, () -> results.overSeeds(r -> true));
        assertTrue(one.getMessage().contains("chance") && one.getMessage().contains("1 seed"), one.getMessage());
    }

    @Test
    void twoMeasurementsWithOneSeedAreNotTakenForTwoSeeds() {
        Results results = new Results(folder.resolve("seeds.csv")).add(of("MAML", 1, 90)).add(of("MAML", 2, 91))
                .add(new Result("MAML", "glyphs", "", 20, 1, "inductive", "accuracy", 70, 0.25, 600, 12.34, 100, "smoke", "cpu", 1));
        Exception e = assertThrows(IllegalArgumentException.class, () -> results.overSeeds(r -> true));
        assertTrue(e.getMessage().contains("MAML") && e.getMessage().contains("seed 1"), e.getMessage());
        assertEquals(90.5, results.overSeeds(r -> r.way() == 5).get("MAML").mean());
    }

    @Test
    void whatAnotherWriterHasLeftBesideTheFileDoesNotStopIt() throws IOException {
        Files.createDirectories(folder.resolve("02.csv.part/of another"));
        Path file = folder.resolve("02.csv");
        new Results(file).add(result("chance", 1));
        assertEquals(2, Files.readAllLines(file).size());
    }

    private static int whole(Row row, String column) {
        return row.getString(column).isEmpty() ? 0 : Integer.parseInt(row.getString(column));
    }

    @Test
    void aCommittedFileIsWrittenAsItIs() throws IOException {
        Path committed = Path.of("../notebooks/results/04-matching-networks.csv");
        Results again = new Results(folder.resolve("again.csv"));
        for (Row r : Table.read().usingOptions(CsvReadOptions.builder(committed.toFile())
                .columnTypesPartial(column -> Optional.of(ColumnType.STRING)))) {
            again.add(new Result(r.getString("method"), r.getString("data"), r.getString("split"), whole(r, "way"), whole(r, "shot"),
                    r.getString("batchnorm"), r.getString("metric"), Double.parseDouble(r.getString("value")),
                    Double.parseDouble(r.getString("ci95")), whole(r, "episodes"),
                    whole(r, "iterations") == 0 ? 0 : Double.parseDouble(r.getString("train_seconds")), whole(r, "iterations"),
                    r.getString("profile"), r.getString("device"), whole(r, "seed")));
        }
        assertEquals(Files.readString(committed), Files.readString(folder.resolve("again.csv")));
    }

    @Test
    void theTableShowsOneRowAResult() {
        Results results = new Results(folder.resolve("t.csv")).add(result("a", 12.3456)).add(result("b", 2));
        assertEquals(2, results.table().rowCount());
        assertEquals(12.35, results.table().doubleColumn("value").get(0), 1e-9);
    }

    @Test
    void whatOneNotebookWroteAnotherReadsAndNothingWhereNoneHasRun() {
        Path file = folder.resolve("05.csv");
        new Results(file).add(result("LSTM, encoder", 81.0625)).add(result("GRU", 46.5));
        Table read = Results.read(file).orElseThrow();
        assertEquals(List.of("LSTM, encoder", "GRU"), read.stringColumn("method").asList());
        assertEquals(81.063, read.numberColumn("value").getDouble(0), 1e-9);
        assertEquals("inductive", read.stringColumn("batchnorm").get(1));
        assertTrue(Results.read(folder.resolve("none.csv")).isEmpty());
    }

    /** Tablesaw guesses: 2024 would be a number, NA and null missing, true a truth value, 2024-01-02 a date. */
    @Test
    void whatIsTextComesBackAsTextWhateverItLooksLike() {
        for (String text : List.of("2024", "NA", "N/A", "null", "NaN", "true", "2024-01-02", "1e3", "-", "*", "猫", "a, \"b\"", "two\nlines")) {
            Path file = folder.resolve("text.csv");
            new Results(file).add(new Result(text, text, text, 5, 1, text, text, 81.5, 0.25, 600, 12.34, 100, text, text, 1L << 40));
            Table read = Results.read(file).orElseThrow();
            for (String column : List.of("method", "data", "split", "batchnorm", "metric", "profile", "device")) {
                assertEquals(text, read.stringColumn(column).get(0), column);
            }
            assertEquals(1L << 40, read.longColumn("seed").get(0));
        }
    }

    @Test
    void numbersComeBackAsTheirKindOfNumberAlsoWhereThereIsNone() {
        Path file = folder.resolve("numbers.csv");
        new Results(file).add(new Result("chance", "d", "", 0, 0, "", "accuracy", 20, 1, 0, 0, 0, "smoke", "cpu", 3));
        Table read = Results.read(file).orElseThrow();
        assertEquals(20, read.doubleColumn("value").get(0));
        assertEquals(3, read.longColumn("seed").get(0));
        for (String column : List.of("way", "shot", "episodes", "iterations")) {
            assertTrue(read.intColumn(column).isMissing(0), column);
        }
        assertTrue(read.doubleColumn("train_seconds").isMissing(0));
        assertEquals("", read.stringColumn("split").get(0));
    }
}
