package fewshot.method.gradient;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import fewshot.data.Examples;
import fewshot.episode.ClassLabels;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.Gradients;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Objective;
import fewshot.gradient.Recording;
import fewshot.method.Classifier;
import fewshot.method.EpisodicLearner;
import fewshot.method.LearnedTask;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.state.Stop;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What all methods share that learn an episode by changing weights: a classifier {@code f(θ, x)}, the cross-entropies of an
 * episode's two sets, and the answer, {@code f(θ', x)} at weights θ' that the support has adapted. A method says how it adapts.
 *
 * <p>While it learns, batch norm has the statistics of each batch. When it answers they are, transductively, those of the
 * queries, which then help each other, as in the papers' figures; or, inductively, those of the support set at the adapted
 * weights, so that each query is answered as if it were alone. A query that is asked alone has no others to be helped by,
 * and is answered inductively in either mode: normalised by itself, an image loses what tells it apart (MAML of notebook 10,
 * 5-way 1-shot, over 30 episodes: 55 per cent are then right, and 90 inductively, where 91 are right together). The network's own weights and running statistics stay as they are. The network
 * is shared, not owned: whoever made it closes it.
 *
 * <p>A network answers with as many classes as it makes scores. One of a single score, {@code Network.classifier(filters, 1, seed)},
 * has a tied head: all classes of a task start from its one row and bias, so that it serves any number of them, and it makes no
 * difference which class is called 0. At its start a task's scores are equal, with a loss of ln(way), and a head that starts so
 * low needs a longer step than the body: {@code UpdateRule.descent(place -> place < head ? 0.1 : 2)}. What the row is makes no
 * difference under a softmax: one vector that is added to all rows changes neither the probabilities nor any gradient, so that
 * its own gradient is zero and descent from it is descent from a head of zeros.
 */
public abstract class AdaptingLearner implements EpisodicLearner {
    private final Network network;
    private final FunctionalBlock block;
    private final boolean anyWay;
    private final BatchNormMode mode;

    /**
     * A learner on a classifier.
     *
     * @param network images to class scores, such as {@link Network#classifier}
     * @param mode where batch norm takes its statistics from when it answers
     * @throws IllegalArgumentException if it would answer in training mode, or the network does not make scores
     */
    protected AdaptingLearner(Network network, BatchNormMode mode) {
        this(network, false, mode);
    }

    /**
     * A learner on a classifier or on an encoder.
     *
     * @param encoder whether the network makes features, and {@link #start} the head behind them
     */
    AdaptingLearner(Network network, boolean encoder, BatchNormMode mode) {
        String name = getClass().getSimpleName();
        if (mode == BatchNormMode.TRAINING) {
            throw new IllegalArgumentException(name + ": answers are inductive or transductive, not TRAINING");
        }
        this.network = Objects.requireNonNull(network, "network");
        if (network.output().dimension() != 1) {
            throw new IllegalArgumentException(name + ": the network makes " + network.output()
                    + " of an image; it should make one score a class, such as " + new Shape(5));
        }
        this.anyWay = encoder || way() == 1;
        this.block = encoder ? new FunctionalBlock(network.block()).withHead() : new FunctionalBlock(network.block());
        if (anyWay && !encoder) {
            requireLinearHead(name, network);
        }
        this.mode = mode;
    }

    /** Refuses a network whose last two arrays are not the weight and the bias of a linear layer that makes its scores. */
    static void requireLinearHead(String name, Network network) {
        List<Shape> all = network.trainable().stream().map(Parameter::getShape).toList();
        List<Shape> last = all.subList(Math.max(0, all.size() - 2), all.size());
        Shape scores = network.output();
        if (last.size() < 2 || last.get(0).dimension() != 2 || last.get(0).get(0) != scores.get(0) || !last.get(1).equals(scores)) {
            throw new IllegalArgumentException(name + ": the network's last weights are " + last + "; it should end in a linear layer with a"
                    + " bias for its scores, such as " + List.of(scores.add(64), scores));
        }
    }

    /**
     * The weights that the support set of an episode makes of the start, as plain numbers; asked on several threads at once
     * when episodes are evaluated.
     *
     * @param manager owns them and all that is made on the way
     * @return one array for each of the network's trainable weights, the head's for the classes of the episode
     */
    public abstract NDList adapt(NDManager manager, Episode episode);

    /**
     * What an inner loop makes of the network's weights on an episode's support; see {@link #adapt}. No graph is kept.
     *
     * @throws IllegalArgumentException if the episode has more or fewer classes than the network answers with
     */
    protected final NDList learn(NDManager manager, InnerLoop inner, Episode episode) {
        check(episode);
        return adapted(inner.order(InnerLoop.Order.NONE), Gradients.leaves(manager, block.weights()), episode);
    }

