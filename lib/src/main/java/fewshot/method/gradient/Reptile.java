package fewshot.method.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import fewshot.episode.ClassLabels;
import fewshot.episode.Episode;
import fewshot.episode.MiniBatches;
import fewshot.gradient.Adam;
import fewshot.gradient.Gradients;
import fewshot.gradient.Interpolation;
import fewshot.gradient.LossWatch;
import fewshot.gradient.Optimizers;
import fewshot.gradient.Recording;
import fewshot.gradient.Step;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.state.StateReader;
import fewshot.state.StateWriter;
import fewshot.state.Stateful;
import fewshot.state.Stop;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;
import java.util.function.Supplier;

/**
 * Weights from which a few steps lead far, found without a gradient of the second order and without a query set: learn a
 * task in the ordinary way, and move the start towards where that led (Nichol, Achiam and Schulman 2018, algorithms 1 and 2).
 *
 * <p>{@code φ ← φ + ε (1/n Σ φ̃ᵢ − φ)}, where φ̃ᵢ is what k steps on mini-batches of task i make of φ: Adam with β₁ = 0.
 * Its running mean of squares goes on from task to task, and an answer begins with a copy of it, as in the authors' code: an Adam
 * that begins anew makes full steps of the rate in its first steps, also where the gradient is little but noise. Mini-batches are cut from one shuffled pass over the task's images after another, as in
 * the authors' code; one may end a pass and begin the next.
 *
 * <p>The episodes of {@link #step} have the task's training images as their support, 10 a class in the paper, and their
 * queries are not looked at. The {@link Step} it reports has the mean loss of the tasks' first mini-batches, at φ, and as its
 * norm the length of the move that the tasks ask for, {@code ‖1/n Σ φ̃ᵢ − φ‖}, before ε.
 *
 * <p>Images {@code [way × shot, 1, 28, 28]}, scores {@code [way × queries, way]}. The network is the caller's to close; to close
 * the learner frees the mean of squares, for its variants too. Several threads may ask it at once, but none while it is trained. What a step
 * changes is its state: the network, the mean of squares and the number of steps done.
 */
public final class Reptile extends AdaptingLearner implements Stateful, AutoCloseable {
    private final Inner training;
    private final Inner answering;
    private final LongToDoubleFunction epsilon;
    private final long seed;
    private final long stream;
    private final Adam moments; // only keeps them
    private long steps;

    /**
     * How a task is learned.
     *
     * @param optimizer makes one for each step or answer, which is closed after it; an {@link Adam} goes on with the moments so far
     * @param steps k, at least 1
     * @param batch images in a mini-batch, at least 1; fewer where the task has fewer
     */
    public record Inner(Supplier<? extends Optimizer> optimizer, int steps, int batch) {
        /** Refuses fewer than one step, or mini-batches without images. */
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
        this(network, training, answering, mode, epsilon, seed, new Adam(Tracker.fixed(0), 0));
    }

    private Reptile(Network network, Inner training, Inner answering, BatchNormMode mode, LongToDoubleFunction epsilon, long seed, Adam moments) {
        super(network, mode);
        if (network.output().size() == 1) {
            throw new IllegalArgumentException("Reptile: the network makes a single score, a tied head; Reptile moves each weight to where"
                    + " tasks led it, so it needs one a class, such as Network.classifier(64, 5, seed)");
        }
        this.training = Objects.requireNonNull(training, "training");
        this.answering = Objects.requireNonNull(answering, "answering");
        this.epsilon = Objects.requireNonNull(epsilon, "epsilon");
        this.seed = seed;
        this.stream = new SplittableRandom(seed).nextLong();
        this.moments = moments;
    }

    /** A learner that answers transductively. */
    public static Reptile of(Network network, Inner training, Inner answering, LongToDoubleFunction epsilon, long seed) {
        return new Reptile(network, training, answering, BatchNormMode.TRANSDUCTIVE, epsilon, seed);
    }

    /** The paper's schedule: from {@code start} at the first step in a straight line towards 0 after {@code steps}. */
    public static LongToDoubleFunction falling(double start, long steps) {
        return step -> start * Math.max(0, 1 - (step - 1.0) / steps);
    }

    @Override
    public Reptile with(BatchNormMode other) {
        return new Reptile(network(), training, answering, other, epsilon, seed, moments);
    }

    /** The same weights, answering inductively. */
    public Reptile inductive() {
        return with(BatchNormMode.INDUCTIVE);
    }

    /** The same weights and mode, learning a support set otherwise before it answers. */
    public Reptile answering(Inner answering) {
        return new Reptile(network(), training, answering, batchNorm().orElseThrow(), epsilon, seed, moments);
    }

