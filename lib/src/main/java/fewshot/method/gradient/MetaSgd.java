package fewshot.method.gradient;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.episode.Episode;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Objective;
import fewshot.gradient.UpdateRule;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.rule.LearnedRates;

/**
 * Meta-SGD: MAML that also learns how far to step, for each weight and in which direction (Li, Zhou, Chen and Li 2017,
 * equation 2).
 *
 * <p>{@code θ' = θ − α ∘ ∇L_support(θ)} with α an array of θ's shape; both are moved against
 * {@code ∇ Σ_tasks L_query(θ')}. A rate may become negative.
 *
 * <p>Shapes and modes are those of {@link Maml}. Both networks are the caller's to close.
 */
public final class MetaSgd extends MetaGradientLearner {
    private final Network rates;
    private final int steps;
    private final int testSteps;

    /**
     * A learner.
     *
     * @param network the classifier whose start is learned
     * @param rates made by {@link LearnedRates#of} for the network
     * @param steps how many steps a task is learned for in training
     * @param testSteps how many when it answers
     * @param mode where batch norm takes its statistics from when it answers
     * @param descent updates the network's weights and then the rates: made with {@code List.of(network, rates)}; {@link GradientDescent#none}
     *     for a learner that only answers
     * @throws IllegalArgumentException if the rates are not those of the network
     */
    public MetaSgd(Network network, Network rates, int steps, int testSteps, BatchNormMode mode, GradientDescent descent) {
        super(network, mode, GradientDescent.orNone(descent).updating("MetaSgd", network, rates));
        LearnedRates.check(network, rates);
        this.rates = rates;
        this.steps = noneOrMore(steps);
        this.testSteps = noneOrMore(testSteps);
    }

    /** Meta-SGD as in the paper: one step, in training and when it answers; it answers transductively. */
    public static MetaSgd of(Network network, Network rates, GradientDescent descent) {
        return new MetaSgd(network, rates, 1, 1, BatchNormMode.TRANSDUCTIVE, descent);
    }

    @Override
    public MetaSgd with(BatchNormMode other) {
        return new MetaSgd(network(), rates, steps, testSteps, other, descent());
    }

    /** The same weights and rates, answering inductively. */
    public MetaSgd inductive() {
        return with(BatchNormMode.INDUCTIVE);
    }

    @Override
    public String name() {
        return "Meta-SGD";
    }

    @Override
    public NDList adapt(NDManager manager, Episode episode) {
        return learn(manager, loop(LearnedRates.values(rates), testSteps), episode);
    }

    @Override
    protected Objective cost(Episode episode) {
        return learned -> {
            int arrays = learned.size() / 2;
            InnerLoop inner = loop(learned.subNDList(arrays), steps);
            NDList theta = new NDList(learned.subList(0, arrays));
            return costAfter(inner, theta, episode);
        };
    }

    private static InnerLoop loop(NDList rates, int steps) {
        return new InnerLoop(UpdateRule.descent(rates), steps, InnerLoop.Order.SECOND);
    }
}
