package fewshot.model.rule;

import ai.djl.ndarray.NDArray;

/**
 * How a network looks at gradients, which may be 10⁻⁶ or 10³: each number becomes its size, on a logarithmic scale, and its
 * sign (Andrychowicz and others 2016, appendix A, with p = 10).
 *
 * <p>{@code (log|x| / p, sgn x)} if {@code |x| ≥ e⁻ᵖ}, else {@code (−1, eᵖ x)}. Both change without a jump at the border.
 */
public final class LogAndSign {
    /** p: what is smaller than {@code e⁻¹⁰}, or 0.000045, is shown as it is, times {@code e¹⁰}. */
    public static final double P = 10;
    private static final float SMALLEST = (float) Math.exp(-P);

    private LogAndSign() {}

    /**
     * Shows numbers.
     *
     * @param x {@code [n]}, constants: no gradient is to flow through
     * @return {@code [n, 2]}, of the manager of {@code x}
     */
    public static NDArray of(NDArray x) {
        NDArray size = x.abs().clip(SMALLEST, Float.MAX_VALUE).log().div(P);
        NDArray sign = x.mul(Math.exp(P)).clip(-1, 1);
        return size.stack(sign, 1);
    }
}
