package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.HashMap;
import java.util.Map;

/**
 * Adam (Kingma and Ba 2015, the efficient form at the end of section 2) with DJL's own update, and with moments that are
 * freed when it is closed: those of DJL's {@code Adam} stay in native memory for as long as the process lives, which a
 * learner that starts anew in each episode cannot afford.
 *
 * <p>{@code m ← β₁m + (1 − β₁)g}, {@code v ← β₂v + (1 − β₂)g²},
 * {@code θ ← θ − α √(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε)} with β₁ = 0.9, β₂ = 0.999, ε = 1e-8. With β₁ = 0 there is no
 * momentum, {@code m = g}: nothing of one gradient is left for the next step to go on with, as Reptile wants it.
 */
public final class Adam extends Optimizer implements AutoCloseable {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-8f;

    /** The running means of one array's gradient and of its square. */
    private record Moments(NDArray mean, NDArray square) {}

    private final Tracker learningRate;
    private final float beta1;
    private final Map<String, Moments> moments = new HashMap<>();
    private final NDManager manager = NDManager.newBaseManager();

    /** With a learning rate that may fall over the steps, such as {@code Tracker.factor()…}; the step counts from 1. */
    public Adam(Tracker learningRate) {
        this(learningRate, BETA1);
    }

    /**
     * With another momentum.
     *
     * @param beta1 β₁, from 0 for no momentum to below 1
     */
    public Adam(Tracker learningRate, float beta1) {
        super(new Settings());
        if (!(beta1 >= 0 && beta1 < 1)) {
            throw new IllegalArgumentException("Adam: β₁ is " + beta1 + "; it must be at least 0 and below 1");
        }
        this.learningRate = learningRate;
        this.beta1 = beta1;
    }

    /** With a constant learning rate. */
    public Adam(float learningRate) {
        this(Tracker.fixed(learningRate));
    }

    @Override
    public void update(String parameterId, NDArray weight, NDArray gradient) {
        int t = updateCount(parameterId);
        float rate = learningRate.getNewValue(t);
        float corrected = (float) (rate * Math.sqrt(1 - Math.pow(BETA2, t)) / (1 - Math.pow(beta1, t)));
        Moments state = moments.computeIfAbsent(parameterId, id -> new Moments(zeros(weight), zeros(weight)));
        weight.getNDArrayInternal()
                .adamUpdate(new NDList(weight, gradient, state.mean, state.square), new NDList(weight), rate, corrected,
                        getWeightDecay(), rescaleGrad, clipGrad, beta1, BETA2, EPSILON, true, false);
    }

    private NDArray zeros(NDArray weight) {
        NDArray zeros = weight.zerosLike();
        zeros.attach(manager);
        return zeros;
    }

    @Override
    public void close() {
        manager.close();
    }

    /** DJL's optimisers take their common settings from a builder. */
    private static final class Settings extends OptimizerBuilder<Settings> {
        @Override
        protected Settings self() {
            return this;
        }
    }
}
