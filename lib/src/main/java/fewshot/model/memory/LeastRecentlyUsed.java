package fewshot.model.memory;

import ai.djl.ndarray.NDArray;
import fewshot.model.Scalar;

/**
 * Where a memory-augmented network writes: to the slots that were least used lately, or to those just read (Santoro et al.
 * 2016, section 3.2). Pure functions; shapes as in {@link Addressing}.
 */
public final class LeastRecentlyUsed {
    private LeastRecentlyUsed() {}

    /**
     * How much each slot was used, fading: {@code w_u ← γ w_u + w_r + w_w}, summed over the heads. No gradient goes
     * through it.
     *
     * @param before w_u, {@code [batch, slots]}
     * @param read w_r, {@code [batch, heads, slots]}
     * @param written w_w, likewise
     * @param decay γ, from 0 to 1
     * @return {@code [batch, slots]}
     */
    public static NDArray usage(NDArray before, NDArray read, NDArray written, double decay) {
        NDArray now = read.add(written).sum(new int[] {1}).stopGradient();
        return before.mul(Scalar.of(before.getManager(), decay)).add(now);
    }

    /**
     * 1 for the n least used slots and 0 for the others. Where slots are equally little used, some of them are
     * taken, so that there are always n.
     *
     * @param usage {@code [batch, slots]}
     * @return {@code [batch, slots]}
     */
    public static NDArray leastUsed(NDArray usage, int n) {
        long slots = usage.getShape().get(1);
        if (n < 1 || n > slots) {
            throw new IllegalArgumentException("LeastRecentlyUsed: the " + n + " least used of " + slots + " slots; ask for 1 to " + slots);
        }
        return usage.topK(n, 1, false, true).get(1).oneHot((int) slots).sum(new int[] {1});
    }

    /**
     * Where to write: {@code w_w = σ(α) w_r + (1 − σ(α)) w_lu}, with the weights of the last step.
     *
     * @param gate σ(α), {@code [batch, heads, 1]}
     * @param read w_r, {@code [batch, heads, slots]}
     * @param leastUsed {@code [batch, slots]}
     * @return {@code [batch, heads, slots]}
     */
    public static NDArray writeWeights(NDArray gate, NDArray read, NDArray leastUsed) {
        return Addressing.interpolate(read, leastUsed.expandDims(1), gate);
    }

    /** The memory with the marked slots set to zero. */
    public static NDArray cleared(NDArray memory, NDArray marked) {
        NDArray kept = Scalar.of(memory.getManager(), 1).sub(marked);
        return memory.mul(kept.expandDims(2));
    }

    /**
     * Adds without erasing: {@code M(i) ← M(i) + Σ_heads w_w(i) a}.
     *
     * @param memory {@code [batch, slots, width]}
     * @param weights w_w, {@code [batch, heads, slots]}
     * @param add a, {@code [batch, heads, width]}
     */
    public static NDArray write(NDArray memory, NDArray weights, NDArray add) {
        return memory.add(weights.transpose(0, 2, 1).batchMatMul(add));
    }
}
