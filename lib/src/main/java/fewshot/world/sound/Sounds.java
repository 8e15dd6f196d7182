package fewshot.world.sound;

import fewshot.data.ImageSet;
import fewshot.state.Stop;
import fewshot.world.KeptNumbers;
import fewshot.world.WorldFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.sound.midi.Instrument;

/**
 * The instruments of a sound font, played at random pitches, lengths and loudness: a class is an instrument, an example one note of
 * it as a log-mel spectrum, 32 bands from 80 to 7,600 Hz at 32 moments of 32 ms.
 *
 * <p>A spectrum is a grey picture of 32 × 32, the lowest band in the lowest row, time from left to right. 255 is the strongest band of
 * the note and 0 what is 80 dB weaker or more, so that loudness is taken out of it. Pitches are 48 to 83 (131 to 988 Hz), loudness 50 to
 * 127 of MIDI's 127, and a note is held for 0.2 to 1 s of the 1.06 s that are listened to. A seed fixes all of these. Where an
 * instrument has no such pitch and stays silent, another note is drawn.
 *
 * <p>{@code data-download.sh sound} gets Tim Brechbill's TimGM6mb, 128 instruments, under the GPL 2. Playing needs a flag of the JVM
 * that the kernel has (the message names it); what was played once is kept beside the font.
 */
public final class Sounds {
    /** The name of the folder in {@code data}, and what {@code data-download.sh} is told. */
    public static final String NAME = "sound";

    /** How a note is listened to. */
    public static final LogMel EAR = new LogMel(16_000, 1024, 512, 32, 80, 7600);

    static final String FONT = "TimGM6mb.sf2";
    private static final int SIDE = 32;
    private static final float RATE = 16_000;
    private static final int LOWEST = 48;
    private static final int HIGHEST = 83;
    private static final double RANGE = Math.log(1e8);
    private static final double SILENT = Math.log(1e-2);
    private static final int PATIENCE = 50;
    private static final int MOST = 1000;

    private Sounds() {}

    /** Whether {@link #load(int, long)} finds the sound font. */
    public static boolean available() {
        return WorldFolder.holds(NAME, FONT);
    }

    /**
     * Plays the sound font that {@link WorldFolder#find} finds.
     *
     * @param examples notes of each instrument, 1 to 1,000; each takes about ten milliseconds, once
     * @param seed fixes the notes
     * @return 32 × 32 images, named {@code Sound}, a class for each instrument
     * @throws IllegalStateException if there is no such folder or file, or the JVM was started without the flag
     * @throws IllegalArgumentException if the file is damaged
     */
    public static ImageSet load(int examples, long seed) {
        return load(WorldFolder.require(NAME).path(), examples, seed);
    }

    /** The same from a folder that holds {@code TimGM6mb.sf2}, which may be any sound font. */
    public static ImageSet load(Path folder, int examples, long seed) {
        if (examples < 1 || examples > MOST) {
            throw new IllegalArgumentException("Sounds: " + examples + " notes of each instrument; there may be 1 to " + MOST);
        }
        Path font = folder.resolve(FONT);
        if (!Files.isRegularFile(font)) {
            throw new IllegalStateException("The folder " + folder + " has no " + FONT + "; run data-download.sh " + NAME + " again");
        }
        List<Instrument> instruments = SoundFontFile.instruments(font);
        List<String> names = names(instruments);
        int bytes = instruments.size() * examples * SIDE * SIDE;
        long[] kept = KeptNumbers.get(folder.resolve("spectra-" + examples + "-" + seed + ".cache"), source(font, names), bytes / 8,
                () -> longs(play(instruments, examples, seed)));
        ByteBuffer pixels = ByteBuffer.allocate(bytes);
        pixels.asLongBuffer().put(kept);
        int[] counts = new int[instruments.size()];
        Arrays.fill(counts, examples);
        return ImageSet.of("Sound", SIDE, SIDE, pixels.array(), names, counts);
    }

    /** Instruments of one name are told apart by a number. */
    private static List<String> names(List<Instrument> instruments) {
        List<String> plain = instruments.stream().map(instrument -> instrument.getName().strip()).toList();
        return IntStream.range(0, plain.size()).mapToObj(i -> {
            long before = plain.subList(0, i).stream().filter(plain.get(i)::equals).count();
            return plain.get(i) + (before == 0 ? "" : " (" + (before + 1) + ")");
        }).toList();
    }

    private static String source(Path font, List<String> names) {
        try {
            return Files.size(font) + " " + Files.getLastModifiedTime(font).toMillis() + " " + names;
        } catch (IOException e) {
            throw new UncheckedIOException("Sounds: " + font + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static long[] longs(byte[] bytes) {
        LongBuffer words = ByteBuffer.wrap(bytes).asLongBuffer();
        long[] longs = new long[words.remaining()];
        words.get(longs);
        return longs;
    }

    private static byte[] play(List<Instrument> instruments, int examples, long seed) {
        byte[] pixels = new byte[instruments.size() * examples * SIDE * SIDE];
        SplittableRandom seeds = new SplittableRandom(seed);
        for (int i = 0; i < instruments.size(); i++) {
            SplittableRandom random = seeds.split();
            try (Synthesiser player = new Synthesiser(instruments.get(i), RATE)) {
                for (int e = 0; e < examples; e++) {
                    float[][] heard = note(player, random);
                    for (int again = 0; again < PATIENCE && strongest(heard) < SILENT; again++) {
                        heard = note(player, random);
                    }
                    picture(heard, pixels, (i * examples + e) * SIDE * SIDE);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Sounds: " + instruments.get(i).getName() + " cannot be played: " + e.getMessage(), e);
            }
        }
        return pixels;
    }

    private static float[][] note(Synthesiser player, SplittableRandom random) throws IOException {
        Stop.before("a note");
        int pitch = random.nextInt(LOWEST, HIGHEST + 1);
        int loudness = random.nextInt(50, 128);
        int held = (int) (RATE * random.nextDouble(0.2, 1));
        return EAR.of(player.play(pitch, loudness, held, EAR.samples(SIDE)));
    }

    private static double strongest(float[][] spectrum) {
        return Arrays.stream(spectrum).mapToDouble(band -> IntStream.range(0, band.length).mapToDouble(t -> band[t]).max().orElseThrow())
                .max().orElseThrow();
    }

    /** The spectrum as levels below its strongest band; a silent one stays empty. */
    static void picture(float[][] spectrum, byte[] pixels, int offset) {
        double strongest = strongest(spectrum);
        if (strongest < SILENT) {
            return;
        }
        for (int b = 0; b < spectrum.length; b++) {
            for (int t = 0; t < spectrum[b].length; t++) {
                double level = 1 + (spectrum[b][t] - strongest) / RANGE;
                pixels[offset + (spectrum.length - 1 - b) * spectrum[b].length + t] = (byte) Math.round(255 * Math.max(0, level));
            }
        }
    }
}
