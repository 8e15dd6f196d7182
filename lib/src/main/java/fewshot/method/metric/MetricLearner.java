package fewshot.method.metric;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import fewshot.episode.ClassLabels;
import fewshot.episode.Episode;
import fewshot.method.FewShotLearner;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.state.Stop;
import java.util.Objects;
import java.util.Optional;

/**
 * What all methods that embed and compare share: one network embeds support and queries in one batch, and a comparison of
 * the two gives the scores. A method says how it compares.
 *
 * <p>Transductively the statistics of batch norm are those of the support and of all queries of a call together; a query
 * that is asked alone has the support's company.
 *
 * <p>The network is shared, not owned: whoever made it closes it.
 */
public abstract class MetricLearner implements FewShotLearner {
    private final Network network;
    private final BatchNormMode mode;

    /**
     * A learner on a network.
     *
     * @param network embeds examples
     * @param mode where batch norm takes its statistics from when it answers
     * @throws IllegalArgumentException if it would answer in training mode
     */
    protected MetricLearner(Network network, BatchNormMode mode) {
        if (mode == BatchNormMode.TRAINING) {
            throw new IllegalArgumentException(
                    getClass().getSimpleName() + ": answers are inductive or transductive, not TRAINING");
        }
        this.network = Objects.requireNonNull(network, "network");
        this.mode = mode;
    }

    /** The same weights, answering with other batch-norm statistics: inductive or transductive. */
    public abstract MetricLearner with(BatchNormMode other);

    @Override
    public boolean concurrent() {
        return true;
    }

    @Override
    public final Device device() {
        return network.manager().getDevice();
    }

    @Override
    public final NDArray logits(NDManager manager, Episode episode) {
        Stop.before("an answer");
        return logits(manager, episode, mode);
    }

    /** The scores with the statistics given, those of training among them. */
    final NDArray logits(NDManager manager, Episode episode, BatchNormMode statistics) {
        NDArray embeddings = network.forward(episode.allImages(manager), statistics);
        int support = episode.supportLabels().length;
        return compare(embeddings.get(new NDIndex(":{}", support)), embeddings.get(new NDIndex("{}:", support)),
                episode.supportClasses(), statistics);
    }

    @Override
    public final MetricClassifier fit(Episode task) {
        return new MetricClassifier(this, task);
    }

    /**
     * Where the network puts some examples, in the mode in which it answers.
     *
     * @param images {@code [n, 1, 28, 28]}, or what else the network takes
     * @return {@code [n, …features…]}, owned by the manager of {@code images}
     */
    public final NDArray embed(NDArray images) {
        return network.forward(images, mode);
    }

    /**
     * How near each query is to each class; asked on several threads at once when episodes are evaluated.
     *
     * @param support {@code [n, …features…]}
     * @param queries {@code [q, …features…]}
     * @param classes what class each support example is of
     * @param statistics for further batch norm on the way
     * @return {@code [q, way]}: the higher, the likelier
     */
    protected abstract NDArray compare(NDArray support, NDArray queries, ClassLabels classes, BatchNormMode statistics);

    /**
     * The network, for a method that compares points of a space.
     *
     * @throws IllegalArgumentException if it makes something else than vectors, such as feature maps
     */
    public static Network vectors(String method, Network network) {
        if (network.output().dimension() != 1) {
            throw new IllegalArgumentException(method + ": the encoder makes " + network.output()
                    + "; it should make one vector of an image, such as " + new Shape(64));
        }
        return network;
    }

    /** The network that embeds. */
    protected final Network network() {
        return network;
    }

    /** Where batch norm takes its statistics from when it answers. */
    protected final BatchNormMode mode() {
        return mode;
    }

    @Override
    public final Optional<BatchNormMode> batchNorm() {
        return Optional.of(mode);
    }

    @Override
    public String toString() {
        return name() + " on " + network + ", " + mode.label();
    }
}
