package fewshot.episode.problem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.episode.Draws;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Random bowls, {@code f(θ) = ‖Wθ − y‖²}, the first problems of Andrychowicz and others 2016 (section 3.1): the entries of W
 * and y are drawn from a normal distribution, and θ starts within a hundredth of zero.
 *
 * <p>Some bowls are round and some are long valleys; the least loss of each is zero, since W has an inverse.
 */
public final class Quadratics implements Problems {
    private static final float START = 0.01f;

    private final int count;
    private final int size;
    private final float[] matrices;
    private final float[] targets;
    private final float[] starts;

    private Quadratics(int count, int size, float[] matrices, float[] targets, float[] starts) {
        this.count = count;
        this.size = size;
        this.matrices = matrices;
        this.targets = targets;
        this.starts = starts;
    }

    /**
     * Draws a batch.
     *
     * @param count how many problems, at least 1
     * @param size how many parameters each has, at least 1; 10 in the paper
     * @param seed fixes, with the index, all that is drawn
     * @param index which batch
     */
    public static Quadratics draw(int count, int size, long seed, long index) {
        if (count < 1 || size < 1) {
            throw new IllegalArgumentException(
                    "Quadratics: " + count + " problems of " + size + " parameters; there must be at least 1 of each");
        }
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + index);
        return new Quadratics(count, size, Draws.normal(random, count * size * size, 1), Draws.normal(random, count * size, 1),
                Draws.normal(random, count * size, START));
    }

    /** The same problems with every loss multiplied, such as by 100: the same bowls in other units. */
    public Quadratics scaled(double factor) {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("Quadratics: a loss times " + factor + "; the factor must be above 0");
        }
        double root = Math.sqrt(factor);
        return new Quadratics(count, size, times(matrices, root), times(targets, root), starts);
    }

    private static float[] times(float[] numbers, double factor) {
        float[] scaled = new float[numbers.length];
        IntStream.range(0, numbers.length).forEach(i -> scaled[i] = (float) (numbers[i] * factor));
        return scaled;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int size() {
        return size;
    }

    /** W of one problem, row by row. */
    public float[] matrix(int problem) {
        return Arrays.copyOfRange(matrices, problem * size * size, (problem + 1) * size * size);
    }

    /** y of one problem. */
    public float[] target(int problem) {
        return Arrays.copyOfRange(targets, problem * size, (problem + 1) * size);
    }

    @Override
    public NDArray start(NDManager manager) {
        return manager.create(starts, new Shape(count, size));
    }

    @Override
    public NDArray losses(NDArray parameters) {
        NDManager manager = parameters.getManager();
        NDArray w = manager.create(matrices, new Shape(count, size, size)).toType(parameters.getDataType(), false);
        NDArray y = manager.create(targets, new Shape(count, size)).toType(parameters.getDataType(), false);
        return w.batchMatMul(parameters.expandDims(2)).squeeze(2).sub(y).square().sum(new int[] {1});
    }

    @Override
    public String toString() {
        return count + " random bowls of " + size + " parameters";
    }
}
