package fewshot.model.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.episode.EngineArrays;

/**
 * Which token may look at which: 0 where it may and −∞ where it may not, to be added to the scores before the softmax, which
 * then gives a weight of exactly 0. A row for each token that looks, a column for each that is looked at; those that were read
 * before come first.
 */
public final class Mask {
    /** Whether the token of a row may look at that of a column. */
    @FunctionalInterface
    private interface Sight {
        boolean of(int row, int column);
    }

    private Mask() {}

    /**
     * Each token sees itself and what came before.
     *
     * @param past tokens that were read before
     * @param time tokens that are read now
     * @return {@code [time, past + time]}, owned by {@code manager}
     */
    public static NDArray causal(NDManager manager, int past, int time) {
        return of(manager, time, past + time, (row, column) -> column <= past + row);
    }

    /**
     * The support sees the whole support; each query sees the support and itself, and no other query.
     *
     * @return {@code [support + queries, support + queries]}, owned by {@code manager}
     */
    public static NDArray supportToQuery(NDManager manager, int support, int queries) {
        return of(manager, support + queries, support + queries, (row, column) -> column < support || column == row);
    }

    /**
     * The last rows of {@link #supportToQuery}: queries about a support that was read before.
     *
     * @return {@code [queries, support + queries]}, owned by {@code manager}
     */
    public static NDArray queries(NDManager manager, int support, int queries) {
        return of(manager, queries, support + queries, (row, column) -> column < support || column == support + row);
    }

    private static NDArray of(NDManager manager, int rows, int columns, Sight sight) {
        float[] mask = new float[rows * columns];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = sight.of(i / columns, i % columns) ? 0 : Float.NEGATIVE_INFINITY;
        }
        return EngineArrays.of(manager, mask, new Shape(rows, columns));
    }
}
