package fewshot.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/** Writes lossless WebP (RFC 9649, section 3) of at most two levels a channel: for tests of what reads it. */
final class TestWebP {
    private final BitSet bits = new BitSet();
    private int length;

    private TestWebP() {}

    private void put(int value, int count) {
        for (int b = 0; b < count; b++) {
            bits.set(length++, (value >> b & 1) == 1);
        }
    }

    /** The bit stream of a picture: its codes are "simple" ones of one or two symbols, so that a sample takes no bit or one. */
    static byte[] lossless(int width, int height, int[] argb) {
        TestWebP out = new TestWebP();
        out.put(0x2F, 8);
        out.put(width - 1, 14);
        out.put(height - 1, 14);
        out.put(1, 1);
        out.put(0, 3 + 1 + 1 + 1); // version 0, no transform, no cache of colours, one set of codes
        int[] shifts = {8, 16, 0, 24}; // green, red, blue, alpha
        int[][] symbols = new int[4][];
        for (int k = 0; k < 4; k++) {
            int shift = shifts[k];
            symbols[k] = Arrays.stream(argb).map(p -> p >> shift & 255).distinct().sorted().toArray();
            out.code(symbols[k]);
        }
        out.code(0);
        for (int pixel : argb) {
            for (int k = 0; k < 4; k++) {
                if (symbols[k].length == 2) {
                    out.put((pixel >> shifts[k] & 255) == symbols[k][1] ? 1 : 0, 1);
                }
            }
        }
        return Arrays.copyOf(out.bits.toByteArray(), out.length / 8 + 1);
    }

    private void code(int... symbols) {
        if (symbols.length > 2) {
            throw new IllegalArgumentException(symbols.length + " levels in one channel; this writer knows 2");
        }
        put(1, 1);
        put(symbols.length - 1, 1);
        put(1, 1);
        for (int symbol : symbols) {
            put(symbol, 8);
        }
    }

    static byte[] chunk(String name, byte[] content) {
        return ByteBuffer.allocate(8 + content.length + content.length % 2).order(ByteOrder.LITTLE_ENDIAN)
                .put(name.getBytes(StandardCharsets.US_ASCII)).putInt(content.length).put(content).array();
    }

    static byte[] file(byte[]... chunks) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("WEBP".getBytes(StandardCharsets.US_ASCII));
        Arrays.stream(chunks).forEach(body::writeBytes);
        return chunk("RIFF", body.toByteArray());
    }

    /** The header of a file with more than the picture in it. */
    static byte[] extended(int flags, int width, int height) {
        ByteBuffer header = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putInt(flags);
        header.putShort((short) (width - 1)).put((byte) (width - 1 >> 16));
        header.putShort((short) (height - 1)).put((byte) (height - 1 >> 16));
        return chunk("VP8X", header.array());
    }
}
