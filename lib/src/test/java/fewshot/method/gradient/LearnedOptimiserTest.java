package fewshot.method.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import fewshot.FlatMemory;
import fewshot.episode.problem.MoonNetworks;
import fewshot.episode.problem.Problems;
import fewshot.episode.problem.Quadratics;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.model.Network;
import fewshot.model.rule.LearnedStep;
import fewshot.model.rule.LogAndSign;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class LearnedOptimiserTest {
    private static final int SIZE = 4;

    @Test
    void aNumberIsSeenAsItsLogarithmAndSignAndASmallOneAsItself() {
        double e10 = Math.exp(10);
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] seen = LogAndSign.of(manager.create(new float[] {1, (float) Math.E, -100, (float) (0.5 / e10), (float) (-0.25 / e10), 0}))
                    .toFloatArray();
            float[] expected = {0, 1, 0.1f, 1, 0.4605170f, -1, -1, 0.5f, -1, -0.25f, -1, 0};
            assertArrayEquals(expected, seen, 1e-6f);
        }
    }

    @Test
    void aQuadraticIsTheSquaredDistanceOfWThetaToY() {
        Quadratics problems = Quadratics.draw(3, 4, 5, 0);
        double[][] theta = theta(problems);
        double[] expected = new double[3];
        for (int p = 0; p < 3; p++) {
            double[] residual = residual(problems, p, theta[p]);
            expected[p] = Arrays.stream(residual).map(r -> r * r).sum();
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] losses = problems.losses(problems.start(manager)).toFloatArray();
            assertArrayEquals(expected, PlainOptimiser.doubles(losses), 1e-5);
            float[] scaled = problems.scaled(100).losses(problems.start(manager)).toFloatArray();
            assertEquals(100 * expected[1], scaled[1], 1e-3);
        }
    }

    @Test
    void aMoonNetworkIsOneHiddenLayerAndTheCrossEntropyOfItsSign() {
        MoonNetworks problems = MoonNetworks.draw(2, 6, 3, Activation::sigmoid, 7, 1);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray at = manager.randomNormal(new Shape(2, problems.size()));
            float[] theta = at.toFloatArray();
            float[] losses = problems.losses(at).toFloatArray();
            for (int p = 0; p < 2; p++) {
                assertEquals(moonLoss(problems.points(p), Arrays.copyOfRange(theta, p * 13, (p + 1) * 13)), losses[p], 1e-5);
            }
        }
    }

    private static double moonLoss(float[] points, float[] theta) {
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            double z = theta[12];
            for (int unit = 0; unit < 3; unit++) {
                double a = theta[unit] * points[2 * i] + theta[3 + unit] * points[2 * i + 1] + theta[6 + unit];
                z += theta[9 + unit] * PlainOptimiser.sigmoid(a);
            }
            sum += Math.log1p(Math.exp(i < 3 ? -z : z)) / 6;
        }
        return sum;
    }

    @Test
    void theStepsAreThoseOfTwoLayersOfLstmInPlainJava() {
        try (Network network = LearnedStep.of(SIZE, 3)) {
            double[] gradients = {3, -0.2, 1e-6, -40, 0, 0.7};
            double[] expected = new PlainOptimiser(network.snapshot()).steps(SIZE, gradients);
            assertArrayEquals(expected, new LearnedOptimiser(network, 2, null).answers(gradients), 1e-6);
        }
    }

    @Test
    void minimisingAddsTheStepsToTheParametersCoordinateByCoordinate() {
        try (Network network = LearnedStep.of(SIZE, 3)) {
            Quadratics problems = Quadratics.draw(2, 3, 5, 0);
            double[][] losses = new LearnedOptimiser(network, 2, null).minimise(problems, 4);
            Run run = run(new PlainOptimiser(network.snapshot()), problems, 4, null);
            for (int p = 0; p < 2; p++) {
                assertArrayEquals(run.losses[p], losses[p], 1e-4);
            }
        }
    }

    @Test
    void theGradientOfAnUnrollEqualsFiniteDifferencesWithTheProblemsGradientsHeldFast() {
        try (Network network = LearnedStep.of(SIZE, 3)) {
            float[][] before = network.snapshot();
            Optimizer plain = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(1)).build();
            Quadratics problems = Quadratics.draw(2, 3, 5, 0);
            double loss = new LearnedOptimiser(network, 5, new GradientDescent(network, plain)).step(problems, 5).loss();
            float[][] after = network.snapshot();
            PlainOptimiser oracle = new PlainOptimiser(before);
            Run base = run(oracle, problems, 5, null);
            assertEquals(base.sum() / 5 / 2, loss, 1e-5, "the mean loss after the five steps");
            for (int array = 0; array < before.length; array++) {
                for (int at = 0; at < before[array].length; at += 3) {
                    double up = run(oracle.moved(array, at, 1e-4), problems, 5, base.gradients).sum();
                    double down = run(oracle.moved(array, at, -1e-4), problems, 5, base.gradients).sum();
                    double expected = (up - down) / 2e-4 / 2;
                    double found = before[array][at] - after[array][at];
                    assertEquals(expected, found, 2e-3 * Math.abs(expected) + 2e-4, "array " + array + ", entry " + at);
                }
            }
        }
    }

    @Test
    void anUnrollGoesOnFromWhereTheLastOneEnded() {
        Optimizer still = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(1e-20f)).build();
        try (Network network = LearnedStep.of(SIZE, 3)) {
            Problems problems = Quadratics.draw(4, 3, 5, 0);
            double loss = new LearnedOptimiser(network, 3, new GradientDescent(network, still)).step(problems, 12).loss();
            double[][] losses = new LearnedOptimiser(network, 3, null).minimise(problems, 12);
            double mean = Arrays.stream(losses).mapToDouble(l -> Arrays.stream(l).skip(1).average().orElseThrow()).average().orElseThrow();
            assertEquals(mean, loss, 1e-5 * mean);
        }
    }

    @Test
    void theOrderOfTheParametersDoesNotMatter() {
        try (Network network = LearnedStep.of(SIZE, 3)) {
            LearnedOptimiser optimiser = new LearnedOptimiser(network, 2, null);
            double[][] losses = optimiser.minimise(bowls(1, 10, 100), 20);
            double[][] turned = optimiser.minimise(bowls(100, 1, 10), 20);
            for (int p = 0; p < 2; p++) {
                assertArrayEquals(losses[p], turned[p], 1e-3);
            }
        }
    }

    /** Two problems of three parameters, each with a curvature of its own, all from 1. */
    private static Problems bowls(float... curvatures) {
        return new Problems() {
            @Override
            public int count() {
                return 2;
            }

            @Override
            public int size() {
                return 3;
            }

            @Override
            public NDArray start(NDManager manager) {
                return manager.ones(new Shape(2, 3));
            }

            @Override
            public NDArray losses(NDArray parameters) {
                return parameters.square().mul(parameters.getManager().create(curvatures)).sum(new int[] {1});
            }
        };
    }

    @Test
    void trainingMakesItFasterThanTunedGradientDescentAndIsTheSameForTheSameSeed() {
        double[] ends = new double[2];
        Problems fresh = Quadratics.draw(32, 2, 8, 0);
        for (int run = 0; run < 2; run++) {
            try (Network network = LearnedStep.of(10, 3); Adam adam = new Adam(0.01f)) {
                LearnedOptimiser optimiser = new LearnedOptimiser(network, 10, new GradientDescent(List.of(network), adam, 1));
                for (int i = 0; i < 40; i++) {
                    optimiser.step(Quadratics.draw(16, 2, 9, i), 20);
                }
                ends[run] = last(optimiser.minimise(fresh, 20));
            }
        }
        double descent = DoubleStream.of(0.01, 0.02, 0.05, 0.1, 0.2)
                .map(rate -> last(Minimiser.designed(() -> sgd(rate)).minimise(fresh, 20))).filter(Double::isFinite).min().orElseThrow();
        assertEquals(ends[0], ends[1], 1e-3 * ends[0], "two runs from one seed");
        assertTrue(ends[0] < descent, ends[0] + " after training, gradient descent " + descent);
    }

    @Test
    void aDesignedOptimiserTakesItsOwnStepsOnEachProblem() {
        Quadratics problems = Quadratics.draw(2, 3, 5, 0);
        double[][] losses = Minimiser.designed(() -> sgd(0.05)).minimise(problems, 3);
        double[][] theta = theta(problems);
        for (int p = 0; p < 2; p++) {
            for (int step = 0; step <= 3; step++) {
                double[] residual = residual(problems, p, theta[p]);
                assertEquals(Arrays.stream(residual).map(r -> r * r).sum(), losses[p][step], 1e-4);
                double[] gradient = gradient(problems, p, residual);
                for (int i = 0; i < 3; i++) {
                    theta[p][i] -= 0.05 * gradient[i];
                }
            }
        }
    }

    @Test
    void minimisingForLongLeavesNothingBehind() throws IOException {
        try (Network network = LearnedStep.of(20, 3); Adam adam = new Adam(1e-3f)) {
            LearnedOptimiser optimiser = new LearnedOptimiser(network, 10, new GradientDescent(List.of(network), adam, 1));
            FlatMemory.check(i -> {
                optimiser.step(Quadratics.draw(16, 10, 9, i), 10);
                optimiser.minimise(Quadratics.draw(16, 10, 8, i), 5);
            }, 20, 60);
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWithItsNumbers() {
        try (Network network = LearnedStep.of(SIZE, 3); Network other = Network.classifier(2, 5, 1); Adam adam = new Adam(1e-3f)) {
            GradientDescent descent = new GradientDescent(network, adam);
            assertThrows(IllegalArgumentException.class, () -> new LearnedOptimiser(other, 20, null));
            assertThrows(IllegalArgumentException.class, () -> new LearnedOptimiser(network, 0, descent));
            Problems problems = Quadratics.draw(2, 3, 5, 0);
            String multiple = assertThrows(IllegalArgumentException.class,
                    () -> new LearnedOptimiser(network, 20, descent).step(problems, 30)).getMessage();
            assertTrue(multiple.contains("30") && multiple.contains("20"), multiple);
            assertThrows(IllegalStateException.class, () -> new LearnedOptimiser(network, 20, null).step(problems, 20));
            assertThrows(IllegalArgumentException.class, () -> Quadratics.draw(0, 3, 5, 0));
            assertThrows(IllegalArgumentException.class, () -> Quadratics.draw(1, 3, 5, 0).scaled(0));
            assertThrows(IllegalArgumentException.class, () -> MoonNetworks.draw(1, 5, 3, Activation::relu, 5, 0));
        }
    }

    private static Optimizer sgd(double rate) {
        return Optimizer.sgd().setLearningRateTracker(Tracker.fixed((float) rate)).build();
    }

    private static double last(double[][] losses) {
        return Arrays.stream(losses).mapToDouble(l -> l[l.length - 1]).average().orElseThrow();
    }

    // --- the whole run in plain Java ---

    /** Losses {@code [problem][1 + steps]}, and the gradients that the optimiser was shown. */
    private record Run(double[][] losses, double[][][] gradients) {
        double sum() {
            return Arrays.stream(losses).mapToDouble(l -> Arrays.stream(l).skip(1).sum()).sum();
        }
    }

    /** Minimises, with the gradients of the problems or, if there are any, with those that are given. */
    private static Run run(PlainOptimiser optimiser, Quadratics problems, int steps, double[][][] given) {
        double[][] start = theta(problems);
        Run run = new Run(new double[problems.count()][steps + 1], new double[problems.count()][steps + 1][]);
        for (int p = 0; p < problems.count(); p++) {
            double[] theta = start[p];
            for (int step = 0; step <= steps; step++) {
                double[] residual = residual(problems, p, theta);
                run.losses[p][step] = Arrays.stream(residual).map(r -> r * r).sum();
                run.gradients[p][step] = given == null ? gradient(problems, p, residual) : given[p][step];
                if (step < steps) {
                    theta = moved(optimiser, start[p], run.gradients[p], step);
                }
            }
        }
        return run;
    }

    /** The start and the sum of all steps up to one. */
    private static double[] moved(PlainOptimiser optimiser, double[] start, double[][] gradients, int last) {
        double[] theta = start.clone();
        for (int i = 0; i < theta.length; i++) {
            int coordinate = i;
            double[] own = Arrays.stream(gradients).limit(last + 1).mapToDouble(g -> g[coordinate]).toArray();
            theta[i] += Arrays.stream(optimiser.steps(SIZE, own)).sum();
        }
        return theta;
    }

    private static double[][] theta(Quadratics problems) {
        try (NDManager manager = NDManager.newBaseManager()) {
            double[] flat = PlainOptimiser.doubles(problems.start(manager).toFloatArray());
            double[][] theta = new double[problems.count()][];
            Arrays.setAll(theta, p -> Arrays.copyOfRange(flat, p * problems.size(), (p + 1) * problems.size()));
            return theta;
        }
    }

    private static double[] residual(Quadratics problems, int p, double[] theta) {
        double[] residual = new double[theta.length];
        for (int i = 0; i < theta.length; i++) {
            residual[i] = -problems.target(p)[i];
            for (int j = 0; j < theta.length; j++) {
                residual[i] += problems.matrix(p)[i * theta.length + j] * theta[j];
            }
        }
        return residual;
    }

    /** {@code 2 Wᵀ r}. */
    private static double[] gradient(Quadratics problems, int p, double[] residual) {
        double[] gradient = new double[residual.length];
        for (int i = 0; i < residual.length; i++) {
            for (int j = 0; j < residual.length; j++) {
                gradient[j] += 2 * problems.matrix(p)[i * residual.length + j] * residual[i];
            }
        }
        return gradient;
    }
}
