package fewshot.episode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.data.Examples;

/** Turns grey images of bytes into the arrays that networks read. */
public final class Pixels {
    private Pixels() {}

    /**
     * Images as floating point.
     *
     * @param pixels whole images one after the other, one byte a pixel, ink 255
     * @return {@code [n, 1, height, width]}, ink 1 and paper 0, owned by {@code manager}
     * @throws IllegalArgumentException if the bytes are not a whole number of images
     */
    public static NDArray toArray(NDManager manager, byte[] pixels, int height, int width) {
        return EngineArrays.of(manager, Examples.bytes(pixels, 1, height, width));
    }
}
