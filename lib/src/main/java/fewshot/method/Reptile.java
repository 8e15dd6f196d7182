package fewshot.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import fewshot.episode.Episode;
import fewshot.episode.MiniBatches;
import fewshot.gradient.Adam;
import fewshot.gradient.DivergenceException;
import fewshot.gradient.Gradients;
import fewshot.gradient.Interpolation;
import fewshot.gradient.Recording;
import fewshot.gradient.Step;
import fewshot.gradient.Workers;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.state.StateReader;
import fewshot.state.StateWriter;
import fewshot.state.Stateful;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Weights from which a few steps lead far, found without a gradient of the second order and without a query set: learn a
 * task in the ordinary way, and move the start towards where that led (Nichol, Achiam and Schulman 2018, algorithms 1 and 2).
 *
 * <p>{@code φ ← φ + ε (1/n Σ φ̃ᵢ − φ)}, where φ̃ᵢ is what k steps on mini-batches of task i make of φ: Adam with β₁ = 0,
 * which begins anew in each task. Mini-batches are cut from one shuffled pass over the task's images after another, as in
 * the authors' code; one may end a pass and begin the next. The tasks of a batch are learned side by side.
 *
 * <p>The episodes of {@link #step} have the task's training images as their support, 10 a class in the paper, and their
 * queries are not looked at. The {@link Step} it reports has the mean loss of the tasks' first mini-batches, at φ, and as its
 * norm the length of the move that the tasks ask for, {@code ‖1/n Σ φ̃ᵢ − φ‖}, before ε.
 *
 * <p>Images {@code [way × shot, 1, 28, 28]}, scores {@code [way × queries, way]}. The network is the caller's to close. Not
 * safe for use from several threads. What a step changes is the network and the number of steps done, and both are its state.
 */
public final class Reptile extends AdaptingLearner implements Stateful {
    private final Inner training;
    private final Inner answering;
    private final LongToDoubleFunction epsilon;
    private final long seed;
    private final long stream;
    private long steps;

    /**
     * How a task is learned.
     *
     * @param optimizer makes one for each task, on any thread; an {@link Adam} is closed after it
     * @param steps k, at least 1
     * @param batch images in a mini-batch, at least 1; fewer where the task has fewer
     */
    public record Inner(Supplier<? extends Optimizer> optimizer, int steps, int batch) {
        /** Checks. */
        public Inner {
            Objects.requireNonNull(optimizer, "optimizer");
            if (steps < 1 || batch < 1) {
                throw new IllegalArgumentException(
                        "Reptile: " + steps + " inner steps of " + batch + " images; there must be at least 1 of each");
            }
        }

        /** The paper's: Adam with β₁ = 0. */
        public static Inner adam(double rate, int steps, int batch) {
            Tracker fixed = Tracker.fixed(positive(rate));
            return new Inner(() -> new Adam(fixed, 0), steps, batch);
        }

        /** Plain gradient descent, {@code φ ← φ − α ∇L(φ)}: what the paper's analysis is about. */
        public static Inner descent(double rate, int steps, int batch) {
            Tracker fixed = Tracker.fixed(positive(rate));
            return new Inner(() -> Optimizer.sgd().setLearningRateTracker(fixed).build(), steps, batch);
        }

        private static float positive(double rate) {
            if (!(rate > 0) || Double.isInfinite(rate)) {
                throw new IllegalArgumentException("Reptile: the inner rate is " + rate + "; it must be a number above 0");
            }
            return (float) rate;
        }
    }

    /**
     * A learner.
     *
     * @param network the classifier whose start is learned
     * @param training how a task is learned in training
     * @param answering how a support set is learned before the queries are answered
     * @param mode where batch norm takes its statistics from when it answers
     * @param epsilon ε of each step, the steps counted from 1
     * @param seed fixes the mini-batches
     */
    public Reptile(Network network, Inner training, Inner answering, BatchNormMode mode, LongToDoubleFunction epsilon, long seed) {
        super(network, mode);
        this.training = Objects.requireNonNull(training, "training");
        this.answering = Objects.requireNonNull(answering, "answering");
        this.epsilon = Objects.requireNonNull(epsilon, "epsilon");
        this.seed = seed;
        this.stream = new SplittableRandom(seed).nextLong();
    }

    /** A learner that answers transductively. */
    public static Reptile of(Network network, Inner training, Inner answering, LongToDoubleFunction epsilon, long seed) {
        return new Reptile(network, training, answering, BatchNormMode.TRANSDUCTIVE, epsilon, seed);
    }

    /** The paper's schedule: from {@code start} at the first step in a straight line towards 0 after {@code steps}. */
    public static LongToDoubleFunction falling(double start, long steps) {
        return step -> start * Math.max(0, 1 - (step - 1.0) / steps);
    }

    /** The same weights, answering inductively. */
    public Reptile inductive() {
        return new Reptile(network(), training, answering, BatchNormMode.INDUCTIVE, epsilon, seed);
    }

    /** The same weights and mode, learning a support set otherwise before it answers. */
    public Reptile answering(Inner answering) {
        return new Reptile(network(), training, answering, batchNorm().orElseThrow(), epsilon, seed);
    }

    @Override
    public String name() {
        return "Reptile";
    }

    @Override
    public Step step(List<Episode> batch) {
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("Reptile: an empty batch teaches nothing; give it at least one episode");
        }
        batch.forEach(this::check);
        double share = epsilon.applyAsDouble(++steps);
        SplittableRandom random = new SplittableRandom(stream + steps);
        List<SplittableRandom> orders = batch.stream().map(episode -> random.split()).toList();
        try (NDManager manager = network().manager().newSubManager()) {
            List<Learned> learned = Workers.map(manager.getDevice(), IntStream.range(0, batch.size()).boxed().toList(), i -> {
                NDList weights = copies(manager);
                return new Learned(learn(weights, batch.get(i), training, orders.get(i)), weights);
            });
            NDList mean = learned.get(0).weights;
            for (int i = 0; i < mean.size(); i++) {
                for (Learned other : learned.subList(1, learned.size())) {
                    mean.get(i).addi(other.weights.get(i));
                }
                mean.get(i).divi(batch.size());
            }
            double loss = learned.stream().mapToDouble(Learned::loss).sum() / batch.size();
            return new Step(loss, Interpolation.toward(block().weights(), mean, share));
        }
    }

    /** What a task has made of the start, and its loss before. */
    private record Learned(double loss, NDList weights) {}

    /** The mini-batches are the same for each episode and each call: answers do not depend on what was asked before. */
    @Override
    public NDList adapt(NDManager manager, Episode episode) {
        NDList weights = copies(manager);
        learn(weights, episode, answering, new SplittableRandom(seed));
        return weights;
    }

    /** Copies of the weights, laid out in memory as they are. */
    private NDList copies(NDManager manager) {
        try (Recording none = Recording.off()) {
            NDList copies = new NDList(block().weights().stream().map(NDArray::duplicate).toList());
            copies.attach(manager);
            return copies;
        }
    }

    /** Changes the weights where they lie; returns the loss of the first mini-batch, at the weights as they came. */
    private double learn(NDList weights, Episode episode, Inner inner, SplittableRandom random) {
        Optimizer optimizer = inner.optimizer.get();
        try (NDManager task = weights.head().getManager().newSubManager()) {
            NDArray images = episode.supportImages(task);
            MiniBatches batches = new MiniBatches(episode.supportLabels().length, inner.batch, random);
            double first = step(task, weights, images, episode, batches.next(), optimizer, 1);
            for (int i = 2; i <= inner.steps; i++) {
                step(task, weights, images, episode, batches.next(), optimizer, i);
            }
            return first;
        } finally {
            Adam.closeIfAdam(optimizer);
        }
    }

    private double step(NDManager task, NDList weights, NDArray images, Episode episode, int[] chosen, Optimizer optimizer, int number) {
        int[] labels = episode.supportLabels();
        int[] right = Arrays.stream(chosen).map(i -> labels[i]).toArray();
        try (NDManager manager = task.newSubManager(); Recording recording = Recording.on()) {
            NDList leaves = Gradients.leaves(manager, weights);
            NDArray loss = crossEntropy(m -> images.get(m, new NDIndex("{}", m.create(chosen))), right).loss(leaves);
            NDList gradients = Gradients.of(loss, leaves);
            double value = loss.getFloat();
            if (!Double.isFinite(value)) {
                throw new DivergenceException("Reptile: the loss is " + value + " at inner step " + number + "; the network's"
                        + " weights are those before this step. The inner rate is too high for this task, or its data is not finite");
            }
            try (Recording none = Recording.off()) {
                for (int i = 0; i < weights.size(); i++) {
                    optimizer.update(String.valueOf(i), weights.get(i), gradients.get(i));
                }
            }
            return value;
        }
    }

    @Override
    public void save(StateWriter out) {
        network().save(out.at("network"));
        out.longs("steps", steps);
    }

    @Override
    public Runnable restore(StateReader in) {
        Runnable weights = network().restore(in.at("network"));
        long done = in.longs("steps")[0];
        return () -> {
            weights.run();
            steps = done;
        };
    }
}
