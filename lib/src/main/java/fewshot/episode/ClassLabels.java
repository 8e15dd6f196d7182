package fewshot.episode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * What class each of some examples is of, and what follows from it for arrays with a row or a column for each example: the
 * mean over a class, or the largest of a class, whatever the order and the number of examples in each class.
 *
 * @param labels 0 to {@code way − 1}, or {@link Episode#STRANGER} for what is of no class
 * @param way how many classes there are
 */
public record ClassLabels(int[] labels, int way) {
    /** Those of some of the examples, in this order. */
    public ClassLabels pick(int... places) {
        return new ClassLabels(Arrays.stream(places).map(i -> labels[i]).toArray(), way);
    }

    /** How many examples each class has. */
    public int[] counts() {
        int[] counts = new int[way];
        for (int label : labels) {
            if (label >= 0) {
                counts[label]++;
            }
        }
        return counts;
    }

    /** A number of its class at each example, else 0: {@code [way, n]} if class-major, else {@code [n, way]}. */
    private NDArray matrix(NDManager manager, float[] ofClass, boolean classMajor) {
        float[] matrix = new float[labels.length * way];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= 0) {
                matrix[classMajor ? labels[i] * labels.length + i : i * way + labels[i]] = ofClass[labels[i]];
            }
        }
        return manager.create(matrix, classMajor ? new Shape(way, labels.length) : new Shape(labels.length, way));
    }

    private float[] each(float value) {
        float[] values = new float[way];
        Arrays.fill(values, value);
        return values;
    }

    /**
     * What the mean over the examples is to be taken with: 1 at each example's class, else 0. Where some are strangers their
     * rows are 0 and the others' {@code n / known}, so that the mean over all rows is that over the known ones.
     *
     * @return {@code [n, way]}
     * @throws IllegalArgumentException if all are strangers
     */
    public NDArray targets(NDManager manager) {
        long known = Arrays.stream(labels).filter(label -> label >= 0).count();
        if (known == 0) {
            throw new IllegalArgumentException("ClassLabels: none of " + labels.length + " examples is of a class, so there is nothing to aim at");
        }
        return matrix(manager, each((float) labels.length / known), false);
    }

    /**
     * The mean over each class: {@code c_k = 1/n_k Σ_{i of class k} x_i}, a product of matrices.
     *
     * @param rows {@code [n, …]}
     * @return {@code [way, …]}, of the manager of {@code rows} and in their precision
     */
    public NDArray means(NDArray rows) {
        int[] counts = counts();
        float[] shares = new float[way];
        for (int k = 0; k < way; k++) {
            shares[k] = 1f / counts[k];
        }
        NDArray flat = rows.getShape().dimension() == 2 ? rows : rows.reshape(labels.length, -1);
        Shape shape = new Shape(way).addAll(rows.getShape().slice(1));
        return matrix(rows.getManager(), shares, true).toType(rows.getDataType(), false).matMul(flat).reshape(shape);
    }

    /**
     * The columns of each class, the others at −∞: for the largest of a class, or the logarithm of a sum of exponentials.
     *
     * @param columns {@code [q, n]}
     * @return {@code [q, way, n]}, of the manager of {@code columns}
     */
    public NDArray byClass(NDArray columns) {
        float[] mask = new float[way * labels.length];
        Arrays.fill(mask, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= 0) {
                mask[labels[i] * labels.length + i] = 0;
            }
        }
        return columns.expandDims(1).add(columns.getManager().create(mask, new Shape(1, way, labels.length)));
    }

    /**
     * The largest of each class.
     *
     * @param columns {@code [q, n]}
     * @return {@code [q, way]}
     */
    public NDArray largest(NDArray columns) {
        return byClass(columns).max(new int[] {2});
    }
}
