package fewshot.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Some numbers of one kind, as they lie in a file.
 *
 * @param kind what the bytes are
 * @param shape their product is the number of numbers
 * @param data the numbers, high byte first
 */
record Entry(Kind kind, long[] shape, byte[] data) {
    /** What a number is; its place in this list stands in the file. */
    enum Kind {
        TEXT(1),
        LONGS(8),
        DOUBLES(8),
        FLOATS(4);

        private final int bytes;

        Kind(int bytes) {
            this.bytes = bytes;
        }
    }

    Entry {
        long size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (size * kind.bytes != data.length) {
            throw new IllegalArgumentException(kind + " " + Arrays.toString(shape) + " cannot be " + data.length + " bytes");
        }
    }

    static Entry of(String text) {
        byte[] data = text.getBytes(StandardCharsets.UTF_8);
        return new Entry(Kind.TEXT, new long[] {data.length}, data);
    }

    static Entry of(long[] numbers) {
        byte[] data = new byte[8 * numbers.length];
        ByteBuffer.wrap(data).asLongBuffer().put(numbers);
        return new Entry(Kind.LONGS, new long[] {numbers.length}, data);
    }

    static Entry of(double[] numbers) {
        byte[] data = new byte[8 * numbers.length];
        ByteBuffer.wrap(data).asDoubleBuffer().put(numbers);
        return new Entry(Kind.DOUBLES, new long[] {numbers.length}, data);
    }

    static Entry of(float[] numbers, long[] shape) {
        byte[] data = new byte[4 * numbers.length];
        ByteBuffer.wrap(data).asFloatBuffer().put(numbers);
        return new Entry(Kind.FLOATS, shape.clone(), data);
    }

    String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    long[] longs() {
        long[] numbers = new long[data.length / 8];
        ByteBuffer.wrap(data).asLongBuffer().get(numbers);
        return numbers;
    }

    double[] doubles() {
        double[] numbers = new double[data.length / 8];
        ByteBuffer.wrap(data).asDoubleBuffer().get(numbers);
        return numbers;
    }

    float[] floats() {
        float[] numbers = new float[data.length / 4];
        ByteBuffer.wrap(data).asFloatBuffer().get(numbers);
        return numbers;
    }
}
