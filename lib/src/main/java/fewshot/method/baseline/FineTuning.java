package fewshot.method.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import fewshot.episode.Episode;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.method.FewShotLearner;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.List;
import java.util.Optional;

/**
 * Trains a network with a new linear layer on each episode's support set by plain gradient descent, then answers the
 * queries and forgets: from random weights it is the classic failure on five images, from pre-trained weights the
 * classic rival.
 *
 * <p>Minimises the cross-entropy of {@code W f(x) + b} over the support with Adam. Batch norm uses the support's
 * statistics while it adapts and the running ones, which adapting has moved, for the queries. The encoder's weights are
 * put back after each episode, so that no episode knows of another. Not safe for use from several threads.
 */
public final class FineTuning implements FewShotLearner {
    private final String name;
    private final Network encoder;
    private final int steps;
    private final float learningRate;
    private final long seed;
    private final float[][] start;

    /**
     * A learner that starts each episode from the encoder's weights as they are now.
     *
     * @param name the name in results, such as {@code from scratch}
     * @param encoder is the caller's to close, after this learner's last use
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
        this.steps = steps;
        this.learningRate = learningRate;
        this.seed = seed;
        this.start = encoder.snapshot();
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
    public NDArray logits(NDManager manager, Episode episode) {
        try (Adam adam = new Adam(learningRate);
                Network head = new Network(Linear.builder().setUnits(episode.way()).build(), encoder.output(), seed,
                        encoder.manager().getDevice())) {
            GradientDescent descent = new GradientDescent(List.of(encoder, head), adam, Double.POSITIVE_INFINITY);
            for (int i = 0; i < steps; i++) {
                descent.minimise(List.of(episode), (m, e) -> loss(head, m, e));
            }
            NDArray features = encoder.forward(episode.queryImages(manager), BatchNormMode.INDUCTIVE);
            return head.forward(features, BatchNormMode.INDUCTIVE);
        } finally {
            encoder.restore(start);
        }
    }

    private NDArray loss(Network head, NDManager manager, Episode episode) {
        NDArray features = encoder.forward(episode.supportImages(manager), BatchNormMode.TRAINING);
        NDArray scores = head.forward(features, BatchNormMode.TRAINING);
        NDArray labels = manager.create(episode.supportLabels());
        return new SoftmaxCrossEntropyLoss().evaluate(new NDList(labels), new NDList(scores));
    }
}
