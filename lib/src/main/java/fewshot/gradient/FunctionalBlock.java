package fewshot.gradient;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A block as a function of its weights as well as its input: {@code f(θ, x)}. The block asks a parameter store for its
 * weights, and here it is given others: one block serves at the initial weights, at adapted ones, and at any on the way,
 * and none of its own is read or changed.
 *
 * <p>Batch norm uses the batch's own statistics, unless it is given those of another batch. It never touches the block's
 * running ones. Safe for use from several threads, if the block is.
 */
public final class FunctionalBlock {
    /** What DJL's batch norm adds of a batch to the running statistics, which we start at zero: 1 − its momentum of 0.9. */
    private static final double SHARE = 1 - 0.9f;

    private final Block block;
    private final boolean head;
    private final int tasks;
    private final List<Parameter> trainable;
    private final List<Parameter> running;
    private final Map<Parameter, Integer> places = new IdentityHashMap<>();

    /**
     * A view of a block.
     *
     * @param block has its weights already; they say how many there are and their shapes
     * @throws IllegalArgumentException if it has none yet
     */
    public FunctionalBlock(Block block) {
        this(block, false, 1);
    }

    private FunctionalBlock(Block block, boolean head, int tasks) {
        if (!block.isInitialized()) {
            throw new IllegalArgumentException("FunctionalBlock: the block has no weights yet; initialise it first");
        }
        this.block = block;
        this.head = head;
        this.tasks = tasks;
        List<Parameter> all = block.getParameters().values();
        this.trainable = all.stream().filter(Parameter::requiresGradient).toList();
        this.running = all.stream().filter(RunningStatistics::is).toList();
        for (int i = 0; i < trainable.size(); i++) {
            places.put(trainable.get(i), i);
        }
        for (int i = 0; i < running.size(); i++) {
            places.put(running.get(i), i);
        }
    }

    /**
     * The same with a linear layer behind it that is no part of the block: the weights that it is run with end with two more,
     * {@code [outputs, features]} and {@code [outputs]}, for any number of outputs.
     */
    public FunctionalBlock withHead() {
        return new FunctionalBlock(block, true, 1);
    }

    /**
     * The same for several tasks at once, each at weights of its own: the weights that it is run with are those of all tasks, one below
     * the other along the first dimension, {@code [tasks × …]}; its input is {@code [n, tasks × …]}, the channels of one task behind
     * those of another, and so is its output, up to rounding what each task alone would get.
     *
     * @param tasks how many, above 0
     * @return empty if that cannot be had: with a layer that is not known to look at each channel by itself or to come in groups, with a
     *     frozen one, or {@link #withHead}
     */
    public Optional<FunctionalBlock> sideBySide(int tasks) {
        boolean shared = places.size() < trainable.size() + running.size();
        return head || shared || !SideBySide.fits(block) ? Optional.empty() : Optional.of(new FunctionalBlock(block, false, tasks));
    }

    /** The block's own weights in the block's order, as they are; they stay the block's. {@link Gradients#leaves} makes a start of them. */
    public NDList weights() {
        return new NDList(trainable.stream().map(Parameter::getArray).toList());
    }

    /**
     * Runs the block, batch norm on the statistics of {@code x}.
     *
     * @param weights one array for each of {@link #weights()}, of its shape
     * @param x {@code [n, …]}
     * @return {@code [n, …]}, of the manager of {@code x}
     * @throws IllegalArgumentException if there are more or fewer weights than the block has
     */
    public NDArray apply(NDList weights, NDArray x) {
        return apply(weights, new NDList(x)).singletonOrThrow();
    }

    /**
     * Runs a block with several inputs and outputs, such as a recurrent cell with its state.
     *
     * @param weights one array for each of {@link #weights()}, of its shape
     * @return of the manager of the first input
     */
    public NDList apply(NDList weights, NDList inputs) {
        return run(weights, scratch(inputs.head().getManager()), inputs, true);
    }

    /**
     * Runs the block, batch norm on given statistics: each image is answered as if it were alone.
     *
     * @param statistics of another batch, from {@link #statistics}
     */
    public NDArray apply(NDList weights, NDArray x, NDList statistics) {
        return run(weights, statistics, new NDList(x), false).singletonOrThrow();
    }

    /** The block's own running statistics, as they are; they stay the block's. */
    public NDList running() {
        return new NDList(running.stream().map(Parameter::getArray).toList());
    }

    /**
     * Runs the block as in ordinary training: batch norm on the statistics of {@code x}, which also move the running ones.
     *
     * @param running one array for each of {@link #running()}, changed where it lies
     */
    public NDArray train(NDList weights, NDArray x, NDList running) {
        return run(weights, running, new NDList(x), true).singletonOrThrow();
    }

    /**
     * The mean and variance of a batch at each batch norm of the block, the variance with n − 1 in its divisor.
     *
     * @return for {@link #apply(NDList, NDArray, NDList)}; plain numbers of the manager of {@code x}, empty without batch norm
     */
    public NDList statistics(NDList weights, NDArray x) {
        NDList statistics = scratch(x.getManager());
        try (Recording recording = Recording.off()) {
            run(weights, statistics, new NDList(x), true);
            statistics.forEach(array -> array.divi(SHARE));
        }
        return statistics;
    }

    /** Room for the statistics of a batch, which batch norm writes. */
    private NDList scratch(NDManager manager) {
        NDList scratch = new NDList(running.size());
        for (Parameter statistic : running) {
            NDArray own = statistic.getArray();
            Shape one = own.getShape();
            Shape all = tasks == 1 ? one : new Shape(tasks * one.get(0));
            scratch.add(manager.zeros(all, own.getDataType(), own.getDevice()));
        }
        return scratch;
    }

    private NDList run(NDList weights, NDList statistics, NDList inputs, boolean batchStatistics) {
        int own = trainable.size();
        if (weights.size() != (head ? own + 2 : own)) {
            throw new IllegalArgumentException("FunctionalBlock: there are " + weights.size() + " weights, but the block has "
                    + own + "; give one for each of weights()" + (head ? ", and two for the head" : ""));
        }
        ParameterStore store = new Substitutes(inputs.head().getManager(), weights, statistics);
        if (tasks > 1) {
            return new NDList(SideBySide.forward(block, tasks, store, inputs.singletonOrThrow(), batchStatistics));
        }
        NDList outputs = block.forward(store, inputs, batchStatistics);
        return head ? Linear.linear(outputs.singletonOrThrow(), weights.get(own), weights.get(own + 1)) : outputs;
    }

    @Override
    public String toString() {
        return "function of " + trainable.size() + " arrays of weights" + (head ? " and two of a head" : "") + ", and of an input";
    }

    /** Gives out the arrays that stand in for the block's own. */
    private final class Substitutes extends ParameterStore {
        private final NDList weights;
        private final NDList statistics;

        Substitutes(NDManager manager, NDList weights, NDList statistics) {
            super(manager, false);
            this.weights = weights;
            this.statistics = statistics;
        }

        @Override
        public NDArray getValue(Parameter parameter, Device device, boolean training) {
            Integer place = places.get(parameter);
            if (place == null) {
                return parameter == null ? null : parameter.getArray(); // frozen
            }
            return RunningStatistics.is(parameter) ? statistics.get(place) : weights.get(place);
        }
    }
}
