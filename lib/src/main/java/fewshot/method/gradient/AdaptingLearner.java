package fewshot.method.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.episode.Episode;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.Gradients;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Objective;
import fewshot.gradient.Recording;
import fewshot.method.EpisodicLearner;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What all methods share that learn an episode by changing weights: a classifier {@code f(θ, x)}, the cross-entropies of an
 * episode's two sets, and the answer, {@code f(θ', x)} at weights θ' that the support has adapted. A method says how it adapts.
 *
 * <p>While it learns, batch norm has the statistics of each batch. When it answers they are, transductively, those of the
 * queries, which then help each other, as in the papers' figures; or, inductively, those of the support set at the adapted
 * weights, so that each query is answered as if it were alone. The network's own weights and running statistics stay as
 * they are. The network is shared, not owned: whoever made it closes it.
 */
public abstract class AdaptingLearner implements EpisodicLearner {
    private final Network network;
    private final FunctionalBlock block;
    private final BatchNormMode mode;

    /**
     * A learner on a classifier.
     *
     * @param network images to class scores, such as {@link Network#classifier}
     * @param mode where batch norm takes its statistics from when it answers
     * @throws IllegalArgumentException if it would answer in training mode, or the network does not make scores
     */
    protected AdaptingLearner(Network network, BatchNormMode mode) {
        String name = getClass().getSimpleName();
        if (mode == BatchNormMode.TRAINING) {
            throw new IllegalArgumentException(name + ": answers are inductive or transductive, not TRAINING");
        }
        this.network = Objects.requireNonNull(network, "network");
        if (network.output().dimension() != 1) {
            throw new IllegalArgumentException(name + ": the network makes " + network.output()
                    + " of an image; it should make one score a class, such as " + new Shape(5));
        }
        this.block = new FunctionalBlock(network.block());
        this.mode = mode;
    }

    /**
     * The weights that the support set of an episode makes of the start, as plain numbers; asked on several threads at once
     * when episodes are evaluated.
     *
     * @param manager owns them and all that is made on the way
     * @return one array for each of the network's trainable weights
     */
    public abstract NDList adapt(NDManager manager, Episode episode);

    /**
     * What an inner loop makes of the network's weights on an episode's support; see {@link #adapt}. No graph is kept.
     *
     * @throws IllegalArgumentException if the episode has more or fewer classes than the network answers with
     */
    protected final NDList learn(NDManager manager, InnerLoop inner, Episode episode) {
        check(episode);
        NDList start = Gradients.leaves(manager, block.weights());
        return inner.order(InnerLoop.Order.NONE).adapt(start, supportLoss(episode));
    }

    @Override
    public Optional<BatchNormMode> batchNorm() {
        return Optional.of(mode);
    }

    @Override
    public boolean concurrent() {
        return true;
    }

    @Override
    public NDArray logits(NDManager manager, Episode episode) {
        check(episode);
        return logits(manager, adapt(manager, episode), episode);
    }

    /**
     * The scores of an episode's queries at given weights, in the mode in which it answers.
     *
     * @param weights one array for each of the network's trainable weights, such as those of {@link #adapt}
     * @return {@code [way × queries, way]}, owned by {@code manager}
     */
    public final NDArray logits(NDManager manager, NDList weights, Episode episode) {
        try (Recording none = Recording.off()) {
            NDArray queries = episode.queryImages(manager);
            if (mode == BatchNormMode.TRANSDUCTIVE) {
                return block.apply(weights, queries);
            }
            return block.apply(weights, queries, block.statistics(weights, episode.supportImages(manager)));
        }
    }

    /** The cross-entropy of the support images, as a function of the weights. */
    public final Objective supportLoss(Episode episode) {
        return crossEntropy(episode::supportImages, episode.supportLabels());
    }

    /** The cross-entropy of the query images, as a function of the weights, batch norm on the queries' statistics. */
    public final Objective queryLoss(Episode episode) {
        return crossEntropy(episode::queryImages, episode.queryLabels());
    }

    /** The mean of {@code −log softmax} of the right class over some images. */
    final Objective crossEntropy(Function<NDManager, NDArray> images, int[] labels) {
        return weights -> {
            NDManager manager = weights.head().getManager();
            NDArray right = manager.create(labels).oneHot((int) network.output().get(0));
            return block.apply(weights, images.apply(manager)).logSoftmax(1).mul(right).sum(new int[] {1}).mean().neg();
        };
    }

    /** Refuses an episode with more or fewer classes than the network answers with. */
    final void check(Episode episode) {
        if (episode.way() != network.output().get(0)) {
            throw new IllegalArgumentException(getClass().getSimpleName() + ": the episode is " + episode.way()
                    + "-way, but the network answers with " + network.output().get(0) + " classes; the head learned is for just so many");
        }
    }

    /** The network whose weights are learned. */
    protected final Network network() {
        return network;
    }

    /** The network as a function of its weights. */
    public final FunctionalBlock block() {
        return block;
    }
}
