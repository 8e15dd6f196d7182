package fewshot.world.sound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import fewshot.data.ImageSet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundsTest {
    @TempDir
    Path folder;

    private Path font;

    /** A sine, a square and a drum kit. */
    @BeforeEach
    void write() throws IOException {
        font = folder.resolve("TimGM6mb.sf2");
        Files.write(font, TinySoundFont.of(new String[] {"Sine", "Square", "Drums"}, new int[] {0, 0, 128},
                p -> Math.sin(2 * Math.PI * p / 40), p -> p < 20 ? 1 : -1, p -> 0.5));
    }

    private static int strongest(float[][] spectrum, int frame) {
        int best = 0;
        for (int b = 1; b < spectrum.length; b++) {
            best = spectrum[b][frame] > spectrum[best][frame] ? b : best;
        }
        return best;
    }

    @Test
    void aNoteSoundsAtItsPitchWhileItIsHeld() throws IOException {
        for (int pitch : new int[] {57, 69, 81}) {
            double hertz = 440 * Math.pow(2, (pitch - 69) / 12.0);
            try (Synthesiser player = new Synthesiser(SoundFontFile.instruments(font).get(0), 16_000)) {
                float[][] heard = Sounds.EAR.of(player.play(pitch, 100, 8000, Sounds.EAR.samples(32)));
                for (int t = 2; t < 14; t++) { // it is let go in frame 15
                    double middle = Sounds.EAR.middle(strongest(heard, t));
                    assertEquals(hertz, middle, 0.15 * hertz, pitch + " at frame " + t);
                }
                assertTrue(heard[strongest(heard, 10)][31] < heard[strongest(heard, 10)][10] - 5, "it still sounds after it was let go");
            }
        }
    }

    @Test
    void aNoteLeavesNothingBehindForTheNext() throws IOException {
        try (Synthesiser player = new Synthesiser(SoundFontFile.instruments(font).get(1), 16_000)) {
            float[] first = player.play(60, 90, 4000, 8000);
            player.play(48, 127, 8000, 8000);
            float[][] again = Sounds.EAR.of(player.play(60, 90, 4000, 8000));
            assertEquals(strongest(Sounds.EAR.of(first), 3), strongest(again, 3));
        }
    }

    @Test
    void instrumentsAreClassesAndDrumKitsAreNot() {
        ImageSet set = Sounds.load(folder, 3, 1);
        assertEquals("Sound: 2 classes, 6 images of 32 x 32", set.toString());
        assertEquals(List.of("Sine", "Square"), set.classNames());
    }

    @Test
    void aSquareHasOvertonesThatASineHasNot() {
        ImageSet set = Sounds.load(folder, 8, 1);
        for (int i = 0; i < 8; i++) {
            assertTrue(ink(set.image(1, i)) > 1.5 * ink(set.image(0, i)));
            byte[] image = set.image(0, i);
            int most = 0;
            for (byte level : image) {
                most = Math.max(most, level & 255);
            }
            assertEquals(255, most);
        }
    }

    private static long ink(byte[] image) {
        long ink = 0;
        for (byte level : image) {
            ink += level & 255;
        }
        return ink;
    }

    @Test
    void aPictureHasLowBandsBelowAndEightyDecibelsOfGrey() {
        float[][] spectrum = new float[32][32];
        Arrays.stream(spectrum).forEach(band -> Arrays.fill(band, (float) Math.log(1e-10)));
        spectrum[0][0] = (float) Math.log(100); // the strongest
        spectrum[31][5] = (float) Math.log(1e-4); // 60 dB below
        spectrum[3][31] = (float) Math.log(1e-6); // 80 dB below
        byte[] pixels = new byte[2 * 1024];
        Sounds.picture(spectrum, pixels, 1024);
        assertEquals(255, pixels[1024 + 31 * 32] & 255);
        assertEquals(64, pixels[1024 + 5] & 255);
        assertEquals(255 + 64, ink(pixels));
        byte[] empty = new byte[1024];
        spectrum[0][0] = spectrum[31][5] = (float) Math.log(1e-8);
        Sounds.picture(spectrum, empty, 0);
        assertEquals(0, ink(empty));
    }

    @Test
    void oneSeedPlaysTheSameAndAnotherNotAndTheNotesAreKept() throws IOException {
        ImageSet one = Sounds.load(folder, 2, 1);
        Path cache = folder.resolve("spectra-2-1.cache");
        byte[] kept = Files.readAllBytes(cache);
        assertArrayEquals(one.image(1, 1), Sounds.load(folder, 2, 1).image(1, 1));
        Files.delete(cache);
        assertArrayEquals(one.image(1, 1), Sounds.load(folder, 2, 1).image(1, 1));
        assertArrayEquals(kept, Files.readAllBytes(cache));
        assertFalse(Arrays.equals(one.image(1, 1), Sounds.load(folder, 2, 2).image(1, 1)));
        assertFalse(Arrays.equals(one.image(1, 0), one.image(1, 1)));
    }

    @Test
    void whatIsNoSoundFontIsRefusedByName() throws IOException {
        byte[] good = Files.readAllBytes(font);
        refused(Arrays.copyOf(good, good.length - 100));
        refused(Arrays.copyOf(good, 30));
        refused(new byte[100]);
        refused(new byte[0]);
        byte[] other = good.clone();
        other[8] = 'W';
        refused(other);
        for (int place = 16; place < good.length - 4; place++) { // each chunk in turn claims a gigabyte
            if (good[place - 1] == 'l' && good[place - 4] == 's' || good[place - 1] == 'r' && good[place - 3] == 'h' || good[place - 4] == 'L') {
                byte[] claim = good.clone();
                ByteBuffer.wrap(claim).order(ByteOrder.LITTLE_ENDIAN).putInt(place, 1 << 30);
                refused(claim);
            }
        }
    }

    private void refused(byte[] bytes) throws IOException {
        Files.write(font, bytes);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        String message = assertThrows(IllegalArgumentException.class, () -> Sounds.load(folder, 1, 1)).getMessage();
        assertTrue(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before < 10_000_000);
        assertTrue(message.contains("TimGM6mb.sf2"), message);
    }

    @Test
    void missingIsSaid(@TempDir Path empty) {
        assertTrue(assertThrows(IllegalStateException.class, () -> Sounds.load(empty, 1, 1)).getMessage().contains("data-download.sh sound"));
        assertThrows(IllegalArgumentException.class, () -> Sounds.load(folder, 0, 1));
    }

    @Test
    void theRealFontHas128Instruments() {
        assumeTrue(Sounds.available(), "data/sound is not here");
        ImageSet set = Sounds.load(1, 1);
        assertEquals("Sound: 128 classes, 128 images of 32 x 32", set.toString());
        assertEquals("Violin", set.className(40));
        for (int c = 0; c < 128; c++) {
            assertTrue(ink(set.image(c, 0)) > 0, set.className(c) + " is silent");
        }
    }
}
