package fewshot.method.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.ConstantInitializer;
import fewshot.episode.ClassLabels;
import fewshot.episode.PairBatch;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.Scalar;
import java.util.List;

/**
 * Siamese networks: two towers with the same weights embed two images, and a distance says whether they show one class.
 * Trained on pairs, it then names a query by comparing it with every support image.
 *
 * <p>Two ways to measure. {@link #contrastive}: {@code d = ‖f(a) − f(b)‖}, trained on
 * {@code ½ y d² + ½ (1 − y) max(0, m − d)²}, where y is 1 for a pair of one class (Hadsell, Chopra and LeCun 2006, equation
 * 4, with their y turned round). {@link #weighted}: {@code p = σ(β + Σ αᵢ |f(a)ᵢ − f(b)ᵢ|)}, trained on the cross-entropy of
 * p and y (Koch, Zemel and Salakhutdinov 2015, section 3.1; the bias β is ours: without it two equal images could not be
 * told to be one class with more than ½).
 *
 * <p>The networks are shared, not owned: whoever made them closes them.
 */
public final class SiameseNetwork extends MetricLearner {
    /** Keeps the root's gradient finite for two images with one embedding. */
    private static final double TINY = 1e-12;

    private final Network comparison;
    private final double margin;
    private final GradientDescent descent;

    private SiameseNetwork(
            Network network, Network comparison, double margin, BatchNormMode mode, GradientDescent descent) {
        super(vectors("SiameseNetwork", network), mode);
        this.comparison = comparison;
        this.margin = margin;
        this.descent = GradientDescent.orNone(descent);
    }

    /**
     * With the Euclidean distance and the contrastive loss; it answers inductively.
     *
     * @param margin how far apart two images of different classes should be, above 0
     * @param descent updates the network; {@link GradientDescent#none} for a learner that only answers
     */
    public static SiameseNetwork contrastive(Network network, double margin, GradientDescent descent) {
        if (!(margin > 0)) {
            throw new IllegalArgumentException("SiameseNetwork: the margin is " + margin + "; it must be above 0");
        }
        return new SiameseNetwork(network, null, margin, BatchNormMode.INDUCTIVE, descent);
    }

    /**
     * With a learned weight for each feature's difference and a sigmoid; it answers inductively.
     *
     * @param comparison holds α and β, made by {@link #comparison}
     * @param descent updates both networks; {@link GradientDescent#none} for a learner that only answers
     * @throws IllegalArgumentException if the two networks do not fit
     */
    public static SiameseNetwork weighted(Network network, Network comparison, GradientDescent descent) {
        if (!comparison.input().equals(network.output()) || comparison.output().size() != 1) {
            throw new IllegalArgumentException("SiameseNetwork: the encoder makes " + network.output() + " and the comparison makes "
                    + comparison.output() + " of " + comparison.input() + "; it should make one number of an embedding");
        }
        return new SiameseNetwork(network, comparison, 0, BatchNormMode.INDUCTIVE, descent);
    }

    /**
     * A new {@code β + Σ αᵢ xᵢ} for the embeddings of a network; the caller closes it. It starts as a plain L1 distance,
     * {@code αᵢ = −16 / features} and {@code β = 4}. (Koch draws α at random. A weight above zero trains its feature the wrong
     * way round until it has changed its sign, and Adam moves it by no more than the learning rate a step.)
     */
    public static Network comparison(Network network) {
        Block sum = Linear.builder().setUnits(1).build();
        sum.setInitializer(new ConstantInitializer(-16f / network.output().size()), Parameter.Type.WEIGHT);
        sum.setInitializer(new ConstantInitializer(4), Parameter.Type.BIAS);
        return new Network(sum, network.output(), 0, network.manager().getDevice());
    }

    @Override
    public SiameseNetwork with(BatchNormMode other) {
        return new SiameseNetwork(network(), comparison, margin, other, descent);
    }

    @Override
    public String name() {
        return comparison == null ? "Siamese, contrastive" : "Siamese";
    }

    /** A class is as near as its nearest support image. */
    @Override
    protected NDArray compare(NDArray support, NDArray queries, ClassLabels classes, BatchNormMode statistics) {
        return classes.largest(similarity(queries.expandDims(1), support.expandDims(0)));
    }

    /**
     * How alike two embeddings are: {@code −d}, or {@code β + Σ αᵢ |aᵢ − bᵢ|}, the logarithm of the odds of one class.
     *
     * @param a {@code […, features]}
     * @param b likewise, or of a shape that broadcasts
     * @return {@code […]}
     */
    public NDArray similarity(NDArray a, NDArray b) {
        NDArray difference = a.sub(b);
        int last = difference.getShape().dimension() - 1;
        if (comparison == null) {
            return difference.square().sum(new int[] {last}).sqrt().neg();
        }
        NDArray flat = difference.abs().reshape(-1, difference.getShape().get(last));
        return comparison.forward(flat, BatchNormMode.INDUCTIVE).reshape(difference.getShape().slice(0, last));
    }

    /** How alike the two images of each pair are, {@code [pairs]}: both embedded in one batch, by one tower. */
    public NDArray similarity(NDManager manager, PairBatch pairs) {
        return similarity(manager, pairs, mode());
    }

    private NDArray similarity(NDManager manager, PairBatch pairs, BatchNormMode statistics) {
        NDArray[] sides = towers(manager, pairs, statistics);
        return similarity(sides[0], sides[1]);
    }

    private NDArray[] towers(NDManager manager, PairBatch pairs, BatchNormMode statistics) {
        NDArray both = network().forward(pairs.images(manager), statistics);
        return both.split(2).toArray(NDArray[]::new);
    }

    /** The mean loss over the pairs, with the batch's own statistics; a scalar of {@code manager}. */
    public NDArray loss(NDManager manager, PairBatch pairs) {
        NDArray same = manager.create(pairs.labels());
        if (comparison == null) {
            NDArray[] sides = towers(manager, pairs, BatchNormMode.TRAINING);
            return contrastiveLoss(sides[0], sides[1], same, margin);
        }
        // −y log σ(s) − (1 − y) log(1 − σ(s)) = log(1 + e^s) − y s
        NDArray score = similarity(manager, pairs, BatchNormMode.TRAINING);
        return Activation.softPlus(score).sub(same.mul(score)).mean();
    }

    /**
     * The mean of {@code ½ y d² + ½ (1 − y) max(0, m − d)²} over the rows, where {@code d = ‖a − b‖}.
     *
     * @param a {@code [n, features]}
     * @param b {@code [n, features]}
     * @param same {@code [n]}: 1 for one class, 0 for two
     */
    public static NDArray contrastiveLoss(NDArray a, NDArray b, NDArray same, double margin) {
        NDArray squared = a.sub(b).square().sum(new int[] {1});
        NDArray gap = Activation.relu(squared.add(TINY).sqrt().neg().add(margin));
        return same.mul(squared).add(same.neg().add(1).mul(gap.square())).mean().div(Scalar.of(a.getManager(), 2));
    }

    /** One update from a batch of pairs. */
    public Step step(PairBatch pairs) {
        return descent.minimise(List.of(pairs), this::loss);
    }
}
