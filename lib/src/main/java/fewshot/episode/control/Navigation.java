package fewshot.episode.control;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.state.Stop;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A point in the plane begins at (0, 0), sees where it is and says how far to go, at most 0.1 along each axis. The reward of each step is
 * minus the squared distance to a goal in [−0.5, 0.5]², which it is not told; a trip ends within 0.01 of the goal, or after so many
 * steps (Finn, Abbeel and Levine 2017, section 5.3).
 *
 * <p>Goals number {@code i} and the noise of trips number {@code i} depend on the seed and on {@code i} alone: two policies that walk
 * under one number have common random numbers. Immutable.
 */
public final class Navigation {
    /** The steps of a trip in the paper. */
    public static final int HORIZON = 100;

    /** The longest step along an axis. */
    public static final double STEP = 0.1;

    private static final double ARRIVED = 0.01 * 0.01;

    private final int horizon;
    private final double deviation;
    private final long goals;
    private final long noise;

    /**
     * A plane.
     *
     * @param horizon steps of a trip, at most; {@value #HORIZON} in the paper
     * @param deviation of the noise that is added to what a policy says, so that it tries things
     * @param seed fixes goals and noise
     */
    public Navigation(int horizon, double deviation, long seed) {
        if (horizon < 1 || !(deviation > 0 && deviation < 100)) {
            throw new IllegalArgumentException("Navigation: trips of " + horizon + " steps with a deviation of " + deviation
                    + "; there must be at least 1 step, and a deviation above 0");
        }
        this.horizon = horizon;
        this.deviation = deviation;
        SplittableRandom random = new SplittableRandom(seed);
        this.goals = random.nextLong();
        this.noise = random.nextLong();
    }

    /** Steps of a trip, at most. */
    public int horizon() {
        return horizon;
    }

    /** Of the noise that is added to what a policy says. */
    public double deviation() {
        return deviation;
    }

    /** Goals number {@code index}, evenly from the square. */
    public List<Goal> goals(long index, int tasks) {
        if (tasks < 1) {
            throw new IllegalArgumentException("Navigation: " + tasks + " goals; there must be at least 1");
        }
        SplittableRandom random = new SplittableRandom(goals + index);
        return IntStream.range(0, tasks).mapToObj(i -> new Goal(random.nextDouble(-0.5, 0.5), random.nextDouble(-0.5, 0.5))).toList();
    }

    /**
     * Walks.
     *
     * @param manager makes the arrays that the policy sees; each is freed after its step
     * @param tasks the goals
     * @param trips to each of them
     * @param policy positions {@code [tasks, trips, 2]} to where it would go from there, the same shape
     * @param index whose noise this is
     * @return what happened, plain numbers
     */
    public Trips walk(NDManager manager, List<Goal> tasks, int trips, UnaryOperator<NDArray> policy, long index) {
        if (tasks.isEmpty() || trips < 2) {
            throw new IllegalArgumentException("Navigation: " + trips + " trips to each of " + tasks.size()
                    + " goals; there must be a goal, and at least 2 trips to compare");
        }
        Stop.before("a walk");
        SplittableRandom random = new SplittableRandom(noise + index);
        Trips done = new Trips(tasks, trips, horizon, deviation);
        float[] at = new float[tasks.size() * trips * 2];
        for (int t = 0; t < horizon; t++) {
            float[] wanted = ask(manager, policy, at, new Shape(tasks.size(), trips, 2));
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] += (float) (deviation * random.nextGaussian());
            }
            at = step(done, t, at, wanted);
        }
        return done;
    }

    private static float[] ask(NDManager manager, UnaryOperator<NDArray> policy, float[] at, Shape shape) {
        try (NDManager step = manager.newSubManager()) {
            NDArray answer = policy.apply(step.create(at, shape));
            if (!answer.getShape().equals(shape)) {
                throw new IllegalArgumentException("Navigation: the policy answers positions " + shape + " with " + answer.getShape()
                        + "; it should be the same shape");
            }
            return answer.toFloatArray();
        }
    }

    private static float[] step(Trips done, int t, float[] at, float[] actions) {
        float[] next = at.clone();
        for (int i = 0; i < at.length / 2; i++) {
            Goal goal = done.goalOf(i);
            if (t > 0 && goal.squaredDistance(at[2 * i], at[2 * i + 1]) < ARRIVED) {
                continue; // it stays, and gets nothing more
            }
            for (int axis = 0; axis < 2; axis++) {
                next[2 * i + axis] += (float) Math.max(-STEP, Math.min(STEP, actions[2 * i + axis]));
            }
            done.note(t, i, at, actions, (float) -goal.squaredDistance(next[2 * i], next[2 * i + 1]));
        }
        done.end(t, next);
        return next;
    }

    /** The highest return that a trip can have, if its steps are as long as may be and there is no noise. */
    public double best(Goal goal) {
        double x = 0;
        double y = 0;
        double sum = 0;
        for (int t = 0; t < horizon && (t == 0 || goal.squaredDistance(x, y) >= ARRIVED); t++) {
            x += Math.max(-STEP, Math.min(STEP, goal.x() - x));
            y += Math.max(-STEP, Math.min(STEP, goal.y() - y));
            sum -= goal.squaredDistance(x, y);
        }
        return sum;
    }

    @Override
    public String toString() {
        return "navigation to goals in the plane, trips of at most " + horizon + " steps, noise of deviation " + deviation;
    }
}
