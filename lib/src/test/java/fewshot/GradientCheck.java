package fewshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.function.UnaryOperator;

/** Holds the engine's gradients against central differences, in double precision. */
public final class GradientCheck {
    private static final double STEP = 1e-6;

    private GradientCheck() {}

    /**
     * Asserts that the gradient of a function is that of its differences.
     *
     * @param what named when it fails
     * @param at where
     * @param scalar makes one number of an array of the shape, in double precision
     */
    public static void assertGradient(String what, NDManager manager, double[] at, Shape shape, UnaryOperator<NDArray> scalar) {
        double[] gradient = gradient(manager, at, shape, scalar);
        for (int i = 0; i < at.length; i++) {
            double difference = (value(manager, at, i, STEP, shape, scalar) - value(manager, at, i, -STEP, shape, scalar)) / (2 * STEP);
            assertEquals(difference, gradient[i], 1e-6 * (1 + Math.abs(difference)), what + ", entry " + i);
        }
    }

    /** The engine's gradient. */
    public static double[] gradient(NDManager manager, double[] at, Shape shape, UnaryOperator<NDArray> scalar) {
        NDArray x = manager.create(at, shape);
        x.setRequiresGradient(true);
        try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
            collector.backward(scalar.apply(x));
        }
        return x.getGradient().toDoubleArray();
    }

    private static double value(NDManager manager, double[] at, int i, double step, Shape shape, UnaryOperator<NDArray> scalar) {
        double[] moved = at.clone();
        moved[i] += step;
        return scalar.apply(manager.create(moved, shape)).toDoubleArray()[0];
    }
}
