package fewshot.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;

/**
 * What {@link Rnn}, {@link Gru} and {@link Lstm} share: each gate looks at the input and at the last state through a linear
 * layer, {@code W x + b + W' h + b'}. The weights of all gates lie one below the other, {@code [gates × size, features]} and
 * {@code [gates × size, size]}, in the order and with the two biases of PyTorch's and DJL's own blocks, so that they can be
 * copied from one to the other.
 *
 * <p>Why not DJL's own blocks: the engine's fused LSTM crashes in training (SIGSEGV in oneDNN's dnnl_memory_destroy under
 * {@code torchBackward}, DJL 0.35.1 with PyTorch 2.7.1 on a CPU), and its gates cannot be looked at.
 *
 * <p>The output of a step is h, {@code [batch, size]}.
 */
public abstract class RecurrentCell extends SequenceBlock {
    private final long size;
    private final Linear input;
    private final Linear hidden;

    RecurrentCell(int gates, long size) {
        if (size < 1) {
            throw new IllegalArgumentException(name() + ": a state of " + size + " numbers; there must be at least 1");
        }
        this.size = size;
        this.input = addChildBlock("input", Linear.builder().setUnits(gates * size).build());
        this.hidden = addChildBlock("hidden", Linear.builder().setUnits(gates * size).build());
    }

    /** The layer that looks at the state. */
    final Linear hidden() {
        return hidden;
    }

    @Override
    public final long outputs() {
        return size;
    }

    /** h = 0. */
    @Override
    public NDList start(NDManager manager, long batch) {
        return new NDList(manager.zeros(new Shape(batch, size)));
    }

    @Override
    final NDArray project(Pass pass, NDArray sequence) {
        return pass.apply(input, sequence);
    }

    @Override
    protected final void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        input.initialize(manager, type, new Shape(1, inputs[0].get(2)));
        hidden.initialize(manager, type, new Shape(1, size));
    }
}
