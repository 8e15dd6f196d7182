package fewshot.episode.control;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Trips to some goals: where they went, what was done and what it brought, and the loss whose gradient is the policy gradient.
 *
 * <p>Plain numbers; nothing to close.
 */
public final class Trips {
    private final List<Goal> goals;
    private final int each;
    private final int horizon;
    private final double deviation;
    /** By step and trip: before the step, what was done, what it brought, whether it was under way; and after the step. */
    private final float[][] positions;
    private final float[][] actions;
    private final float[][] rewards;
    private final boolean[][] moving;
    private final float[][] after;

    Trips(List<Goal> goals, int each, int horizon, double deviation) {
        this.goals = List.copyOf(goals);
        this.each = each;
        this.horizon = horizon;
        this.deviation = deviation;
        int all = goals.size() * each;
        positions = new float[horizon][2 * all];
        actions = new float[horizon][2 * all];
        rewards = new float[horizon][all];
        moving = new boolean[horizon][all];
        after = new float[horizon][];
    }

    Goal goalOf(int trip) {
        return goals.get(trip / each);
    }

    void note(int t, int trip, float[] at, float[] action, float reward) {
        System.arraycopy(at, 2 * trip, positions[t], 2 * trip, 2);
        System.arraycopy(action, 2 * trip, actions[t], 2 * trip, 2);
        rewards[t][trip] = reward;
        moving[t][trip] = true;
    }

    void end(int t, float[] at) {
        after[t] = at;
    }

    /** The goals, as they were given. */
    public List<Goal> goals() {
        return goals;
    }

    /** The path of one trip: {@code [step][x, y]}, beginning with (0, 0), as long as it was under way. */
    public double[][] path(int goal, int trip) {
        int i = goal * each + trip;
        int steps = (int) IntStream.range(0, horizon).filter(t -> moving[t][i]).count();
        double[][] path = new double[steps + 1][2];
        for (int t = 0; t < steps; t++) {
            path[t + 1] = new double[] {after[t][2 * i], after[t][2 * i + 1]};
        }
        return path;
    }

    /** The sum of rewards of a trip, averaged over the trips to each goal. */
    public double[] returns() {
        double[] returns = new double[goals.size()];
        for (int t = 0; t < horizon; t++) {
            for (int i = 0; i < rewards[t].length; i++) {
                returns[i / each] += rewards[t][i] / each;
            }
        }
        return returns;
    }

    /**
     * What each step's action is worth: the discounted rewards from there on, less their mean over the other trips to the same goal at
     * the same step, {@code [step][trip]}. The mean of others does not depend on the action, so the gradient stays what it is on average.
     */
    float[][] advantages(double discount) {
        float[][] advantages = new float[horizon][rewards[0].length];
        double[] ahead = new double[rewards[0].length];
        for (int t = horizon - 1; t >= 0; t--) {
            double[] sums = new double[goals.size()];
            for (int i = 0; i < ahead.length; i++) {
                ahead[i] = rewards[t][i] + discount * ahead[i];
                sums[i / each] += ahead[i];
            }
            for (int i = 0; i < ahead.length; i++) {
                advantages[t][i] = moving[t][i] ? (float) (ahead[i] - (sums[i / each] - ahead[i]) / (each - 1)) : 0;
            }
        }
        return advantages;
    }

    /**
     * How large the advantages of the trips to each goal are, their root mean square over all steps that were under way: what a loss is
     * divided by so that a step's length does not depend on how far a goal is.
     *
     * @param discount of later rewards, 0 to 1
     */
    public double[] advantageSizes(double discount) {
        float[][] advantages = advantages(discount);
        double[] squares = new double[goals.size()];
        int[] steps = new int[goals.size()];
        for (int t = 0; t < horizon; t++) {
            for (int i = 0; i < advantages[t].length; i++) {
                squares[i / each] += advantages[t][i] * advantages[t][i];
                steps[i / each] += moving[t][i] ? 1 : 0;
            }
        }
        return IntStream.range(0, squares.length).mapToDouble(g -> Math.sqrt(squares[g] / steps[g])).toArray();
    }

    /**
     * The loss whose gradient is minus the policy gradient (Williams 1992; Sutton et al. 2000): for each goal the mean over its trips of
     * {@code −Σₜ log π(aₜ | sₜ) Aₜ}, where π is a normal distribution around what the policy says and A the advantage; constants left out.
     *
     * @param manager owns what is made
     * @param policy positions {@code [tasks, n, 2]} to where it would go, the same shape, with the gradient of its weights: the policy
     *     that has walked
     * @param discount of later rewards, 0 to 1; with 1 the gradient is, on average, exactly that of the expected return
     * @return {@code [tasks]}
     */
    public NDArray surrogate(NDManager manager, UnaryOperator<NDArray> policy, double discount) {
        if (!(discount >= 0 && discount <= 1)) {
            throw new IllegalArgumentException("Trips: a discount of " + discount + "; it must be from 0 to 1");
        }
        float[][] advantages = advantages(discount);
        int steps = horizon * each;
        float[] at = new float[goals.size() * steps * 2];
        float[] done = new float[at.length];
        float[] weights = new float[at.length];
        for (int t = 0; t < horizon; t++) {
            for (int i = 0; i < rewards[t].length; i++) {
                int place = 2 * ((i / each * horizon + t) * each + i % each);
                System.arraycopy(positions[t], 2 * i, at, place, 2);
                System.arraycopy(actions[t], 2 * i, done, place, 2);
                Arrays.fill(weights, place, place + 2, (float) (advantages[t][i] / (2 * deviation * deviation * each)));
            }
        }
        Shape shape = new Shape(goals.size(), steps, 2);
        NDArray missed = manager.create(done, shape).sub(policy.apply(manager.create(at, shape)));
        return missed.square().mul(manager.create(weights, shape)).sum(new int[] {1, 2});
    }

    @Override
    public String toString() {
        return each + " trips to each of " + goals.size() + " goals, at most " + horizon + " steps long";
    }
}
