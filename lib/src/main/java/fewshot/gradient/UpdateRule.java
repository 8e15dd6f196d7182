package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import fewshot.model.Scalar;

/** One step of an inner loop: from a weight and its gradient to the next weight. It may be differentiated through. */
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
     * Gradient descent, {@code θ' = θ − α ∇L(θ)}.
     *
     * @param rate α, above 0
     */
    static UpdateRule descent(double rate) {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException("UpdateRule: the rate is " + rate + "; it must be a number above 0");
        }
        return (place, weight, gradient) -> weight.sub(gradient.mul(Scalar.like(gradient, rate)));
    }

    /**
     * Gradient descent with a rate for each weight, {@code θ' = θ − α ∘ ∇L(θ)}; gradients flow into the rates too.
     *
     * @param rates one array for each of the weights, of its shape
     */
    static UpdateRule descent(NDList rates) {
        return (place, weight, gradient) -> weight.sub(gradient.mul(rates.get(place)));
    }
}
