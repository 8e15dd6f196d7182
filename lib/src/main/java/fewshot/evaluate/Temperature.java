package fewshot.evaluate;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * The temperature at which scores give honest probabilities: the T for which {@code −1/n Σ log softmax(s / T)} of the right classes
 * is smallest (Guo, Pleiss, Sun and Weinberger 2017, section 4.2).
 *
 * <p>In {@code β = 1/T} it is convex, and its slope is {@code 1/n Σ (Σ_k p_k s_k − s_right)}: the mean score under the
 * probabilities, minus that of the right class. Where that is 0 is found by Brent's method (1973) in {@code log β}.
 */
final class Temperature {
    private static final double LOG_BOUND = Math.log(1e6); // of β, when the widest row of scores is 1 wide
    private static final double TOLERANCE = 1e-9;
    private static final int EVALUATIONS = 200;

    private Temperature() {}

    /**
     * Fits it.
     *
     * @param scores {@code [n][way]}, of queries that are of one of the classes
     * @param labels the right class of each
     * @return above 0, in the unit of the scores
     * @throws IllegalArgumentException if there is no smallest value: if the right classes have no higher scores than the others on
     *     the mean, then the likelihood falls until all classes are equally likely; if the right class has the highest score in
     *     every query, it rises until all answers are certain
     */
    static double fit(double[][] scores, int[] labels) {
        double width = Arrays.stream(scores)
                .mapToDouble(row -> Arrays.stream(row).max().orElseThrow() - Arrays.stream(row).min().orElseThrow()).max().orElse(0);
        DoubleUnaryOperator slope = logBeta -> slope(scores, labels, Math.exp(logBeta) / width);
        boolean chance = !(width > 0) || slope.applyAsDouble(-LOG_BOUND) >= 0;
        if (chance || slope.applyAsDouble(LOG_BOUND) <= 0) {
            throw new IllegalArgumentException("Temperature: none fits " + scores.length + " queries: " + (chance
                    ? "the right classes score no higher than the others, which is chance"
                    : "all are answered right, so that no answer could be too sure; take more queries or harder ones"));
        }
        return width / Math.exp(new BrentSolver(TOLERANCE).solve(EVALUATIONS, slope::applyAsDouble, -LOG_BOUND, LOG_BOUND));
    }

    private static double slope(double[][] scores, int[] labels, double beta) {
        double sum = 0;
        for (int q = 0; q < scores.length; q++) {
            double largest = Arrays.stream(scores[q]).max().orElseThrow();
            double weights = 0;
            double weighted = 0;
            for (double score : scores[q]) {
                double weight = Math.exp(beta * (score - largest));
                weights += weight;
                weighted += weight * (score - scores[q][labels[q]]);
            }
            sum += weighted / weights;
        }
        return sum / scores.length;
    }
}
