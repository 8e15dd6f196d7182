package fewshot.model.memory;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import fewshot.model.Scalar;

/**
 * How a Neural Turing Machine finds a place in its memory, reads it and writes to it (Graves, Wayne and Danihelka 2014,
 * sections 3.1 to 3.3, equations 1 to 9). Pure functions; each is differentiable in all of its arrays.
 *
 * <p>A memory is {@code [batch, slots, width]}. Weights over its slots are {@code [batch, slots]}, or for several heads at
 * once {@code [batch, heads, slots]}; they are not negative and add up to 1. What says where to look has one row a head in
 * the same way: a key {@code [batch, width]} or {@code [batch, heads, width]}, a number {@code [batch, 1]} or
 * {@code [batch, heads, 1]}. The arrays of a call should have one manager; the result belongs to it.
 *
 * <p>There is no Java number among the operands: DJL makes an array of each in Java's own memory, which the engine reads again
 * when the gradient is taken, and which may have been collected by then.
 */
public final class Addressing {
    /** A vector shorter than this counts as this long: an empty slot is like no key, and its gradient stays finite. */
    static final double SHORTEST = 1e-3;

    private Addressing() {}

    /**
     * By content: {@code w(i) = softmax_i(β cos(k, M(i)))} (equations 5 and 6). A slot or key of zeros has a cosine of 0.
     *
     * @param memory {@code [batch, slots, width]}
     * @param key k, {@code [batch, width]} or {@code [batch, heads, width]}
     * @param strength β, not negative, {@code [batch, 1]} or {@code [batch, heads, 1]}
     * @return {@code [batch, slots]} or {@code [batch, heads, slots]}
     */
    public static NDArray content(NDArray memory, NDArray key, NDArray strength) {
        if (key.getShape().dimension() == 2) {
            return content(memory, key.expandDims(1), strength.expandDims(1)).squeeze(1);
        }
        // The products are divided, not the slots: they are fewer, and so are those of the backward pass.
        NDArray products = key.normalize(2, 2, SHORTEST).batchMatMul(memory.transpose(0, 2, 1));
        return products.div(lengths(memory).transpose(0, 2, 1)).mul(strength).softmax(2);
    }

    /** {@code [batch, slots, 1]}. */
    private static NDArray lengths(NDArray memory) {
        return memory.norm(2, new int[] {2}, true).maximum(Scalar.of(memory.getManager(), SHORTEST));
    }

    /** Between what the content says and where the head was: {@code g w_c + (1 − g) w_{t−1}} (equation 7). */
    public static NDArray interpolate(NDArray content, NDArray before, NDArray gate) {
        return before.sub(gate.mul(before)).add(gate.mul(content));
    }

    /**
     * Moves the weights round: {@code w'(i) = Σ_j w(j) s(i − j)}, indices modulo the number of slots (equation 8).
     *
     * @param weights {@code […, slots]}
     * @param shift s over {@code −n … n}, {@code […, 2n + 1]}: the last of three moves each weight to the next slot, and the
     *     last slot's to the first
     * @throws IllegalArgumentException if s has an even number of entries
     */
    public static NDArray shift(NDArray weights, NDArray shift) {
        int axis = weights.getShape().dimension() - 1;
        if (shift.getShape().get(axis) % 2 == 0) {
            throw new IllegalArgumentException(
                    "Addressing: shifts of shape " + shift.getShape() + "; there must be as many forward as back, and one for none");
        }
        NDList by = shift.split(shift.getShape().get(axis), axis);
        int range = by.size() / 2;
        NDArray sum = weights.mul(by.get(range));
        for (int offset = 1; offset <= range; offset++) {
            sum = sum.add(rolled(weights, offset, axis).mul(by.get(range + offset)));
            sum = sum.add(rolled(weights, -offset, axis).mul(by.get(range - offset)));
        }
        return sum;
    }

    /** Slot i holds what slot {@code i − offset} held. */
    private static NDArray rolled(NDArray weights, int offset, int axis) {
        long slots = weights.getShape().get(axis);
        long cut = Math.floorMod(-offset, slots);
        NDList parts = weights.split(new long[] {cut}, axis);
        return parts.get(1).concat(parts.get(0), axis);
    }

    /**
     * Makes the weights keener: {@code w(i)^γ / Σ_j w(j)^γ} (equation 9). All are first divided by the largest, which changes
     * nothing but that no γ makes all of them vanish.
     *
     * @param weights {@code […, slots]}, not negative, not all 0
     * @param power γ, at least 1, {@code […, 1]}
     */
    public static NDArray sharpen(NDArray weights, NDArray power) {
        int[] slots = {weights.getShape().dimension() - 1};
        // What changes nothing in the result has no gradient either.
        NDArray keener = weights.div(weights.max(slots, true).stopGradient()).pow(power);
        return keener.div(keener.sum(slots, true));
    }

    /**
     * Reads: {@code r = Σ_i w(i) M(i)} (equation 2).
     *
     * @return {@code [batch, width]} or {@code [batch, heads, width]}
     */
    public static NDArray read(NDArray memory, NDArray weights) {
        return weights.getShape().dimension() == 2
                ? read(memory, weights.expandDims(1)).squeeze(1)
                : weights.batchMatMul(memory);
    }

    /**
     * Erases and then adds: {@code M'(i) = M(i) ∘ (1 − w(i) e) + w(i) a} (equations 3 and 4).
     *
     * @param weights {@code [batch, slots]}
     * @param erase e, from 0 to 1, {@code [batch, width]}
     * @param add a, {@code [batch, width]}
     * @return {@code [batch, slots, width]}
     */
    public static NDArray write(NDArray memory, NDArray weights, NDArray erase, NDArray add) {
        NDArray kept = Scalar.of(memory.getManager(), 1).sub(outer(weights, erase));
        return memory.mul(kept).add(outer(weights, add));
    }

    /** {@code w(i) v(j)}, {@code [batch, slots, width]}. */
    private static NDArray outer(NDArray weights, NDArray vector) {
        return weights.expandDims(2).batchMatMul(vector.expandDims(1));
    }
}
