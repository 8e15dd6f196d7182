package fewshot.episode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.TestImages;
import fewshot.data.ImageSet;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PairSamplerTest {
    private static final ImageSet DATA = TestImages.numbered(7, 5);

    @Test
    void halfOfThePairsShowOneClassAndNeverOneImageTwice() {
        PairSampler sampler = new PairSampler(DATA, 40, 3);
        for (int b = 0; b < 20; b++) {
            PairBatch batch = sampler.next();
            int same = 0;
            for (int i = 0; i < 40; i++) {
                byte[] left = Arrays.copyOfRange(batch.pixels(), i * 4, i * 4 + 4);
                byte[] right = Arrays.copyOfRange(batch.pixels(), (40 + i) * 4, (40 + i) * 4 + 4);
                assertEquals(batch.same()[i], left[3] == right[3], "the last pixel is the class");
                assertFalse(Arrays.equals(left, right), "a pair of one image with itself");
                same += batch.same()[i] ? 1 : 0;
            }
            assertEquals(20, same);
        }
    }

    @Test
    void everyClassAndEveryImageIsDrawnEvenly() {
        int[] seen = new int[35];
        PairSampler sampler = new PairSampler(DATA, 100, 4);
        for (int b = 0; b < 100; b++) {
            byte[] pixels = sampler.next().pixels();
            for (int i = 0; i < 200; i++) {
                seen[pixels[i * 4 + 3] * 5 + pixels[i * 4]]++;
            }
        }
        // 20,000 draws over 35 images: 571 each, with a standard deviation of 24
        assertTrue(Arrays.stream(seen).allMatch(n -> Math.abs(n - 571) < 120), Arrays.toString(seen));
    }

    @Test
    void aBatchDependsOnTheSeedAndItsNumberAlone() {
        PairSampler one = new PairSampler(DATA, 8, 5);
        one.next();
        assertArrayEquals(one.next().pixels(), new PairSampler(DATA, 8, 5).batch(1).pixels());
        assertFalse(Arrays.equals(one.batch(1).pixels(), new PairSampler(DATA, 8, 6).batch(1).pixels()));
    }

    @Test
    void whatCannotBePairedIsRefusedAtOnce() {
        assertMessage("7 pairs", () -> new PairSampler(DATA, 7, 1));
        assertMessage("the largest of the 3 classes of numbered has 1", () -> new PairSampler(TestImages.numbered(3, 1), 4, 1));
        assertMessage("2 classes, but numbered has 1", () -> new PairSampler(DATA.range("one", 0, 1), 4, 1));
    }

    private static void assertMessage(String part, Runnable made) {
        String message = assertThrows(IllegalArgumentException.class, made::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
