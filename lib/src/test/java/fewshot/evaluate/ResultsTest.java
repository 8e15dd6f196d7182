package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

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
}
