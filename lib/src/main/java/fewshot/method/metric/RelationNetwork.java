package fewshot.method.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import fewshot.episode.Episode;
import fewshot.episode.ClassLabels;
import fewshot.gradient.GradientDescent;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.Scalar;

/**
 * Relation Networks: the comparison itself is learned.
 *
 * <p>{@code r = σ(g(C(Σ_shots f(xᵢ), f(x̂))))}: the feature maps of a class's support images are summed, a query's maps are put
 * beside them (C), and a second network g looks at both and says how well they go together (Sung et al. 2018, equation 1
 * and section 3.2). Trained on the squared error of r to 1 for the right class and 0 for the others (equation 2), or, as a
 * variant, on the cross-entropy of the scores.
 *
 * <p>The networks are shared, not owned: whoever made them closes them.
 */
public final class RelationNetwork extends EpisodicMetricLearner {
    /** What training minimises. */
    public enum Loss {
        /** {@code (r − 1)²} for the right class and {@code r²} for the others, the paper's. */
        SQUARED_ERROR,
        /** {@code −log softmax} of the scores before the sigmoid. */
        CROSS_ENTROPY
    }

    private final Network relation;
    private final Loss loss;
    private final boolean mean;

    private RelationNetwork(
            Network network, Network relation, Loss loss, boolean mean, BatchNormMode mode, GradientDescent descent) {
        super(network, mode, descent);
        this.relation = relation;
        this.loss = loss;
        this.mean = mean;
    }

    /**
     * With the paper's squared error; it answers inductively.
     *
     * @param network makes feature maps {@code [channels, height, width]}
     * @param relation makes one number of {@code [2 × channels, height, width]}
     * @param descent updates both; {@link GradientDescent#none} for a learner that only answers
     * @throws IllegalArgumentException if the two networks do not fit
     */
    public static RelationNetwork of(Network network, Network relation, GradientDescent descent) {
        Shape maps = network.output();
        if (maps.dimension() != 3 || !relation.input().equals(new Shape(2 * maps.get(0), maps.get(1), maps.get(2)))) {
            throw new IllegalArgumentException("RelationNetwork: the encoder makes " + maps + " and the relation takes "
                    + relation.input() + "; it should take twice the channels, at the same height and width");
        }
        return new RelationNetwork(network, relation, Loss.SQUARED_ERROR, false, BatchNormMode.INDUCTIVE, descent);
    }

    /** The same weights, trained on another loss. */
    public RelationNetwork withLoss(Loss other) {
        return new RelationNetwork(network(), relation, other, mean, mode(), descent());
    }

    /**
     * The same weights with the mean of a class's maps in the place of their sum: for another number of shots than they were
     * trained with, since a sum of k maps is about k times as high as one.
     */
    public RelationNetwork withMeanOverShots() {
        return new RelationNetwork(network(), relation, loss, true, mode(), descent());
    }

    @Override
    public RelationNetwork with(BatchNormMode other) {
        return new RelationNetwork(network(), relation, loss, mean, other, descent());
    }

    @Override
    public String name() {
        return "Relation" + (loss == Loss.SQUARED_ERROR ? "" : ", cross-entropy") + (mean ? ", mean of shots" : "");
    }

    /** The relation before the sigmoid, which does not change the order. */
    @Override
    protected NDArray compare(NDArray support, NDArray queries, ClassLabels classes, BatchNormMode statistics) {
        Shape maps = support.getShape().slice(1);
        int way = classes.way();
        NDArray means = classes.means(support);
        NDArray ofClass = mean ? means : means.mul(Scalar.of(means.getManager(), (double) classes.labels().length / way));
        long n = queries.getShape().get(0);
        NDArray left = ofClass.expandDims(0).repeat(0, n).reshape(new Shape(n * way).addAll(maps));
        NDArray right = queries.expandDims(1).repeat(1, way).reshape(new Shape(n * way).addAll(maps));
        return relation.forward(left.concat(right, 1), statistics).reshape(n, way);
    }

    @Override
    public NDArray loss(NDManager manager, Episode episode) {
        if (loss == Loss.CROSS_ENTROPY) {
            return super.loss(manager, episode);
        }
        NDArray relations = Activation.sigmoid(logits(manager, episode, BatchNormMode.TRAINING));
        return squaredError(relations, episode.queryClasses());
    }

    /** The mean of {@code (r − 1)²} at the right classes and {@code r²} at the others; a stranger is of all others. */
    private static NDArray squaredError(NDArray relations, ClassLabels queries) {
        int way = queries.way();
        float[] right = new float[queries.labels().length * way];
        for (int q = 0; q < queries.labels().length; q++) {
            if (queries.labels()[q] >= 0) {
                right[q * way + queries.labels()[q]] = 1;
            }
        }
        return relations.sub(relations.getManager().create(right, relations.getShape())).square().mean();
    }
}
