package fewshot.evaluate;

import java.util.Arrays;
import java.util.Locale;

/**
 * What was measured of one learner in each of many episodes, such as its accuracy.
 *
 * @param values one an episode, in the order they were drawn
 * @param seconds wall-clock time for all of them
 * @param source which episodes they are of, in words that no other episodes have; empty if that is not known
 * @param unit of the values, such as {@link #PER_CENT} or {@code bits}; empty if they have none
 */
public record Score(double[] values, double seconds, String source, String unit) {
    /** The unit of an accuracy. */
    public static final String PER_CENT = "%";

    /** Checks that there is something to average. */
    public Score {
        if (values.length < 2) {
            throw new IllegalArgumentException("Score: " + values.length + " episodes give no interval; at least 2 are needed");
        }
    }

    /** Values of one's own, without a unit; they pair only with others that do not say of which episodes they are. */
    public Score(double[] values, double seconds) {
        this(values, seconds, "", "");
    }

    /** The mean over the episodes. */
    public double mean() {
        return interval().mean();
    }

    /** Half of the 95 % confidence interval of the mean. */
    public double ci95() {
        return interval().ci95();
    }

    /** The mean over the episodes with its 95 % confidence interval. */
    public Interval interval() {
        return Interval.of(values);
    }

    /** How many episodes there were. */
    public int episodes() {
        return values.length;
    }

    /**
     * The difference to another learner on the same episodes, episode by episode: its interval is narrower than that of
     * two separate means, since what makes an episode hard is hard for both.
     *
     * @return of the same episodes; a difference of per cent is in percentage points
     * @throws IllegalArgumentException if the other one is of other episodes, or in another unit
     */
    public Score minus(Score other) {
        requirePair(other);
        double[] differences = new double[values.length];
        Arrays.setAll(differences, i -> values[i] - other.values[i]);
        return new Score(differences, seconds + other.seconds, source, unit.equals(PER_CENT) ? "percentage points" : unit);
    }

    /** Refuses a score that cannot be set beside this one episode by episode. */
    void requirePair(Score other) {
        if (other.values.length != values.length || !other.source.equals(source)) {
            throw new IllegalArgumentException(
                    "Score: a pair must be of the same episodes, but there are " + described() + ", and " + other.described());
        }
        if (!other.unit.equals(unit)) {
            throw new IllegalArgumentException("Score: a pair of '" + unit + "' and '" + other.unit + "' has no meaning; both need one unit");
        }
    }

    private String described() {
        return source.isEmpty() ? values.length + " values that do not say of which episodes they are" : source;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f ± %.2f%s (%d episodes, %.1f s)", mean(), ci95(), unit.isEmpty() ? "" : " " + unit,
                episodes(), seconds);
    }
}
