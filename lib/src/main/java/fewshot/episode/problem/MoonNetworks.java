package fewshot.episode.problem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import fewshot.episode.Draws;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * Small networks to be trained, each on its own two half-moons of points that a straight line cannot part: two inputs, one
 * hidden layer, and one output whose sign names the moon. The loss is the mean of {@code log(1 + exp(∓z))} over all points.
 *
 * <p>The moons of each problem are turned by a random angle and blurred. A problem's parameters are, in this order, the hidden
 * layer's weights {@code [2, hidden]} and biases, and the output's weights and bias: {@code 4 · hidden + 1} numbers. Weights
 * start from a normal distribution and biases at zero.
 */
public final class MoonNetworks implements Problems {
    private static final double BLUR = 0.15;

    private final int count;
    private final int points;
    private final int hidden;
    private final UnaryOperator<NDArray> activation;
    private final float[] inputs;
    private final float[] signs;
    private final float[] starts;

    private MoonNetworks(int count, int points, int hidden, UnaryOperator<NDArray> activation, SplittableRandom random) {
        this.count = count;
        this.points = points;
        this.hidden = hidden;
        this.activation = activation;
        this.inputs = new float[count * points * 2];
        this.signs = new float[count * points];
        this.starts = new float[count * size()];
        for (int problem = 0; problem < count; problem++) {
            moons(problem, random);
            System.arraycopy(Draws.normal(random, 2 * hidden, 1), 0, starts, problem * size(), 2 * hidden);
            System.arraycopy(Draws.normal(random, hidden, 1), 0, starts, problem * size() + 3 * hidden, hidden);
        }
    }

    /**
     * Draws a batch.
     *
     * @param count how many problems, at least 1
     * @param points in each, half of them on each moon; even and at least 2
     * @param hidden units of the hidden layer, at least 1
     * @param activation of the hidden layer, such as {@code Activation::sigmoid}
     * @param seed fixes, with the index, all that is drawn
     * @param index which batch
     */
    public static MoonNetworks draw(
            int count, int points, int hidden, UnaryOperator<NDArray> activation, long seed, long index) {
        if (count < 1 || hidden < 1 || points < 2 || points % 2 != 0) {
            throw new IllegalArgumentException("MoonNetworks: " + count + " problems of " + points + " points with " + hidden
                    + " hidden units; there must be at least 1 problem and unit, and an even number of points");
        }
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + index);
        return new MoonNetworks(count, points, hidden, activation, random);
    }

    /** One moon opens down, the other up and lies half a width to the right; the middle of both is the origin. */
    private void moons(int problem, SplittableRandom random) {
        double turn = 2 * Math.PI * random.nextDouble();
        for (int point = 0; point < points; point++) {
            boolean first = point < points / 2;
            double angle = Math.PI * random.nextDouble();
            float[] blur = Draws.normal(random, 2, BLUR);
            double x = (first ? Math.cos(angle) : 1 - Math.cos(angle)) - 0.5 + blur[0];
            double y = (first ? Math.sin(angle) : 0.5 - Math.sin(angle)) - 0.25 + blur[1];
            int at = problem * points + point;
            inputs[2 * at] = (float) (Math.cos(turn) * x - Math.sin(turn) * y);
            inputs[2 * at + 1] = (float) (Math.sin(turn) * x + Math.cos(turn) * y);
            signs[at] = first ? 1 : -1;
        }
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int size() {
        return 4 * hidden + 1;
    }

    /** The points of one problem, x and y in turn; the first half lies on one moon, the second on the other. */
    public float[] points(int problem) {
        return Arrays.copyOfRange(inputs, problem * points * 2, (problem + 1) * points * 2);
    }

    @Override
    public NDArray start(NDManager manager) {
        return manager.create(starts, new Shape(count, size()));
    }

    @Override
    public NDArray losses(NDArray parameters) {
        NDManager manager = parameters.getManager();
        NDArray y = manager.create(signs, new Shape(count, points)).toType(parameters.getDataType(), false);
        NDArray wrong = outputs(parameters, inputs, points).mul(y).neg();
        return Activation.softPlus(wrong).mean(new int[] {1});
    }

    /**
     * What each network answers at points of the plane: above zero for the first moon.
     *
     * @param parameters {@code [problems, size]}
     * @param at x and y in turn, the same for all
     * @return {@code [problems, points]}, of the parameters' manager
     */
    public NDArray outputs(NDArray parameters, float[] at) {
        float[] all = new float[count * at.length];
        for (int problem = 0; problem < count; problem++) {
            System.arraycopy(at, 0, all, problem * at.length, at.length);
        }
        return outputs(parameters, all, at.length / 2);
    }

    private NDArray outputs(NDArray parameters, float[] at, int points) {
        NDManager manager = parameters.getManager();
        NDArray x = manager.create(at, new Shape(count, points, 2)).toType(parameters.getDataType(), false);
        NDList parts = parameters.split(new long[] {2L * hidden, 3L * hidden, 4L * hidden}, 1);
        NDArray layer = x.batchMatMul(parts.get(0).reshape(count, 2, hidden)).add(parts.get(1).expandDims(1));
        NDArray output = activation.apply(layer).batchMatMul(parts.get(2).expandDims(2)).squeeze(2);
        return output.add(parts.get(3));
    }

    @Override
    public String toString() {
        return count + " networks of " + size() + " parameters, each on " + points + " points of two moons";
    }
}
