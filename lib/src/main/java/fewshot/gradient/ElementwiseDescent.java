package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** Gradient descent with a rate for each weight, an array for each array of weights. */
record ElementwiseDescent(NDList rates) implements UpdateRule {
    @Override
    public NDArray next(int place, NDArray weight, NDArray gradient) {
        return weight.sub(gradient.mul(rates.get(place)));
    }

    @Override
    public String toString() {
        return "gradient descent at a rate for each weight";
    }
}
