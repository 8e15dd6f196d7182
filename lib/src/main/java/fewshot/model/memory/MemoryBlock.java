package fewshot.model.memory;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.Initializer;
import fewshot.model.sequence.Lstm;
import fewshot.model.sequence.Rnn;
import fewshot.model.sequence.SequenceBlock;

/**
 * What {@link NeuralTuringMachine} and {@link Mann} share: a controller that sees the input and what was last read, and a
 * linear layer that turns its state h into what the heads are told. The output of a step is {@code [h, r]}.
 */
abstract class MemoryBlock extends SequenceBlock {
    /** In every slot before the first step: next to nothing, the same everywhere (Collier and Beel 2018). */
    static final float BLANK = 1e-6f;

    private final Controller kind;
    private final long size;
    private final long read;
    private final Linear input;
    private final Linear past;
    private final Linear heads;

    /**
     * The layers.
     *
     * @param size numbers in the controller's state
     * @param read numbers read at each step, by all heads together
     * @param told numbers that the heads are told
     */
    MemoryBlock(Controller kind, long size, long read, long told) {
        if (size < 1 || read < 1) {
            throw new IllegalArgumentException(name() + ": a controller of " + size + " that reads " + read
                    + " numbers; both must be at least 1");
        }
        this.kind = kind;
        this.size = size;
        this.read = read;
        int gates = kind == Controller.LSTM ? Lstm.GATES : 1;
        this.input = addChildBlock("input", Linear.builder().setUnits(gates * size).build());
        this.past = addChildBlock("past", Linear.builder().setUnits(gates * size).build());
        this.heads = addChildBlock("heads", Linear.builder().setUnits(told).build());
        if (kind == Controller.LSTM) {
            Lstm.openForgetGate(past);
        }
    }

    /** Sets how the layer that tells the heads begins. */
    final void startHeads(Initializer weights, Initializer biases) {
        heads.setInitializer(weights, "weight");
        heads.setInitializer(biases, "bias");
    }

    @Override
    public final long outputs() {
        return size + read;
    }

    @Override
    protected final NDArray project(Pass pass, NDArray sequence) {
        return pass.apply(input, sequence);
    }

    /** The controller's state before the first step. */
    final NDList startController(NDManager manager, long batch) {
        Shape shape = new Shape(batch, size);
        return kind == Controller.LSTM ? new NDList(manager.zeros(shape), manager.zeros(shape)) : new NDList();
    }

    /**
     * One step of the controller.
     *
     * @param read what was last read, {@code [batch, read]}
     * @param state its own, as {@link #startController} begins it
     * @return h, {@code [batch, size]}, and then the state for the next step
     */
    final NDList control(Pass pass, NDArray projected, NDArray read, NDList state) {
        if (kind == Controller.FEED_FORWARD) {
            return new NDList(Rnn.next(projected, pass.apply(past, read)));
        }
        NDArray gates = projected.add(pass.apply(past, state.get(0).concat(read, 1)));
        Lstm.State next = Lstm.next(gates, state.get(1));
        return new NDList(next.h(), next.h(), next.c());
    }

    /** What the heads are told, {@code [batch, told]}. */
    final NDArray tell(Pass pass, NDArray h) {
        return pass.apply(heads, h);
    }

    /** {@code 1 + softplus(x)}. */
    static NDArray atLeastOne(NDArray x) {
        return Activation.softPlus(x).add(x.onesLike());
    }

    @Override
    protected final void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        input.initialize(manager, type, new Shape(1, inputs[0].get(2)));
        past.initialize(manager, type, new Shape(1, kind == Controller.LSTM ? size + read : read));
        heads.initialize(manager, type, new Shape(1, size));
    }
}
