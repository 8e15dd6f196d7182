package fewshot.episode.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.gradient.Gradients;
import fewshot.gradient.Recording;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NavigationTest {
    private static final double STILL = 1e-9;
    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static UnaryOperator<NDArray> always(double x, double y) {
        return at -> at.zerosLike().add(at.getManager().create(new float[] {(float) x, (float) y}));
    }

    @Test
    void aStepIsClippedAndCostsTheSquaredDistanceBehindIt() {
        Navigation plane = new Navigation(3, STILL, 1);
        Trips slow = plane.walk(manager, List.of(new Goal(0.5, 0)), 2, always(0.05, 0), 0);
        assertEquals(-(0.45 * 0.45 + 0.40 * 0.40 + 0.35 * 0.35), slow.returns()[0], 1e-6);
        Trips fast = plane.walk(manager, List.of(new Goal(0.5, -0.5), new Goal(0, 0.4)), 2, always(0.3, -9), 0);
        assertArrayEquals(new double[] {0.3, -0.3}, fast.path(0, 1)[3], 1e-6);
        assertEquals(-2 * (0.16 + 0.09 + 0.04), fast.returns()[0], 1e-6);
        assertEquals(-(0.01 + 0.25 + 0.04 + 0.36 + 0.09 + 0.49), fast.returns()[1], 1e-6);
    }

    @Test
    void aTripEndsAtTheGoalAndGetsNothingMore() {
        Navigation plane = new Navigation(10, STILL, 1);
        Trips trips = plane.walk(manager, List.of(new Goal(0.3, 0), new Goal(0.345, 0)), 2, always(0.1, 0), 0);
        assertEquals(-(0.04 + 0.01), trips.returns()[0], 1e-6);
        assertEquals(4, trips.path(0, 0).length);
        assertEquals(11, trips.path(1, 0).length); // it passes by
    }

    @Test
    void theBestIsToGoThereStraightOnBothAxes() {
        Navigation plane = new Navigation(100, 0.1, 1);
        assertEquals(-(0.01 + 0.04), plane.best(new Goal(0.1, -0.3)), 1e-12);
        assertEquals(-(0.15 * 0.15 + 0.05 * 0.05), plane.best(new Goal(0.25, 0)), 1e-12);
        assertEquals(0, plane.best(new Goal(0, 0)), 1e-12);
    }

    @Test
    void goalsAndNoiseDependOnSeedAndNumberAlone() {
        Navigation plane = new Navigation(5, 0.1, 7);
        Navigation again = new Navigation(5, 0.1, 7);
        assertEquals(plane.goals(3, 4), again.goals(3, 9).subList(0, 4));
        assertNotEquals(plane.goals(3, 4), plane.goals(4, 4));
        assertNotEquals(plane.goals(3, 4), new Navigation(5, 0.1, 8).goals(3, 4));
        assertTrue(plane.goals(0, 1000).stream().allMatch(g -> Math.abs(g.x()) <= 0.5 && Math.abs(g.y()) <= 0.5));
        assertEquals(250, plane.goals(0, 1000).stream().filter(g -> g.x() > 0 && g.y() < 0).count(), 50);
        List<Goal> goals = plane.goals(0, 2);
        assertArrayEquals(plane.walk(manager, goals, 3, always(0, 0), 5).returns(), again.walk(manager, goals, 3, always(0, 0), 5).returns());
        assertNotEquals(plane.walk(manager, goals, 3, always(0, 0), 5).returns()[0], plane.walk(manager, goals, 3, always(0, 0), 6).returns()[0]);
    }

    @Test
    void advantagesAreRewardsAheadLessTheMeanOfTheOthers() {
        Navigation plane = new Navigation(2, 0.05, 3);
        Trips trips = plane.walk(manager, List.of(new Goal(0.5, 0.5)), 3, always(0, 0), 0);
        double[][] reward = new double[3][2];
        for (int i = 0; i < 3; i++) {
            for (int t = 0; t < 2; t++) {
                double[] at = trips.path(0, i)[t + 1];
                reward[i][t] = -(Math.pow(at[0] - 0.5, 2) + Math.pow(at[1] - 0.5, 2));
            }
        }
        float[][] advantages = trips.advantages(0.9);
        double[] ahead = {reward[0][0] + 0.9 * reward[0][1], reward[1][0] + 0.9 * reward[1][1], reward[2][0] + 0.9 * reward[2][1]};
        assertEquals(ahead[0] - (ahead[1] + ahead[2]) / 2, advantages[0][0], 1e-5);
        assertEquals(reward[2][1] - (reward[0][1] + reward[1][1]) / 2, advantages[1][2], 1e-5);
    }

    /**
     * A policy that is linear in the position. The oracle is a simulation in plain doubles and central differences of its mean return,
     * with the same noise on both sides; the two agree on average alone, so within four standard errors.
     */
    @Test
    void policyGradientEqualsFiniteDifferencesWithCommonRandomNumbers() {
        double[] theta = {-0.3, 0.2, 0.1, -0.4, 0.02, -0.01}; // 2 × 2 by rows, then the constant
        Goal goal = new Goal(0.3, -0.2);
        int horizon = 4;
        double deviation = 0.04;
        double[] expected = differences(theta, goal, horizon, deviation);
        Navigation plane = new Navigation(horizon, deviation, 11);
        int runs = 40;
        double[][] found = new double[6][runs];
        for (int run = 0; run < runs; run++) {
            double[] gradient = gradient(plane, theta, goal, run);
            for (int p = 0; p < 6; p++) {
                found[p][run] = -gradient[p];
            }
        }
        double length = 0;
        double error = 0;
        for (int p = 0; p < 6; p++) {
            double mean = java.util.Arrays.stream(found[p]).average().orElseThrow();
            double variance = java.util.Arrays.stream(found[p]).map(g -> (g - mean) * (g - mean)).sum() / (runs - 1) / runs;
            assertEquals(expected[p], mean, 4 * Math.sqrt(variance) + 1e-3, "parameter " + p);
            length += expected[p] * expected[p];
            error += variance;
        }
        assertTrue(Math.sqrt(error) < 0.05 * Math.sqrt(length), "the errors are too large to tell anything: " + Math.sqrt(error / length));
    }

    private double[] gradient(Navigation plane, double[] theta, Goal goal, int run) {
        try (NDManager own = manager.newSubManager(); Recording recording = Recording.on()) {
            NDList weights = Gradients.leaves(own, new NDList(
                    own.create(new float[] {(float) theta[0], (float) theta[2], (float) theta[1], (float) theta[3]}, new Shape(2, 2)),
                    own.create(new float[] {(float) theta[4], (float) theta[5]})));
            UnaryOperator<NDArray> policy = at -> at.matMul(weights.get(0)).add(weights.get(1));
            Trips trips = plane.walk(own, List.of(goal), 5000, policy, run);
            NDList gradients = Gradients.of(trips.surrogate(own, policy, 1).sum(), weights);
            float[] w = gradients.get(0).toFloatArray();
            float[] b = gradients.get(1).toFloatArray();
            return new double[] {w[0], w[2], w[1], w[3], b[0], b[1]};
        }
    }

    private static double[] differences(double[] theta, Goal goal, int horizon, double deviation) {
        double[] gradient = new double[6];
        double step = 1e-3;
        for (int p = 0; p < 6; p++) {
            double[] more = theta.clone();
            double[] less = theta.clone();
            more[p] += step;
            less[p] -= step;
            gradient[p] = (meanReturn(more, goal, horizon, deviation) - meanReturn(less, goal, horizon, deviation)) / (2 * step);
        }
        return gradient;
    }

    private static double meanReturn(double[] theta, Goal goal, int horizon, double deviation) {
        Random random = new Random(5);
        int trips = 100_000;
        double sum = 0;
        for (int i = 0; i < trips; i++) {
            double x = 0;
            double y = 0;
            for (int t = 0; t < horizon; t++) {
                double dx = theta[0] * x + theta[1] * y + theta[4] + deviation * random.nextGaussian();
                double dy = theta[2] * x + theta[3] * y + theta[5] + deviation * random.nextGaussian();
                x += Math.max(-0.1, Math.min(0.1, dx));
                y += Math.max(-0.1, Math.min(0.1, dy));
                sum -= (x - goal.x()) * (x - goal.x()) + (y - goal.y()) * (y - goal.y());
            }
        }
        return sum / trips;
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Navigation(0, 0.1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Navigation(5, 0, 1));
        Navigation plane = new Navigation(2, 0.1, 1);
        assertThrows(IllegalArgumentException.class, () -> plane.walk(manager, plane.goals(0, 1), 1, always(0, 0), 0));
        String message = assertThrows(IllegalArgumentException.class, () -> plane.walk(manager, plane.goals(0, 1), 2, at -> at.sum(), 0)).getMessage();
        assertTrue(message.contains("(1, 2, 2)"), message);
        Trips trips = plane.walk(manager, plane.goals(0, 1), 2, always(0, 0), 0);
        assertThrows(IllegalArgumentException.class, () -> trips.surrogate(manager, always(0, 0), 1.1));
    }
}
