package fewshot.method;

import java.util.Arrays;

/**
 * How strongly a query belongs to any of a task's classes, in one number that is made of its class scores z: the higher, the less
 * of a stranger. Which one tells strangers best depends on the method; choose it on validation classes.
 */
public enum OpenSetScore {
    /**
     * {@code max_k z_k}: for a Prototypical network minus the squared distance to the nearest prototype (Vaze, Han, Vedaldi and
     * Zisserman 2022, section 4).
     */
    MAXIMUM_LOGIT {
        @Override
        public double of(double[] scores) {
            return Arrays.stream(scores).max().orElseThrow();
        }
    },
    /**
     * {@code log max_k softmax_k(z)}, the logarithm of the maximum softmax probability (Hendrycks and Gimpel 2017, section 3): the
     * logarithm tells apart what would round to 1. It sees differences of scores only, so that a query which is equally far from
     * all classes and one which is equally near to all are the same to it. With a single class it is always 0.
     */
    MAXIMUM_PROBABILITY {
        @Override
        public double of(double[] scores) {
            return -Math.log1p(othersBesideLargest(scores));
        }
    },
    /**
     * {@code log Σ_k exp z_k}, minus the energy (Liu, Wang, Owens and Li 2020, equation 4). Where the scores are logarithms of
     * probabilities, as those of a Matching network, it is 0 for every query at temperature 1; a sure answer then has more than an
     * unsure one if T is below 1, and less if it is above.
     */
    ENERGY {
        @Override
        public double of(double[] scores) {
            return MAXIMUM_LOGIT.of(scores) + Math.log1p(othersBesideLargest(scores));
        }
    };

    /**
     * The number for one query.
     *
     * @param scores one a class, after the temperature: {@code scores / T}
     */
    public abstract double of(double[] scores);

    /** {@code Σ exp(z_k − max z)} over all classes but the largest. */
    private static double othersBesideLargest(double[] scores) {
        int largest = DecisionRule.largest(scores);
        double sum = 0;
        for (int k = 0; k < scores.length; k++) {
            sum += k == largest ? 0 : Math.exp(scores[k] - scores[largest]);
        }
        return sum;
    }
}
