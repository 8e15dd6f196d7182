package fewshot.evaluate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The measured results of one notebook, written to {@code results/<notebook>.csv} each time one is added.
 *
 * <p>The folder is the environment variable {@code FEWSHOT_RESULTS}, else {@code results} in the working directory. A
 * result replaces the earlier one of the same method, data, split, way, shot, batch norm and metric, so that a cell can be
 * run again. The file is written beside itself and then moved, so that it is never half there.
 */
public final class Results {
    private static final String HEADER = "method,data,split,way,shot,batchnorm,metric,value,ci95,episodes,train_seconds,"
            + "iterations,profile,device,seed";

    private final Path file;
    private final List<Result> results = new ArrayList<>();

    /** Starts the file of a notebook anew, such as {@code 02-prototypical-networks}; nothing is written yet. */
    public static Results of(String notebook) {
        return new Results(file(notebook));
    }

    /** What another notebook has measured, with the columns of its file; nothing if it has not been run. */
    public static Optional<Table> read(String notebook) {
        return read(file(notebook));
    }

    static Optional<Table> read(Path file) {
        return Files.exists(file) ? Optional.of(Table.read().csv(file.toFile())) : Optional.empty();
    }

    private static Path file(String notebook) {
        String folder = System.getenv("FEWSHOT_RESULTS");
        return Path.of(folder == null || folder.isBlank() ? "results" : folder).resolve(notebook + ".csv");
    }

    /** Results in a file of the caller's choice. */
    public Results(Path file) {
        this.file = file;
    }

    /** Adds a result, or replaces the earlier one of the same kind, and writes the file. */
    public Results add(Result result) {
        results.removeIf(r -> key(r).equals(key(result)));
        results.add(result);
        write();
        return this;
    }

    private static List<Object> key(Result r) {
        return List.of(r.method(), r.data(), r.split(), r.way(), r.shot(), r.batchnorm(), r.metric());
    }

    /** All results so far, in the order they were added. */
    public List<Result> all() {
        return List.copyOf(results);
    }

    private void write() {
        String text = Stream.concat(Stream.of(HEADER), results.stream().map(Results::line))
                .collect(Collectors.joining("\n", "", "\n"));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path beside = file.resolveSibling(file.getFileName() + ".part");
            Files.writeString(beside, text, StandardCharsets.UTF_8);
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Results: cannot write " + file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    private static String line(Result r) {
        return Stream.of(r.method(), r.data(), r.split(), positive(r.way()), positive(r.shot()), r.batchnorm(), r.metric(),
                        decimal(r.value(), 3), decimal(r.ci95(), 3), positive(r.episodes()), r.iterations() > 0 ? decimal(r.trainSeconds(), 1) : "",
                        r.iterations() > 0 ? Long.toString(r.iterations()) : "", r.profile(), r.device(), Long.toString(r.seed()))
                .map(Results::field)
                .collect(Collectors.joining(","));
    }

    private static String positive(int number) {
        return number > 0 ? Integer.toString(number) : "";
    }

    private static String decimal(double number, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", number);
    }

    private static String field(String text) {
        boolean quote = text.contains(",") || text.contains("\"") || text.contains("\n");
        return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    /** The results as a table to show: method, task, batch norm, and the value with its interval. */
    public Table table() {
        Table table = Table.create("results");
        table.addColumns(
                StringColumn.create("method", results.stream().map(Result::method)),
                IntColumn.create("way", results.stream().mapToInt(Result::way).toArray()),
                IntColumn.create("shot", results.stream().mapToInt(Result::shot).toArray()),
                StringColumn.create("batch norm", results.stream().map(Result::batchnorm)),
                StringColumn.create("metric", results.stream().map(Result::metric)),
                DoubleColumn.create("value", results.stream().mapToDouble(r -> rounded(r.value())).toArray()),
                DoubleColumn.create("± 95 %", results.stream().mapToDouble(r -> rounded(r.ci95())).toArray()),
                IntColumn.create("episodes", results.stream().mapToInt(Result::episodes).toArray()),
                StringColumn.create("data", results.stream().map(Result::data)));
        return table;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
