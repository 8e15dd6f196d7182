package fewshot.method.gradient;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.episode.Episode;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Objective;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.rule.LearnedGates;
import java.util.List;

/**
 * An LSTM whose cell is the weights of a classifier: it learns where they start, how far they step, and how much of them is
 * kept (Ravi and Larochelle 2017, section 3).
 *
 * <p>{@code c_t = f_t ∘ c_{t−1} + i_t ∘ (−∇L_support(c_{t−1}))}, gates from {@link LearnedGates}. With {@code f = 1} and {@code i = α}
 * this is gradient descent. The start c₀ and the gates' weights are moved against {@code ∇ Σ_tasks L_query(c_T)}; the gradients and
 * losses that the LSTM reads are taken as constants (section 3.2.2), so that no second derivative is needed. Each task's batch
 * statistics are its own (section 3.2.3).
 *
 * <p>Shapes and modes are those of {@link Maml}. Both networks are the caller's to close.
 */
public final class LstmMetaLearner extends MetaGradientLearner {
    private final Network gates;
    private final LearnedGates cell;
    private final FunctionalBlock gating;
    private final int steps;
    private final int testSteps;

    /**
     * A learner.
     *
     * @param network the classifier whose start is learned
     * @param gates made by {@link LearnedGates#of}
     * @param steps T: how many steps a task is learned for in training
     * @param testSteps how many when it answers
     * @param mode where batch norm takes its statistics from when it answers
     * @param descent updates the network's weights and then the gates': made with {@code List.of(network, gates)}; {@link GradientDescent#none}
     *     for a learner that only answers
     */
    public LstmMetaLearner(
            Network network, Network gates, int steps, int testSteps, BatchNormMode mode, GradientDescent descent) {
        super(network, mode, GradientDescent.orNone(descent).updating("LstmMetaLearner", network, gates));
        if (!(gates.block() instanceof LearnedGates learned)) {
            throw new IllegalArgumentException("LstmMetaLearner: the gates are a " + gates.block().getClass().getSimpleName()
                    + "; make them with LearnedGates.of");
        }
        this.gates = gates;
        this.cell = learned;
        this.gating = new FunctionalBlock(learned);
        this.steps = noneOrMore(steps);
        this.testSteps = noneOrMore(testSteps);
    }

    /** One that learns and answers with as many steps; it answers transductively. */
    public static LstmMetaLearner of(Network network, Network gates, int steps, GradientDescent descent) {
        return new LstmMetaLearner(network, gates, steps, steps, BatchNormMode.TRANSDUCTIVE, descent);
    }

    @Override
    public LstmMetaLearner with(BatchNormMode other) {
        return new LstmMetaLearner(network(), gates, steps, testSteps, other, descent());
    }

    /** The same weights, answering inductively. */
    public LstmMetaLearner inductive() {
        return with(BatchNormMode.INDUCTIVE);
    }

    /** The same weights and mode, answering after another number of steps. */
    public LstmMetaLearner steps(int testSteps) {
        return new LstmMetaLearner(network(), gates, steps, testSteps, batchNorm().orElseThrow(), descent());
    }

    @Override
    public String name() {
        return "LSTM meta-learner";
    }

    @Override
    public NDList adapt(NDManager manager, Episode episode) {
        return learn(manager, loop(rule(gating.weights()), testSteps), episode);
    }

    /**
     * How far the gates open while an episode is learned.
     *
     * @return at each step i and f, {@code [coordinates]} each: the network's weights one array after the other; owned by {@code manager}
     */
    public List<NDList> gates(NDManager manager, Episode episode) {
        GatedDescent rule = rule(gating.weights());
        learn(manager, loop(rule, testSteps), episode);
        return rule.opened();
    }

    private static InnerLoop loop(GatedDescent rule, int steps) {
        return new InnerLoop(rule, steps, InnerLoop.Order.FIRST);
    }

    private GatedDescent rule(NDList weights) {
        return new GatedDescent(gating, cell, weights);
    }

    @Override
    protected Objective cost(Episode episode) {
        return learned -> {
            int arrays = block().weights().size();
            InnerLoop inner = loop(rule(learned.subNDList(arrays)), steps);
            NDList start = new NDList(learned.subList(0, arrays));
            return costAfter(inner, start, episode);
        };
    }
}
