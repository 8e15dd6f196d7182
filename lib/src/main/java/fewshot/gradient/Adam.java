package fewshot.gradient;

import ai.djl.Device;
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
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) in the engine's own single pass over weights and moments, and with moments that are
 * freed when it is closed.
 *
 * <p>{@code m ← β₁m + (1 − β₁)g}, {@code v ← β₂v + (1 − β₂)g²}, {@code θ ← θ − α m̂/(√v̂ + ε)} with {@code m̂ = m/(1 − β₁ᵗ)} and
 * {@code v̂ = v/(1 − β₂ᵗ)}; β₁ = 0.9, β₂ = 0.999, ε = 1e-8. With β₁ = 0 there is no momentum, {@code m = g}: nothing of one
 * gradient is left for the next step to go on with, as Reptile wants it.
 */
public final class Adam extends Optimizer implements AutoCloseable {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

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

    private final NDManager manager = NDManager.newBaseManager(Device.cpu()); // owns the moments, which lie where their weights do
    private final Tracker learningRate;
    private final double beta1;
    private final Map<String, Moments> moments = new HashMap<>();

    /**
     * With a learning rate that may fall over the steps, such as {@code Tracker.factor()…}; the step counts from 1. Where some arrays have
     * had more updates than others that are updated with them, it is that of the most.
     */
    public Adam(Tracker learningRate) {
        this(learningRate, BETA1);
    }

    /**
     * With another momentum.
     *
     * @param beta1 β₁, from 0 for no momentum to below 1
     */
    public Adam(Tracker learningRate, double beta1) {
        super(new Settings());
        if (!(beta1 >= 0 && beta1 < 1)) {
            throw new IllegalArgumentException("Adam: β₁ is " + beta1 + "; it must be at least 0 and below 1");
        }
        this.learningRate = learningRate;
        this.beta1 = beta1;
    }

    /**
     * With a constant learning rate.
     *
     * @throws IllegalArgumentException if it is not above 0
     */
    public Adam(float learningRate) {
        this(Tracker.fixed((float) positive(learningRate)));
    }

    private static double positive(double rate) {
        if (!(rate > 0 && Double.isFinite(rate))) {
            throw new IllegalArgumentException("Adam: the learning rate is " + (float) rate + "; it must be a number above 0");
        }
        return rate;
    }

    private static void checkSchedule(double rate, long rise, long steps) {
        positive(rate);
        if (rise < 0 || steps < 1) {
            throw new IllegalArgumentException("Adam: the rate rises over " + rise + " of " + steps
                    + " steps; there must be at least 1 step, and no fewer than 0 on which it rises");
        }
    }

    /**
     * With a learning rate that falls along half a cosine, slowly at both ends: {@code rate · ½ (1 + cos(π (t − ½) / steps))}, 0 from
     * then on.
     *
     * @param rate before the first step, above 0
     * @param steps how many there are, at least 1
     */
    public static Adam cosine(double rate, long steps) {
        checkSchedule(rate, 0, steps);
        return new Adam((int t) -> (float) (rate * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, (t - 0.5) / steps)))));
    }

    /**
     * With a learning rate that rises evenly, stays, and falls along half a cosine to 0 in the last 30 per cent of the steps.
     *
     * @param rate the highest, above 0
     * @param rise for how many steps it rises, at least 0
     * @param steps how many there are, at least 1
     */
    public static Adam warmed(double rate, long rise, long steps) {
        checkSchedule(rate, rise, steps);
        return new Adam((int t) -> (float) (rate * Math.min(1, t / (double) rise)
                * (t < 0.7 * steps ? 1 : 0.5 + 0.5 * Math.cos(Math.PI * Math.min(1, (t - 0.7 * steps) / (0.3 * steps))))));
    }

    @Override
    public void update(String parameterId, NDArray weight, NDArray gradient) {
        update(List.of(parameterId), new NDList(weight), new NDList(gradient));
    }

    /**
     * Updates arrays together, which is quicker than one by one. Each has a count of its updates of its own, as in
     * {@code torch.optim.Adam}: some may have been updated without the others before.
     *
     * @param parameterIds name the arrays
     * @param weights are changed where they lie
     * @param gradients one for each, of its shape
     * @throws IllegalArgumentException if the learning rate is below 0 or no number; nothing has changed then
     */
    public void update(List<String> parameterIds, NDList weights, NDList gradients) {
        int most = parameterIds.stream().mapToInt(this::updates).max().orElse(0) + 1;
        float rate = learningRate.getNewValue(most);
        if (!(rate >= 0 && Float.isFinite(rate))) {
            throw new IllegalArgumentException("Adam: the learning rate of update " + most + " is " + rate + "; it must be 0 or more");
        }
        IntStream.range(0, weights.size()).boxed().collect(Collectors.groupingBy(i -> updates(parameterIds.get(i)) + 1))
                .forEach((t, places) -> update(places, parameterIds, weights, gradients, rate, t));
    }

    /** Those that have had as many updates; this one is number {@code t}. */
    private void update(List<Integer> places, List<String> parameterIds, NDList weights, NDList gradients, float rate, int t) {
        NDList[] lists = {new NDList(), new NDList(), new NDList(), new NDList()};
        for (int i : places) {
            NDArray weight = weights.get(i);
            Moments state = moments.computeIfAbsent(parameterIds.get(i), id -> new Moments(zeros(weight), zeros(weight)));
            state.updates = t;
            lists[0].add(weight);
            lists[1].add(gradients.get(i));
            lists[2].add(state.mean);
            lists[3].add(state.square);
        }
        TorchScript.engine().run(manager, "adam", List.of(lists), rate, beta1, BETA2, EPSILON, t);
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

    /** As the weight lies in memory, and on its device; see {@link fewshot.model.Network#restore(float[][])}. */
    private NDArray filled(NDArray weight, float[] numbers) {
        NDArray array = zeros(weight);
        try (NDArray saved = weight.getManager().create(numbers, weight.getShape())) {
            array.set(new NDIndex("..."), saved);
        }
        return array;
    }

    @Override
    public String toString() {
        int last = moments.values().stream().mapToInt(state -> state.updates).max().orElse(0);
        return "Adam, learning rate " + learningRate.getNewValue(Math.max(1, last)) + ", β₁ " + beta1;
    }

    /** Zeros that lie as a weight does, to be closed with this. */
    private NDArray zeros(NDArray weight) {
        NDArray zeros = weight.zerosLike();
        zeros.attach(manager);
        return zeros;
    }

    /** Frees the moments; those of DJL's own optimisers stay in native memory for as long as the process lives. */
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
