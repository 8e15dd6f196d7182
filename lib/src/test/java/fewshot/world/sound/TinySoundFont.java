package fewshot.world.sound;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntToDoubleFunction;

/** Writes SoundFont 2 files of instruments that repeat one period for ever: the chunks that the format demands and nothing else. */
final class TinySoundFont {
    private static final int PERIOD = 40;
    private static final int PERIODS = 50;
    private static final int RATE = 440 * PERIOD; // so that key 69 sounds as 440 Hz

    private TinySoundFont() {}

    private static byte[] chunk(String name, byte[]... parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            body.writeBytes(part);
        }
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        chunk.writeBytes(little(4).putInt(body.size()).array());
        chunk.writeBytes(body.toByteArray());
        if (body.size() % 2 == 1) {
            chunk.write(0);
        }
        return chunk.toByteArray();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] shorts(int... values) {
        ByteBuffer buffer = little(2 * values.length);
        for (int value : values) {
            buffer.putShort((short) value);
        }
        return buffer.array();
    }

    /** A name in a field of twenty bytes. */
    private static byte[] name(String name) {
        return ByteBuffer.allocate(20).put(text(name)).array();
    }

    /**
     * A font.
     *
     * @param bank of the instrument with that number; 128 makes drum kits
     * @param waves of each instrument its height from −1 to 1 at 0 … 39 of a period
     */
    static byte[] of(String[] names, int[] bank, IntToDoubleFunction... waves) {
        int each = PERIOD * PERIODS + 46; // the format asks for 46 zeros
        ByteBuffer samples = little(2 * each * waves.length);
        ByteArrayOutputStream presets = new ByteArrayOutputStream();
        ByteArrayOutputStream presetBags = new ByteArrayOutputStream();
        ByteArrayOutputStream presetParts = new ByteArrayOutputStream();
        ByteArrayOutputStream instruments = new ByteArrayOutputStream();
        ByteArrayOutputStream instrumentParts = new ByteArrayOutputStream();
        ByteArrayOutputStream instrumentBags = new ByteArrayOutputStream();
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        for (int i = 0; i < waves.length; i++) {
            for (int p = 0; p < PERIOD * PERIODS; p++) {
                samples.putShort((short) (20_000 * waves[i].applyAsDouble(p % PERIOD)));
            }
            samples.position(2 * each * (i + 1));
            presets.writeBytes(name(names[i]));
            presets.writeBytes(shorts(i, bank[i], i, 0, 0, 0, 0, 0, 0));
            presetBags.writeBytes(shorts(i, 0));
            presetParts.writeBytes(shorts(41, i)); // its instrument
            instruments.writeBytes(name(names[i]));
            instruments.writeBytes(shorts(i));
            instrumentBags.writeBytes(shorts(2 * i, 0));
            instrumentParts.writeBytes(shorts(54, 1, 53, i)); // looped; its sample
            int start = i * each;
            headers.writeBytes(name(names[i]));
            headers.writeBytes(little(26).putInt(start).putInt(start + PERIOD * PERIODS).putInt(start + PERIOD)
                    .putInt(start + PERIOD * (PERIODS - 1)).putInt(RATE).put((byte) 69).put((byte) 0).putShort((short) 0).putShort((short) 1).array());
        }
        int n = waves.length;
        presets.writeBytes(name("EOP"));
        presets.writeBytes(shorts(0, 0, n, 0, 0, 0, 0, 0, 0));
        presetBags.writeBytes(shorts(n, 0));
        presetParts.writeBytes(shorts(0, 0));
        instruments.writeBytes(name("EOI"));
        instruments.writeBytes(shorts(n));
        instrumentBags.writeBytes(shorts(2 * n, 0));
        instrumentParts.writeBytes(shorts(0, 0));
        headers.writeBytes(name("EOS"));
        headers.writeBytes(new byte[26]);
        return chunk("RIFF", text("sfbk"),
                chunk("LIST", text("INFO"), chunk("ifil", shorts(2, 1)), chunk("isng", text("EMU8000\0")), chunk("INAM", text("tiny\0\0"))),
                chunk("LIST", text("sdta"), chunk("smpl", samples.array())),
                chunk("LIST", text("pdta"), chunk("phdr", presets.toByteArray()), chunk("pbag", presetBags.toByteArray()),
                        chunk("pmod", new byte[10]), chunk("pgen", presetParts.toByteArray()), chunk("inst", instruments.toByteArray()),
                        chunk("ibag", instrumentBags.toByteArray()), chunk("imod", new byte[10]), chunk("igen", instrumentParts.toByteArray()),
                        chunk("shdr", headers.toByteArray())));
    }
}
