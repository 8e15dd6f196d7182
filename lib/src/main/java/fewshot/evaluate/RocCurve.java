package fewshot.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How well a score tells two kinds apart, whatever the threshold: the share of positives found against the share of
 * negatives mistaken for them.
 *
 * @param thresholds the scores at which a point lies, falling; everything at or above counts as positive
 * @param falsePositives the share of negatives at or above each threshold, 0 to 1
 * @param truePositives the share of positives at or above each threshold, 0 to 1
 */
public record RocCurve(double[] thresholds, double[] falsePositives, double[] truePositives) {
    /**
     * The curve of some scores.
     *
     * @param scores one a pair of images, or a query, the higher, the likelier positive
     * @param positive what each one is
     * @throws IllegalArgumentException if one of the two kinds is missing, or a score is not a number
     */
    public static RocCurve of(double[] scores, boolean[] positive) {
        if (scores.length != positive.length || Arrays.stream(scores).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException(
                    "RocCurve: " + scores.length + " scores for " + positive.length + " answers, or a score that is NaN");
        }
        long positives = IntStream.range(0, positive.length).filter(i -> positive[i]).count();
        long negatives = positive.length - positives;
        if (positives == 0 || negatives == 0) {
            throw new IllegalArgumentException(
                    "RocCurve: " + positives + " positives and " + negatives + " negatives; both kinds are needed");
        }
        int[] order = IntStream.range(0, scores.length).boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i])).mapToInt(i -> i).toArray();
        double[] thresholds = new double[scores.length + 1];
        double[] falsePositives = new double[scores.length + 1];
        double[] truePositives = new double[scores.length + 1];
        thresholds[0] = Double.POSITIVE_INFINITY;
        int points = 1;
        int found = 0;
        for (int i = 0; i < order.length; i++) {
            found += positive[order[i]] ? 1 : 0;
            if (i + 1 < order.length && scores[order[i + 1]] == scores[order[i]]) {
                continue; // equal scores cannot be parted by any threshold
            }
            thresholds[points] = scores[order[i]];
            truePositives[points] = (double) found / positives;
            falsePositives[points] = (double) (i + 1 - found) / negatives;
            points++;
        }
        return new RocCurve(Arrays.copyOf(thresholds, points), Arrays.copyOf(falsePositives, points),
                Arrays.copyOf(truePositives, points));
    }

    /** The area under the curve: how often a positive has a higher score than a negative, ties by half. */
    public double area() {
        double area = 0;
        for (int i = 1; i < thresholds.length; i++) {
            area += (falsePositives[i] - falsePositives[i - 1]) * (truePositives[i] + truePositives[i - 1]) / 2;
        }
        return area;
    }

    /** The threshold at which most are right, if both kinds are equally frequent. */
    public double bestThreshold() {
        int best = IntStream.range(0, thresholds.length).boxed()
                .max(Comparator.comparingDouble(i -> truePositives[i] - falsePositives[i])).orElseThrow();
        return thresholds[best];
    }

    /**
     * The highest threshold at which at least so many of the positives are found.
     *
     * @param share of the positives, 0 to 1, such as 0.95
     */
    public double thresholdAt(double share) {
        return thresholds[IntStream.range(0, thresholds.length).filter(i -> truePositives[i] >= share).findFirst().orElseThrow(
                () -> new IllegalArgumentException("RocCurve: a share of " + share + " of the positives; it must be 0 to 1"))];
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "ROC curve of %d points, area %.3f", thresholds.length, area());
    }
}
