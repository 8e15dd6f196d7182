package fewshot.model.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import java.util.Map;

/**
 * The gated recurrent unit (Cho et al. 2014): the update gate z says how much of the state is kept, the reset gate r how
 * much of it the candidate n looks at.
 *
 * <p>In PyTorch's convention: {@code r = σ(W_r x + b_r + W'_r h + b'_r)}, {@code z = σ(W_z x + b_z + W'_z h + b'_z)},
 * {@code n = tanh(W_n x + b_n + r ∘ (W'_n h + b'_n))}, {@code h' = (1 − z) ∘ n + z ∘ h}. So z = 1 keeps, and r is applied behind
 * the product with W'_n, to the bias b'_n too. Cho's paper has {@code W'_n (r ∘ h)}; Chung et al. (2014) swap z and 1 − z.
 *
 * <p>{@code [time, batch, features]} to {@code [time, batch, size]}; gates in the order r, z, n. {@link #trace} has
 * {@code reset gate}, {@code update gate} and {@code state}.
 */
public final class Gru extends RecurrentCell {
    private static final int GATES = 3;

    /** What a step gives, each {@code [batch, size]}. */
    public record State(NDArray h, NDArray reset, NDArray update) {}

    /** A new cell as an ordinary DJL block, not yet initialised. */
    public Gru(long size) {
        super(GATES, size);
    }

    /**
     * The same with the update gate's bias at 1 at the start, so that it first keeps σ(1) = 0.73 of its state, as an {@link Lstm}
     * keeps of its cell.
     */
    public static Gru keeping(long size) {
        Gru gru = new Gru(size);
        startOpen(gru.hidden(), GATES, 1);
        return gru;
    }

    @Override
    public String name() {
        return "GRU";
    }

    @Override
    NDList engine(NDArray sequence, NDList state, NDList weights) {
        return sequence.getNDArrayInternal().gru(sequence, state.head(), weights, true, 1, 0, true, false, false);
    }

    @Override
    protected StepOutput step(Pass pass, NDArray projected, NDList state) {
        State next = next(projected, pass.apply(hidden(), state.head()), state.head());
        return new StepOutput(next.h, new NDList(next.h),
                Map.of("state", next.h, "reset gate", next.reset, "update gate", next.update));
    }

    /**
     * One step.
     *
     * @param fromInput {@code W x + b} of the gates r, z, n, {@code [batch, 3 × size]}
     * @param fromState {@code W' h + b'} of the same, {@code [batch, 3 × size]}
     * @param h the state before, {@code [batch, size]}
     */
    public static State next(NDArray fromInput, NDArray fromState, NDArray h) {
        NDList x = fromInput.split(GATES, 1);
        NDList s = fromState.split(GATES, 1);
        NDArray r = Activation.sigmoid(x.get(0).add(s.get(0)));
        NDArray z = Activation.sigmoid(x.get(1).add(s.get(1)));
        NDArray n = x.get(2).add(r.mul(s.get(2))).tanh();
        return new State(n.add(z.mul(h.sub(n))), r, z); // (1 − z) n + z h
    }
}
