package fewshot.evaluate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.distribution.TDistribution;

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

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f ± %.2f (n = %d)", mean, ci95, count);
    }
}
