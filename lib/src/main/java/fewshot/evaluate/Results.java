package fewshot.evaluate;

import fewshot.state.WholeFile;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;
import tech.tablesaw.io.csv.CsvWriteOptions;

/**
 * The measured results of one notebook, written to {@code results/<notebook>.csv} each time one is added.
 *
 * <p>The folder is the environment variable {@code FEWSHOT_RESULTS}, else {@code results} in the working directory. A
 * result replaces the earlier one of the same method, data, split, way, shot, batch norm, metric and seed, so that a cell can be
 * run again; another seed adds a line. The file is there whole or not at all.
 */
public final class Results {
    private static final List<String> COLUMNS = List.of("method", "data", "split", "way", "shot", "batchnorm", "metric", "value", "ci95",
            "episodes", "train_seconds", "iterations", "profile", "device", "seed");

    /** Of the columns that are numbers; all others are text. */
    private static final Map<String, ColumnType> TYPES = Map.of("way", ColumnType.INTEGER, "shot", ColumnType.INTEGER,
            "value", ColumnType.DOUBLE, "ci95", ColumnType.DOUBLE, "episodes", ColumnType.INTEGER, "train_seconds", ColumnType.DOUBLE,
            "iterations", ColumnType.INTEGER, "seed", ColumnType.LONG);

    private final Path file;
    private final List<Result> results = new ArrayList<>();

    /** Starts the file of a notebook anew, such as {@code 02-prototypical-networks}; nothing is written yet. */
    public static Results of(String notebook) {
        return new Results(file(notebook));
    }

    /**
     * What another notebook has measured, with the columns of its file; nothing if it has not been run. A column's type goes by its
     * name: data that is called {@code 2024}, {@code true} or {@code NA} is text.
     */
    public static Optional<Table> read(String notebook) {
        return read(file(notebook));
    }

    static Optional<Table> read(Path file) {
        return Files.notExists(file) ? Optional.empty() : Optional.of(Table.read().usingOptions(CsvReadOptions.builder(file.toFile())
                .columnTypesPartial(column -> Optional.of(TYPES.getOrDefault(column, ColumnType.STRING)))
                .missingValueIndicator("")));
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
        return List.of(r.method(), r.data(), r.split(), r.way(), r.shot(), r.batchnorm(), r.metric(), r.seed());
    }

    /** All results so far, in the order they were added. */
    public List<Result> all() {
        return List.copyOf(results);
    }

    /**
     * How well the methods do whatever the seed of their training: for each the mean of its seeds' values, with the interval over
     * the seeds. The interval over episodes says how well one trained network is known, this one how well the method is.
     *
     * @param of the results that are of one task, such as {@code r -> r.way() == 5 && r.shot() == 1}
     * @return by method, in the order they were added
     * @throws IllegalArgumentException if a method has fewer than 2 seeds, or two results of one seed
     */
    public Map<String, Interval> overSeeds(Predicate<Result> of) {
        Map<String, Map<Long, Double>> seeds = new LinkedHashMap<>();
        for (Result r : results.stream().filter(of).toList()) {
            if (seeds.computeIfAbsent(r.method(), m -> new LinkedHashMap<>()).put(r.seed(), r.value()) != null) {
                throw new IllegalArgumentException("Results: " + r.method() + " has two results of seed " + r.seed()
                        + "; choose those of one task and one mode of batch norm");
            }
        }
        Map<String, Interval> intervals = new LinkedHashMap<>();
        seeds.forEach((method, values) -> {
            if (values.size() < 2) {
                throw new IllegalArgumentException("Results: " + method + " has 1 seed; an interval over seeds needs at least 2");
            }
            intervals.put(method, Interval.of(values.values().stream().mapToDouble(v -> v).toArray()));
        });
        return intervals;
    }

    private void write() {
        List<List<String>> lines = results.stream().map(Results::fields).toList();
        Table table = Table.create();
        for (int c = 0; c < COLUMNS.size(); c++) {
            int column = c;
            table.addColumns(StringColumn.create(COLUMNS.get(c), lines.stream().map(line -> line.get(column))));
        }
        StringWriter text = new StringWriter();
        table.write().usingOptions(CsvWriteOptions.builder(text).lineEnd("\n").build());
        try {
            WholeFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Results: cannot write " + file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    private static List<String> fields(Result r) {
        boolean trained = r.iterations() > 0;
        return List.of(r.method(), r.data(), r.split(), positive(r.way()), positive(r.shot()), r.batchnorm(), r.metric(),
                decimal(r.value(), 3), decimal(r.ci95(), 3), positive(r.episodes()), trained ? decimal(r.trainSeconds(), 1) : "",
                trained ? Long.toString(r.iterations()) : "", r.profile(), r.device(), Long.toString(r.seed()));
    }

    private static String positive(int number) {
        return number > 0 ? Integer.toString(number) : "";
    }

    private static String decimal(double number, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", number);
    }

    /** The results as a table to show: method, task, batch norm, the value with its interval, and the seed. */
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
                StringColumn.create("data", results.stream().map(Result::data)),
                LongColumn.create("seed", results.stream().mapToLong(Result::seed).toArray()));
        return table;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    @Override
    public String toString() {
        return results.size() + " results in " + file;
    }
}
