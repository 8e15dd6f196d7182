package fewshot.episode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import fewshot.data.Examples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Turns examples, and other numbers of Java's, into the arrays that networks read, and what they answer into rows. */
public final class EngineArrays {
    private static final int WHITE_TO_BLACK = 255;
    /**
     * Where the engine reads the numbers of one call from. A new one at each call would lie in native memory until Java next
     * collects its garbage, in the middle of the room that the activations need again: resident memory then grew by
     * gigabytes in minutes.
     */
    private static final ThreadLocal<ByteBuffer> ROOM = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0));

    private EngineArrays() {}

    /**
     * Examples as floating point; bytes become 0 to 1.
     *
     * @param parts of one kind and shape, which become one batch in this order
     * @return {@code [n, …shape…]}, owned by {@code manager}; n may be 0
     */
    public static NDArray of(NDManager manager, Examples... parts) {
        Examples first = parts[0];
        int n = Arrays.stream(parts).mapToInt(Examples::size).sum();
        Shape shape = new Shape(n).addAll(new Shape(Arrays.stream(first.shape()).asLongStream().toArray()));
        if (n == 0) {
            return manager.zeros(shape);
        }
        if (first.kind() == Examples.Kind.FLOATS) {
            ByteBuffer room = room(Math.multiplyExact(Math.toIntExact(shape.size()), Float.BYTES));
            for (Examples part : parts) {
                room.asFloatBuffer().put(part.floats());
                room.position(room.position() + part.floats().length * Float.BYTES);
            }
            return floats(manager, room.flip(), shape);
        }
        ByteBuffer room = room(Math.toIntExact(shape.size()));
        for (Examples part : parts) {
            part.putNumbers(room);
        }
        try (NDArray bytes = manager.create(room.flip(), shape, DataType.UINT8)) {
            // Of integers, so either is an array of its own, in floating point.
            return first.kind() == Examples.Kind.BYTES ? bytes.div(WHITE_TO_BLACK) : bytes.toType(DataType.FLOAT32, true);
        }
    }

    /** Numbers as they are, such as embeddings, owned by {@code manager}. */
    public static NDArray of(NDManager manager, float[] values, Shape shape) {
        ByteBuffer room = room(Math.multiplyExact(values.length, Float.BYTES));
        room.asFloatBuffer().put(values);
        return floats(manager, room, shape);
    }

    private static NDArray floats(NDManager manager, ByteBuffer room, Shape shape) {
        try (NDArray shared = manager.create(room, shape, DataType.FLOAT32)) {
            return shared.duplicate();
        }
    }

    /** Bytes as numbers from 0 to 255, owned by {@code manager}. */
    public static NDArray ofBytes(NDManager manager, byte[] values, Shape shape) {
        try (NDArray bytes = manager.create(room(values.length).put(values).flip(), shape, DataType.UINT8)) {
            return bytes.toType(DataType.FLOAT32, true);
        }
    }

    /**
     * An array as Java's numbers.
     *
     * @param array {@code [rows, …]}, at least one row
     * @return {@code [rows][the rest, flat]}
     */
    public static double[][] rows(NDArray array) {
        float[] all = array.toFloatArray();
        int rows = Math.toIntExact(array.getShape().get(0));
        int width = all.length / rows;
        return IntStream.range(0, rows)
                .mapToObj(row -> IntStream.range(0, width).mapToDouble(i -> all[row * width + i]).toArray())
                .toArray(double[][]::new);
    }

    private static ByteBuffer room(int bytes) {
        if (ROOM.get().capacity() < bytes) {
            ROOM.set(ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()));
        }
        return ROOM.get().clear().limit(bytes);
    }
}
