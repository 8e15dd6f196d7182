package fewshot.method.baseline;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.gradient.Adam;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.Gradients;
import fewshot.gradient.LossWatch;
import fewshot.gradient.Recording;
import fewshot.method.Classifier;
import fewshot.method.FewShotLearner;
import fewshot.method.LearnedTask;
import fewshot.method.metric.MetricLearner;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.state.Stop;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Trains a network with a new last layer, its {@link Head}, on each episode's support set by ordinary gradient descent, then
 * answers the queries and forgets: from random weights it is the classic failure on five images, from pre-trained weights the
 * classic rival.
 *
 * <p>It minimises the cross-entropy of the head's scores over the support. There are two forms. The constructor's changes the
 * encoder too, with Adam on the whole support at each step: batch norm uses the support's statistics while it adapts and the
 * running ones, which adapting has moved, for the queries. {@link #ofHead} is the Baseline and the Baseline++ of Chen and others
 * (2019, sections 3.1 and 3.2): the encoder is frozen, its features are those with the running statistics, and only the head is
 * trained. Either may begin at the support's centroids. Each task begins with the encoder's weights as they are when it is asked;
 * the encoder itself is never changed.
 *
 * <p>How long and how fast to train is chosen on validation classes: make one learner for each pair of both, and keep the one
 * of which {@code Evaluator.evaluate} says the best (notebook 00 does so with the number of steps).
 */
public final class FineTuning implements FewShotLearner {
    private final String name;
    private final Network encoder;
    private final FunctionalBlock block;
    private final Head head;
    private final OptionalDouble temperature; // of the centroids that the head begins at; none where it begins at random
    private final int passes;
    private final double rate;
    private final boolean frozen;
    private final long seed;

    /**
     * A learner on an encoder that adapts with its head, and may be trained further meanwhile.
     *
     * @param name the name in results, such as {@code from scratch}
     * @param encoder makes vectors; the caller's to close, after this learner's last use
     * @param steps updates on each support set, 0 or more
     * @param learningRate Adam's, above 0
     * @param seed fixes the linear layer's initial weights
     * @throws IllegalArgumentException if the encoder does not make vectors, there are fewer than 0 steps, or the rate is not above 0
     */
    public FineTuning(String name, Network encoder, int steps, float learningRate, long seed) {
        this(name, encoder, Head.LINEAR, OptionalDouble.empty(), steps, learningRate, false, seed);
    }

    private FineTuning(
            String name, Network encoder, Head head, OptionalDouble temperature, int passes, double rate, boolean frozen, long seed) {
        if (passes < 0) {
            throw new IllegalArgumentException("FineTuning: " + passes + (frozen ? " passes over" : " steps on") + " a support; there must be 0 or more");
        }
        if (!(rate > 0 && Double.isFinite(rate))) {
            throw new IllegalArgumentException("FineTuning: the learning rate is " + rate + "; it must be a number above 0");
        }
        this.name = name;
        this.encoder = MetricLearner.vectors("FineTuning", encoder);
        this.block = new FunctionalBlock(encoder.block());
        this.head = head;
        this.temperature = temperature;
        this.passes = passes;
        this.rate = rate;
        this.frozen = frozen;
        this.seed = seed;
    }

    /**
     * A new head on a frozen encoder, as Chen and others (2019) and their code have it: trained with momentum 0.9, dampening 0.9
     * and weight decay 0.001, four support examples at a time.
     *
     * @param name the name in results, such as {@code Baseline} or, with {@link Head#COSINE}, {@code Baseline++}
     * @param encoder makes vectors, from a {@link PreTraining} with the same kind of head; the caller's to close
     * @param passes how often it goes over the whole support; 100 in the authors' code
     * @param learningRate 0.01 in the authors' code
     * @param seed fixes the head's initial weights and the order of the examples
     * @throws IllegalArgumentException if the encoder does not make vectors, there are fewer than 0 passes, or the rate is not
     *     above 0
     */
    public static FineTuning ofHead(String name, Head head, Network encoder, int passes, double learningRate, long seed) {
        return new FineTuning(name, encoder, head, OptionalDouble.empty(), passes, learningRate, true, seed);
    }

    /**
     * The same under another name, with a head that begins at the support's centroids c in the place of random weights: a linear
     * one with {@code w = 2c/T} and {@code b = −‖c‖²/T}, a cosine with {@code w = c}. Before the first step it is the nearest centroid,
     * whatever the temperature T.
     *
     * <p>T decides what is left to learn. The squared distances of usual encoders are in the hundreds, so that at {@code T = 1} the head
     * answers its own support without loss, at one shot exactly so, and no step moves it. Choose T on validation classes, with steps
     * and rate.
     *
     * @param temperature T, above 0; 1 for a cosine, whose weights' lengths change no score
     * @throws IllegalArgumentException if it is not
     */
    public FineTuning fromCentroids(String name, double temperature) {
        if (!(temperature > 0 && Double.isFinite(temperature))) {
            throw new IllegalArgumentException("FineTuning: the temperature of the centroids is " + temperature + "; it must be a number above 0");
        }
        if (head == Head.COSINE && temperature != 1) {
            throw new IllegalArgumentException("FineTuning: a head of cosines cannot begin at a temperature of " + temperature
                    + "; the lengths of its weights change no score, so it must be 1");
        }
        return new FineTuning(name, encoder, head, OptionalDouble.of(temperature), passes, rate, frozen, seed);
    }

    /** The same at a temperature of 1. */
    public FineTuning fromCentroids(String name) {
        return fromCentroids(name, 1);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<BatchNormMode> batchNorm() {
        return Optional.of(BatchNormMode.INDUCTIVE);
    }

    @Override
    public Device device() {
        return encoder.manager().getDevice();
    }

    @Override
    public boolean concurrent() {
        return true;
    }

    @Override
    public NDArray logits(NDManager manager, Episode episode) {
        Stop.before("an answer");
        try (Classifier learned = fit(episode)) {
            return learned.scores(manager, episode.query());
        }
    }

    /** What a task has of its own: the encoder's weights and running statistics, and the head's weights. */
    private record Copies(NDList encoder, NDList running, NDList head) {
        NDList weights() {
            return new NDList(encoder).addAll(head);
        }

        /** The same at other weights. */
        Copies at(NDList weights) {
            return new Copies(weights.subNDList(0, encoder.size()), running, weights.subNDList(encoder.size()));
        }
    }

    @Override
    public Classifier fit(Episode task) {
        NDList weights = frozen ? new NDList() : block.weights();
        NDList running = frozen ? new NDList() : block.running();
        return new LearnedTask(encoder.manager(), task, scratch -> {
            NDArray images = task.supportImages(scratch);
            if (frozen) {
                NDArray features = features(images);
                return new HeadDescent(head, rate, passes, seed).learn(start(scratch, () -> features, task), features, task.supportLabels());
            }
            Copies copies = new Copies(copies(scratch, weights), copies(scratch, running), start(scratch, () -> features(images), task));
            learn(copies, images, task);
            return new NDList(copies.encoder).addAll(copies.running).addAll(copies.head);
        }, (manager, learned, queries) -> {
            NDArray x = EngineArrays.of(manager, queries);
            int all = weights.size() + running.size();
            NDArray features = frozen ? features(x)
                    : block.apply(learned.subNDList(0, weights.size()), x, learned.subNDList(weights.size(), all));
            return head.scores(features, learned.subNDList(all));
        });
    }

    private NDArray features(NDArray images) {
        return encoder.forward(images, BatchNormMode.INDUCTIVE);
    }

    private static NDList copies(NDManager manager, NDList arrays) {
        NDList copies = new NDList(arrays.stream().map(NDArray::duplicate).toList());
        copies.attach(manager);
        return copies;
    }

    /** The head's weights before the first step. */
    private NDList start(NDManager manager, Supplier<NDArray> features, Episode task) {
        if (temperature.isPresent()) {
            return head.at(task.supportClasses().means(features.get()), temperature.getAsDouble());
        }
        try (Network fresh = new Network(head.layer(task.way()), encoder.output(), seed, device())) {
            return copies(manager, new FunctionalBlock(fresh.block()).weights());
        }
    }

    /** Changes the copies where they lie, by Adam on the whole support. */
    private void learn(Copies copies, NDArray images, Episode task) {
        try (Adam adam = new Adam((float) rate)) {
            LossWatch watch = new LossWatch(device(), (number, loss) -> "FineTuning: the loss is " + loss + " at step " + number
                    + " on a task's support; this is too fast for it (" + adam + "), or its data is not finite");
            for (int number = 1; number <= passes; number++) {
                Stop.before("a step on a task");
                step(copies, images, task, adam, watch);
            }
            watch.end();
        }
    }

    private void step(Copies copies, NDArray images, Episode task, Adam adam, LossWatch watch) {
        NDList weights = copies.weights();
        try (NDManager scratch = images.getManager().newSubManager(); Recording recording = Recording.on()) {
            NDList leaves = Gradients.leaves(scratch, weights);
            Copies here = copies.at(leaves);
            NDArray features = block.train(here.encoder, images, here.running);
            NDArray targets = task.supportClasses().targets(scratch);
            NDArray loss = head.scores(features, here.head).logSoftmax(1).mul(targets).sum(new int[] {1}).mean().neg();
            NDList gradients = Gradients.orZero(loss, leaves);
            watch.see(loss, images.getManager());
            adam.update(IntStream.range(0, weights.size()).mapToObj(Integer::toString).toList(), weights, gradients);
        }
    }

    @Override
    public String toString() {
        return name + " on " + encoder + ", " + passes + (frozen ? " passes with the encoder frozen" : " steps");
    }
}
