package fewshot.episode.table;

import fewshot.data.ExampleSet;
import fewshot.episode.Draws;
import fewshot.episode.Episode;
import fewshot.state.Stop;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Splits a table into labelled rows and rows to be asked about, as an {@link Episode}: one row of each class is labelled, the others at
 * random, whatever their class. Split number {@code i} depends on the seed and on {@code i} alone.
 */
public final class TableSplits {
    private final ExampleSet table;
    private final int labelled;
    private final int asked;
    private final long stream;

    /**
     * Splits of a table.
     *
     * @param labelled rows, at least as many as there are classes
     * @param asked the most rows to be asked about; fewer if no more are left
     * @param seed fixes every split
     * @throws IllegalArgumentException if there are too few rows
     */
    public TableSplits(ExampleSet table, int labelled, int asked, long seed) {
        if (labelled < table.classes() || asked < 1 || table.size() <= labelled) {
            throw new IllegalArgumentException("TableSplits: " + labelled + " labelled rows and up to " + asked + " to be asked about, of "
                    + table + "; there must be a labelled row for each class, at least 1 to ask about, and enough rows for both");
        }
        this.table = table;
        this.labelled = labelled;
        this.asked = asked;
        this.stream = new SplittableRandom(seed).nextLong();
    }

    /** Split number {@code index}. */
    public Episode episode(long index) {
        Stop.before("a draw");
        return split(new SplittableRandom(stream + index), table, labelled, asked);
    }

    /** The first {@code count} splits. */
    public List<Episode> first(int count) {
        return IntStream.range(0, count).mapToObj(this::episode).toList();
    }

    /** One split; the rows of each part stand class after class. */
    static Episode split(SplittableRandom random, ExampleSet table, int labelled, int asked) {
        int[] counts = IntStream.range(0, table.classes()).map(table::count).toArray();
        int[] ofRow = IntStream.range(0, counts.length).flatMap(k -> IntStream.generate(() -> k).limit(counts[k])).toArray();
        int[] begin = IntStream.range(0, counts.length).map(k -> Arrays.stream(counts, 0, k).sum()).toArray();
        // The one of each class is drawn by itself: the first of its class in the order of all would leave few of a small class behind it.
        int[] first = IntStream.range(0, counts.length).map(k -> begin[k] + random.nextInt(counts[k])).toArray();
        IntStream others = Arrays.stream(Draws.order(random, ofRow.length)).filter(i -> first[ofRow[i]] != i);
        int[] rows = IntStream.concat(Arrays.stream(first), others).limit((long) labelled + asked).toArray();
        return Episode.of(table, IntStream.range(0, counts.length).toArray(), byClass(Arrays.copyOf(rows, labelled), ofRow, begin),
                byClass(Arrays.copyOfRange(rows, labelled, rows.length), ofRow, begin));
    }

    /** Rows of the whole table as rows of each class. */
    private static int[][] byClass(int[] rows, int[] ofRow, int[] begin) {
        return IntStream.range(0, begin.length)
                .mapToObj(k -> Arrays.stream(rows).filter(i -> ofRow[i] == k).map(i -> i - begin[k]).toArray()).toArray(int[][]::new);
    }

    @Override
    public String toString() {
        return "splits into " + labelled + " labelled rows and up to " + asked + " to be asked about, from " + table;
    }
}
