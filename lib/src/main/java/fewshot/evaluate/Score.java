package fewshot.evaluate;

import java.util.Arrays;
import java.util.Locale;

/**
 * The accuracy of one learner over many episodes.
 *
 * @param values the accuracy in each episode, in per cent, in the order they were drawn
 * @param seconds wall-clock time for all of them
 */
public record Score(double[] values, double seconds) {
    private static final double NORMAL_QUANTILE = 1.96;

    /** Checks that there is something to average. */
    public Score {
        if (values.length < 2) {
            throw new IllegalArgumentException("Score: " + values.length + " episodes give no interval; at least 2 are needed");
        }
    }

    /** The mean over the episodes, in per cent. */
    public double mean() {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** Half of the 95 % confidence interval of the mean: {@code 1.96 · s / √n} with the sample's standard deviation s. */
    public double ci95() {
        double mean = mean();
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return NORMAL_QUANTILE * Math.sqrt(squares / (values.length - 1) / values.length);
    }

    /** How many episodes there were. */
    public int episodes() {
        return values.length;
    }

    /**
     * The difference to another learner on the same episodes, episode by episode: its interval is narrower than that of
     * two separate means, since what makes an episode hard is hard for both.
     */
    public Score minus(Score other) {
        if (other.values.length != values.length) {
            throw new IllegalArgumentException("Score: a paired difference needs the same episodes, but there are "
                    + values.length + " and " + other.values.length);
        }
        double[] differences = new double[values.length];
        Arrays.setAll(differences, i -> values[i] - other.values[i]);
        return new Score(differences, seconds + other.seconds);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f ± %.2f %% (%d episodes, %.1f s)", mean(), ci95(), episodes(), seconds);
    }
}
