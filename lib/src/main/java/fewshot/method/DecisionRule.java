package fewshot.method;

import fewshot.episode.Episode;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What is made of a query's class scores s: probabilities, and one of the classes or none of them.
 *
 * <p>{@code p = softmax(s / T)} (temperature scaling: Guo, Pleiss, Sun and Weinberger 2017, section 4.2), and the query is a
 * stranger if the {@link OpenSetScore} of {@code s / T} is below the threshold; else its class is the one with the highest score,
 * which T does not change.
 *
 * <p>Choose all three on validation classes, as {@code fewshot.evaluate.Predictions} does, with as many ways and shots and in the
 * mode of batch norm in which it will be used: distances shrink as shots are added, a score that sums over classes grows with
 * them, and a transductive answer depends on who else asks; for queries that are asked alone, choose inductively.
 *
 * <p>A temperature makes all answers more sure, or all less. It mends a method that is too sure throughout, but not one that is so in
 * some queries only, or on test classes only. Siamese and Relation networks judge each class by itself, as the same or not: that
 * the probabilities of the classes add up to 1 is then the softmax's doing and not theirs. Guesses have no temperature.
 *
 * @param temperature T, above 0; 1 leaves the scores as they are, a larger one makes all answers less sure
 * @param statistic tells strangers
 * @param threshold the least that a query of one of the classes has, in the unit of the statistic; −∞ to reject none
 */
public record DecisionRule(double temperature, OpenSetScore statistic, double threshold) {
    /** Every query is of one of the classes, and the scores are taken as they are. */
    public static final DecisionRule CLOSED_SET = new DecisionRule(1, OpenSetScore.MAXIMUM_LOGIT, Double.NEGATIVE_INFINITY);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the temperature is not a number above 0, or the threshold is not a number
     */
    public DecisionRule {
        Objects.requireNonNull(statistic, "statistic");
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY) || Double.isNaN(threshold)) {
            throw new IllegalArgumentException("DecisionRule: temperature " + temperature + " and threshold " + threshold
                    + "; the temperature must be above 0 and finite, the threshold a number");
        }
    }

    /**
     * How likely each class is if it is one of them; they add up to 1.
     *
     * @param scores of one query, one a class
     * @throws ArithmeticException if one is NaN
     */
    public double[] probabilities(double[] scores) {
        double[] tempered = tempered(scores);
        double normaliser = OpenSetScore.ENERGY.of(tempered);
        return Arrays.stream(tempered).map(z -> Math.exp(z - normaliser)).toArray();
    }

    /**
     * The class with the highest score, the first of them where several are highest, or {@link Episode#STRANGER}.
     *
     * @param scores of one query, one a class
     * @throws ArithmeticException if one is NaN
     */
    public int label(double[] scores) {
        return openSetScore(scores) < threshold ? Episode.STRANGER : largest(scores);
    }

    /** What {@link #label} compares with the threshold. */
    public double openSetScore(double[] scores) {
        return statistic.of(tempered(scores));
    }

    private double[] tempered(double[] scores) {
        if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
            throw new ArithmeticException("DecisionRule: a score is NaN among " + Arrays.toString(scores));
        }
        return Arrays.stream(scores).map(s -> s / temperature).toArray();
    }

    /** The place of the first of the largest. */
    public static int largest(double[] values) {
        return IntStream.range(1, values.length).reduce(0, (best, k) -> values[k] > values[best] ? k : best);
    }
}
