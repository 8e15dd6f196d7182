package fewshot.method.baseline;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.core.Linear;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.gradient.Adam;
import fewshot.gradient.DivergenceException;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.Gradients;
import fewshot.gradient.Recording;
import fewshot.method.Classifier;
import fewshot.method.FewShotLearner;
import fewshot.method.LearnedTask;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.state.Stop;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Trains a network with a new linear layer on each episode's support set by plain gradient descent, then answers the
 * queries and forgets: from random weights it is the classic failure on five images, from pre-trained weights the
 * classic rival.
 *
 * <p>Minimises the cross-entropy of {@code W f(x) + b} over the support with Adam. Batch norm uses the support's
 * statistics while it adapts and the running ones, which adapting has moved, for the queries. Each task begins with a copy
 * of the encoder's weights as they are when it is asked; the encoder itself is never changed.
 */
public final class FineTuning implements FewShotLearner {
    private final String name;
    private final Network encoder;
    private final FunctionalBlock block;
    private final int steps;
    private final float learningRate;
    private final long seed;

    /**
     * A learner on an encoder, which may be trained further meanwhile.
     *
     * @param name the name in results, such as {@code from scratch}
     * @param encoder makes vectors; the caller's to close, after this learner's last use
     * @param steps updates on each support set, at least 1
     * @param learningRate Adam's
     * @param seed fixes the linear layer's initial weights
     */
    public FineTuning(String name, Network encoder, int steps, float learningRate, long seed) {
        if (steps < 1) {
            throw new IllegalArgumentException("FineTuning: " + steps + " steps; there must be at least 1");
        }
        this.name = name;
        this.encoder = encoder;
        this.block = new FunctionalBlock(encoder.block()).withHead();
        this.steps = steps;
        this.learningRate = learningRate;
        this.seed = seed;
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
    public NDArray logits(NDManager manager, Episode episode) {
        try (Classifier learned = fit(episode)) {
            return learned.scores(manager, episode.query());
        }
    }

    /** The encoder's weights, and then W and b of the linear layer, with the running statistics behind them. */
    private record Copies(NDList weights, NDList running) {}

    @Override
    public Classifier fit(Episode task) {
        int arrays = block.weights().size() + 2;
        return new LearnedTask(encoder.manager(), task, scratch -> {
            Copies copies = copies(scratch, task.way());
            learn(scratch, copies, task);
            return new NDList(copies.weights).addAll(copies.running);
        }, (manager, learned, queries) ->
                block.apply(new NDList(learned.subList(0, arrays)), EngineArrays.of(manager, queries), learned.subNDList(arrays)));
    }

    private Copies copies(NDManager manager, int way) {
        try (Recording none = Recording.off();
                Network head = new Network(Linear.builder().setUnits(way).build(), encoder.output(), seed, device())) {
            NDList weights = new NDList(block.weights()).addAll(new FunctionalBlock(head.block()).weights());
            NDList copies = new NDList(weights.stream().map(NDArray::duplicate).toList());
            NDList running = new NDList(block.running().stream().map(NDArray::duplicate).toList());
            copies.attach(manager);
            running.attach(manager);
            return new Copies(copies, running);
        }
    }

    private void learn(NDManager own, Copies copies, Episode task) {
        List<String> names = IntStream.range(0, copies.weights.size()).mapToObj(Integer::toString).toList();
        try (Adam adam = new Adam(learningRate)) {
            for (int step = 1; step <= steps; step++) {
                Stop.before("a step on a task");
                try (NDManager scratch = own.newSubManager(); Recording recording = Recording.on()) {
                    NDList leaves = Gradients.leaves(scratch, copies.weights);
                    NDArray scores = block.train(leaves, task.supportImages(scratch), copies.running);
                    NDArray loss = scores.logSoftmax(1).mul(task.supportClasses().targets(scratch))
                            .sum(new int[] {1}).mean().neg();
                    NDList gradients = Gradients.orZero(loss, leaves);
                    if (!Float.isFinite(loss.getFloat())) {
                        throw new DivergenceException("FineTuning: the loss is " + loss.getFloat() + " at step " + step + " on a task's support;"
                                + " the learning rate of " + learningRate + " is too high for it, or its data is not finite");
                    }
                    adam.update(names, copies.weights, gradients);
                }
            }
        }
    }

    @Override
    public String toString() {
        return name + " on " + encoder + ", " + steps + " steps";
    }
}
