package fewshot.world.sound;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.sound.midi.Instrument;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MidiSystem;

/**
 * Reads the instruments of a SoundFont 2 file. The JDK's reader makes room for what a file claims: so each claim is first held
 * against the file's length.
 */
final class SoundFontFile {
    private static final long MOST_BYTES = 1 << 28;
    private static final int MOST_CHUNKS = 1000;

    private SoundFontFile() {}

    /**
     * All instruments but drum kits, whose pitches are drums.
     *
     * @throws IllegalArgumentException if the file is none, is damaged, or holds no instrument
     */
    static List<Instrument> instruments(Path file) {
        try {
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                check(file, in);
            }
            List<Instrument> found = Arrays.stream(MidiSystem.getSoundbank(file.toFile()).getInstruments())
                    .filter(instrument -> !instrument.toString().startsWith("Drumkit")).toList();
            if (found.isEmpty()) {
                throw damaged(file, "it holds no instrument", null);
            }
            return found;
        } catch (IOException | InvalidMidiDataException | ArrayIndexOutOfBoundsException | NullPointerException e) {
            throw damaged(file, String.valueOf(e.getMessage()), e);
        }
    }

    /** A RIFF file is a chunk of chunks, each with its length in front. */
    private static void check(Path file, RandomAccessFile in) throws IOException {
        if (in.length() < 12 || in.length() > MOST_BYTES || !"RIFF".equals(word(in))) {
            throw damaged(file, in.length() + " bytes that do not begin like a SoundFont's, of at most " + MOST_BYTES, null);
        }
        long end = 8 + length(in);
        if (end > in.length() || !"sfbk".equals(word(in))) {
            throw damaged(file, "it claims " + end + " bytes and has " + in.length() + ", or is no SoundFont", null);
        }
        chunks(file, in, end, 0);
    }

    private static int chunks(Path file, RandomAccessFile in, long end, int before) throws IOException {
        int count = before;
        while (in.getFilePointer() < end) {
            String name = word(in);
            long length = length(in);
            long next = in.getFilePointer() + length + length % 2;
            if (in.getFilePointer() + length > end || ++count > MOST_CHUNKS) {
                throw damaged(file, "its part " + name.trim() + " claims " + length + " bytes, more than there are", null);
            }
            if ("LIST".equals(name)) {
                word(in);
                count = chunks(file, in, in.getFilePointer() + length - 4, count);
            }
            in.seek(next);
        }
        return count;
    }

    private static String word(RandomAccessFile in) throws IOException {
        byte[] word = new byte[4];
        in.readFully(word);
        return new String(word, StandardCharsets.ISO_8859_1);
    }

    private static long length(RandomAccessFile in) throws IOException {
        return Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
    }

    private static IllegalArgumentException damaged(Path file, String what, Exception cause) {
        return new IllegalArgumentException("Sounds: " + file + " is no sound font that can be read, or is damaged (" + what
                + "): run data-download.sh " + Sounds.NAME + " again", cause);
    }
}
