package fewshot.evaluate;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A mean with its 95 % confidence interval, {@code mean ± t · s / √n}: s is the sample's standard deviation, and t the 97.5 %
 * quantile of Student's t distribution with n − 1 degrees of freedom (Student 1908), 12.71 for two values, 2.09 for twenty and
 * 1.96 for very many.
 *
 * @param mean in the unit of the values
 * @param ci95 half of the interval, in the same unit
 * @param count how many values there were
 */
public record Interval(double mean, double ci95, int count) {
    private static final Map<Integer, Double> QUANTILES = new ConcurrentHashMap<>();

    /**
     * The interval of some values that do not depend on each other, such as the accuracies in single episodes, or with single
     * seeds.
     *
     * @throws IllegalArgumentException if there are fewer than 2
     */
    public static Interval of(double... values) {
        int n = values.length;
        if (n < 2) {
            throw new IllegalArgumentException("Interval: " + n + " values give no interval; at least 2 are needed");
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        double t = QUANTILES.computeIfAbsent(n, k -> new TDistribution(k - 1).inverseCumulativeProbability(0.975));
        return new Interval(mean, t * Math.sqrt(squares / (n - 1) / n), n);
    }

    /**
     * The difference of the means of two learners, the first less the second, each trained from some seeds and asked the same episodes:
     * where it would lie with other seeds and other episodes. Its variance is the sum of {@code s²/n} of the means of each learner's n
     * seeds, which is taken to be 0 for a learner of one seed, and of {@code s²/E} of the differences in the E episodes, each the mean
     * over the seeds. Student's t has as many degrees of freedom as Welch (1947) and Satterthwaite (1946) give it.
     *
     * @param one {@code [seed][episode]}
     * @param other likewise, of as many episodes; the number of seeds may be another
     * @return with the number of episodes
     * @throws IllegalArgumentException if one has no seed, or the numbers of episodes differ or are below 2
     */
    public static Interval difference(double[][] one, double[][] other) {
        int episodes = one.length == 0 ? 0 : one[0].length;
        if (episodes < 2 || other.length == 0 || Stream.of(one, other).flatMap(Arrays::stream).anyMatch(row -> row.length != episodes)) {
            throw new IllegalArgumentException("Interval: a difference of " + Arrays.stream(one).map(row -> row.length).toList() + " and "
                    + Arrays.stream(other).map(row -> row.length).toList() + " episodes, one number a seed; all should be equal, at least 2,"
                    + " and there should be a seed of both");
        }
        double[] mine = overSeeds(one);
        double[] theirs = overSeeds(other);
        double[] differences = IntStream.range(0, episodes).mapToDouble(e -> mine[e] - theirs[e]).toArray();
        double variance = 0;
        double inverse = 0; // of the degrees of freedom, times the variance squared
        for (double[] values : new double[][] {bySeed(one), bySeed(other), differences}) {
            double part = values.length < 2 ? 0 : StatUtils.variance(values) / values.length;
            variance += part;
            inverse += part * part / Math.max(1, values.length - 1);
        }
        double t = variance > 0 ? new TDistribution(variance * variance / inverse).inverseCumulativeProbability(0.975) : 0;
        return new Interval(StatUtils.mean(differences), t * Math.sqrt(variance), episodes);
    }

    /**
     * In each episode the mean over the seeds.
     *
     * @param rows {@code [seed][episode]}, at least one seed
     */
    public static double[] overSeeds(double[][] rows) {
        return IntStream.range(0, rows[0].length).mapToDouble(e -> Arrays.stream(rows).mapToDouble(row -> row[e]).average().orElseThrow()).toArray();
    }

    /**
     * Of each seed the mean over its episodes.
     *
     * @param rows {@code [seed][episode]}
     */
    public static double[] bySeed(double[][] rows) {
        return Arrays.stream(rows).mapToDouble(row -> Arrays.stream(row).average().orElseThrow()).toArray();
    }

    /** Whether 0 lies outside. */
    public boolean excludesZero() {
        return Math.abs(mean) > ci95;
    }

    /**
     * Of a difference: what it is, whether there is one, and whether it matters, such as
     * {@code +2.31 ± 0.84, more than its interval and large (1 or more)}.
     *
     * @param large from how much on a difference is called large, in the unit of the values; above 0
     */
    public String verdict(double large) {
        if (!(large > 0)) {
            throw new IllegalArgumentException("Interval: a difference of " + large + " cannot count as large; it must be above 0");
        }
        String limit = new DecimalFormat("0.####", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(large);
        String size = Math.abs(mean) < large ? "small (below " + limit + ")" : "large (" + limit + " or more)";
        return String.format(Locale.ROOT, "%+.2f ± %.2f, %s", mean, ci95, excludesZero() ? "more than its interval and " + size : "no more than its interval");
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f ± %.2f (n = %d)", mean, ci95, count);
    }
}
