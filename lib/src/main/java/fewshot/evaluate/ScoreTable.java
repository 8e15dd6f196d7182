package fewshot.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What was measured of some learners in some worlds, a row a learner and a column a world, each from one seed of its training or from
 * several. Not safe for use from several threads.
 */
public final class ScoreTable {
    private final Map<String, Map<String, List<Score>>> rows = new LinkedHashMap<>();

    /**
     * Adds what was measured with one more seed.
     *
     * @return the score
     */
    public Score add(String row, String column, Score score) {
        rows.computeIfAbsent(row, r -> new LinkedHashMap<>()).computeIfAbsent(column, c -> new ArrayList<>()).add(score);
        return score;
    }

    /** The rows, in the order in which they came. */
    public List<String> rows() {
        return List.copyOf(rows.keySet());
    }

    /** The columns, in the order in which they first came. */
    public List<String> columns() {
        return rows.values().stream().flatMap(row -> row.keySet().stream()).distinct().toList();
    }

    /**
     * The scores of one place, a seed each, in their order; none where nothing was measured.
     */
    public List<Score> scores(String row, String column) {
        return List.copyOf(rows.getOrDefault(row, Map.of()).getOrDefault(column, List.of()));
    }

    /**
     * The score of one place with its first seed, such as for a paired difference of learners that have only one.
     *
     * @throws IllegalArgumentException if nothing was measured there
     */
    public Score score(String row, String column) {
        return measured(row, column).get(0);
    }

    private List<Score> measured(String row, String column) {
        List<Score> seeds = scores(row, column);
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("ScoreTable: nothing was measured of " + row + " in " + column + "; there is " + rows() + " in "
                    + columns());
        }
        return seeds;
    }

    /**
     * The mean of one place with its interval: over the means of the seeds, or over the episodes where there is one seed.
     *
     * @throws IllegalArgumentException if nothing was measured there
     */
    public Interval interval(String row, String column) {
        List<Score> seeds = measured(row, column);
        return seeds.size() == 1 ? seeds.get(0).interval() : Interval.of(seeds.stream().mapToDouble(Score::mean).toArray());
    }

    /** By how much a row's mean is higher in one column than in another; NaN where one of the two was not measured. */
    public double gain(String row, String from, String to) {
        return mean(row, to) - mean(row, from);
    }

    /** The means of all places, {@code [row][column]}; NaN where nothing was measured. */
    public double[][] means() {
        return rows().stream().map(row -> columns().stream().mapToDouble(column -> mean(row, column)).toArray()).toArray(double[][]::new);
    }

    private double mean(String row, String column) {
        return scores(row, column).isEmpty() ? Double.NaN : interval(row, column).mean();
    }

    /** The mean of the means of a row's places. */
    public double mean(String row) {
        return rows.getOrDefault(row, Map.of()).keySet().stream().mapToDouble(column -> interval(row, column).mean()).average().orElse(Double.NaN);
    }

    /**
     * The values of a row for {@link Interval#difference} or a {@link Bootstrap}: for each seed those of its first column, then those of its second, and so on.
     *
     * @throws IllegalArgumentException if not all columns have as many seeds, or the seeds of one were asked different episodes
     */
    public double[][] bySeed(String row) {
        Map<String, List<Score>> own = rows.getOrDefault(row, Map.of());
        int[] seeds = own.values().stream().mapToInt(List::size).distinct().toArray();
        if (seeds.length != 1) {
            throw new IllegalArgumentException("ScoreTable: " + row + " has " + Arrays.toString(seeds) + " seeds in its columns; there must be one number");
        }
        own.values().forEach(ScoreTable::requirePairs);
        double[][] values = new double[seeds[0]][];
        Arrays.setAll(values, s -> own.values().stream().flatMapToDouble(scores -> DoubleStream.of(scores.get(s).values())).toArray());
        return values;
    }

    /**
     * To show: such as {@code 96.9 ± 0.3} in each place, empty where nothing was measured.
     *
     * @param some rows of it, in this order; all if none is named
     */
    public Table table(String title, String... some) {
        List<String> shown = some.length == 0 ? rows() : List.of(some);
        Table table = Table.create(title, StringColumn.create("method", shown));
        for (String column : columns()) {
            table.addColumns(StringColumn.create(column, shown.stream().map(row -> text(row, column))));
        }
        return table;
    }

    private String text(String row, String column) {
        if (scores(row, column).isEmpty()) {
            return "";
        }
        Interval interval = interval(row, column);
        return String.format(Locale.ROOT, "%.1f ± %.1f", interval.mean(), interval.ci95());
    }

    @Override
    public String toString() {
        return rows.size() + " rows, " + columns().size() + " columns";
    }

    /**
     * The row with the highest mean in a column, of equals the first.
     *
     * @param some rows to choose from; all if none is named
     * @throws IllegalArgumentException if nothing was measured of one of several there
     */
    public String best(String column, String... some) {
        return (some.length == 0 ? rows() : List.of(some)).stream()
                .reduce((a, b) -> interval(b, column).mean() > interval(a, column).mean() ? b : a)
                .orElseThrow(() -> new IllegalArgumentException("ScoreTable: there is no row to choose from"));
    }

    /**
     * The scores of one place as one: the mean over its seeds, episode by episode.
     *
     * @throws IllegalArgumentException if nothing was measured there, or the seeds were asked different episodes
     */
    public Score overSeeds(String row, String column) {
        List<Score> seeds = scores(row, column);
        if (seeds.stream().mapToInt(Score::episodes).distinct().count() != 1) {
            throw new IllegalArgumentException("ScoreTable: " + row + " in " + column + " has "
                    + seeds.stream().map(Score::episodes).toList() + " episodes, one number a seed; there must be a seed, and all numbers equal");
        }
        requirePairs(seeds);
        double seconds = seeds.stream().mapToDouble(Score::seconds).sum();
        return new Score(Interval.overSeeds(values(seeds)), seconds, seeds.get(0).source(), seeds.get(0).unit());
    }

    /**
     * One row less another in a column, with its interval over seeds and episodes; over episodes alone where both have one seed.
     *
     * @return see {@link Interval#difference}
     * @throws IllegalArgumentException if nothing was measured of one of them there, or not all seeds of both were asked the same
     *     episodes, by their {@linkplain Score#source sources}
     */
    public Interval difference(String column, String one, String other) {
        List<Score> mine = scores(one, column);
        List<Score> theirs = scores(other, column);
        requirePairs(Stream.concat(mine.stream(), theirs.stream()).toList());
        return Interval.difference(values(mine), values(theirs));
    }

    private static void requirePairs(List<Score> scores) {
        scores.forEach(score -> scores.get(0).requirePair(score));
    }

    private static double[][] values(List<Score> seeds) {
        return seeds.stream().map(Score::values).toArray(double[][]::new);
    }

    /** To show: {@link #difference} in every column of one row less some others, such as {@code 3.20 ± 2.08}, a row each. */
    public Table differences(String one, String... others) {
        Table table = Table.create(one + " less another, on the same episodes", StringColumn.create("less", List.of(others)));
        for (String column : columns()) {
            table.addColumns(StringColumn.create(column, Arrays.stream(others).map(other -> difference(column, one, other))
                    .map(d -> String.format(Locale.ROOT, "%.2f ± %.2f", d.mean(), d.ci95()))));
        }
        return table;
    }
}
