package fewshot.method.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.episode.Episode;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Objective;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.Scalar;

/**
 * Proto-MAML: MAML whose head begins, in each task, as a Prototypical Network (Triantafillou et al. 2020, Meta-Dataset).
 *
 * <p>{@code −‖f(x) − c_k‖² = 2 c_k · f(x) − ‖c_k‖² − ‖f(x)‖²}, whose last term is the same for all classes: a linear layer with
 * {@code w_k = 2s c_k} and {@code b_k = −s ‖c_k‖²} answers as the prototypes c_k of the support do, at s = 1. From there the inner
 * loop descends on the support, and the encoder is moved against {@code ∇ Σ_tasks L_query(θ')}, a gradient that also goes through
 * the prototypes, in the first order too. The head's two arrays are the last: {@code inner.adapting(place -> place >= head)} with
 * {@code head = encoder.trainable().size()} leaves the encoder as it is. A factor s below 1 makes the start less sure, so that the
 * support's loss has a gradient left: with one shot each example is its own prototype.
 *
 * <p>Any number of ways, in training and when it answers. Shapes and modes are those of {@link Maml}; the prototypes are those of
 * the support's own batch statistics. The encoder is the caller's to close.
 */
public final class ProtoMaml extends MetaGradientLearner {
    private final FunctionalBlock features;
    private final InnerLoop inner;
    private final int testSteps;
    private final double scale;

    /**
     * A learner.
     *
     * @param encoder makes vectors
     * @param inner how a task is learned in training
     * @param testSteps how many steps a task is learned for when it answers; with 0 the prototypes answer
     * @param scale s, above 0
     * @param mode where batch norm takes its statistics from when it answers
     * @param descent updates the encoder, and nothing else; {@link GradientDescent#none} for a learner that only answers
     */
    public ProtoMaml(Network encoder, InnerLoop inner, int testSteps, double scale, BatchNormMode mode, GradientDescent descent) {
        super(encoder, true, mode, GradientDescent.orNone(descent).updating("ProtoMaml", encoder));
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("ProtoMaml: the head's scale is " + scale + "; it must be a number above 0, such as 1");
        }
        this.features = new FunctionalBlock(encoder.block());
        this.inner = inner;
        this.testSteps = noneOrMore(testSteps);
        this.scale = scale;
    }

    /** As in the paper, with s = 1; it answers transductively. */
    public static ProtoMaml of(Network encoder, InnerLoop inner, int testSteps, GradientDescent descent) {
        return new ProtoMaml(encoder, inner, testSteps, 1, BatchNormMode.TRANSDUCTIVE, descent);
    }

    @Override
    public ProtoMaml with(BatchNormMode other) {
        return new ProtoMaml(network(), inner, testSteps, scale, other, descent());
    }

    /** The same encoder, answering inductively. */
    public ProtoMaml inductive() {
        return with(BatchNormMode.INDUCTIVE);
    }

    /** The same encoder and mode, answering after another number of steps. */
    public ProtoMaml steps(int testSteps) {
        return new ProtoMaml(network(), inner, testSteps, scale, batchNorm().orElseThrow(), descent());
    }

    @Override
    public String name() {
        return "ProtoMAML";
    }

    @Override
    public NDList adapt(NDManager manager, Episode episode) {
        return learn(manager, inner.steps(testSteps), episode);
    }

    @Override
    protected Objective cost(Episode episode) {
        return theta -> costAfter(inner, theta, episode);
    }

    /** The encoder's weights and then {@code w [way, features]} and {@code b [way]}. */
    @Override
    protected NDList start(NDList learned, Episode task) {
        NDManager manager = learned.head().getManager();
        NDArray c = task.supportClasses().means(features.apply(learned, task.supportImages(manager)));
        // Points of their own in the graph: a step's gradient by the encoder is not to go through the head as well.
        NDList start = new NDList(learned.stream().map(array -> array.add(0)).toList());
        start.add(c.mul(Scalar.like(c, 2 * scale)));
        start.add(times(c.mul(c).sum(new int[] {1}), -scale));
        return start;
    }
}
