package fewshot.method.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.episode.Episode;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Gradients;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Objective;
import fewshot.gradient.UpdateRule;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.rule.LearnedRates;
import java.util.Arrays;

/**
 * MAML++: MAML that is also told how it does after each step, and learns how far to step (Antoniou, Edwards and Storkey 2019,
 * section 4, multi-step loss and LSLR).
 *
 * <p>{@code θ_i = θ_{i−1} − α_i ∇L_support(θ_{i−1})} for K steps, α_i a rate for each array of weights; the start and the rates are
 * moved against {@code ∇ Σ_tasks Σ_i v_i L_query(θ_i)}. At first all {@code v_i = 1/K}, so that the gradient has short ways to the
 * start; over the first training steps they change evenly to 0, and to 1 for the last, which is MAML. The paper's other changes are
 * not here: batch norm has each batch's statistics, and one scale and shift for all steps; the order is the second from the beginning;
 * the cosine of the outer rate is the optimiser's.
 *
 * <p>Shapes and modes are those of {@link Maml}. It answers after K steps. Both networks are the caller's to close.
 */
public final class MamlPlusPlus extends MetaGradientLearner {
    private final Network rates;
    private final int steps;
    private final long annealing;

    /**
     * A learner.
     *
     * @param network the classifier whose start is learned
     * @param rates made by {@link LearnedRates#ofSteps} for the network; they say how many steps there are
     * @param annealing after how many training steps the last step's loss alone counts, at least 0
     * @param mode where batch norm takes its statistics from when it answers
     * @param descent updates the network's weights and then the rates: made with {@code List.of(network, rates)}; the steps that it
     *     has done are those of the annealing. {@link GradientDescent#none} for a learner that only answers
     * @throws IllegalArgumentException if the rates are not those of the network
     */
    public MamlPlusPlus(Network network, Network rates, long annealing, BatchNormMode mode, GradientDescent descent) {
        super(network, mode, GradientDescent.orNone(descent).updating("MamlPlusPlus", network, rates));
        if (annealing < 0) {
            throw new IllegalArgumentException("MamlPlusPlus: the loss anneals over " + annealing + " training steps; it must be 0 or more");
        }
        this.steps = LearnedRates.steps(network, rates);
        this.rates = rates;
        this.annealing = annealing;
    }

    /** One that answers transductively. */
    public static MamlPlusPlus of(Network network, Network rates, long annealing, GradientDescent descent) {
        return new MamlPlusPlus(network, rates, annealing, BatchNormMode.TRANSDUCTIVE, descent);
    }

    @Override
    public MamlPlusPlus with(BatchNormMode other) {
        return new MamlPlusPlus(network(), rates, annealing, other, descent());
    }

    /** The same weights and rates, answering inductively. */
    public MamlPlusPlus inductive() {
        return with(BatchNormMode.INDUCTIVE);
    }

    @Override
    public String name() {
        return "MAML++";
    }

    @Override
    public NDList adapt(NDManager manager, Episode episode) {
        check(episode);
        NDList alpha = Gradients.leaves(manager, LearnedRates.values(rates));
        NDList theta = start(Gradients.leaves(manager, block().weights()), episode);
        for (int step = 0; step < steps; step++) {
            theta = next(theta, alpha, step, InnerLoop.Order.NONE, episode);
        }
        return theta;
    }

    @Override
    protected Objective cost(Episode episode) {
        return learned -> {
            int arrays = block().weights().size();
            NDList alpha = learned.subNDList(arrays);
            NDList theta = start(new NDList(learned.subList(0, arrays)), episode);
            double[] weights = lossWeights(descent().steps());
            NDList costs = new NDList();
            for (int step = 0; step < steps; step++) {
                theta = next(theta, alpha, step, InnerLoop.Order.SECOND, episode);
                if (weights[step] > 0) {
                    costs.add(times(queryLoss(episode).loss(theta), weights[step]));
                }
            }
            return costs.stream().reduce(NDArray::add).orElseThrow();
        };
    }

    /** One step, each array at its rate of this step. */
    private NDList next(NDList theta, NDList alpha, int step, InnerLoop.Order order, Episode episode) {
        NDList own = new NDList(alpha.stream().map(rate -> rate.get(step)).toList());
        return new InnerLoop(UpdateRule.descent(own), 1, order).adapt(theta, supportLoss(episode));
    }

    /** How much the loss after each inner step counts. */
    double[] lossWeights(long done) {
        double share = annealing == 0 ? 1 : Math.min(1, (double) done / annealing);
        double[] weights = new double[steps];
        Arrays.fill(weights, (1 - share) / steps);
        weights[steps - 1] += share;
        return weights;
    }
}
