package fewshot.episode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Turns images of bytes, and what has been made of them, into the arrays that networks read. */
public final class Pixels {
    private static final int WHITE_TO_BLACK = 255;

    /**
     * Where the engine reads the numbers of one call from. A new one at each call would lie in native memory until Java next
     * collects its garbage, in the middle of the room that the activations need again: resident memory then grew by
     * gigabytes in minutes.
     */
    private static final ThreadLocal<ByteBuffer> ROOM = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0));

    private Pixels() {}

    /**
     * Images as floating point.
     *
     * @param pixels whole images one after the other, one byte a pixel, ink 255
     * @return {@code [n, 1, height, width]}, ink 1 and paper 0, owned by {@code manager}
     * @throws IllegalArgumentException if the bytes are not a whole number of images
     */
    public static NDArray toArray(NDManager manager, byte[] pixels, int height, int width) {
        return toArray(manager, height, width, pixels);
    }

    /** As {@link #toArray(NDManager, byte[], int, int)}, of images that lie in several places, in their order. */
    public static NDArray toArray(NDManager manager, int height, int width, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        if (length == 0 || length % (height * width) != 0) {
            throw new IllegalArgumentException("Pixels: " + length + " bytes are not one or more whole images of "
                    + height + " x " + width);
        }
        try (NDArray bytes = bytes(manager, new Shape(length / (height * width), 1, height, width), parts)) {
            return bytes.div(WHITE_TO_BLACK); // of integers, so it is an array of its own, in floating point
        }
    }

    /** The bytes as numbers from 0 to 255, owned by {@code manager}. */
    public static NDArray floats(NDManager manager, byte[] values, Shape shape) {
        try (NDArray bytes = bytes(manager, shape, values)) {
            return bytes.toType(DataType.FLOAT32, true);
        }
    }

    /** To be read before anything else is made: the room that it lies in is used again. */
    private static NDArray bytes(NDManager manager, Shape shape, byte[]... parts) {
        ByteBuffer room = room(Math.toIntExact(shape.size()));
        for (byte[] part : parts) {
            room.put(part);
        }
        return manager.create(room.flip(), shape, DataType.UINT8);
    }

    /** Numbers as they are, such as embeddings, owned by {@code manager}. */
    public static NDArray toArray(NDManager manager, float[] values, Shape shape) {
        ByteBuffer room = room(values.length * Float.BYTES);
        room.asFloatBuffer().put(values);
        try (NDArray shared = manager.create(room, shape, DataType.FLOAT32)) {
            return shared.duplicate();
        }
    }

    private static ByteBuffer room(int bytes) {
        if (ROOM.get().capacity() < bytes) {
            ROOM.set(ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()));
        }
        return ROOM.get().clear().limit(bytes);
    }
}
