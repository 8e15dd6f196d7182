package fewshot.episode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Pairs of images, some of one class and some of two. It holds Java bytes only; the arrays that it hands out belong to the
 * manager that they were asked for.
 *
 * @param height pixels down
 * @param width pixels across
 * @param pixels the left images of all pairs and then the right ones, one byte a pixel, ink 255
 * @param same whether a pair shows one class, one entry a pair
 */
public record PairBatch(int height, int width, byte[] pixels, boolean[] same) {
    /** Checks that there are two images for each pair. */
    public PairBatch {
        if (same.length == 0 || pixels.length != 2 * same.length * height * width) {
            throw new IllegalArgumentException("PairBatch: " + same.length + " pairs of " + height + " x " + width
                    + " pixels need twice as many images, but there are " + pixels.length + " bytes");
        }
    }

    /** How many pairs there are. */
    public int size() {
        return same.length;
    }

    /** All left images and then all right ones, {@code [2 × pairs, 1, height, width]}, ink 1 and paper 0. */
    public NDArray images(NDManager manager) {
        return Pixels.toArray(manager, pixels, height, width);
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
