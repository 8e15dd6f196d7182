package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * What is to be made small: a loss as a function of the weights, such as {@code θ -> loss(block.apply(θ, x), y)}. What it
 * computes should belong to the manager of the weights that it is given: an operation's result belongs to the manager of its
 * first operand, so make the inputs there, or lend them with {@link #in}.
 */
@FunctionalInterface
public interface Objective {
    /**
     * The loss.
     *
     * @param weights where
     * @return a single number, of the weights' manager
     */
    NDArray loss(NDList weights);

    /** The same array for use with these weights: it shares its memory, and what is computed from it belongs to their manager. */
    static NDArray in(NDList weights, NDArray array) {
        NDArray lent = array.stopGradient();
        lent.attach(weights.head().getManager());
        return lent;
    }
}
