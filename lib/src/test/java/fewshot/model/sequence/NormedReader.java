package fewshot.model.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import java.util.Map;

/** A reader of one's own: each step through a linear layer, batch norm over the sequences side by side, and dropout of a half. */
public final class NormedReader extends SequenceBlock {
    private final Linear linear;
    private final BatchNorm norm = addChildBlock("norm", BatchNorm.builder().build());
    private final Dropout dropout = addChildBlock("dropout", Dropout.builder().optRate(0.5f).build());
    private final long outputs;

    public NormedReader(long outputs) {
        this.outputs = outputs;
        this.linear = addChildBlock("linear", Linear.builder().setUnits(outputs).build());
    }

    @Override
    public String name() {
        return "normed";
    }

    @Override
    public long outputs() {
        return outputs;
    }

    @Override
    public NDList start(NDManager manager, long batch) {
        return new NDList(manager.zeros(new Shape(batch, 1)));
    }

    @Override
    protected NDArray project(Pass pass, NDArray sequence) {
        return pass.apply(linear, sequence);
    }

    @Override
    protected StepOutput step(Pass pass, NDArray projected, NDList state) {
        return new StepOutput(pass.apply(dropout, pass.apply(norm, projected)), state, Map.of());
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        Shape step = new Shape(1, outputs);
        linear.initialize(manager, type, new Shape(1, inputs[0].get(2)));
        norm.initialize(manager, type, step);
        dropout.initialize(manager, type, step);
    }
}
