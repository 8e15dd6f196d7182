package fewshot.model.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.recurrent.RNN;
import java.util.Map;

/**
 * The plain recurrent step, {@code h' = tanh(W x + b + W' h + b')} (Elman 1990): all of the state is written anew at each
 * step, and the gradient through many steps vanishes or explodes (Hochreiter 1991; Bengio 1994).
 *
 * <p>{@code [time, batch, features]} to {@code [time, batch, size]}. {@link #trace} has {@code state}.
 */
public final class Rnn extends RecurrentCell {
    /** A new cell as an ordinary DJL block, not yet initialised. */
    public Rnn(long size) {
        super(1, size);
    }

    @Override
    public String name() {
        return "RNN";
    }

    @Override
    NDList engine(NDArray sequence, NDList state, NDList weights) {
        return sequence.getNDArrayInternal().rnn(
                sequence, state.head(), weights, true, 1, RNN.Activation.TANH, 0, true, false, false);
    }

    @Override
    protected StepOutput step(Pass pass, NDArray projected, NDList state) {
        NDArray h = next(projected, pass.apply(hidden(), state.head()));
        return new StepOutput(h, new NDList(h), Map.of("state", h));
    }

    /** {@code tanh(fromInput + fromState)}, each {@code [batch, size]}. */
    public static NDArray next(NDArray fromInput, NDArray fromState) {
        return fromInput.add(fromState).tanh();
    }
}
