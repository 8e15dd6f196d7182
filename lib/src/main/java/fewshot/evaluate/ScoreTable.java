package fewshot.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
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
     * The mean of one place with its interval: over the means of the seeds, or over the episodes where there is one seed.
     *
     * @throws IllegalArgumentException if nothing was measured there
     */
    public Interval interval(String row, String column) {
        List<Score> seeds = scores(row, column);
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("ScoreTable: nothing was measured of " + row + " in " + column + "; there is " + rows() + " in "
                    + columns());
        }
        return seeds.size() == 1 ? seeds.get(0).interval() : Interval.of(seeds.stream().mapToDouble(Score::mean).toArray());
    }

    /** The mean of the means of a row's places. */
    public double mean(String row) {
        return rows.getOrDefault(row, Map.of()).keySet().stream().mapToDouble(column -> interval(row, column).mean()).average().orElse(Double.NaN);
    }

    /**
     * The values of a row for a {@link Bootstrap}: for each seed those of its first column, then those of its second, and so on.
     *
     * @throws IllegalArgumentException if not all columns have as many seeds
     */
    public double[][] bySeed(String row) {
        Map<String, List<Score>> own = rows.getOrDefault(row, Map.of());
        int[] seeds = own.values().stream().mapToInt(List::size).distinct().toArray();
        if (seeds.length != 1) {
            throw new IllegalArgumentException("ScoreTable: " + row + " has " + Arrays.toString(seeds) + " seeds in its columns; there must be one number");
        }
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
}
