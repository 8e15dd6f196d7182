package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;

/** Gradient descent with a rate for each array of weights. */
record ArraywiseDescent(IntToDoubleFunction rates) implements UpdateRule {
    ArraywiseDescent {
        Objects.requireNonNull(rates, "rates");
    }

    @Override
    public NDArray next(int place, NDArray weight, NDArray gradient) {
        return UpdateRule.descent(rates.applyAsDouble(place)).next(place, weight, gradient);
    }

    @Override
    public String toString() {
        return "gradient descent at a rate for each array";
    }
}
