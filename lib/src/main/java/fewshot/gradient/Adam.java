package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import fewshot.state.StateReader;
import fewshot.state.StateWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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

    /** The running means of one array's gradient and of its square, and after how many updates. */
    private static final class Moments implements AutoCloseable {
        private final NDArray mean;
        private final NDArray square;
        private int updates;

        Moments(NDArray mean, NDArray square) {
            this.mean = mean;
            this.square = square;
        }

        @Override
        public void close() {
            mean.close();
            square.close();
        }
    }

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
        Moments state = moments.computeIfAbsent(parameterId, id -> new Moments(zeros(weight), zeros(weight)));
        int t = ++state.updates;
        float rate = learningRate.getNewValue(t);
        float corrected = (float) (rate * Math.sqrt(1 - Math.pow(BETA2, t)) / (1 - Math.pow(beta1, t)));
        weight.getNDArrayInternal()
                .adamUpdate(new NDList(weight, gradient, state.mean, state.square), new NDList(weight), rate, corrected,
                        getWeightDecay(), rescaleGrad, clipGrad, beta1, BETA2, EPSILON, true, false);
    }

    private NDArray zeros(NDArray weight) {
        NDArray zeros = weight.zerosLike();
        zeros.attach(manager);
        return zeros;
    }

    /**
     * Goes on from where another stands: its moments are copied in the place of these, with their counts of updates. The
     * learning rates stay each their own.
     */
    public void startFrom(Adam other) {
        moments.values().forEach(Moments::close);
        moments.clear();
        other.moments.forEach((id, theirs) -> {
            Moments copy = new Moments(theirs.mean.duplicate(), theirs.square.duplicate());
            copy.mean.attach(manager);
            copy.square.attach(manager);
            copy.updates = theirs.updates;
            moments.put(id, copy);
        });
    }

    /** Writes the moments of some arrays: a parameter's id is another in each process, its place in the list is not. */
    public void save(StateWriter out, List<Parameter> parameters) {
        long[] updates = parameters.stream().mapToLong(p -> updates(p.getId())).toArray();
        out.longs("updates", updates);
        out.doubles("learning rate", rate(updates));
        for (int i = 0; i < updates.length; i++) {
            if (updates[i] > 0) {
                Moments state = moments.get(parameters.get(i).getId());
                out.floats("mean " + i, state.mean.getShape().getShape(), state.mean.toFloatArray());
                out.floats("square " + i, state.square.getShape().getShape(), state.square.toFloatArray());
            }
        }
    }

    /** Reads them; what is returned puts them in place, and forgets those of arrays that had not been updated. */
    public Runnable restore(StateReader in, List<Parameter> parameters) {
        long[] updates = in.longs("updates");
        if (updates.length != parameters.size()) {
            throw in.refusal("holds Adam of " + updates.length + " arrays, but here are " + parameters.size());
        }
        double saved = in.doubles("learning rate")[0];
        if (saved != rate(updates)) {
            throw in.refusal("holds Adam at a learning rate of " + saved + ", but after as many steps it is " + rate(updates) + " here");
        }
        float[][] means = read(in, "mean ", updates, parameters);
        float[][] squares = read(in, "square ", updates, parameters);
        return () -> {
            for (int i = 0; i < updates.length; i++) {
                replace(parameters.get(i), updates[i], means[i], squares[i]);
            }
        };
    }

    private int updates(String parameterId) {
        return moments.containsKey(parameterId) ? moments.get(parameterId).updates : 0;
    }

    /** The learning rate of the last update; 0 before the first. */
    private double rate(long[] updates) {
        int last = (int) Arrays.stream(updates).max().orElse(0);
        return last == 0 ? 0 : learningRate.getNewValue(last);
    }

    private static float[][] read(StateReader in, String name, long[] updates, List<Parameter> parameters) {
        float[][] read = new float[updates.length][];
        for (int i = 0; i < read.length; i++) {
            read[i] = updates[i] == 0 ? null : in.floats(name + i, parameters.get(i).getArray().getShape().getShape());
        }
        return read;
    }

    private void replace(Parameter parameter, long updates, float[] mean, float[] square) {
        Moments old = moments.remove(parameter.getId());
        if (old != null) {
            old.close();
        }
        if (updates > 0) {
            NDArray weight = parameter.getArray();
            Moments state = new Moments(filled(weight, mean), filled(weight, square));
            state.updates = (int) updates;
            moments.put(parameter.getId(), state);
        }
    }

    /** As the weight lies in memory; see {@link fewshot.model.Network#restore(float[][])}. */
    private NDArray filled(NDArray weight, float[] numbers) {
        NDArray array = zeros(weight);
        try (NDArray saved = manager.create(numbers, weight.getShape())) {
            array.set(new NDIndex("..."), saved);
        }
        return array;
    }

    /** Closes an optimiser that was made for one task, if it is one of these; DJL's own have nothing to close. */
    public static void closeIfAdam(Optimizer optimizer) {
        if (optimizer instanceof Adam adam) {
            adam.close();
        }
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
