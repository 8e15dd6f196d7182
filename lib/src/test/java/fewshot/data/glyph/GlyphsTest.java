package fewshot.data.glyph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.data.ImageSet;
import fewshot.data.Split;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GlyphsTest {
    @Test
    void oneSeedGivesTheSameImagesAndMoreOfThemLeaveTheFirstAsTheyWere() {
        ImageSet few = Glyphs.generate(2, 3, 4, 7);
        ImageSet more = Glyphs.generate(3, 5, 6, 7);
        assertEquals("glyphs", few.name());
        assertEquals("alphabet02/character03", few.className(5));
        for (int c = 0; c < few.classes(); c++) {
            int same = more.classNames().indexOf(few.className(c));
            for (int i = 0; i < 4; i++) {
                assertArrayEquals(few.image(c, i), more.image(same, i));
            }
        }
    }

    @Test
    void noTwoImagesAreEqualWhateverTheirSeedClassOrNumber() {
        Set<String> seen = new HashSet<>();
        for (long seed = 0; seed < 3; seed++) {
            ImageSet set = Glyphs.generate(2, 10, 20, seed);
            for (int c = 0; c < set.classes(); c++) {
                for (int i = 0; i < set.images(c); i++) {
                    assertTrue(seen.add(Arrays.toString(set.image(c, i))), set.className(c) + " image " + i);
                }
            }
        }
    }

    @Test
    void whatIsDrawnForOneThingIsNeverDrawnForAnother() {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertTrue(seen.add(Glyphs.random(i / 1000, i / 100 % 10, i / 10 % 10 - 1, i % 10 - 1).nextLong()), "" + i);
        }
    }

    @Test
    void everyImageShowsACharacterInsideItsFrame() {
        ImageSet set = Glyphs.generate(4, 25, 20, 1);
        for (int c = 0; c < set.classes(); c++) {
            for (int i = 0; i < set.images(c); i++) {
                byte[] image = set.image(c, i);
                int ink = 0;
                for (int p = 0; p < image.length; p++) {
                    ink += image[p] & 255;
                    boolean border = p < 28 || p >= 27 * 28 || p % 28 == 0 || p % 28 == 27;
                    assertFalse(border && (image[p] & 255) > 128, set.className(c) + " image " + i + " touches its frame");
                }
                double part = ink / (255.0 * image.length);
                assertTrue(part > 0.015 && part < 0.25, set.className(c) + " image " + i + " is inked by " + part);
            }
        }
    }

    /** The nearest of five by squared difference of pixels: 44.7 % on Omniglot's test classes without rotations. */
    @Test
    void pixelsTellFiveCharactersApartAboutAsBadlyAsInOmniglot() {
        ImageSet set = Glyphs.split().test();
        Random random = new Random(3);
        int right = 0;
        int episodes = 2000;
        for (int e = 0; e < episodes; e++) {
            int[] classes = random.ints(0, set.classes()).distinct().limit(5).toArray();
            byte[] query = set.image(classes[0], 10 + random.nextInt(10));
            double[] distances = Arrays.stream(classes)
                    .mapToDouble(c -> distance(query, set.image(c, random.nextInt(10)))).toArray();
            right += Arrays.stream(distances).min().getAsDouble() == distances[0] ? 1 : 0;
        }
        double accuracy = 100.0 * right / episodes;
        assertTrue(accuracy > 40 && accuracy < 55, "accuracy " + accuracy);
    }

    private static double distance(byte[] a, byte[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = (a[i] & 255) - (b[i] & 255);
            sum += difference * difference;
        }
        return sum;
    }

    @Test
    void theDefaultSplitDealsOutWholeAlphabets() {
        Split split = Glyphs.split();
        assertEquals(700, split.train().classes());
        assertEquals(100, split.validation().classes());
        assertEquals(200, split.test().classes());
        assertEquals("", split.name());
        assertEquals("alphabet29/character01", split.validation().className(0));
        assertEquals("alphabet33/character01", split.test().className(0));
        assertEquals("glyphs: 700 classes to train, 100 to validate, 200 to test", split.toString());
    }

    @Test
    void aNumberThatCannotBeIsNamed() {
        assertEquals("Glyphs: alphabets = 0; it must be at least 1", message(() -> Glyphs.generate(0, 1, 1, 1)));
        assertEquals("Glyphs: imagesPerClass = -2; it must be at least 1", message(() -> Glyphs.generate(1, 1, -2, 1)));
        assertEquals("Glyphs: alphabets = 2; it must be at least 3", message(() -> Glyphs.split(2, 5, 5, 1)));
        assertTrue(message(() -> Glyphs.generate(1000, 1000, 1000, 1)).contains("784000000000 bytes"));
    }

    private static String message(Runnable code) {
        return assertThrows(IllegalArgumentException.class, code::run).getMessage();
    }
}
