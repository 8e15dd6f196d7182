package fewshot.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes grey PNGs of any depth with any filters, in any number of chunks: for tests of what reads them. */
final class TestPng {
    private TestPng() {}

    static byte[] encode(int width, int height, int depth, int[] samples, IntUnaryOperator filterOfRow, int chunk) {
        int stride = (width * depth + 7) / 8;
        byte[][] rows = new byte[height][stride];
        for (int i = 0; i < samples.length; i++) {
            int bit = i % width * depth;
            rows[i / width][bit / 8] |= (byte) (samples[i] << 8 - depth - bit % 8);
        }
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int y = 0; y < height; y++) {
            int filter = filterOfRow.applyAsInt(y);
            lines.write(filter);
            for (int i = 0; i < stride; i++) {
                int left = i == 0 ? 0 : rows[y][i - 1] & 255;
                int up = y == 0 ? 0 : rows[y - 1][i] & 255;
                int corner = i == 0 || y == 0 ? 0 : rows[y - 1][i - 1] & 255;
                lines.write((rows[y][i] & 255) - predict(filter, left, up, corner));
            }
        }
        return file(width, height, depth, deflate(lines.toByteArray()), chunk);
    }

    private static int predict(int filter, int a, int b, int c) {
        int p = a + b - c;
        int nearest = Arrays.stream(new int[] {a, b, c}).map(v -> Math.abs(p - v)).min().getAsInt();
        int paeth = Math.abs(p - a) == nearest ? a : Math.abs(p - b) == nearest ? b : c;
        return new int[] {0, a, b, Math.floorDiv(a + b, 2), paeth, 0, 0, 0}[filter];
    }

    private static byte[] deflate(byte[] lines) {
        Deflater deflater = new Deflater();
        deflater.setInput(lines);
        deflater.finish();
        byte[] out = new byte[lines.length * 2 + 100];
        int size = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, size);
    }

    private static byte[] file(int width, int height, int depth, byte[] data, int chunk) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeLong(0x89504E470D0A1A0AL);
            chunk(out, "IHDR", header(width, height, depth));
            chunk(out, "tIME", new byte[7]);
            for (int at = 0; at < data.length; at += chunk) {
                chunk(out, "IDAT", Arrays.copyOfRange(data, at, Math.min(data.length, at + chunk)));
            }
            chunk(out, "IEND", new byte[0]);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] header(int width, int height, int depth) {
        return ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) depth).array();
    }

    /** The same file with another header, whose check sum is right. */
    static byte[] withHeader(byte[] png, int width, int height, int depth) {
        byte[] changed = png.clone();
        System.arraycopy(header(width, height, depth), 0, changed, 16, 13);
        CRC32 crc = new CRC32();
        crc.update(changed, 12, 17);
        ByteBuffer.wrap(changed).putInt(29, (int) crc.getValue());
        return changed;
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }
}
