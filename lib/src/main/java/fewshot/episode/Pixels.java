package fewshot.episode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;

/** Turns images of bytes into the arrays that networks read. */
public final class Pixels {
    private static final int WHITE_TO_BLACK = 255;

    private Pixels() {}

    /**
     * Images as floating point.
     *
     * @param pixels whole images one after the other, one byte a pixel, ink 255
     * @return {@code [n, 1, height, width]}, ink 1 and paper 0, owned by {@code manager}
     * @throws IllegalArgumentException if the bytes are not a whole number of images
     */
    public static NDArray toArray(NDManager manager, byte[] pixels, int height, int width) {
        if (pixels.length == 0 || pixels.length % (height * width) != 0) {
            throw new IllegalArgumentException("Pixels: " + pixels.length + " bytes are not one or more whole images of "
                    + height + " x " + width);
        }
        Shape shape = new Shape(pixels.length / (height * width), 1, height, width);
        try (NDArray bytes = manager.create(ByteBuffer.wrap(pixels), shape, DataType.UINT8)) {
            // A copy of its own: the bytes live in a Java buffer that is gone once they are closed.
            return bytes.toType(DataType.FLOAT32, true).divi(WHITE_TO_BLACK);
        }
    }
}
