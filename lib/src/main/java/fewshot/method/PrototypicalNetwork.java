package fewshot.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import fewshot.episode.Episode;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.Scalar;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Prototypical Networks: a class is the mean of its embedded support images, and a query belongs to the nearest one.
 *
 * <p>{@code c_k = 1/|S_k| Σ f(x_i)} and {@code p(y = k | x) = softmax_k(−d(f(x), c_k))}, with the squared Euclidean
 * distance (Snell, Swersky and Zemel 2017, equations 1 and 2); trained on {@code −log p} of the right class. With the
 * cosine it is the variant that the paper found worse.
 *
 * <p>The network is shared, not owned: whoever made it closes it.
 */
public final class PrototypicalNetwork implements EpisodicLearner {
    /** How far a query is from a prototype. */
    public enum Distance {
        /** {@code ‖a − b‖²}. */
        SQUARED_EUCLIDEAN,
        /** {@code 10 · (1 − cos(a, b))}: the factor lets the softmax tell near from far, since the cosine ends at ±1. */
        COSINE
    }

    private static final double COSINE_SCALE = 10;

    private final Network network;
    private final Distance distance;
    private final BatchNormMode mode;
    private final GradientDescent descent;

    private PrototypicalNetwork(Network network, Distance distance, BatchNormMode mode, GradientDescent descent) {
        this.network = Objects.requireNonNull(network, "network");
        this.distance = distance;
        this.mode = mode;
        this.descent = descent;
    }

    /** A learner with squared Euclidean distance that can be trained; it answers inductively. */
    public static PrototypicalNetwork of(Network network, GradientDescent descent) {
        return new PrototypicalNetwork(network, Distance.SQUARED_EUCLIDEAN, BatchNormMode.INDUCTIVE, descent);
    }

    /** A nearest-centroid learner on a network as it is, which cannot be trained further. */
    public static PrototypicalNetwork of(Network network) {
        return of(network, null);
    }

    /** The same weights with another distance. */
    public PrototypicalNetwork withDistance(Distance other) {
        return new PrototypicalNetwork(network, other, mode, descent);
    }

    /** The same weights, answering with other batch-norm statistics. */
    public PrototypicalNetwork with(BatchNormMode other) {
        if (other == BatchNormMode.TRAINING) {
            throw new IllegalArgumentException("PrototypicalNetwork: answers are inductive or transductive, not TRAINING");
        }
        return new PrototypicalNetwork(network, distance, other, descent);
    }

    @Override
    public String name() {
        return distance == Distance.COSINE ? "Prototypical, cosine" : "Prototypical";
    }

    @Override
    public Optional<BatchNormMode> batchNorm() {
        return Optional.of(mode);
    }

    @Override
    public NDArray logits(NDManager manager, Episode episode) {
        return logits(manager, episode, mode);
    }

    private NDArray logits(NDManager manager, Episode episode, BatchNormMode statistics) {
        NDArray embeddings = network.forward(episode.allImages(manager), statistics);
        int support = episode.way() * episode.shot();
        NDArray prototypes = prototypes(embeddings.get(new NDIndex(":{}", support)), episode.way());
        return scores(embeddings.get(new NDIndex("{}:", support)), prototypes);
    }

    /**
     * The mean of each class's support embeddings.
     *
     * @param support {@code [way × shot, features]}, class-major
     * @return {@code [way, features]}
     */
    public static NDArray prototypes(NDArray support, int way) {
        return support.reshape(way, -1, support.getShape().get(1)).mean(new int[] {1});
    }

    /**
     * Minus the distance of each query to each prototype.
     *
     * @param queries {@code [n, features]}
     * @param prototypes {@code [way, features]}
     * @return {@code [n, way]}
     */
    public NDArray scores(NDArray queries, NDArray prototypes) {
        return switch (distance) {
            case SQUARED_EUCLIDEAN -> queries.expandDims(1)
                    .sub(prototypes.expandDims(0))
                    .square()
                    .sum(new int[] {2})
                    .neg();
            case COSINE -> queries.normalize(2, 1)
                    .dot(prototypes.normalize(2, 1).transpose())
                    .sub(1)
                    .mul(Scalar.of(queries.getManager(), COSINE_SCALE));
        };
    }

    /** The mean of {@code −log p(right class)} over the queries, with the batch's own statistics; a scalar of {@code manager}. */
    public NDArray loss(NDManager manager, Episode episode) {
        NDArray logProbabilities = logits(manager, episode, BatchNormMode.TRAINING).logSoftmax(1);
        NDArray right = manager.create(episode.queryLabels()).oneHot(episode.way());
        return logProbabilities.mul(right).sum(new int[] {1}).mean().neg();
    }

    @Override
    public Step step(List<Episode> batch) {
        if (descent == null) {
            throw new IllegalStateException("PrototypicalNetwork: made without a GradientDescent, so it cannot be trained;"
                    + " use PrototypicalNetwork.of(network, new GradientDescent(network, adam))");
        }
        return descent.minimise(batch, this::loss);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s (%s) on %s", name(), mode.label(), network);
    }
}
