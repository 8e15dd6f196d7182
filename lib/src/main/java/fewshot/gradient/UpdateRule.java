package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.function.IntToDoubleFunction;

/**
 * One step of an inner loop: from a weight and its gradient to the next weight. It may be differentiated through. A rule that
 * looks at all arrays together, or at the loss, or remembers, overrides {@link #all}; the loop asks only that.
 */
@FunctionalInterface
public interface UpdateRule {
    /**
     * The next value of one array of weights.
     *
     * @param place which array of the list it is, from 0
     * @param gradient of its shape
     * @return of its shape
     */
    NDArray next(int place, NDArray weight, NDArray gradient);

    /**
     * The next values of all arrays that change, here one by one.
     *
     * @param places where each stands in the list of all weights
     * @param gradients of the weights' shapes; their manager is closed after a step of first order or of none
     * @param loss at the weights
     * @return of the weights' shapes and of their manager
     */
    default NDList all(int[] places, NDList weights, NDList gradients, NDArray loss) {
        NDList next = new NDList(places.length);
        for (int i = 0; i < places.length; i++) {
            next.add(next(places[i], weights.get(i), gradients.get(i)));
        }
        return next;
    }

    /**
     * Gradient descent, {@code θ' = θ − α ∇L(θ)}.
     *
     * @param rate α, above 0
     */
    static UpdateRule descent(double rate) {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("UpdateRule: the rate is " + rate + "; it must be a number above 0");
        }
        return new Descent(rate);
    }

    /**
     * Gradient descent with a rate for each array of weights, such as a larger one for the head:
     * {@code place -> place < head ? 0.1 : 2}.
     *
     * @param rates of each place, above 0
     */
    static UpdateRule descent(IntToDoubleFunction rates) {
        return new ArraywiseDescent(rates);
    }

    /**
     * Gradient descent with a rate for each weight, {@code θ' = θ − α ∘ ∇L(θ)}; gradients flow into the rates too.
     *
     * @param rates one array for each of the weights, of its shape or of a single number
     */
    static UpdateRule descent(NDList rates) {
        return new ElementwiseDescent(rates);
    }
}
