package fewshot.model.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A DJL block that reads a sequence step by step and carries a state from each step to the next.
 *
 * <p>In: the sequence {@code [time, batch, features]} and, to go on where another sequence ended, the arrays of a state,
 * each {@code [batch, …]}; without them it begins at the beginning. Out: the outputs {@code [time, batch, outputs]} and then
 * the state after the last step. What can be computed of all steps at once is: only what depends on the state is in the loop.
 *
 * <p>{@link #trace} keeps what happened inside at each step, for pictures. All arrays belong to the manager of the sequence.
 */
public abstract class SequenceBlock extends AbstractBlock {
    /** One run of a block: where its weights come from. */
    protected record Pass(ParameterStore weights, boolean training) {
        /** Where a run takes its weights from. */
        public Pass {}

        public NDArray apply(Block block, NDArray x) {
            return block.forward(weights, new NDList(x), training).singletonOrThrow();
        }

        /** A weight of a child, on the device of {@code x}. */
        public NDArray weight(Block block, String name, NDArray x) {
            return weights.getValue(block.getParameters().get(name), x.getDevice(), training);
        }
    }

    /**
     * One step of the loop.
     *
     * @param output {@code [batch, outputs]}
     * @param state what the next step needs
     * @param inside what happened, by name, each {@code [batch, …]}
     */
    protected record StepOutput(NDArray output, NDList state, Map<String, NDArray> inside) {
        /** What a step has given. */
        public StepOutput {}
    }

    /** What the field calls it, such as {@code LSTM}. */
    public abstract String name();

    /** How many numbers it answers each step with. */
    public abstract long outputs();

    /** The state before the first step, each array {@code [batch, …]}, owned by {@code manager}. */
    public abstract NDList start(NDManager manager, long batch);

    /** What the steps need of the inputs, for all of them at once: {@code [time, batch, features]} to {@code [time, batch, n]}. */
    protected abstract NDArray project(Pass pass, NDArray sequence);

    /** One step, from {@link #project}'s {@code [batch, n]} and the state before it. */
    protected abstract StepOutput step(Pass pass, NDArray projected, NDList state);

    /**
     * All steps, here one by one.
     *
     * @param state before the first step
     * @return the outputs {@code [time, batch, outputs]} and then the state after the last step
     */
    protected NDList read(Pass pass, NDArray sequence, NDList state) {
        List<StepOutput> steps = steps(pass, sequence, state);
        NDArray outputs = NDArrays.stack(new NDList(steps.stream().map(StepOutput::output).toList()));
        return new NDList(outputs).addAll(steps.get(steps.size() - 1).state());
    }

    @Override
    protected final NDList forwardInternal(
            ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray sequence = inputs.head();
        requireSequence(sequence);
        return read(new Pass(weights, training), sequence, inputs.size() > 1 ? inputs.subNDList(1) : start(sequence));
    }

    private void requireSequence(NDArray array) {
        if (array.getShape().dimension() != 3) {
            throw new IllegalArgumentException(
                    name() + ": the sequence has shape " + array.getShape() + ", but should be [time, batch, features]");
        }
    }

    private NDList start(NDArray sequence) {
        return start(sequence.getManager(), sequence.getShape().get(1));
    }

    private List<StepOutput> steps(Pass pass, NDArray sequence, NDList start) {
        long time = sequence.getShape().get(0);
        NDList state = start;
        List<StepOutput> steps = new ArrayList<>();
        // Split, not indexed: the gradient of an index is as large as the whole sequence, once for each step.
        for (NDArray projected : project(pass, sequence).flatten(0, 1).split(time, 0)) {
            StepOutput done = step(pass, projected, state);
            steps.add(done);
            state = done.state();
        }
        return steps;
    }

    /**
     * Reads a sequence from the beginning and keeps what happened inside.
     *
     * @param sequence {@code [time, batch, features]}
     * @return by name, such as {@code update gate} or {@code read weights}, {@code [time, batch, …]}
     */
    public Map<String, NDArray> trace(ParameterStore weights, NDArray sequence) {
        requireSequence(sequence);
        List<StepOutput> steps = steps(new Pass(weights, false), sequence, start(sequence));
        Map<String, NDArray> trace = new TreeMap<>();
        for (String name : steps.get(0).inside().keySet()) {
            trace.put(name, NDArrays.stack(new NDList(steps.stream().map(m -> m.inside().get(name)).toList())));
        }
        return trace;
    }

    /** The shape of the outputs alone, {@code [time, batch, outputs]}. */
    @Override
    public final Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), inputs[0].get(1), outputs())};
    }
}
