package fewshot.method.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.episode.Episode;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Gradients;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Objective;
import fewshot.gradient.Workers;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Task-agnostic meta-learning: MAML with one more term, that keeps the start from favouring some tasks (Jamal and Qi 2019).
 *
 * <ul>
 *   <li>Entropy: {@code + λ (H(θ') − H(θ))} with H the mean entropy of the answers to a task's queries: the start
 *       should not know, the adapted weights should.
 *   <li>Inequality: {@code + λ T(ℓ_1, …, ℓ_n)} with ℓ_i the loss of task i at the start, and T Theil's index,
 *       {@code 1/n Σ (ℓ_i/ℓ̄) ln(ℓ_i/ℓ̄)}: no task should be better served by the start than another.
 * </ul>
 *
 * <p>Shapes and modes are those of {@link Maml}. The network is the caller's to close.
 */
public final class Taml extends MetaGradientLearner {
    private enum Term {
        ENTROPY, THEIL
    }

    private final Term term;
    private final InnerLoop inner;
    private final int testSteps;
    private final double weight;

    private Taml(Term term, Network network, InnerLoop inner, int testSteps, double weight, BatchNormMode mode,
            GradientDescent descent) {
        super(network, mode, GradientDescent.orNone(descent).updating("Taml", network));
        if (!(weight >= 0)) {
            throw new IllegalArgumentException("Taml: the weight of its term is " + weight + "; it must be 0 or more");
        }
        this.term = term;
        this.inner = inner;
        this.testSteps = noneOrMore(testSteps);
        this.weight = weight;
    }

    /**
     * With the entropy term; it answers transductively.
     *
     * @param weight λ; 0 is MAML
     */
    public static Taml entropy(Network network, InnerLoop inner, int testSteps, double weight, GradientDescent descent) {
        return new Taml(Term.ENTROPY, network, inner, testSteps, weight, BatchNormMode.TRANSDUCTIVE, descent);
    }

    /**
     * With Theil's index of the tasks' losses; it answers transductively.
     *
     * @param weight λ; 0 is MAML
     */
    public static Taml theil(Network network, InnerLoop inner, int testSteps, double weight, GradientDescent descent) {
        return new Taml(Term.THEIL, network, inner, testSteps, weight, BatchNormMode.TRANSDUCTIVE, descent);
    }

    @Override
    public Taml with(BatchNormMode other) {
        return new Taml(term, network(), inner, testSteps, weight, other, descent());
    }

    /** The same weights, answering inductively. */
    public Taml inductive() {
        return with(BatchNormMode.INDUCTIVE);
    }

    @Override
    public String name() {
        return term == Term.ENTROPY ? "TAML, entropy" : "TAML, Theil";
    }

    @Override
    public NDList adapt(NDManager manager, Episode episode) {
        return learn(manager, inner.steps(testSteps), episode);
    }

    @Override
    protected Objective cost(Episode episode) {
        return theta -> {
            NDList adapted = adapted(inner, theta, episode);
            NDArray loss = queryLoss(episode).loss(adapted);
            return term == Term.THEIL ? loss
                    : loss.add(times(entropy(adapted, episode).sub(entropy(start(theta, episode), episode)), weight));
        };
    }

    /** Theil's index is one for the whole batch: each task takes its derivative by the task's loss at the start. */
    @Override
    protected List<Objective> costs(List<Episode> batch) {
        List<Objective> costs = super.costs(batch);
        if (term == Term.ENTROPY) {
            return costs;
        }
        double[] losses = Workers.map(network().manager().getDevice(), batch, this::lossAtStart).stream()
                .mapToDouble(Double::doubleValue).toArray();
        double[] pull = theilGradient(losses);
        // The batch takes the mean of its tasks' costs, and the index is added once.
        return IntStream.range(0, batch.size()).<Objective>mapToObj(i -> theta -> costs.get(i).loss(theta)
                .add(times(lossAtStart(theta, batch.get(i)), weight * batch.size() * pull[i]))).toList();
    }

    private double lossAtStart(Episode episode) {
        try (NDManager manager = network().manager().newSubManager()) {
            return lossAtStart(Gradients.leaves(manager, block().weights()), episode).getFloat();
        }
    }

    private NDArray lossAtStart(NDList theta, Episode episode) {
        return queryLoss(episode).loss(start(theta, episode));
    }

    /** The mean of {@code −Σ p ln p} over the queries. */
    private NDArray entropy(NDList weights, Episode episode) {
        NDArray logs = block().apply(weights, episode.queryImages(weights.head().getManager())).logSoftmax(1);
        return logs.exp().mul(logs).sum(new int[] {1}).mean().neg();
    }

    /** Theil's index of numbers above 0: 0 if they are equal. */
    static double theil(double[] losses) {
        double mean = Arrays.stream(losses).average().orElseThrow();
        return Arrays.stream(losses).map(l -> l / mean * Math.log(l / mean)).average().orElseThrow();
    }

    /** Its derivative by each of them, {@code (ln(ℓ_i/ℓ̄) − T) / (n ℓ̄)}. */
    static double[] theilGradient(double[] losses) {
        double mean = Arrays.stream(losses).average().orElseThrow();
        double index = theil(losses);
        return Arrays.stream(losses).map(l -> (Math.log(l / mean) - index) / (losses.length * mean)).toArray();
    }
}
