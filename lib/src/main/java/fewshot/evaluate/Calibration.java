package fewshot.evaluate;

import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Whether probabilities mean what they say: of the answers that are given with a probability of 0.8, eight in ten should be right.
 * The answers are sorted by their probability into bins of equal width, {@code ((m − 1)/M, m/M]}, and in each the mean probability
 * is held against the share that is right: a reliability diagram (Guo, Pleiss, Sun and Weinberger 2017, section 2).
 *
 * @param counts the number of answers in each bin, the least sure first
 * @param confidences the mean probability of the answers in each bin, 0 to 1; NaN where there are none
 * @param accuracies the share of them that is right, 0 to 1; NaN where there are none
 */
public record Calibration(int[] counts, double[] confidences, double[] accuracies) {
    /** The number of bins in the paper's figures. */
    public static final int BINS = 15;

    /**
     * The diagram of some answers in {@link #BINS} bins.
     *
     * @param probabilities that of each answer, above 0 and at most 1
     * @param hits 1 for a right answer, 0 for a wrong one; a share where several answers are equally likely
     * @throws IllegalArgumentException if there is nothing to sort, or a probability is none
     */
    public static Calibration of(double[] probabilities, double[] hits) {
        if (probabilities.length == 0 || probabilities.length != hits.length) {
            throw new IllegalArgumentException("Calibration: " + probabilities.length + " probabilities of " + hits.length
                    + " answers; there must be one of each, and at least one");
        }
        int[] counts = new int[BINS];
        double[] confidences = new double[BINS];
        double[] accuracies = new double[BINS];
        for (int i = 0; i < hits.length; i++) {
            if (!(probabilities[i] > 0 && probabilities[i] <= 1 + 1e-6)) {
                throw new IllegalArgumentException("Calibration: " + probabilities[i] + " is no probability of an answer");
            }
            int bin = Math.min(BINS, (int) Math.ceil(probabilities[i] * BINS)) - 1;
            counts[bin]++;
            confidences[bin] += probabilities[i];
            accuracies[bin] += hits[i];
        }
        for (int m = 0; m < BINS; m++) {
            confidences[m] /= counts[m];
            accuracies[m] /= counts[m];
        }
        return new Calibration(counts, confidences, accuracies);
    }

    /**
     * The expected calibration error, {@code Σ_m n_m/n |accuracy_m − confidence_m|} (Naeini, Cooper and Hauskrecht 2015; Guo et al.
     * 2017, equation 3), as a share: 0.02 is two percentage points.
     */
    public double error() {
        int[] filled = IntStream.range(0, counts.length).filter(m -> counts[m] > 0).toArray();
        return IntStream.of(filled).mapToDouble(m -> counts[m] * Math.abs(accuracies[m] - confidences[m])).sum()
                / IntStream.of(counts).sum();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "calibration of %d answers, expected error %.2f percentage points",
                IntStream.of(counts).sum(), 100 * error());
    }
}
