package fewshot.method.metric;

import ai.djl.ndarray.NDArray;
import fewshot.episode.ClassLabels;
import fewshot.gradient.GradientDescent;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.Scalar;

/**
 * Prototypical Networks: a class is the mean of its embedded support images, and a query belongs to the nearest one.
 *
 * <p>{@code c_k = 1/|S_k| Σ f(x_i)} and {@code p(y = k | x) = softmax_k(−d(f(x), c_k))}, with the squared Euclidean
 * distance (Snell, Swersky and Zemel 2017, equations 1 and 2); trained on {@code −log p} of the right class. With the
 * cosine it is the variant that the paper found worse.
 *
 * <p>The network is shared, not owned: whoever made it closes it.
 */
public final class PrototypicalNetwork extends EpisodicMetricLearner {
    /** How far a query is from a prototype. */
    public enum Distance {
        /** {@code ‖a − b‖²}. */
        SQUARED_EUCLIDEAN,
        /** {@code scale · (1 − cos(a, b))}: the scale lets the softmax tell near from far, since the cosine ends at ±1. */
        COSINE
    }

    private static final double COSINE_SCALE = 10;

    private final Distance distance;
    private final double scale;

    private PrototypicalNetwork(Network network, Distance distance, double scale, BatchNormMode mode, GradientDescent descent) {
        super(vectors("PrototypicalNetwork", network), mode, descent);
        this.distance = distance;
        this.scale = scale;
    }

    /** A learner with squared Euclidean distance that can be trained; it answers inductively. */
    public static PrototypicalNetwork of(Network network, GradientDescent descent) {
        return new PrototypicalNetwork(network, Distance.SQUARED_EUCLIDEAN, COSINE_SCALE, BatchNormMode.INDUCTIVE, descent);
    }

    /** A nearest-centroid learner on a network as it is, which cannot be trained further. */
    public static PrototypicalNetwork of(Network network) {
        return of(network, GradientDescent.none());
    }

    /** The same weights with another distance; the cosine's scale is 10. */
    public PrototypicalNetwork withDistance(Distance other) {
        return new PrototypicalNetwork(network(), other, COSINE_SCALE, mode(), descent());
    }

    /**
     * The same weights with the cosine at a scale of one's own. With one shot a prototype is its example, and this is a Matching
     * Network at temperature {@code 1 / scale}.
     *
     * @param other what {@code 1 − cos} is multiplied by (the metric scale of Oreshkin and others 2018); above 0
     */
    public PrototypicalNetwork withCosine(double other) {
        if (!(other > 0)) {
            throw new IllegalArgumentException("PrototypicalNetwork: the cosine's scale is " + other + "; it must be above 0");
        }
        return new PrototypicalNetwork(network(), Distance.COSINE, other, mode(), descent());
    }

    @Override
    public PrototypicalNetwork with(BatchNormMode other) {
        return new PrototypicalNetwork(network(), distance, scale, other, descent());
    }

    @Override
    public String name() {
        return distance == Distance.COSINE ? "Prototypical, cosine" : "Prototypical";
    }

    @Override
    protected NDArray compare(NDArray support, NDArray queries, ClassLabels classes, BatchNormMode statistics) {
        return scores(queries, classes.means(support));
    }

    /**
     * The mean of each class's support embeddings, where all classes have as many. Which row is of which class it is not told: take
     * {@link ClassLabels#means} where they may be uneven, as the learner itself does.
     *
     * @param support {@code [way × shot, features]}, class-major
     * @return {@code [way, features]}
     * @throws IllegalArgumentException if so many rows cannot be as many of each class
     */
    public static NDArray prototypes(NDArray support, int way) {
        long rows = support.getShape().get(0);
        if (way < 1 || rows % way != 0) {
            throw new IllegalArgumentException("PrototypicalNetwork: " + rows + " embeddings cannot be " + way
                    + " classes of as many each; ClassLabels.means takes the means of uneven ones");
        }
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
                    .mul(Scalar.of(queries.getManager(), scale));
        };
    }
}