    @Override
    public String name() {
        return "Reptile";
    }

    @Override
    public Step step(List<Episode> batch) {
        Stop.before("a training step");
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("Reptile: an empty batch teaches nothing; give it at least one episode");
        }
        batch.forEach(this::check);
        long number = steps + 1;
        double share = epsilon.applyAsDouble(number);
        SplittableRandom random = new SplittableRandom(stream + number);
        Optimizer optimizer = begun(training);
        LossWatch watch = watch(training);
        try (NDManager manager = network().manager().newSubManager()) {
            NDList mean = null;
            for (Episode episode : batch) {
                NDList learned = copies(manager);
                learn(learned, episode, training, optimizer, random, watch);
                mean = mean == null ? learned : sum(mean, learned);
            }
            mean.forEach(array -> array.divi(batch.size()));
            double[] losses = watch.end();
            double loss = 0; // at the weights as they came: of each task's first mini-batch
            for (int first = 0; first < losses.length; first += training.steps) {
                loss += losses[first] / batch.size();
            }
            double way = Interpolation.toward(block().weights(), mean, share);
            if (optimizer instanceof Adam adam) {
                moments.startFrom(adam); // only now: a step that goes wrong leaves no trace
            }
            steps = number;
            return new Step(loss, way);
        } finally {
            Optimizers.close(optimizer);
        }
    }

    private LossWatch watch(Inner inner) {
        return new LossWatch(device(), (number, loss) -> "Reptile: the loss is " + loss + " at inner step " + ((number - 1) % inner.steps + 1)
                + "; the network's weights are those before this step. The inner rate is too high for this task, or its data is not finite");
    }

    /** One of the inner loop's own that goes on with the moments so far. */
    private Optimizer begun(Inner inner) {
        Optimizer optimizer = inner.optimizer.get();
        if (optimizer instanceof Adam adam) {
            adam.startFrom(moments);
        }
        return optimizer;
    }

    private static NDList sum(NDList sum, NDList more) {
        for (int i = 0; i < sum.size(); i++) {
            sum.get(i).addi(more.get(i));
        }
        more.close();
        return sum;
    }

    /** The mini-batches are the same for each episode and each call: answers do not depend on what was asked before. */
    @Override
    public NDList adapt(NDManager manager, Episode episode) {
        NDList weights = copies(manager);
        Optimizer optimizer = begun(answering);
        try {
            LossWatch watch = watch(answering);
            learn(weights, episode, answering, optimizer, new SplittableRandom(seed), watch);
            watch.end();
            return weights;
        } finally {
            Optimizers.close(optimizer);
        }
    }

    /** Copies of the weights, laid out in memory as they are. */
    private NDList copies(NDManager manager) {
        try (Recording none = Recording.off()) {
            NDList copies = new NDList(block().weights().stream().map(NDArray::duplicate).toList());
            copies.attach(manager);
            return copies;
        }
    }

    /** Changes the weights where they lie. */
    private void learn(NDList weights, Episode episode, Inner inner, Optimizer optimizer, SplittableRandom random, LossWatch watch) {
        try (NDManager task = weights.head().getManager().newSubManager()) {
            NDArray images = episode.supportImages(task);
            MiniBatches batches = new MiniBatches(episode.supportLabels().length, inner.batch, random);
            for (int i = 1; i <= inner.steps; i++) {
                step(task, weights, images, episode, batches.next(), optimizer, watch);
            }
        }
    }

    private void step(NDManager task, NDList weights, NDArray images, Episode episode, int[] chosen, Optimizer optimizer, LossWatch watch) {
        ClassLabels right = episode.supportClasses().pick(chosen);
        try (NDManager manager = task.newSubManager(); Recording recording = Recording.on()) {
            NDList leaves = Gradients.leaves(manager, weights);
            NDArray loss = crossEntropy(m -> images.get(m, new NDIndex("{}", m.create(chosen))), right).loss(leaves);
            NDList gradients = Gradients.of(loss, leaves);
            watch.see(loss, weights.head().getManager());
            Optimizers.update(optimizer, network().trainable(), weights, gradients);
        }
    }

    @Override
    public void save(StateWriter out) {
        network().save(out.at("network"));
        moments.save(out.at("moments"), network().trainable());
        out.longs("steps", steps);
    }

    @Override
    public Runnable restore(StateReader in) {
        Runnable weights = network().restore(in.at("network"));
        Runnable squares = moments.restore(in.at("moments"), network().trainable());
        long done = in.longs("steps")[0];
        return () -> {
            weights.run();
            squares.run();
            steps = done;
        };
    }

    @Override
    public void close() {
        moments.close();
    }
}
