package fewshot.data;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Some examples of one shape, one after the other, as compact as they came: bytes that mean 0 to 1, such as the pixels of an
 * image; bits, such as the fingerprint of a molecule; or floats, such as embeddings, spectra or the rows of a table.
 *
 * <p>Whatever they are, a network reads them as floating point. What the examples mean, and what class each is of, is not
 * known here. Immutable, if nobody writes to the arrays that were handed in or are handed out; safe for many threads.
 */
public final class Examples {
    /** How the numbers of an example are kept. */
    public enum Kind {
        /** One byte a number: 0 means 0 and 255 means 1. */
        BYTES,
        /** One bit a number, eight in a byte, the lowest first; an example begins with a byte of its own. */
        BITS,
        /** Four bytes a number: the number itself. */
        FLOATS
    }

    private final Kind kind;
    private final int[] shape;
    private final int length;
    private final Object values;
    private final int size;

    private Examples(Kind kind, int[] shape, Object values, int available) {
        this.kind = kind;
        this.shape = shape.clone();
        long numbers = Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a < 0 || b < 1 || a > Integer.MAX_VALUE ? -1 : a * b);
        if (shape.length == 0 || numbers < 1 || numbers > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Examples: an example of shape " + Arrays.toString(shape)
                    + "; it must have at least one side, each at least 1, and at most 2147483647 numbers");
        }
        this.length = (int) numbers;
        this.values = values;
        this.size = available / stride();
        if (available % stride() != 0) {
            throw new IllegalArgumentException("Examples: " + available + (kind == Kind.FLOATS ? " floats" : " bytes")
                    + " are not whole examples of shape " + Arrays.toString(shape) + ", which have " + stride() + " each");
        }
    }

    /**
     * Bytes that mean 0 to 1.
     *
     * @param values all examples, one after the other; kept, not copied
     * @param shape of one example, such as 1, 28, 28: channels, height and width
     * @throws IllegalArgumentException if the bytes are not whole examples, or the shape is none
     */
    public static Examples bytes(byte[] values, int... shape) {
        return new Examples(Kind.BYTES, shape, values, values.length);
    }

    /** Floats, likewise. */
    public static Examples floats(float[] values, int... shape) {
        return new Examples(Kind.FLOATS, shape, values, values.length);
    }

    /**
     * Bits, likewise.
     *
     * @param examples one set of bits for each; those beyond the shape's numbers are refused
     */
    public static Examples bits(List<BitSet> examples, int... shape) {
        Examples none = new Examples(Kind.BITS, shape, new byte[0], 0);
        byte[] packed = new byte[Math.multiplyExact(examples.size(), none.stride())];
        for (int i = 0; i < examples.size(); i++) {
            if (examples.get(i).length() > none.length) {
                throw new IllegalArgumentException("Examples: example " + i + " has a bit " + (examples.get(i).length() - 1)
                        + ", but the shape " + Arrays.toString(shape) + " has " + none.length + " numbers, counted from 0");
            }
            byte[] own = examples.get(i).toByteArray();
            System.arraycopy(own, 0, packed, i * none.stride(), own.length);
        }
        return new Examples(Kind.BITS, shape, packed, packed.length);
    }

    /** How the numbers are kept. */
    public Kind kind() {
        return kind;
    }

    /** The shape of one example. */
    public int[] shape() {
        return shape.clone();
    }

    /** How many examples there are; there may be none. */
    public int size() {
        return size;
    }

    /** How many numbers one example has. */
    public int length() {
        return length;
    }

    /**
     * Pixels down, of images, whose shape is channels, height and width.
     *
     * @throws IllegalStateException if these are no images
     */
    public int height() {
        return side(1);
    }

    /** Pixels across, likewise. */
    public int width() {
        return side(2);
    }

    private int side(int axis) {
        if (shape.length != 3) {
            throw new IllegalStateException("Examples: " + this + " are no images; only images have a height and a width");
        }
        return shape[axis];
    }

    /** Bytes or floats in memory for each example. */
    private int stride() {
        return kind == Kind.BITS ? (length + 7) / 8 : length;
    }

    /** Whether others have the same kind and shape, so that both fit into one batch. */
    public boolean isLike(Examples other) {
        return kind == other.kind && Arrays.equals(shape, other.shape);
    }

    /** Some of the examples, in the order given; a copy. */
    public Examples pick(int... indices) {
        Examples picked = room(indices.length);
        for (int i = 0; i < indices.length; i++) {
            copyInto(picked, i, indices[i]);
        }
        return picked;
    }

    /**
     * These examples and then others; a copy.
     *
     * @throws IllegalArgumentException if they are of another kind or shape
     */
    public Examples and(Examples others) {
        if (!isLike(others)) {
            throw new IllegalArgumentException("Examples: " + others + " do not go with " + this);
        }
        Examples both = room(size + others.size);
        System.arraycopy(values, 0, both.values, 0, size * stride());
        System.arraycopy(others.values, 0, both.values, size * stride(), others.size * stride());
        return both;
    }

    /** As many examples of this kind and shape, all zero, to be filled by {@link #copyInto}. */
    Examples room(int examples) {
        int room = Math.multiplyExact(examples, stride());
        return new Examples(kind, shape, kind == Kind.FLOATS ? new float[room] : new byte[room], room);
    }

    /** Copies one example to a place among others of its kind and shape. */
    void copyInto(Examples target, int place, int index) {
        Objects.checkIndex(index, size);
        int stride = stride();
        if (values instanceof byte[] from) {
            System.arraycopy(from, index * stride, (byte[]) target.values, place * stride, stride);
        } else {
            System.arraycopy((float[]) values, index * stride, (float[]) target.values, place * stride, stride);
        }
    }

    /** The bytes of one example as they lie in memory, so that equal examples can be told by them. */
    public ByteBuffer raw(int index) {
        Objects.checkIndex(index, size);
        if (kind != Kind.FLOATS) {
            return ByteBuffer.wrap(bytes(), index * stride(), stride());
        }
        ByteBuffer raw = ByteBuffer.allocate(length * Float.BYTES);
        raw.asFloatBuffer().put(floats(), index * length, length);
        return raw;
    }

    /**
     * Other bytes as examples of this kind and shape, such as one more picture.
     *
     * @throws IllegalArgumentException if they are not whole examples
     * @throws IllegalStateException if these are floats
     */
    public Examples like(byte[] values) {
        bytes();
        return new Examples(kind, shape, values, values.length);
    }

    /**
     * The bytes of all examples, not a copy: a number each, or eight bits.
     *
     * @throws IllegalStateException if they are floats
     */
    public byte[] bytes() {
        if (kind == Kind.FLOATS) {
            throw new IllegalStateException("Examples: " + this + " are floats; ask for floats()");
        }
        return (byte[]) values;
    }

    /** All numbers as floats, one example after the other, as a network reads them; not a copy if they are kept so. */
    public float[] floats() {
        if (kind == Kind.FLOATS) {
            return (float[]) values;
        }
        float[] numbers = new float[Math.multiplyExact(size, length)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = kind == Kind.BYTES ? (bytes()[i] & 255) / 255f : bit(i / length, i % length);
        }
        return numbers;
    }

    private int bit(int example, int number) {
        return bytes()[example * stride() + number / 8] >> number % 8 & 1;
    }

    /** The numbers of bytes or bits, 0 to 255 or 0 and 1, a byte each: what is handed to the engine. */
    public void putNumbers(ByteBuffer target) {
        if (kind == Kind.BYTES) {
            target.put(bytes());
            return;
        }
        for (int example = 0; example < size; example++) {
            for (int number = 0; number < length; number++) {
                target.put((byte) bit(example, number));
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Examples that && isLike(that) && (kind == Kind.FLOATS
                ? Arrays.equals(floats(), that.floats()) : Arrays.equals(bytes(), that.bytes()));
    }

    /** That of the bytes or floats in memory. */
    @Override
    public int hashCode() {
        return kind == Kind.FLOATS ? Arrays.hashCode(floats()) : Arrays.hashCode(bytes());
    }

    /** Such as {@code 5 examples of 1 × 28 × 28 bytes}. */
    @Override
    public String toString() {
        return size + " examples of " + described();
    }

    /** Such as {@code 1 × 28 × 28 bytes}. */
    String described() {
        return String.join(" × ", Arrays.stream(shape).mapToObj(Integer::toString).toList()) + " " + kind.name().toLowerCase(Locale.ROOT);
    }
}
