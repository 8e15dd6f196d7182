package fewshot.model.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import java.util.Map;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers, Schmidhuber and Cummins 2000): a
 * cell c that is only added to and scaled, so that its gradient lasts, behind three gates.
 *
 * <p>{@code i = σ(·)}, {@code f = σ(·)}, {@code g = tanh(·)}, {@code o = σ(·)} of {@code W x + b + W' h + b'}, each with its own weights;
 * {@code c' = f ∘ c + i ∘ g}, {@code h' = o ∘ tanh(c')}. The forget gate starts open, at a bias of 1 (Gers 2000; Jozefowicz 2015).
 *
 * <p>{@code [time, batch, features]} to {@code [time, batch, size]}; gates in the order i, f, g, o, as in PyTorch; the state is
 * h and c. {@link #trace} has {@code input gate}, {@code forget gate}, {@code output gate}, {@code cell} and {@code state}.
 */
public final class Lstm extends RecurrentCell {
    /** How many gates there are, the candidate g included. */
    public static final int GATES = 4;

    /** What a step gives, each {@code [batch, size]}. */
    public record State(NDArray h, NDArray c, NDArray input, NDArray forget, NDArray output) {}

    /** A new cell as an ordinary DJL block, not yet initialised. */
    public Lstm(long size) {
        super(GATES, size);
        openForgetGate(hidden());
    }

    @Override
    public String name() {
        return "LSTM";
    }

    /** h = 0 and c = 0. */
    @Override
    public NDList start(NDManager manager, long batch) {
        Shape shape = new Shape(batch, outputs());
        return new NDList(manager.zeros(shape), manager.zeros(shape));
    }

    @Override
    NDList engine(NDArray sequence, NDList state, NDList weights) {
        return sequence.getNDArrayInternal().lstm(sequence, state, weights, true, 1, 0, true, false, false);
    }

    @Override
    protected StepOutput step(Pass pass, NDArray projected, NDList state) {
        State next = next(projected.add(pass.apply(hidden(), state.get(0))), state.get(1));
        return new StepOutput(next.h, new NDList(next.h, next.c), Map.of("state", next.h, "cell", next.c,
                "input gate", next.input, "forget gate", next.forget, "output gate", next.output));
    }

    /**
     * One step.
     *
     * @param gates i, f, g, o before their σ and tanh, {@code [batch, 4 × size]}
     * @param c the cell before, {@code [batch, size]}
     */
    public static State next(NDArray gates, NDArray c) {
        NDList parts = gates.split(GATES, 1);
        NDArray i = Activation.sigmoid(parts.get(0));
        NDArray f = Activation.sigmoid(parts.get(1));
        NDArray g = parts.get(2).tanh();
        NDArray o = Activation.sigmoid(parts.get(3));
        NDArray cell = f.mul(c).add(i.mul(g));
        return new State(o.mul(cell.tanh()), cell, i, f, o);
    }

    /**
     * One step of a cell that is part of another block.
     *
     * @param x {@code [batch, features]}
     * @param state h and c
     * @return the next h and c
     */
    public NDList advance(ParameterStore weights, NDArray x, NDList state) {
        return forward(weights, new NDList(x.expandDims(0)).addAll(state), true).subNDList(1);
    }

    /** Lets the biases of a layer of four gates start at 0, that of the forget gate at 1. */
    public static void openForgetGate(Linear layer) {
        startOpen(layer, GATES, 1);
    }
}
