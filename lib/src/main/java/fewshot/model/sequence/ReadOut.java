package fewshot.model.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import java.util.Map;

/** A reader of sequences with a linear layer behind it, which turns the outputs of all steps at once into answers. */
public final class ReadOut extends SequenceBlock {
    private final SequenceBlock reader;
    private final Linear linear;
    private final long outputs;

    /** A block that has no weights yet: {@code outputs} numbers a step behind the reader's. */
    public ReadOut(SequenceBlock reader, long outputs) {
        if (outputs < 1) {
            throw new IllegalArgumentException(reader.name() + ": " + outputs + " answers a step; there must be at least 1");
        }
        this.reader = addChildBlock("reader", reader);
        this.linear = addChildBlock("linear", Linear.builder().setUnits(outputs).build());
        this.outputs = outputs;
    }

    @Override
    public String name() {
        return reader.name();
    }

    @Override
    public long outputs() {
        return outputs;
    }

    @Override
    public NDList start(NDManager manager, long batch) {
        return reader.start(manager, batch);
    }

    @Override
    protected NDArray project(Pass pass, NDArray sequence) {
        return reader.project(pass, sequence);
    }

    @Override
    protected StepOutput step(Pass pass, NDArray projected, NDList state) {
        return reader.step(pass, projected, state);
    }

    @Override
    protected NDList read(Pass pass, NDArray sequence, NDList state) {
        NDList read = reader.read(pass, sequence, state);
        return new NDList(pass.apply(linear, read.head())).addAll(read.subNDList(1));
    }

    /** The reader's own. */
    @Override
    public Map<String, NDArray> trace(ParameterStore weights, NDArray sequence) {
        return reader.trace(weights, sequence);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        reader.initialize(manager, type, inputs);
        linear.initialize(manager, type, reader.getOutputShapes(inputs));
    }
}
