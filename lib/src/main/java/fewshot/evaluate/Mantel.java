package fewshot.evaluate;

import fewshot.episode.Draws;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;

/**
 * Whether something that is measured between places goes with how far they are apart (Mantel 1967): the correlation of both over all
 * pairs of two different places, and how often it is as low if chance says which place lies where.
 *
 * <p>Pairs that share a place depend on each other, so that the usual test of a correlation, which takes each pair for a measurement of its
 * own, would be too sure. Here the places are shuffled and not the pairs.
 *
 * @param distances of the pairs, row by row
 * @param values of the same pairs
 * @param correlation of the two (Pearson)
 * @param asLow in how many of the shuffles it was as low or lower
 * @param shuffles how many there were
 */
public record Mantel(double[] distances, double[] values, double correlation, int asLow, int shuffles) {
    private static final double SAME = 1e-12; // sums in another order differ by less

    /**
     * Compares two tables of the same places.
     *
     * @param distances {@code [n][n]}, of each place to each other; the diagonal is not looked at
     * @param values {@code [n][n]}, likewise; need not be symmetric
     * @param shuffles how many, such as 2,000
     * @param seed fixes them
     * @throws IllegalArgumentException if the tables are not square and of one size, there are fewer than 3 places, or no shuffle
     */
    public static Mantel of(double[][] distances, double[][] values, int shuffles, long seed) {
        int n = distances.length;
        boolean square = values.length == n && IntStream.range(0, n).allMatch(i -> distances[i].length == n && values[i].length == n);
        if (!square || n < 3 || shuffles < 1) {
            throw new IllegalArgumentException("Mantel: " + n + " rows of distances, " + values.length + " of values and " + shuffles
                    + " shuffles; both should be square and of one size, with 3 places or more, and there should be a shuffle");
        }
        int[] places = IntStream.range(0, n).toArray();
        double[] far = pairs(distances, places);
        double[] measured = pairs(values, places);
        PearsonsCorrelation pearson = new PearsonsCorrelation();
        double found = pearson.correlation(far, measured);
        SplittableRandom random = new SplittableRandom(seed);
        int asLow = 0;
        for (int i = 0; i < shuffles; i++) {
            asLow += pearson.correlation(pairs(distances, Draws.order(random, n)), measured) <= found + SAME ? 1 : 0;
        }
        return new Mantel(far, measured, found, asLow, shuffles);
    }

    /** The table without its diagonal, row by row, if place {@code i} is in truth {@code who[i]}. */
    private static double[] pairs(double[][] table, int[] who) {
        int n = who.length;
        return IntStream.range(0, n * n).filter(p -> p / n != p % n).mapToDouble(p -> table[who[p / n]][who[p % n]]).toArray();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "correlation over %d pairs: %.2f; as low in %d of %d shuffles", distances.length, correlation, asLow,
                shuffles);
    }
}
