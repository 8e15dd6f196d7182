package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/**
 * Moves weights a part of the way towards others, where they lie: {@code φ ← φ + ε (φ̃ − φ)}. Reptile's step from a start to
 * what the tasks have made of it (Nichol, Achiam and Schulman 2018, algorithm 1), whatever has made it.
 */
public final class Interpolation {
    private Interpolation() {}

    /**
     * Moves the weights.
     *
     * @param weights φ, changed in place; their memory and its layout stay as they are
     * @param goal φ̃, as many arrays of the same shapes, such as the mean over a batch's tasks; not changed
     * @param share ε: 0 stays, 1 arrives
     * @return {@code ‖φ̃ − φ‖}, the Euclidean length of the whole way, of all arrays together
     * @throws IllegalArgumentException if the arrays do not fit, or the share is not a number
     * @throws DivergenceException if the goal has a number that is not finite; no weight has changed then
     */
    public static double toward(NDList weights, NDList goal, double share) {
        check(weights, goal, share);
        try (NDManager manager = weights.head().getManager().newSubManager(); Recording none = Recording.off()) {
            NDList way = new NDList(weights.size());
            NDList lengths = new NDList(weights.size());
            for (int i = 0; i < weights.size(); i++) {
                NDArray difference = goal.get(i).sub(weights.get(i));
                difference.attach(manager);
                way.add(difference);
                lengths.add(difference.norm());
            }
            double squares = 0;
            for (double length : NDArrays.stack(lengths).toType(DataType.FLOAT64, false).toDoubleArray()) { // one wait for a GPU
                squares += Math.pow(length, 2);
            }
            if (!Double.isFinite(squares)) {
                throw new DivergenceException("Interpolation: the way to the goal is " + Math.sqrt(squares) + " long; the weights"
                        + " are those before this step. Try a smaller inner rate or fewer inner steps.");
            }
            for (int i = 0; i < weights.size(); i++) {
                weights.get(i).addi(way.get(i).muli(share));
            }
            return Math.sqrt(squares);
        }
    }

    private static void check(NDList weights, NDList goal, double share) {
        if (!Double.isFinite(share)) {
            throw new IllegalArgumentException("Interpolation: the share is " + share + "; it must be a number, such as 0.1");
        }
        boolean fit = weights.size() == goal.size();
        for (int i = 0; fit && i < weights.size(); i++) {
            fit = weights.get(i).getShape().equals(goal.get(i).getShape());
        }
        if (!fit || weights.isEmpty()) {
            throw new IllegalArgumentException("Interpolation: the goal must have as many arrays as the weights, of their shapes, and at"
                    + " least one, but the weights are " + Gradients.shapes(weights) + " and the goal " + Gradients.shapes(goal));
        }
    }
}
