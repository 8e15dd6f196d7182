package fewshot.method.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import fewshot.episode.ClassLabels;
import fewshot.gradient.GradientDescent;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.Scalar;
import fewshot.model.encoder.FullContext;
import java.util.Arrays;

/**
 * Matching Networks: a query's label is the mean of the support's labels, weighted by attention.
 *
 * <p>{@code a(x̂, xᵢ) = softmax_i(cos(f(x̂), g(xᵢ)) / τ)} over all support images and {@code p(y = k | x̂) = Σ_{i: yᵢ = k} a(x̂, xᵢ)}
 * (Vinyals et al. 2016, equation 1 and section 2.1.1), trained on {@code −log p} of the right class. The paper has no
 * temperature τ, which is τ = 1; the cosine ends at 1, and lies above 0 behind a ReLU, so that one of five classes could then never
 * get a probability above e / (e + 4) = 0.40.
 * Without context f and g are one network; with it they also depend on the whole support ({@link FullContext}).
 *
 * <p>The networks are shared, not owned: whoever made them closes them.
 */
public final class MatchingNetwork extends EpisodicMetricLearner {
    /** The temperature unless another is asked for. */
    public static final double TEMPERATURE = 0.03;

    private final FullContext context;
    private final double temperature;
    private final boolean mean;

    private MatchingNetwork(
            Network network, FullContext context, double temperature, boolean mean, BatchNormMode mode, GradientDescent descent) {
        super(vectors("MatchingNetwork", network), mode, descent);
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("MatchingNetwork: the temperature is " + temperature + "; it must be above 0");
        }
        if (context != null && context.features() != network.output().get(0)) {
            throw new IllegalArgumentException("MatchingNetwork: the encoder makes " + network.output().get(0)
                    + " features, but the context was made for " + context.features());
        }
        this.context = context;
        this.temperature = temperature;
        this.mean = mean;
    }

    /** Without context, at {@link #TEMPERATURE}; it answers inductively. */
    public static MatchingNetwork of(Network network, GradientDescent descent) {
        return new MatchingNetwork(network, null, TEMPERATURE, false, BatchNormMode.INDUCTIVE, descent);
    }

    /**
     * With full-context embeddings; it answers inductively.
     *
     * @param descent updates the network and the context's networks; {@link GradientDescent#none} for a learner that only answers
     */
    public static MatchingNetwork of(Network network, FullContext context, GradientDescent descent) {
        return new MatchingNetwork(network, context, TEMPERATURE, false, BatchNormMode.INDUCTIVE, descent);
    }

    /** The same weights at another temperature. */
    public MatchingNetwork withTemperature(double other) {
        return new MatchingNetwork(network(), context, other, mean, mode(), descent());
    }

    @Override
    public MatchingNetwork with(BatchNormMode other) {
        return new MatchingNetwork(network(), context, temperature, mean, other, descent());
    }

    /**
     * The same weights with the mean of a class's attention in the place of its sum: where classes have different numbers of
     * shots, the sum favours the larger class, which is the method's definition.
     */
    public MatchingNetwork withMeanOverShots() {
        return new MatchingNetwork(network(), context, temperature, true, mode(), descent());
    }

    @Override
    public String name() {
        return (context == null ? "Matching" : "Matching + FCE") + (mean ? ", mean of shots" : "");
    }

    /** The logarithm of each class's probability; of the mean over its shots, where that was asked for. */
    @Override
    protected NDArray compare(NDArray support, NDArray queries, ClassLabels classes, BatchNormMode statistics) {
        NDArray byClass = classes.byClass(logAttention(support, queries));
        // log Σ e^x, with the largest x taken out so that e^x does not vanish
        NDArray largest = byClass.max(new int[] {2}, true);
        NDArray sum = byClass.sub(largest).exp().sum(new int[] {2}).log().add(largest.squeeze(2));
        return mean ? sum.sub(logCounts(sum.getManager(), classes)) : sum;
    }

    private static NDArray logCounts(NDManager manager, ClassLabels classes) {
        double[] logs = Arrays.stream(classes.counts()).mapToDouble(Math::log).toArray();
        return manager.create(logs).toType(DataType.FLOAT32, false);
    }

    /**
     * The logarithm of the attention that each query pays to each support image; its exponentials sum to 1 in each row.
     *
     * @param support {@code [n, features]}
     * @param queries {@code [q, features]}
     * @return {@code [q, n]}
     */
    public NDArray logAttention(NDArray support, NDArray queries) {
        NDArray g = context == null ? support : context.support(support);
        NDArray f = context == null ? queries : context.queries(queries, g);
        return f.normalize(2, 1).dot(g.normalize(2, 1).transpose()).div(Scalar.of(f.getManager(), temperature)).logSoftmax(1);
    }
}
