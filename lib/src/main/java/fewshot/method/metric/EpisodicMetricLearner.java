package fewshot.method.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.episode.Episode;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.method.EpisodicLearner;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.List;

/** A metric learner that is trained on episodes, by the cross-entropy of its scores unless it says otherwise. */
public abstract class EpisodicMetricLearner extends MetricLearner implements EpisodicLearner {
    private final GradientDescent descent;

    /**
     * A learner on a network.
     *
     * @param descent updates the weights; {@link GradientDescent#none} for a learner that only answers
     */
    protected EpisodicMetricLearner(Network network, BatchNormMode mode, GradientDescent descent) {
        super(network, mode);
        this.descent = GradientDescent.orNone(descent);
    }

    /**
     * The mean of {@code −log p(right class)} over the queries that are of a class, with the batch's own statistics; a scalar
     * of {@code manager}.
     */
    public NDArray loss(NDManager manager, Episode episode) {
        NDArray logProbabilities = logits(manager, episode, BatchNormMode.TRAINING).logSoftmax(1);
        return logProbabilities.mul(episode.queryClasses().targets(manager)).sum(new int[] {1}).mean().neg();
    }

    @Override
    public final Step step(List<Episode> batch) {
        return descent.minimise(batch, this::loss);
    }

    /** What updates the weights, or none. */
    protected final GradientDescent descent() {
        return descent;
    }
}
