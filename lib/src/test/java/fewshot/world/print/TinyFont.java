package fewshot.world.print;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Writes TrueType fonts whose characters A, B … are polygons: the tables that the format demands and nothing else. */
public final class TinyFont {
    private static final int UNITS = 1000;

    private TinyFont() {}

    private interface Table {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] table(Table table) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static void shorts(DataOutputStream out, int... values) throws IOException {
        for (int value : values) {
            out.writeShort(value);
        }
    }

    /** Each glyph a polygon: x, y, x, y …, in thousandths of the font's size, y upwards. */
    public static void write(Path file, int[]... glyphs) throws IOException {
        int count = glyphs.length + 1;
        ByteArrayOutputStream outlines = new ByteArrayOutputStream();
        int[] places = new int[count + 1];
        for (int g = 1; g < count; g++) {
            outlines.writeBytes(outline(glyphs[g - 1]));
            places[g + 1] = outlines.size();
        }
        Map<String, byte[]> tables = new TreeMap<>();
        tables.put("glyf", outlines.toByteArray());
        tables.put("loca", table(out -> {
            for (int place : places) {
                out.writeInt(place);
            }
        }));
        tables.put("head", table(out -> {
            shorts(out, 1, 0, 1, 0);
            out.writeInt(0);
            out.writeInt(0x5F0F3CF5);
            shorts(out, 0, UNITS);
            out.write(new byte[16]);
            shorts(out, 0, 0, UNITS, UNITS, 0, 8, 2, 1, 0);
        }));
        tables.put("hhea", table(out -> shorts(out, 1, 0, 800, -200, 0, UNITS, 0, 0, UNITS, 1, 0, 0, 0, 0, 0, 0, 0, count)));
        tables.put("hmtx", table(out -> {
            for (int g = 0; g < count; g++) {
                shorts(out, UNITS, 0);
            }
        }));
        tables.put("maxp", table(out -> shorts(out, 1, 0, count, 8, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)));
        tables.put("cmap", table(out -> {
            shorts(out, 0, 1, 3, 1, 0, 12); // Windows, Unicode, at byte 12
            shorts(out, 4, 32, 0, 4, 4, 1, 0, 'A' + glyphs.length - 1, 0xFFFF, 0, 'A', 0xFFFF, 1 - 'A', 1, 0, 0);
        }));
        byte[] name = file.getFileName().toString().replace(".ttf", "").getBytes(StandardCharsets.UTF_16BE);
        tables.put("name", table(out -> {
            shorts(out, 0, 3, 6 + 3 * 12);
            for (int id : new int[] {1, 4, 6}) {
                shorts(out, 3, 1, 0x409, id, name.length, 0);
            }
            out.write(name);
        }));
        tables.put("post", table(out -> {
            shorts(out, 3, 0);
            out.write(new byte[28]);
        }));
        tables.put("OS/2", table(out -> {
            shorts(out, 4, 500, 400, 5, 0);
            out.write(new byte[86]);
        }));
        Files.write(file, assemble(tables));
    }

    private static byte[] outline(int[] xy) throws IOException {
        return table(out -> {
            int points = xy.length / 2;
            shorts(out, 1, 0, 0, UNITS, UNITS, points - 1, 0);
            for (int p = 0; p < points; p++) {
                out.writeByte(1); // on the curve; both steps are words
            }
            for (int axis = 0; axis < 2; axis++) {
                for (int p = 0; p < points; p++) {
                    out.writeShort(xy[2 * p + axis] - (p == 0 ? 0 : xy[2 * p - 2 + axis]));
                }
            }
            while (out.size() % 4 != 0) {
                out.writeByte(0);
            }
        });
    }

    private static byte[] assemble(Map<String, byte[]> tables) throws IOException {
        return table(out -> {
            out.writeInt(0x00010000);
            shorts(out, tables.size(), 128, 3, 16 * tables.size() - 128);
            int at = 12 + 16 * tables.size();
            for (Map.Entry<String, byte[]> entry : tables.entrySet()) {
                out.writeBytes(entry.getKey());
                out.writeInt(sum(entry.getValue()));
                out.writeInt(at);
                out.writeInt(entry.getValue().length);
                at += (entry.getValue().length + 3) / 4 * 4;
            }
            for (byte[] body : tables.values()) {
                out.write(body);
                out.write(new byte[(4 - body.length % 4) % 4]);
            }
        });
    }

    private static int sum(byte[] body) {
        ByteBuffer words = ByteBuffer.allocate((body.length + 3) / 4 * 4).put(body);
        words.rewind();
        int sum = 0;
        while (words.hasRemaining()) {
            sum += words.getInt();
        }
        return sum;
    }
}
