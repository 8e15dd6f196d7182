package fewshot.method.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.episode.Episode;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Objective;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Model-agnostic meta-learning: weights from which a few steps of gradient descent lead far (Finn, Abbeel and Levine 2017,
 * algorithm 2).
 *
 * <p>{@code θ' = θ − α ∇L_support(θ)}, and θ is moved against {@code ∇_θ Σ_tasks L_query(θ')}, whose chain rule has the factor
 * {@code I − α ∇²L_support(θ)}. With {@link InnerLoop.Order#FIRST} that factor is left out: first-order MAML (section 5.2).
 * Nothing then sees how the start answers, and its head drifts to one that is sure and wrong, which the first step must undo; a tied
 * head is unsure at every start (see {@link AdaptingLearner}).
 *
 * <p>L is the cross-entropy. Images {@code [way × shot, 1, 28, 28]}, scores {@code [way × queries, way]}. The network is the
 * caller's to close. Several threads may ask it at once, but none while it is trained; a step uses the machine's cores by itself.
 */
public final class Maml extends MetaGradientLearner {
    private final String name;
    private final InnerLoop inner;
    private final int testSteps;

    /**
     * A learner.
     *
     * @param name in results, such as {@code MAML}
     * @param network the classifier whose start is learned
     * @param inner how a task is learned in training
     * @param testSteps how many steps a task is learned for when it answers, at least 0
     * @param mode where batch norm takes its statistics from when it answers
     * @param descent updates the network's weights, and nothing else; {@link GradientDescent#none} for a learner that only answers
     * @throws IllegalArgumentException if the descent updates anything else, or there are fewer than 0 steps
     */
    public Maml(String name, Network network, InnerLoop inner, int testSteps, BatchNormMode mode, GradientDescent descent) {
        super(network, mode, GradientDescent.orNone(descent).updating("Maml", network));
        this.name = name;
        this.inner = inner;
        this.testSteps = noneOrMore(testSteps);
    }

    /**
     * MAML, or first-order MAML under the name {@code FOMAML} if the inner loop says so, {@code , tied head} if the network makes a
     * single score; it answers transductively, as in the paper.
     */
    public static Maml of(Network network, InnerLoop inner, int testSteps, GradientDescent descent) {
        String name = inner.order() == InnerLoop.Order.SECOND ? "MAML" : "FOMAML";
        return of(network.output().size() == 1 ? name + ", tied head" : name, network, inner, testSteps, descent);
    }

    /**
     * ANIL: only the head adapts, the features are used again (Raghu, Raghu, Bengio and Vinyals 2020). It answers transductively.
     *
     * @param network ends in a linear layer with a bias
     * @throws IllegalArgumentException if it does not
     */
    public static Maml anil(Network network, InnerLoop inner, int testSteps, GradientDescent descent) {
        int head = head("ANIL", network);
        return of("ANIL", network, inner.adapting(place -> place >= head), testSteps, descent);
    }

    /**
     * BOIL: only the body adapts, below a head that stays as it was learned (Oh, Yoo, Kim and Yun 2021). It answers transductively.
     *
     * @param network ends in a linear layer with a bias
     * @throws IllegalArgumentException if it does not, or its head is tied: all classes would have the same score for ever
     */
    public static Maml boil(Network network, InnerLoop inner, int testSteps, GradientDescent descent) {
        if (network.output().size() == 1) {
            throw new IllegalArgumentException("BOIL: the network makes a single score, a tied head; one that does not adapt scores all"
                    + " classes alike, so it needs a row a class, such as Network.classifier(64, 5, seed)");
        }
        int head = head("BOIL", network);
        return of("BOIL", network, inner.adapting(place -> place < head), testSteps, descent);
    }

    private static Maml of(String name, Network network, InnerLoop inner, int testSteps, GradientDescent descent) {
        return new Maml(name, network, inner, testSteps, BatchNormMode.TRANSDUCTIVE, descent);
    }

    /** The place of the weight of a linear layer at the end; its bias is the last array. */
    private static int head(String name, Network network) {
        requireLinearHead(name, network);
        return network.trainable().size() - 2;
    }

    @Override
    public Maml with(BatchNormMode other) {
        return answering(inner, testSteps, other);
    }

    /** The same weights, answering inductively. */
    public Maml inductive() {
        return with(BatchNormMode.INDUCTIVE);
    }

    /** The same weights and mode, answering after another number of steps. */
    public Maml steps(int testSteps) {
        return answering(inner, testSteps, batchNorm().orElseThrow());
    }

    /** The same weights and mode, adapting otherwise when it answers, such as only some of the arrays. */
    public Maml adaptingBy(InnerLoop inner) {
        return answering(inner, testSteps, batchNorm().orElseThrow());
    }

    private Maml answering(InnerLoop inner, int testSteps, BatchNormMode mode) {
        return new Maml(name, network(), inner, testSteps, mode, descent());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public NDList adapt(NDManager manager, Episode episode) {
        return learn(manager, inner.steps(testSteps), episode);
    }

    @Override
    protected Objective cost(Episode episode) {
        return theta -> costAfter(inner, theta, episode);
    }

    @Override
    Optional<Function<NDList, NDArray>> costsAsOne(List<Episode> batch) {
        return TasksAsOne.of(block(), inner, batch).map(tasks -> theta -> tasks.costs(start(theta, batch.get(0))));
    }
}
