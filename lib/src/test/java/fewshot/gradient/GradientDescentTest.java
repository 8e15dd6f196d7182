package fewshot.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import fewshot.Garbage;
import fewshot.TestImages;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.Scalar;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GradientDescentTest {
    /** y = w₁x₁ + w₂x₂ + b with w = (1, −2), b = 0.5. */
    private final Network line = new Network(Linear.builder().setUnits(1).build(), new Shape(2), 0, Engine.getInstance().defaultDevice());

    GradientDescentTest() {
        line.restore(new float[][] {{1, -2}, {0.5f}});
    }

    @AfterEach
    void close() {
        line.close();
    }

    private static Optimizer sgd(float rate) {
        return Optimizer.sgd().setLearningRateTracker(Tracker.fixed(rate)).build();
    }

    /** ½(y − target)² at a point of three numbers: x₁, x₂, target. */
    private NDArray loss(NDManager manager, float[] point) {
        NDArray x = manager.create(new float[] {point[0], point[1]}, new Shape(1, 2));
        return line.forward(x, BatchNormMode.TRAINING).sub(point[2]).square().mul(Scalar.of(manager, 0.5)).sum();
    }

    private float[] weights() {
        float[][] all = line.snapshot();
        return new float[] {all[0][0], all[0][1], all[1][0]};
    }

    @Test
    void theShareOfAnItemOutlivesAGarbageCollection() {
        Garbage.assertGradientOutlives(0.5f, w -> GradientDescent.share(w.square().sum(), 4)); // 2w / 4
    }

    @Test
    void oneStepEqualsThatDoneByHand() {
        // At x = (3, 1): y = 1.5, target 0.5, so the error is 1, the loss ½, and the gradient (3, 1, 1).
        Step step = new GradientDescent(line, sgd(0.1f)).minimise(List.of(new float[] {3, 1, 0.5f}), this::loss);
        assertEquals(0.5, step.loss(), 1e-6);
        assertEquals(Math.sqrt(11), step.gradientNorm(), 1e-5);
        assertArrayEquals(new float[] {0.7f, -2.1f, 0.4f}, weights(), 1e-6f);
    }

    @Test
    void aBatchTakesTheMeanOfItsGradients() {
        // The second point, x = (0, 2), target −4.5: error 1, gradient (0, 2, 1). Mean with (3, 1, 1): (1.5, 1.5, 1).
        Step step = new GradientDescent(line, sgd(0.1f))
                .minimise(List.of(new float[] {3, 1, 0.5f}, new float[] {0, 2, -4.5f}), this::loss);
        assertEquals(0.5, step.loss(), 1e-6);
        assertArrayEquals(new float[] {0.85f, -2.15f, 0.4f}, weights(), 1e-6f);
    }

    @Test
    void nothingOfOneStepsGradientIsLeftInTheNext() {
        GradientDescent still = new GradientDescent(line, sgd(0));
        for (int i = 0; i < 5; i++) {
            assertEquals(Math.sqrt(11), still.minimise(List.of(new float[] {3, 1, 0.5f}), this::loss).gradientNorm(), 1e-5);
        }
    }

    @Test
    void aStepWhoseLossThrowsLeavesNoGradientBehind() {
        GradientDescent still = new GradientDescent(line, sgd(0));
        assertThrows(IllegalStateException.class,
                () -> still.minimise(List.of(new float[] {3, 1, 0.5f}, new float[0]), (m, p) -> {
                    if (p.length == 0) {
                        throw new IllegalStateException("second item");
                    }
                    return loss(m, p);
                }));
        assertEquals(Math.sqrt(11), still.minimise(List.of(new float[] {3, 1, 0.5f}), this::loss).gradientNorm(), 1e-5);
    }

    @Test
    void clippingScalesTheWholeGradientAndReportsItsNormBefore() {
        Step step = new GradientDescent(List.of(line), sgd(1), 0.5).minimise(List.of(new float[] {3, 1, 0.5f}), this::loss);
        assertEquals(Math.sqrt(11), step.gradientNorm(), 1e-5);
        double scale = 0.5 / Math.sqrt(11);
        assertArrayEquals(new float[] {(float) (1 - 3 * scale), (float) (-2 - scale), (float) (0.5 - scale)}, weights(), 1e-6f);
    }

    @Test
    void aLossThatIsNotANumberStopsBeforeTheWeightsChangeAndNamesTheStep() {
        GradientDescent descent = new GradientDescent(line, sgd(0.1f));
        descent.minimise(List.of(new float[] {3, 1, 0.5f}), this::loss);
        float[] before = weights();
        Exception e = assertThrows(DivergenceException.class,
                () -> descent.minimise(List.of(new float[] {Float.NaN, 1, 0}), this::loss));
        assertTrue(e.getMessage().startsWith("step 2: the loss is NaN") && e.getMessage().contains("learning rate"), e.getMessage());
        assertArrayEquals(before, weights());
        assertTrue(Double.isFinite(descent.minimise(List.of(new float[] {3, 1, 0.5f}), this::loss).gradientNorm()));
    }

    @Test
    void aGradientThatJumpsStopsBeforeTheWeightsChange() {
        GradientDescent descent = new GradientDescent(line, sgd(0));
        for (int i = 0; i <= GradientWatch.WARM_UP; i++) {
            descent.minimise(List.of(new float[] {3, 1, 0.5f}), this::loss);
        }
        // 50 times the largest norm is let through, 1,000 times that is not.
        descent.minimise(List.of(new float[] {3, 1, -48.5f}), this::loss);
        float[] before = weights();
        Exception e = assertThrows(DivergenceException.class,
                () -> descent.minimise(List.of(new float[] {3, 1, -49998.5f}), this::loss));
        assertTrue(e.getMessage().contains("jumped to 1.66e+05, and was at most 166 before"), e.getMessage());
        assertArrayEquals(before, weights());
    }

    @Test
    void aHardBatchAfterManyEasyOnesIsNoJumpWhileItIsNoLargerThanAtTheStart() {
        GradientDescent descent = new GradientDescent(line, sgd(0));
        for (int i = 0; i < 3 * GradientWatch.WARM_UP; i++) {
            float residual = i < GradientWatch.WARM_UP ? 1 : 0.001f;
            descent.minimise(List.of(new float[] {3, 1, 1.5f - residual}), this::loss);
        }
        assertEquals(Math.sqrt(11), descent.minimise(List.of(new float[] {3, 1, 0.5f}), this::loss).gradientNorm(), 1e-5);
    }

    @Test
    void aClippedGradientJumpsOnlyFarBeyondTheNormThatItIsClippedTo() {
        GradientDescent descent = new GradientDescent(List.of(line), sgd(0), 10);
        for (int i = 0; i <= GradientWatch.WARM_UP; i++) {
            descent.minimise(List.of(new float[] {3, 1, 1.5f - 1e-3f}), this::loss);
        }
        // A norm of 663 is 200,000 times the largest and 66 times the clip; 86,000 is 130 times the largest by then.
        assertEquals(663, descent.minimise(List.of(new float[] {3, 1, -198.5f}), this::loss).gradientNorm(), 1);
        assertThrows(DivergenceException.class, () -> descent.minimise(List.of(new float[] {3, 1, -25998.5f}), this::loss));
    }

    /** A batch that is not a number; a loss that throws after its own forward pass; a gradient that jumps. */
    enum Fault { NOT_A_NUMBER, THROWS, JUMPS }

    @ParameterizedTest
    @EnumSource
    void aStepThatGoesWrongLeavesTheRunningStatisticsAsTheyWere(Fault fault) {
        try (Network network = new Network(normalised(), new Shape(2), 1, Engine.getInstance().defaultDevice())) {
            GradientDescent descent = new GradientDescent(network, sgd(0));
            for (int i = 0; i <= GradientWatch.WARM_UP; i++) {
                descent.minimise(List.of(1f), (manager, scale) -> normalisedLoss(network, manager, scale));
            }
            float[][] before = network.snapshot();
            Class<? extends RuntimeException> thrown = fault == Fault.THROWS ? IllegalStateException.class : DivergenceException.class;
            assertThrows(thrown, () -> descent.minimise(List.of(2f, 3f), (manager, scale) -> {
                NDArray loss = normalisedLoss(network, manager, fault == Fault.NOT_A_NUMBER && scale == 3 ? Float.NaN : scale);
                if (fault == Fault.THROWS && scale == 3) {
                    throw new IllegalStateException("after the forward pass");
                }
                return fault == Fault.JUMPS ? loss.mul(manager.create(1e6f)) : loss;
            }));
            assertArrayEquals(before, network.snapshot());
            descent.minimise(List.of(2f), (manager, scale) -> normalisedLoss(network, manager, scale));
            // Four points (0, 0), (1, 2), … times two: the mean of the second of each is 6, and a tenth of the way goes there.
            assertEquals(0.9f * before[2][1] + 0.1f * 6, network.snapshot()[2][1], 1e-5f);
        }
    }

    private static SequentialBlock normalised() {
        return new SequentialBlock().add(BatchNorm.builder().build()).add(Linear.builder().setUnits(1).build());
    }

    private static NDArray normalisedLoss(Network network, NDManager manager, float scale) {
        NDArray x = manager.create(new float[] {0, 0, 1, 2, 2, 4, 3, 6}, new Shape(4, 2)).mul(scale);
        return network.forward(x, BatchNormMode.TRAINING).square().mean();
    }

    @Test
    void aStepFromAGradientThatIsGivenTakesTheMeanOfItsLosses() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList losses = new NDList(manager.create(3f), manager.create(new double[] {4}));
            NDList gradients = new NDList(manager.create(new float[] {3, 0}, new Shape(1, 2)), manager.create(new float[] {-4}));
            assertEquals(new Step(3.5, 5), new GradientDescent(line, sgd(0.1f)).update(losses, gradients));
            assertArrayEquals(new float[] {0.7f, -2, 0.9f}, weights(), 1e-6f);
            assertEquals(new Step(2, 5), new GradientDescent(line, sgd(0.1f)).update(2, gradients));
        }
    }

    @Test
    void itSaysWhatItMinimisesAndHow() {
        try (Adam adam = new Adam(t -> 0.1f / t, 0.5)) {
            GradientDescent descent = new GradientDescent(List.of(line), adam, 10);
            assertEquals("gradient descent on 3 weights, 0 steps done, norm clipped at 10.0; Adam, learning rate 0.1, β₁ 0.5",
                    descent.toString());
            descent.minimise(List.of(new float[] {3, 1, 0.5f}), this::loss);
            descent.minimise(List.of(new float[] {3, 1, 0.5f}), this::loss);
            assertTrue(descent.toString().contains("2 steps done") && descent.toString().contains("rate 0.05,"), descent.toString());
        }
        assertEquals("gradient descent on 3 weights, 0 steps done; Sgd", new GradientDescent(line, sgd(1)).toString());
    }

    @Test
    void aLossThatIsNotOneNumberIsRefused() {
        Exception e = assertThrows(IllegalArgumentException.class,
                () -> new GradientDescent(line, sgd(1)).minimise(List.of(1), (m, i) -> m.ones(new Shape(3))));
        assertTrue(e.getMessage().contains("(3)"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new GradientDescent(line, sgd(1)).minimise(List.of(), this::loss));
    }

    @Test
    void theGradientOfAPrototypicalStepEqualsTheDifferenceOfItsLossAlongItself() {
        try (Network network = Network.encoder(8, 4)) {
            Episode episode = new EpisodeSampler(TestImages.noisy(12, 8, 28, 3), 6, 2, 5, 1).next();
            PrototypicalNetwork learner = PrototypicalNetwork.of(network);
            float[][] start = network.snapshot();
            float rate = 1e-3f;
            Step forward = new GradientDescent(network, sgd(rate)).minimise(List.of(episode), learner::loss);
            double lower = lossAt(network, learner, episode);
            float[][] stepped = network.snapshot();
            float[][] mirrored = start.clone();
            for (int i = 0; i < start.length; i++) {
                mirrored[i] = start[i].clone();
                for (int j = 0; j < start[i].length; j++) {
                    mirrored[i][j] = 2 * start[i][j] - stepped[i][j];
                }
            }
            network.restore(mirrored);
            double upper = lossAt(network, learner, episode);
            // θ ± rate·g: the central difference is 2·rate·‖g‖².
            double expected = (upper - lower) / (2 * rate);
            assertEquals(expected, forward.gradientNorm() * forward.gradientNorm(), 0.03 * expected);
        }
    }

    private static double lossAt(Network network, PrototypicalNetwork learner, Episode episode) {
        try (NDManager manager = network.manager().newSubManager()) {
            return learner.loss(manager, episode).getFloat();
        }
    }

    @Test
    void adamEqualsItsEquationsInPlainDoubles() {
        double[] theta = {1, -2, 0.5};
        double[] m = new double[3];
        double[] v = new double[3];
        try (Adam adam = new Adam(t -> t < 3 ? 0.1f : 0.05f)) {
            GradientDescent descent = new GradientDescent(line, adam);
            for (int t = 1; t <= 5; t++) {
                float[] point = {t, 1 - t, 0.3f * t};
                descent.minimise(List.of(point), this::loss);
                double error = theta[0] * point[0] + theta[1] * point[1] + theta[2] - point[2];
                double[] gradient = {error * point[0], error * point[1], error};
                for (int i = 0; i < 3; i++) {
                    m[i] = 0.9 * m[i] + 0.1 * gradient[i];
                    v[i] = 0.999 * v[i] + 0.001 * gradient[i] * gradient[i];
                    double rate = (t < 3 ? 0.1 : 0.05) * Math.sqrt(1 - Math.pow(0.999, t)) / (1 - Math.pow(0.9, t));
                    theta[i] -= rate * m[i] / (Math.sqrt(v[i]) + 1e-8);
                }
                assertArrayEquals(new float[] {(float) theta[0], (float) theta[1], (float) theta[2]}, weights(), 1e-4f, "step " + t);
            }
        }
    }

    @Test
    void adamOnArraysTogetherEqualsAdamOnEachAlsoWithAnotherPast() {
        try (NDManager manager = NDManager.newBaseManager(); Adam together = new Adam(0.1f); Adam apart = new Adam(0.1f)) {
            NDList a = new NDList(manager.create(new float[] {1, 2}), manager.create(new float[] {3}));
            NDList b = new NDList(a.get(0).duplicate(), a.get(1).duplicate());
            NDList slopes = new NDList(manager.create(new float[] {0.5f, -1}), manager.create(new float[] {2}));
            for (int t = 0; t < 3; t++) {
                together.update(List.of("x", "y"), a, slopes);
                apart.update("x", b.get(0), slopes.get(0));
                apart.update("y", b.get(1), slopes.get(1));
                slopes.forEach(slope -> slope.muli(-0.3f));
            }
            assertArrayEquals(b.get(0).toFloatArray(), a.get(0).toFloatArray());
            assertArrayEquals(b.get(1).toFloatArray(), a.get(1).toFloatArray());
            together.update("x", a.get(0), slopes.get(0));
            apart.update("x", b.get(0), slopes.get(0));
            together.update(List.of("x", "y"), a, slopes); // the fifth of one, the fourth of the other
            apart.update("x", b.get(0), slopes.get(0));
            apart.update("y", b.get(1), slopes.get(1));
            assertArrayEquals(b.get(0).toFloatArray(), a.get(0).toFloatArray());
            assertArrayEquals(b.get(1).toFloatArray(), a.get(1).toFloatArray());
        }
    }

    /** A learned number with Adam's equations in plain doubles; each array counts its own updates, the rate is that of the one with the most. */
    private static final class Reckoned {
        private double theta;
        private double mean;
        private double square;
        private int updates;

        Reckoned(double theta) {
            this.theta = theta;
        }

        void update(double gradient, double rate) {
            updates++;
            mean = 0.9 * mean + 0.1 * gradient;
            square = 0.999 * square + 0.001 * gradient * gradient;
            theta -= rate * mean / (1 - Math.pow(0.9, updates)) / (Math.sqrt(square / (1 - Math.pow(0.999, updates))) + 1e-8);
        }
    }

    @Test
    void jointStepsGoOnAfterStepsOfAPartAndEachArrayCountsItsOwnUpdates() {
        try (Network a = scale(1); Network b = scale(2); Adam adam = new Adam(t -> 0.1f / t)) {
            GradientDescent joint = new GradientDescent(List.of(a, b), adam, 1e9);
            GradientDescent part = joint.only(List.of(b));
            Reckoned first = new Reckoned(1);
            Reckoned second = new Reckoned(2);
            boolean[] together = {true, true, false, false, false, true, true};
            for (int t = 1; t <= together.length; t++) {
                double x = 0.5 + 0.3 * t;
                double wanted = 3 - t;
                double error = x * (first.theta + second.theta) - wanted;
                (together[t - 1] ? joint : part).minimise(List.of(t), (manager, item) -> {
                    NDArray one = manager.create((float) x).reshape(1, 1);
                    NDArray sum = a.forward(one, BatchNormMode.TRAINING).add(b.forward(one, BatchNormMode.TRAINING));
                    return sum.sub((float) wanted).square().mul(Scalar.of(manager, 0.5)).sum();
                });
                second.update(error * x, 0.1 / t);
                if (together[t - 1]) {
                    first.update(error * x, 0.1 / t);
                }
                assertEquals(first.theta, a.snapshot()[0][0], 1e-5, "step " + t);
                assertEquals(second.theta, b.snapshot()[0][0], 1e-5, "step " + t);
            }
        }
    }

    /** y = w x. */
    private static Network scale(float w) {
        Network network = new Network(Linear.builder().setUnits(1).optBias(false).build(), new Shape(1), 0, Engine.getInstance().defaultDevice());
        network.restore(new float[][] {{w}});
        return network;
    }

    @Test
    void aDescentThatCanChangeNothingIsRefused() {
        try (Network frozen = scale(1).frozen(); Network other = scale(2); Adam adam = new Adam(0.1f)) {
            String why = assertThrows(IllegalArgumentException.class, () -> new GradientDescent(frozen, adam)).getMessage();
            assertEquals("GradientDescent: there is nothing to train in [network (1) → (1), frozen]; give it a network that is not frozen", why);
            GradientDescent whole = new GradientDescent(List.of(frozen, line), adam, 10);
            why = assertThrows(IllegalArgumentException.class, () -> whole.only(List.of(other))).getMessage();
            assertTrue(why.contains("none of [network (1) → (1), 1 weights]") && why.contains("3 weights"), why);
            float[] before = weights();
            why = assertThrows(IllegalArgumentException.class, () -> whole.minimise(List.of(1f, 2f),
                    (manager, x) -> other.forward(manager.create(x).reshape(1, 1), BatchNormMode.TRAINING).sum())).getMessage();
            assertTrue(why.contains("none of the weights takes part in the loss") && why.contains("3 weights"), why);
            assertArrayEquals(before, weights());
            assertThrows(IllegalStateException.class, () -> GradientDescent.none().only(List.of(other)).requireSome());
        }
    }

    @Test
    void weightsThatTakeNoPartStayAsTheyAre() {
        try (Network idle = new Network(Linear.builder().setUnits(1).build(), new Shape(1), 0, Engine.getInstance().defaultDevice())) {
            float[][] before = idle.snapshot();
            Step step = new GradientDescent(List.of(idle, line), sgd(0.1f), 1e9)
                    .minimise(List.of(new float[] {3, 1, 0.5f}, new float[] {3, 1, 0.5f}), this::loss);
            assertEquals(Math.sqrt(11), step.gradientNorm(), 1e-5);
            assertArrayEquals(before[0], idle.snapshot()[0]);
            assertArrayEquals(before[1], idle.snapshot()[1]);
            assertArrayEquals(new float[] {0.7f, -2.1f, 0.4f}, weights(), 1e-6f);
        }
    }

    @Test
    void weightsWhoseGradientsAreOneArrayAreClippedAndSummedOnceEach() {
        try (Network other = new Network(Linear.builder().setUnits(1).build(), new Shape(2), 0, Engine.getInstance().defaultDevice())) {
            other.restore(new float[][] {{4, 5}, {0}});
            // The loss is the sum of the four weights: the engine gives both pairs the same 1, which lies in memory once.
            GradientDescent descent = new GradientDescent(List.of(line, other), sgd(1), 0.5);
            Step step = descent.minimise(List.of(1, 2), (manager, item) -> {
                NDList leaves = descent.weights();
                return leaves.get(0).add(leaves.get(2)).sum();
            });
            assertEquals(2, step.gradientNorm(), 1e-6);
            assertArrayEquals(new float[] {0.75f, -2.25f, 0.5f}, weights(), 1e-6f);
            assertArrayEquals(new float[] {3.75f, 4.75f}, other.snapshot()[0], 1e-6f);
        }
    }

    @Test
    void theParametersOfSeveralNetworksAreUpdatedTogether() {
        try (Network other = new Network(Linear.builder().setUnits(1).build(), new Shape(1), 0, Engine.getInstance().defaultDevice())) {
            float[][] before = other.snapshot();
            new GradientDescent(List.of(line, other), sgd(1), 1e9).minimise(List.of(new float[] {3, 1, 0.5f}), (manager, p) -> {
                NDArray inner = line.forward(manager.create(new float[] {p[0], p[1]}, new Shape(1, 2)), BatchNormMode.TRAINING);
                return other.forward(inner, BatchNormMode.TRAINING).sum();
            });
            // d(v·y + c)/dv = y = 1.5 and d/dc = 1.
            assertEquals(before[0][0] - 1.5, other.snapshot()[0][0], 1e-5);
            assertEquals(before[1][0] - 1, other.snapshot()[1][0], 1e-5);
            for (Parameter p : other.trainable()) {
                assertEquals(0f, p.getArray().getGradient().abs().sum().getFloat());
            }
        }
    }
}
