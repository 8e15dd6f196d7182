package fewshot.method.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.types.Shape;
import fewshot.episode.control.Goal;
import fewshot.episode.control.Navigation;
import fewshot.episode.control.Trips;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.InnerLoop.Order;
import fewshot.gradient.UpdateRule;
import fewshot.method.gradient.CapturedGradient;
import fewshot.model.Network;
import fewshot.model.rule.TaskwiseLinear;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class NavigationLearnerTest {
    private static final int TRIPS = 5;
    private static final int HORIZON = 4;
    private static final int HIDDEN = 3;
    private static final double DEVIATION = 0.018;
    private static final double DISCOUNT = 0.9;
    private static final double ALPHA = 3e-4;
    private static final List<Goal> GOALS = List.of(new Goal(0.4, -0.3), new Goal(-0.2, 0.5));
    /** Two hidden units that are on wherever the trips go and one that is off: no difference crosses a kink. */
    private static final float[][] START = {{0.6f, -0.4f, 0.3f, 0.2f, 0.5f, -0.3f}, {0.7f, 0.6f, -0.5f},
        {0.05f, -0.03f, -0.04f, 0.02f, 0.3f, 0.2f}, {-0.01f, 0.015f}};
    private static final Navigation PLANE = new Navigation(HORIZON, DEVIATION, 3);

    private static Network small() {
        Network network = new Network(TaskwiseLinear.perceptron(2, HIDDEN, 2), new Shape(1, 2), 1, Engine.getInstance().defaultDevice());
        network.restore(START);
        return network;
    }

    private static NavigationLearner learner(Network network, int steps, Order order, GradientDescent descent) {
        return new NavigationLearner("MAML", network, PLANE, TRIPS, DISCOUNT, new InnerLoop(UpdateRule.descent(ALPHA), steps, order), descent);
    }

    private static double[] gradient(int steps, Order order) {
        try (Network network = small()) {
            CapturedGradient captured = new CapturedGradient();
            learner(network, steps, order, new GradientDescent(network, captured)).step(GOALS, 7);
            return captured.gradients.stream().flatMapToDouble(g -> IntStream.range(0, g.length).mapToDouble(i -> g[i])).toArray();
        }
    }

    /** Where the trips to one goal went, in doubles; what was done is the way from one place to the next, as no step is clipped. */
    private static double[][][] paths(Trips trips, int goal) {
        double[][][] paths = IntStream.range(0, TRIPS).mapToObj(i -> trips.path(goal, i)).toArray(double[][][]::new);
        for (double[][] path : paths) {
            assertEquals(HORIZON + 1, path.length);
            for (int t = 0; t < HORIZON; t++) {
                double longest = Math.max(Math.abs(path[t + 1][0] - path[t][0]), Math.abs(path[t + 1][1] - path[t][1]));
                assertTrue(longest < 0.0999, "a step is clipped: " + longest);
            }
        }
        return paths;
    }

    /** The surrogate of trips that are held fixed, in plain doubles; that of advantages whose mean square is 1. */
    private static double surrogate(double[] theta, double[][][] paths, Goal goal) {
        double[][] ahead = new double[TRIPS][HORIZON + 1];
        for (int i = 0; i < TRIPS; i++) {
            for (int t = HORIZON - 1; t >= 0; t--) {
                double[] to = paths[i][t + 1];
                ahead[i][t] = -Math.pow(to[0] - goal.x(), 2) - Math.pow(to[1] - goal.y(), 2) + DISCOUNT * ahead[i][t + 1];
            }
        }
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < TRIPS; i++) {
            for (int t = 0; t < HORIZON; t++) {
                double others = 0;
                for (int j = 0; j < TRIPS; j++) {
                    others += j == i ? 0 : ahead[j][t] / (TRIPS - 1);
                }
                squares += Math.pow(ahead[i][t] - others, 2) / (TRIPS * HORIZON);
                double[] at = paths[i][t];
                double[] to = paths[i][t + 1];
                double[] wanted = policy(theta, at);
                double missed = Math.pow(to[0] - at[0] - wanted[0], 2) + Math.pow(to[1] - at[1] - wanted[1], 2);
                sum += (ahead[i][t] - others) * missed / (2 * DEVIATION * DEVIATION) / TRIPS;
            }
        }
        return sum / (HORIZON * Math.sqrt(squares)); // the mean over the steps of advantages whose mean square is 1
    }

    private static double[] policy(double[] theta, double[] at) {
        double[] out = {theta[15], theta[16]};
        for (int h = 0; h < HIDDEN; h++) {
            double on = Math.max(0, at[0] * theta[h] + at[1] * theta[HIDDEN + h] + theta[6 + h]);
            out[0] += on * theta[9 + 2 * h];
            out[1] += on * theta[10 + 2 * h];
        }
        return out;
    }

    private static double[] differences(ToDoubleFunction<double[]> of, double[] at, double step) {
        return IntStream.range(0, at.length).mapToDouble(p -> {
            double[] more = at.clone();
            double[] less = at.clone();
            more[p] += step;
            less[p] -= step;
            return (of.applyAsDouble(more) - of.applyAsDouble(less)) / (2 * step);
        }).toArray();
    }

    private static double[] moved(double[] theta, double[][][] paths, Goal goal) {
        double[] slope = differences(x -> surrogate(x, paths, goal), theta, 1e-5);
        return IntStream.range(0, theta.length).mapToDouble(p -> theta[p] - ALPHA * slope[p]).toArray();
    }

    /** The mean over the goals of what k inner steps and then the gradient make, with the trips held fixed. */
    private static double[] expected(int steps, boolean through) {
        double[] start = IntStream.range(0, START.length).boxed()
                .flatMapToDouble(a -> IntStream.range(0, START[a].length).mapToDouble(i -> START[a][i])).toArray();
        double[] mean = new double[start.length];
        try (Network network = small()) {
            List<Trips> trips = learner(network, steps, Order.NONE, null).learn(GOALS, steps, 7);
            for (int g = 0; g < GOALS.size(); g++) {
                Goal goal = GOALS.get(g);
                int own = g;
                List<double[][][]> paths = trips.stream().map(t -> paths(t, own)).toList();
                double[] last = start;
                for (int k = 0; k < steps; k++) {
                    last = moved(last, paths.get(k), goal);
                }
                ToDoubleFunction<double[]> after = theta -> {
                    double[] x = theta;
                    for (int k = 0; k < steps && through; k++) {
                        x = moved(x, paths.get(k), goal);
                    }
                    return surrogate(x, paths.get(steps), goal);
                };
                double[] gradient = differences(after, through ? start : last, 1e-4);
                Arrays.setAll(mean, p -> mean[p] + gradient[p] / GOALS.size());
            }
        }
        return mean;
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(IntStream.range(0, a.length).mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i])).sum());
    }

    @Test
    void theExactGradientGoesThroughTheInnerStepsAndTheFirstOrderOneDoesNot() {
        for (int steps : new int[] {0, 1, 3}) {
            double[] exact = expected(steps, true);
            double[] first = expected(steps, false);
            double length = distance(exact, new double[exact.length]);
            assertTrue(distance(exact, gradient(steps, Order.SECOND)) < 2e-3 * length, steps + " steps, exact");
            assertTrue(distance(first, gradient(steps, Order.FIRST)) < 2e-3 * length, steps + " steps, first order");
            assertTrue(steps == 0 || distance(exact, first) > 0.02 * length, steps + " steps, too alike to tell: " + distance(exact, first));
        }
    }

    @Test
    void learnersOfOneNumberHaveTheirNoiseInCommon() {
        try (Network network = small()) {
            NavigationLearner one = learner(network, 1, Order.NONE, null);
            List<Trips> few = one.learn(GOALS, 1, 4);
            List<Trips> more = one.learn(GOALS, 3, 4);
            assertEquals(4, more.size());
            for (int k = 0; k < 2; k++) {
                assertEquals(few.get(k).returns()[1], more.get(k).returns()[1]);
            }
            assertTrue(one.learn(GOALS, 1, 5).get(0).returns()[1] != few.get(0).returns()[1]);
        }
    }

    @Test
    void itsLossIsMinusTheMeanReturnBehindTheInnerLoop() {
        try (Network network = small()) {
            double loss = learner(network, 1, Order.FIRST, new GradientDescent(network, new CapturedGradient())).step(GOALS, 7).loss();
            double[] returns = learner(network, 1, Order.NONE, null).learn(GOALS, 1, 7).get(1).returns();
            assertEquals(-(returns[0] + returns[1]) / 2, loss, 1e-5);
            assertThrows(IllegalStateException.class, () -> learner(network, 1, Order.FIRST, null).step(GOALS, 7));
        }
    }

    @Test
    @Tag("thorough")
    void mamlFindsGoalsInOneStepAndARandomStartDoesNot() {
        Navigation plane = new Navigation(20, 0.05, 1);
        InnerLoop inner = new InnerLoop(UpdateRule.descent(0.01), 1, Order.SECOND);
        List<Goal> unseen = new Navigation(20, 0.05, 99).goals(0, 40);
        double best = unseen.stream().mapToDouble(plane::best).average().orElseThrow();
        try (Network network = NavigationLearner.policy(64, 1); Adam adam = new Adam(3e-3f)) {
            GradientDescent descent = new GradientDescent(List.of(network), adam, 1);
            NavigationLearner learner = new NavigationLearner("MAML", network, plane, 10, 0.95, inner, descent);
            double random = mean(learner.learn(unseen, 1, -1).get(1));
            double before = mean(learner.learn(unseen, 1, -1).get(0));
            for (int i = 0; i < 150; i++) {
                learner.step(plane.goals(i, 20), i);
            }
            double after = mean(learner.learn(unseen, 1, -1).get(1));
            System.out.println("navigation: random " + before + ", one step from there " + random + ", MAML after one step " + after
                    + ", best " + best);
            assertTrue(after > (before + best) / 2 && random < after - 0.5, random + ", " + after);
        }
    }

    private static double mean(Trips trips) {
        return Arrays.stream(trips.returns()).average().orElseThrow();
    }
}
