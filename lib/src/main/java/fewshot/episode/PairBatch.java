package fewshot.episode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.data.Examples;

/**
 * Pairs of examples, some of one class and some of two. It holds Java's numbers only; the arrays that it hands out belong to
 * the manager that they were asked for.
 *
 * @param examples the left ones of all pairs and then the right ones
 * @param same whether a pair shows one class, one entry a pair
 */
public record PairBatch(Examples examples, boolean[] same) {
    /** Checks that there are two examples for each pair. */
    public PairBatch {
        if (same.length == 0 || examples.size() != 2 * same.length) {
            throw new IllegalArgumentException("PairBatch: " + same.length + " pairs need twice as many examples, but there are " + examples);
        }
    }

    /** How many pairs there are. */
    public int size() {
        return same.length;
    }

    /** Pixels down, if these are images. */
    public int height() {
        return examples.height();
    }

    /** Pixels across, if these are images. */
    public int width() {
        return examples.width();
    }

    /** The bytes of all left images and then of all right ones. */
    public byte[] pixels() {
        return examples.bytes();
    }

    /** All left examples and then all right ones, {@code [2 × pairs, …shape…]}; of images with ink 1 and paper 0. */
    public NDArray images(NDManager manager) {
        return EngineArrays.of(manager, examples);
    }

    /** 1 for a pair of one class, 0 for one of two, {@code [pairs]}. */
    public float[] labels() {
        float[] labels = new float[same.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = same[i] ? 1 : 0;
        }
        return labels;
    }
}