    /** What an inner loop makes of learned weights on an episode's support, with the graph that its order keeps. */
    protected final NDList adapted(InnerLoop inner, NDList learned, Episode episode) {
        return inner.adapt(start(learned, episode), supportLoss(episode));
    }

    /** The cross-entropy of the queries at {@link #adapted} weights, with the graph that the inner loop's order keeps. */
    protected final NDArray costAfter(InnerLoop inner, NDList learned, Episode episode) {
        return queryLoss(episode).loss(adapted(inner, learned, episode));
    }

    /**
     * The weights that a task starts from, as a function of those that are learned, and with a graph where there is one of those:
     * the same, but for a tied head, of which each class gets the one row.
     *
     * @param learned one array for each of the network's trainable weights
     */
    protected NDList start(NDList learned, Episode task) {
        if (!anyWay) {
            return learned;
        }
        int head = learned.size() - 2;
        NDList start = new NDList(learned.subList(0, head));
        for (NDArray array : learned.subList(head, learned.size())) {
            start.add(array.broadcast(new Shape(task.way()).addAll(array.getShape().slice(1))));
        }
        return start;
    }

    /** The same weights and training, answering with other batch-norm statistics: inductive or transductive. */
    public abstract AdaptingLearner with(BatchNormMode other);

    @Override
    public final Device device() {
        return network.manager().getDevice();
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
        Stop.before("an answer");
        check(episode);
        return logits(manager, adapt(manager, episode), episode);
    }

    /**
     * The scores of an episode's queries at given weights, in the mode in which it answers.
     *
     * @param weights such as those of {@link #adapt}
     * @return {@code [way × queries, way]}, owned by {@code manager}
     */
    public final NDArray logits(NDManager manager, NDList weights, Episode episode) {
        try (Recording none = Recording.off()) {
            NDList statistics = isTransductive(episode.query()) ? new NDList() : block.statistics(weights, episode.supportImages(manager));
            return answers(manager, weights, statistics, episode.query());
        }
    }

    private boolean isTransductive(Examples queries) {
        return mode == BatchNormMode.TRANSDUCTIVE && queries.size() > 1;
    }

    private NDArray answers(NDManager manager, NDList weights, NDList statistics, Examples queries) {
        NDArray x = EngineArrays.of(manager, queries);
        return isTransductive(queries) ? block.apply(weights, x) : block.apply(weights, x, statistics);
    }

    /** Adapts the weights once; a question costs one pass through the network at these weights. */
    @Override
    public final Classifier fit(Episode task) {
        check(task);
        int statistics = block.running().size();
        return new LearnedTask(network.manager(), task, scratch -> {
            // Copies: an array that is not adapted would else be the network's own, which training changes.
            NDList weights = new NDList(adapt(scratch, task).stream().map(NDArray::duplicate).toList());
            return new NDList(weights).addAll(block.statistics(weights, task.supportImages(scratch)));
        }, (manager, learned, queries) -> {
            int arrays = learned.size() - statistics;
            return answers(manager, new NDList(learned.subList(0, arrays)), learned.subNDList(arrays), queries);
        });
    }

    /** The cross-entropy of the support images, as a function of the weights. */
    public final Objective supportLoss(Episode episode) {
        return crossEntropy(episode::supportImages, episode.supportClasses());
    }

    /**
     * The cross-entropy of the queries that are of a class, as a function of the weights, batch norm on the statistics of all
     * queries.
     */
    public final Objective queryLoss(Episode episode) {
        return crossEntropy(episode::queryImages, episode.queryClasses());
    }

    /** The mean of {@code −log softmax} of the right class over some images. */
    final Objective crossEntropy(Function<NDManager, NDArray> images, ClassLabels classes) {
        return weights -> {
            NDManager manager = weights.head().getManager();
            NDArray right = classes.targets(manager);
            return block.apply(weights, images.apply(manager)).logSoftmax(1).mul(right).sum(new int[] {1}).mean().neg();
        };
    }

    /** Refuses an episode with more or fewer classes than the network answers with. */
    final void check(Episode episode) {
        if (!anyWay && episode.way() != way()) {
            throw new IllegalArgumentException(getClass().getSimpleName() + ": the episode is " + episode.way()
                    + "-way, but the network answers with " + way() + " classes; the head learned is for just so many");
        }
    }

    private int way() {
        return Math.toIntExact(network.output().get(0));
    }

    @Override
    public String toString() {
        return name() + " on " + network + ", " + mode.label();
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
