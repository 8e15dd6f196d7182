package fewshot.evaluate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * What is uncertain about the order of some methods that were each trained from several seeds and then asked the same episodes: how
 * their means, differences and ranks would move if other seeds and other episodes had been drawn (Efron 1979, the percentile
 * interval).
 *
 * <p>Each resample draws the episodes with replacement, the same ones for all methods, since what makes an episode hard is hard for all;
 * and for each method its seeds with replacement. With three to five seeds such a range is too narrow (of five values from a normal
 * distribution it holds the mean in 84 instead of 95 per cent of simulations, of three in 75): an interval of a single method is better
 * taken by {@link Interval} over the means of its seeds, and one of a difference by {@link Interval#difference}.
 */
public final class Bootstrap {
    private final List<String> methods;
    private final double[][] means; // [resample][method]

    private Bootstrap(List<String> methods, double[][] means) {
        this.methods = methods;
        this.means = means;
    }

    /**
     * A middle and where 95 per cent of the resamples lie.
     *
     * @param mean over all resamples
     * @param low the 2.5 per cent quantile
     * @param high the 97.5 per cent quantile
     */
    public record Range(double mean, double low, double high) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", mean, low, high);
        }
    }

    /**
     * Draws the resamples.
     *
     * @param scores for each method one row a seed with one value an episode; higher is better
     * @param resamples how many, such as 10,000
     * @param seed fixes them
     * @throws IllegalArgumentException if a method has no seed, or another number of episodes than the others
     */
    public static Bootstrap of(Map<String, double[][]> scores, int resamples, long seed) {
        int episodes = scores.values().stream().findFirst().map(rows -> rows.length == 0 ? 0 : rows[0].length).orElse(0);
        scores.forEach((method, rows) -> {
            if (rows.length == 0 || episodes == 0 || Arrays.stream(rows).anyMatch(row -> row.length != episodes)) {
                throw new IllegalArgumentException("Bootstrap: " + method + " has " + Arrays.stream(rows).map(row -> row.length).toList()
                        + " episodes, one number a seed; all should have " + Math.max(1, episodes) + ", and there should be a seed");
            }
        });
        if (resamples < 1) {
            throw new IllegalArgumentException("Bootstrap: " + resamples + " resamples; there must be at least 1");
        }
        Map<String, double[][]> ordered = new LinkedHashMap<>(scores);
        SplittableRandom random = new SplittableRandom(seed);
        double[][] means = new double[resamples][];
        for (int i = 0; i < resamples; i++) {
            int[] often = new int[episodes];
            random.ints(episodes, 0, episodes).forEach(episode -> often[episode]++);
            means[i] = ordered.values().stream().mapToDouble(rows -> resampled(rows, often, random)).toArray();
        }
        return new Bootstrap(List.copyOf(ordered.keySet()), means);
    }

    /** The mean of seeds that are drawn again, over episodes of which each counts as often as it was drawn. */
    private static double resampled(double[][] rows, int[] often, SplittableRandom random) {
        return random.ints(rows.length, 0, rows.length)
                .mapToDouble(row -> IntStream.range(0, often.length).mapToDouble(e -> often[e] * rows[row][e]).sum() / often.length)
                .average().orElseThrow();
    }

    /** Of a method's mean. */
    public Range mean(String method) {
        int place = place(method);
        return range(i -> means[i][place]);
    }

    /** Of the difference between the means of two methods, the first minus the second. */
    public Range difference(String one, String other) {
        int a = place(one);
        int b = place(other);
        return range(i -> means[i][a] - means[i][b]);
    }

    /** Of a method's rank, 1 for the best; those that are equal share the middle of their ranks. */
    public Range rank(String method) {
        int place = place(method);
        return range(i -> {
            double own = means[i][place];
            long better = Arrays.stream(means[i]).filter(m -> m > own).count();
            long equal = Arrays.stream(means[i]).filter(m -> m == own).count();
            return better + (equal + 1) / 2.0;
        });
    }

    /** In which share of the resamples a method is the best, or as good as the best. */
    public double best(String method) {
        int place = place(method);
        return Arrays.stream(means).filter(row -> row[place] >= Arrays.stream(row).max().orElseThrow()).count() / (double) means.length;
    }

    private int place(String method) {
        int place = methods.indexOf(method);
        if (place < 0) {
            throw new IllegalArgumentException("Bootstrap: there is no " + method + " among " + methods);
        }
        return place;
    }

    private Range range(IntToDoubleFunction value) {
        double[] values = IntStream.range(0, means.length).mapToDouble(value).toArray();
        Percentile percentile = new Percentile();
        percentile.setData(values);
        return new Range(Arrays.stream(values).average().orElseThrow(), percentile.evaluate(2.5), percentile.evaluate(97.5));
    }

    @Override
    public String toString() {
        return means.length + " resamples of " + methods.size() + " methods";
    }
}
