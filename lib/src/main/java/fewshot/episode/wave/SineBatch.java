package fewshot.episode.wave;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * Sine waves with the points to learn each from and the points to be judged by.
 *
 * @param tasks the waves
 * @param support x of the points to learn from, {@code [tasks][shot]}
 * @param query x of the points to be judged by, {@code [tasks][queries]}
 */
public record SineBatch(List<SineTask> tasks, float[][] support, float[][] query) {
    /** Checks that each wave has its points. */
    public SineBatch {
        tasks = List.copyOf(tasks);
        if (tasks.isEmpty() || support.length != tasks.size() || query.length != tasks.size()) {
            throw new IllegalArgumentException("SineBatch: " + tasks.size() + " waves, but points for " + support.length + " and queries for "
                    + query.length + "; there must be as many of each");
        }
    }

    /** {@code [tasks, shot, 1]}: x. */
    public NDArray supportInputs(NDManager manager) {
        return inputs(manager, support);
    }

    /** {@code [tasks, shot, 1]}: y. */
    public NDArray supportTargets(NDManager manager) {
        return targets(manager, support);
    }

    /** {@code [tasks, queries, 1]}: x. */
    public NDArray queryInputs(NDManager manager) {
        return inputs(manager, query);
    }

    /** {@code [tasks, queries, 1]}: y. */
    public NDArray queryTargets(NDManager manager) {
        return targets(manager, query);
    }

    private NDArray inputs(NDManager manager, float[][] points) {
        float[] x = new float[tasks.size() * points[0].length];
        for (int t = 0; t < tasks.size(); t++) {
            System.arraycopy(points[t], 0, x, t * points[0].length, points[0].length);
        }
        return manager.create(x, new Shape(tasks.size(), points[0].length, 1));
    }

    private NDArray targets(NDManager manager, float[][] points) {
        int each = points[0].length;
        float[] y = new float[tasks.size() * each];
        for (int i = 0; i < y.length; i++) {
            y[i] = (float) tasks.get(i / each).at(points[i / each][i % each]);
        }
        return manager.create(y, new Shape(tasks.size(), each, 1));
    }
}
