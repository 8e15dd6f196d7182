package fewshot.method.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.tracker.Tracker;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.MiniBatches;
import fewshot.evaluate.Evaluator;
import fewshot.gradient.Adam;
import fewshot.gradient.DivergenceException;
import fewshot.gradient.Gradients;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Interpolation;
import fewshot.gradient.Objective;
import fewshot.gradient.Recording;
import fewshot.gradient.Step;
import fewshot.gradient.UpdateRule;
import fewshot.method.gradient.Reptile.Inner;
import fewshot.model.Network;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ReptileTest {
    private static final ImageSet DATA = TestImages.noisy(12, 6, 4, 7);
    private static final ImageSet IMAGES = TestImages.noisy(12, 12, 28, 7);
    private static final LongToDoubleFunction ALL_THE_WAY = step -> 1;
    private static final int WAY = 3;

    /** Softmax regression on 4 × 4 images: scores {@code Wx + b}. */
    private static Network linear() {
        SequentialBlock block = new SequentialBlock();
        block.add(Blocks.batchFlattenBlock()).add(Linear.builder().setUnits(WAY).build());
        return new Network(block, new Shape(1, 4, 4), 5, Device.cpu());
    }

    /** The same in doubles: weights, and what one task makes of them when all its images are in each mini-batch. */
    private record Regression(double[][] w, double[] b) {
        static Regression of(Network network) {
            float[][] weights = network.snapshot();
            double[][] w = new double[WAY][16];
            IntStream.range(0, WAY * 16).forEach(i -> w[i / 16][i % 16] = weights[0][i]);
            return new Regression(w, IntStream.range(0, WAY).mapToDouble(i -> weights[1][i]).toArray());
        }

        /** The gradient of the mean cross-entropy, {@code (p − y) xᵀ}: the weights' rows, then the bias. */
        double[] gradient(Episode episode) {
            int[] labels = episode.supportLabels();
            double[] gradient = new double[WAY * 17];
            for (int n = 0; n < labels.length; n++) {
                double[] p = probabilities(pixels(episode, n));
                for (int k = 0; k < WAY; k++) {
                    double error = (p[k] - (k == labels[n] ? 1 : 0)) / labels.length;
                    for (int d = 0; d < 16; d++) {
                        gradient[k * 16 + d] += error * pixels(episode, n)[d];
                    }
                    gradient[WAY * 16 + k] += error;
                }
            }
            return gradient;
        }

        double loss(Episode episode) {
            int[] labels = episode.supportLabels();
            return IntStream.range(0, labels.length)
                    .mapToDouble(n -> -Math.log(probabilities(pixels(episode, n))[labels[n]])).average().orElseThrow();
        }

        private double[] probabilities(double[] x) {
            double[] e = IntStream.range(0, WAY)
                    .mapToDouble(k -> Math.exp(b[k] + IntStream.range(0, 16).mapToDouble(d -> w[k][d] * x[d]).sum())).toArray();
            return Arrays.stream(e).map(v -> v / Arrays.stream(e).sum()).toArray();
        }

        Regression minus(double[] change) {
            double[][] moved = IntStream.range(0, WAY).mapToObj(k -> IntStream.range(0, 16)
                    .mapToDouble(d -> w[k][d] - change[k * 16 + d]).toArray()).toArray(double[][]::new);
            return new Regression(moved, IntStream.range(0, WAY).mapToDouble(k -> b[k] - change[WAY * 16 + k]).toArray());
        }

        double[] flat() {
            return IntStream.range(0, WAY * 17).mapToDouble(i -> i < WAY * 16 ? w[i / 16][i % 16] : b[i - WAY * 16]).toArray();
        }

        private static double[] pixels(Episode episode, int n) {
            byte[] bytes = episode.supportImage(n);
            return IntStream.range(0, 16).mapToDouble(d -> (bytes[d] & 255) / 255.0).toArray();
        }
    }

    private static List<Episode> tasks(int count) {
        return new EpisodeSampler(DATA, WAY, 4, 1, 3).next(count);
    }

    private static double[] weights(Network network) {
        return Regression.of(network).flat();
    }

    @Test
    void oneInnerStepOfDescentIsAStepOfJointTraining() {
        List<Episode> batch = tasks(2);
        try (Network network = linear()) {
            Regression start = Regression.of(network);
            double[] first = start.gradient(batch.get(0));
            double[] second = start.gradient(batch.get(1));
            double[] joint = IntStream.range(0, first.length).mapToDouble(i -> 0.7 * (first[i] + second[i]) / 2).toArray();
            Inner one = Inner.descent(0.7, 1, 12);
            Step step = Reptile.of(network, one, one, ALL_THE_WAY, 1).step(batch);
            assertArrayEquals(start.minus(joint).flat(), weights(network), 1e-6);
            assertEquals((start.loss(batch.get(0)) + start.loss(batch.get(1))) / 2, step.loss(), 1e-5);
            assertEquals(Math.sqrt(Arrays.stream(joint).map(v -> v * v).sum()), step.gradientNorm(), 1e-5);
        }
    }

    /** Updates number {@code from} to {@code to} of Adam without momentum at rate 0.05; {@code square} is its running mean, and changed. */
    private static Regression learned(Regression start, Episode task, double[] square, int from, int to) {
        Regression learned = start;
        for (int t = from; t <= to; t++) {
            double[] gradient = learned.gradient(task);
            double correction = Math.sqrt(1 - Math.pow(0.999, t));
            double[] change = new double[square.length];
            for (int i = 0; i < square.length; i++) {
                square[i] = 0.999 * square[i] + 0.001 * gradient[i] * gradient[i];
                change[i] = 0.05 * correction * gradient[i] / (Math.sqrt(square[i]) + 1e-8);
            }
            learned = learned.minus(change);
        }
        return learned;
    }

    @Test
    void innerStepsAreAdamWithoutMomentumAndEpsilonSaysHowFarTheStartFollows() {
        Episode task = tasks(1).get(0);
        try (Network network = linear()) {
            double[] from = weights(network);
            double[] to = learned(Regression.of(network), task, new double[WAY * 17], 1, 3).flat();
            double[] between = IntStream.range(0, from.length).mapToDouble(i -> from[i] + 0.25 * (to[i] - from[i])).toArray();
            Inner three = Inner.adam(0.05, 3, 12);
            Reptile.of(network, three, three, step -> 0.25, 1).step(List.of(task));
            assertArrayEquals(between, weights(network), 1e-5);
        }
    }

    @Test
    void theMeanOfSquaresGoesOnFromTaskToTaskAndAnAnswerBeginsWithACopyOfIt() {
        List<Episode> tasks = tasks(3);
        Inner two = Inner.adam(0.05, 2, 12);
        try (Network network = linear(); Reptile learner = Reptile.of(network, two, two, ALL_THE_WAY, 1);
                NDManager manager = network.manager().newSubManager()) {
            double[] square = new double[WAY * 17];
            Regression expected = learned(Regression.of(network), tasks.get(0), square, 1, 2);
            expected = learned(expected, tasks.get(1), square, 3, 4);
            learner.step(tasks.subList(0, 1));
            learner.step(tasks.subList(1, 2));
            assertArrayEquals(expected.flat(), weights(network), 1e-5);
            double[] answer = learned(expected, tasks.get(2), square, 5, 6).flat();
            for (int again = 0; again < 2; again++) {
                assertArrayEquals(answer, flat(learner.adapt(manager, tasks.get(2))), 1e-5);
            }
        }
    }

    @Test
    void aStepThatGoesWrongLeavesNoTrace() {
        List<Episode> tasks = tasks(2);
        Inner two = Inner.adam(0.05, 2, 12);
        boolean[] wrong = {false};
        LongToDoubleFunction falling = step -> wrong[0] ? Double.NaN : 1.0 / step;
        try (Network network = linear(); Reptile learner = Reptile.of(network, two, two, falling, 1);
                NDManager manager = network.manager().newSubManager()) {
            learner.step(tasks.subList(0, 1));
            double[] before = flat(learner.adapt(manager, tasks.get(1)));
            wrong[0] = true;
            assertThrows(IllegalArgumentException.class, () -> learner.step(tasks));
            wrong[0] = false;
            assertArrayEquals(before, flat(learner.adapt(manager, tasks.get(1))), 0);
            double[] start = weights(network);
            Step second = learner.step(tasks.subList(0, 1)); // its share is that of a second step
            double[] moved = weights(network);
            double length = Math.sqrt(IntStream.range(0, start.length).mapToDouble(i -> Math.pow(moved[i] - start[i], 2)).sum());
            assertEquals(second.gradientNorm() / 2, length, 1e-5);
        }
    }

    private static double[] flat(NDList arrays) {
        return arrays.stream().flatMapToDouble(a -> IntStream.range(0, (int) a.size()).mapToDouble(i -> a.toFloatArray()[i])).toArray();
    }

    @Test
    void theScheduleIsAskedForEachStepCountedFromOne() {
        LongToDoubleFunction falling = Reptile.falling(0.8, 4);
        assertArrayEquals(new double[] {0.8, 0.6, 0.4, 0.2, 0, 0},
                IntStream.rangeClosed(1, 6).mapToDouble(falling::applyAsDouble).toArray(), 1e-12);
        try (Network network = linear()) {
            Reptile learner = Reptile.of(network, Inner.adam(0.05, 2, 4), Inner.adam(0.05, 2, 4), step -> step == 2 ? 1 : 0, 1);
            double[] start = weights(network);
            learner.step(tasks(1));
            assertArrayEquals(start, weights(network), 0);
            learner.step(tasks(1));
            assertFalse(Arrays.equals(start, weights(network)));
        }
    }

    @Test
    void eachPassOverATaskHasEveryImageOnceAndMiniBatchesGoOnOverItsEnd() {
        MiniBatches batches = new MiniBatches(10, 4, new SplittableRandom(1));
        int[] drawn = IntStream.range(0, 25).flatMap(i -> Arrays.stream(batches.next())).toArray();
        int[] all = IntStream.range(0, 10).toArray();
        boolean shuffled = false;
        for (int pass = 0; pass < 10; pass++) {
            int[] images = Arrays.copyOfRange(drawn, pass * 10, pass * 10 + 10);
            shuffled |= !Arrays.equals(images, Arrays.copyOf(drawn, 10));
            assertArrayEquals(all, Arrays.stream(images).sorted().toArray(), "pass " + pass);
        }
        assertTrue(shuffled, "each pass has an order of its own");
        assertEquals(3, new MiniBatches(3, 10, new SplittableRandom(1)).next().length);
    }

    @Test
    void everyOrderOfATasksImagesIsAsLikely() {
        MiniBatches batches = new MiniBatches(3, 3, new SplittableRandom(2));
        Map<String, Long> orders = IntStream.range(0, 6000).mapToObj(i -> Arrays.toString(batches.next()))
                .collect(Collectors.groupingBy(order -> order, Collectors.counting()));
        assertEquals(6, orders.size());
        orders.forEach((order, times) -> assertEquals(1000, times, 120, order)); // four standard deviations
    }

    @Test
    void runsOfOneSeedAreEqualAndThoseOfAnotherAreNot() {
        assertArrayEquals(trained(1), trained(1), 0);
        assertFalse(Arrays.equals(trained(1), trained(2)));
    }

    private static double[] trained(long seed) {
        try (Network network = linear()) {
            Reptile learner = Reptile.of(network, Inner.adam(0.05, 3, 2), Inner.adam(0.05, 3, 2), ALL_THE_WAY, seed);
            learner.step(tasks(2));
            learner.step(tasks(2));
            return weights(network);
        }
    }

    @Test
    void answeringLeavesTheNetworkAsItIsAndDoesNotRememberWhatWasAskedBefore() {
        EpisodeSampler sampler = new EpisodeSampler(IMAGES, 5, 2, 2, 3);
        try (Network network = Network.classifier(8, 5, 1); NDManager manager = network.manager().newSubManager()) {
            Inner inner = Inner.adam(0.01, 4, 3);
            for (Reptile learner : List.of(Reptile.of(network, inner, inner, ALL_THE_WAY, 1), Reptile.of(network, inner, inner, ALL_THE_WAY, 1).inductive())) {
                float[][] before = network.snapshot();
                float[] first = learner.logits(manager, sampler.episode(0)).toFloatArray();
                learner.logits(manager, sampler.episode(1));
                assertArrayEquals(first, learner.logits(manager, sampler.episode(0)).toFloatArray(), 1e-5f);
                float[][] after = network.snapshot();
                for (int i = 0; i < before.length; i++) {
                    assertArrayEquals(before[i], after[i], 0, "array " + i);
                }
                learner.step(sampler.next(2));
                assertFalse(Arrays.equals(first, learner.logits(manager, sampler.episode(0)).toFloatArray()));
            }
        }
    }

    @Test
    void inductivelyEachQueryIsAnsweredAsIfItWereAlone() {
        Episode episode = new EpisodeSampler(IMAGES, 5, 2, 2, 3).next();
        byte[] other = episode.query().bytes().clone();
        Arrays.fill(other, other.length / 2, other.length, (byte) 9);
        Episode changed = new Episode(5, 2, 2, 28, 28, episode.support().bytes(), other, episode.classNames());
        try (Network network = Network.classifier(8, 5, 1); NDManager manager = network.manager().newSubManager()) {
            Reptile transductive = Reptile.of(network, Inner.adam(0.01, 1, 5), Inner.adam(0.01, 1, 5), ALL_THE_WAY, 1);
            Reptile inductive = transductive.inductive();
            assertEquals(0, gapOfFirst(inductive, manager, episode, changed), 1e-4);
            assertTrue(gapOfFirst(transductive, manager, episode, changed) > 1e-2);
        }
    }

    private static double gapOfFirst(Reptile learner, NDManager manager, Episode one, Episode other) {
        return Math.abs(learner.logits(manager, one).toFloatArray()[0] - learner.logits(manager, other).toFloatArray()[0]);
    }

    @Test
    void trainingMakesFewStepsLeadFarOnClassesNeverSeen() {
        ImageSet data = TestImages.noisy(40, 12, 28, 3);
        EpisodeSampler training = new EpisodeSampler(data, 5, 10, 1, 1);
        EpisodeSampler test = new EpisodeSampler(TestImages.noisy(20, 12, 28, 99), 5, 1, 3, 2);
        try (Network network = Network.classifier(8, 5, 1)) {
            Reptile learner = Reptile.of(network, Inner.adam(3e-3, 5, 10), Inner.adam(3e-3, 5, 5), ALL_THE_WAY, 1);
            double before = Evaluator.evaluate(learner, test, 40).mean();
            for (int i = 0; i < 40; i++) {
                learner.step(training.next(2));
            }
            double after = Evaluator.evaluate(learner, test, 40).mean();
            assertTrue(after > before + 10, "accuracy went from " + before + " to " + after);
        }
    }

    @Test
    void anInnerLoopThatDivergesIsNamedAndTheWeightsStay() {
        try (Network network = linear()) {
            double[] start = weights(network);
            Inner wild = Inner.descent(1e38, 5, 12);
            Reptile learner = Reptile.of(network, wild, wild, ALL_THE_WAY, 1);
            DivergenceException thrown = assertThrows(DivergenceException.class, () -> learner.step(tasks(2)));
            assertTrue(thrown.getMessage().contains("at inner step 2"), thrown.getMessage());
            assertArrayEquals(start, weights(network), 0);
        }
    }

    @Test
    void theAdamOfATaskIsClosedWithItWhetherOrNotTheTaskWentWell() {
        List<Adam> made = new ArrayList<>();
        for (float rate : new float[] {0.01f, 1e38f}) {
            Inner inner = new Inner(() -> {
                made.add(new Adam(Tracker.fixed(rate), 0));
                return made.get(made.size() - 1);
            }, 2, 4);
            try (Network network = linear(); NDManager manager = network.manager().newSubManager()) {
                Reptile learner = Reptile.of(network, inner, inner, ALL_THE_WAY, 1);
                if (rate > 1) {
                    assertThrows(DivergenceException.class, () -> learner.step(tasks(1)));
                } else {
                    learner.step(tasks(1));
                    learner.adapt(manager, tasks(1).get(0));
                }
                NDArray one = manager.ones(new Shape(1));
                for (Adam adam : made) { // it has nowhere left to keep moments
                    assertThrows(IllegalStateException.class, () -> adam.update("another", one, one));
                }
            }
        }
        assertEquals(3, made.size());
    }

    @Test
    void badArgumentsAreRefusedWithWhatWouldBeRight() {
        refused("at least 1", () -> Inner.adam(1e-3, 0, 5));
        refused("at least 1", () -> Inner.adam(1e-3, 5, 0));
        refused("above 0", () -> Inner.adam(0, 5, 5));
        refused("above 0", () -> Inner.descent(Double.NaN, 5, 5));
        try (Network network = linear(); NDManager manager = network.manager().newSubManager()) {
            Inner inner = Inner.adam(1e-3, 1, 5);
            refused("at least one episode", () -> Reptile.of(network, inner, inner, ALL_THE_WAY, 1).step(List.of()));
            refused("2-way", () -> Reptile.of(network, inner, inner, ALL_THE_WAY, 1)
                    .step(new EpisodeSampler(DATA, 2, 1, 1, 1).next(1)));
            refused("NaN", () -> Reptile.of(network, inner, inner, step -> Double.NaN, 1).step(tasks(1)));
            NDList weights = new NDList(manager.ones(new Shape(2)));
            refused("(3)", () -> Interpolation.toward(weights, new NDList(manager.ones(new Shape(3))), 1));
            assertThrows(DivergenceException.class,
                    () -> Interpolation.toward(weights, new NDList(manager.create(new float[] {1, Float.NaN})), 1));
            assertArrayEquals(new float[] {1, 1}, weights.head().toFloatArray());
        }
    }

    private static void refused(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void interpolationGoesTheShareOfTheWayAndMeasuresTheWhole() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList weights = new NDList(manager.create(new double[] {1, 2}), manager.create(new double[] {5}));
            NDList goal = new NDList(manager.create(new double[] {3, 2}), manager.create(new double[] {4}));
            int held = manager.getManagedArrays().size();
            assertEquals(Math.sqrt(5), Interpolation.toward(weights, goal, 0.1), 1e-12);
            assertEquals(held, manager.getManagedArrays().size(), "arrays left with the goal's manager");
            assertArrayEquals(new double[] {1.2, 2}, weights.get(0).toDoubleArray(), 1e-12);
            assertArrayEquals(new double[] {4.9}, weights.get(1).toDoubleArray(), 1e-12);
            assertArrayEquals(new double[] {3, 2}, goal.get(0).toDoubleArray(), 0);
        }
    }

    /**
     * Nichol 2018, section 5.1: over all orders of the mini-batches, {@code (φ − φ̃)/α} is
     * {@code k AvgGrad − ½ k(k − 1) α AvgGradInner + O(α²)}, with {@code AvgGrad = mean gᵢ}, {@code AvgGradInner = mean Hⱼ gᵢ}
     * over j ≠ i. What is left over must shrink with the square of α.
     */
    @Test
    void theMoveIsKAvgGradMinusHalfKTimesKMinusOneAlphaAvgGradInner() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList theta = new NDList(manager.create(new double[] {0.3, -0.4, 0.9, 0.2}, new Shape(2, 2)), manager.create(new double[] {0.7, -1.1}));
            List<Objective> parts = List.of(tanh(manager, 1, 0.5, -1, 0.4), tanh(manager, -0.3, 2, 0.8, 1), tanh(manager, 0.6, -0.7, 1.5, -1));
            for (int k : new int[] {2, 3}) {
                double far = leftOver(manager, theta, parts.subList(0, k), 0.02);
                double near = leftOver(manager, theta, parts.subList(0, k), 0.01);
                assertEquals(4, far / near, 0.2, "k = " + k + ": " + far + ", " + near);
            }
        }
    }

    /** The squared error of {@code v · tanh(W x)} on two points. */
    private static Objective tanh(NDManager manager, double a, double b, double c, double y) {
        NDArray x = manager.create(new double[] {a, b, c, a}, new Shape(2, 2));
        NDArray target = manager.create(new double[] {y, -y}, new Shape(2));
        return w -> w.get(0).matMul(Objective.in(w, x)).tanh().transpose().matMul(w.get(1)).sub(Objective.in(w, target)).square().mean();
    }

    private static double leftOver(NDManager parent, NDList theta, List<Objective> parts, double alpha) {
        int k = parts.size();
        double[] rest = new double[6];
        try (NDManager manager = parent.newSubManager()) {
            List<List<Objective>> orders = orders(parts);
            for (List<Objective> order : orders) { // the mean of the moves
                NDList weights = Gradients.leaves(manager, theta);
                for (Objective part : order) {
                    weights = new InnerLoop(UpdateRule.descent(alpha), 1, InnerLoop.Order.NONE).adapt(weights, part);
                }
                add(rest, theta, 1 / alpha / orders.size());
                add(rest, weights, -1 / alpha / orders.size());
            }
            try (Recording recording = Recording.on()) {
                for (Objective i : parts) { // less AvgGrad and AvgGradInner
                    NDList at = Gradients.leaves(manager, theta);
                    NDList gradient = Gradients.of(i.loss(at), at);
                    add(rest, gradient, -1);
                    for (Objective j : parts) {
                        if (i != j) {
                            NDList other = Gradients.leaves(manager, theta);
                            add(rest, Gradients.hessianVectorProduct(j.loss(other), other, gradient), 0.5 * alpha);
                        }
                    }
                }
            }
        }
        assertEquals(DataType.FLOAT64, theta.head().getDataType());
        return Math.sqrt(Arrays.stream(rest).map(v -> v * v).sum());
    }

    private static void add(double[] to, NDList arrays, double factor) {
        double[] flat = arrays.stream().flatMapToDouble(a -> Arrays.stream(a.toDoubleArray())).toArray();
        IntStream.range(0, to.length).forEach(i -> to[i] += factor * flat[i]);
    }

    private static List<List<Objective>> orders(List<Objective> parts) {
        if (parts.size() == 2) {
            return List.of(parts, List.of(parts.get(1), parts.get(0)));
        }
        int[][] places = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
        return Arrays.stream(places).map(order -> Arrays.stream(order).mapToObj(parts::get).toList()).toList();
    }

    @Test
    void fiftyStepsLeaveNoArrayBehind() throws InterruptedException {
        EpisodeSampler sampler = new EpisodeSampler(IMAGES, 5, 10, 1, 3);
        try (Network network = Network.classifier(8, 5, 1); NDManager manager = network.manager().newSubManager()) {
            Reptile learner = Reptile.of(network, Inner.adam(1e-3, 2, 10), Inner.adam(1e-3, 2, 10), ALL_THE_WAY, 1);
            learner.step(sampler.next(1));
            long before = nativeBuffers();
            int held = held(network);
            for (int i = 0; i < 50; i++) {
                learner.step(sampler.next(1));
                try (NDManager answer = manager.newSubManager()) {
                    learner.logits(answer, sampler.next());
                }
            }
            assertEquals(held, held(network), "arrays of the network's own manager");
            long left = nativeBuffers() - before;
            assertTrue(left < 50, left + " native buffers were left by 50 steps"); // each step makes dozens
        }
    }

    /** The arrays that the network's manager holds: a result on a long-lived weight would be one more at each step. */
    private static int held(Network network) {
        return network.manager().getManagedArrays().size();
    }

    /** One for each array made from Java's numbers that something still holds; Java frees the others a little after it has collected. */
    private static long nativeBuffers() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 8; i++) {
            System.gc();
            Thread.sleep(100);
            least = Math.min(least, ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getCount).sum());
        }
        return least;
    }
}
