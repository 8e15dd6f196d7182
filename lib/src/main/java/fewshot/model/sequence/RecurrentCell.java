package fewshot.model.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import java.util.stream.IntStream;

/**
 * What {@link Rnn}, {@link Gru} and {@link Lstm} share: each gate looks at the input and at the last state through a linear
 * layer, {@code W x + b + W' h + b'}. The weights of all gates lie one below the other, {@code [gates × size, features]} and
 * {@code [gates × size, size]}, in the order and with the two biases of PyTorch's and DJL's own blocks, so that they can be
 * copied from one to the other.
 *
 * <p>One operation of the engine reads a whole sequence; on a CPU training takes about half the time, on a GPU it is cuDNN's. Our own
 * steps give the same numbers up to rounding; {@link #trace} takes them, because they show the gates. (DJL 0.35.1's bidirectional blocks crash
 * in training, SIGSEGV in oneDNN; these here look one way.)
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

    /** Lets the biases of a layer of gates start at 0, those of one gate at 1. */
    static void startOpen(Linear layer, int gates, int which) {
        layer.setInitializer((manager, shape, type) -> {
            Shape one = new Shape(shape.get(0) / gates);
            try (NDArray zeros = manager.zeros(one, type); NDArray ones = manager.ones(one, type)) {
                return NDArrays.concat(new NDList(
                        IntStream.range(0, gates).mapToObj(gate -> gate == which ? ones : zeros).toArray(NDArray[]::new)));
            }
        }, "bias");
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
    protected final NDArray project(Pass pass, NDArray sequence) {
        return pass.apply(input, sequence);
    }

    @Override
    protected final NDList read(Pass pass, NDArray sequence, NDList state) {
        return read(pass, sequence, state, sequence.getDevice().isGpu());
    }

    /** The same, with the weights in one piece of memory or as they lie. */
    final NDList read(Pass pass, NDArray sequence, NDList state, boolean onePiece) {
        NDList weights = new NDList(pass.weight(input, "weight", sequence), pass.weight(hidden, "weight", sequence),
                pass.weight(input, "bias", sequence), pass.weight(hidden, "bias", sequence));
        if (onePiece) {
            weights = views(inOnePiece(weights), weights);
        }
        NDList read = engine(sequence, new NDList(state.stream().map(array -> array.expandDims(0)).toList()), weights);
        return new NDList(read.head()).addAll(new NDList(read.subNDList(1).stream().map(array -> array.squeeze(0)).toList()));
    }

    /**
     * All numbers of some arrays, one array after the other: cuDNN wants the weights of a layer so, both matrices before both
     * biases, and would else copy them, and warn, at each call.
     */
    static NDArray inOnePiece(NDList arrays) {
        return NDArrays.concat(new NDList(arrays.stream().map(array -> array.reshape(-1)).toList()));
    }

    /** Arrays of the shapes of {@code like} that share the memory of {@code piece}, one after the other. */
    static NDList views(NDArray piece, NDList like) {
        NDList views = new NDList(like.size());
        long from = 0;
        for (NDArray array : like) {
            long to = from + array.size();
            views.add(piece.get(new NDIndex(from + ":" + to)).reshape(array.getShape()));
            from = to;
        }
        return views;
    }

    /**
     * The engine's own reading of a sequence, of one layer and one direction.
     *
     * @param state {@code [1, batch, size]} each
     * @param weights W, W', b and b'
     * @return the outputs and then the state, {@code [1, batch, size]} each
     */
    abstract NDList engine(NDArray sequence, NDList state, NDList weights);

    @Override
    protected final void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        input.initialize(manager, type, new Shape(1, inputs[0].get(2)));
        hidden.initialize(manager, type, new Shape(1, size));
    }
}
