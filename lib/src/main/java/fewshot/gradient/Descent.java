package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import fewshot.model.Scalar;

/** Plain gradient descent; the rate becomes an array once a step and not once for each weight. */
record Descent(double rate) implements UpdateRule {
    @Override
    public NDArray next(int place, NDArray weight, NDArray gradient) {
        return weight.sub(gradient.mul(Scalar.like(gradient, rate)));
    }

    @Override
    public NDList all(int[] places, NDList weights, NDList gradients, NDArray loss) {
        NDArray alpha = Scalar.like(gradients.head(), rate);
        NDList next = new NDList(places.length);
        for (int i = 0; i < places.length; i++) {
            next.add(weights.get(i).sub(gradients.get(i).mul(alpha)));
        }
        return next;
    }

    @Override
    public String toString() {
        return "gradient descent at a rate of " + rate;
    }
}
