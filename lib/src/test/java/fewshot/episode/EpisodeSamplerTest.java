package fewshot.episode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.TestImages;
import fewshot.data.Distortion;
import fewshot.data.ImageSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EpisodeSamplerTest {
    private static final ImageSet DATA = TestImages.numbered(9, 7);

    @Property(tries = 200)
    void samplerNeverPutsOneImageInSupportAndQuery(
            @ForAll @IntRange(min = 2, max = 9) int way, @ForAll @IntRange(min = 1, max = 6) int shot, @ForAll long seed) {
        int queries = 7 - shot;
        Episode episode = new EpisodeSampler(DATA, way, shot, queries, seed).next();
        Set<Integer> seen = new HashSet<>();
        Set<Integer> classes = new HashSet<>();
        collect(episode.support().bytes(), way, shot, seen, classes);
        assertEquals(way, classes.size(), "each label is one class, and no class has two labels");
        collect(episode.query().bytes(), way, queries, seen, classes);
        assertEquals(way, classes.size(), "support and query of a label are of one class");
        assertEquals(way * 7, seen.size(), "no image comes twice");
    }

    /** Images are four bytes: the image's number, then its class three times. */
    private static void collect(byte[] images, int way, int each, Set<Integer> seen, Set<Integer> classes) {
        for (int i = 0; i < way * each; i++) {
            seen.add(images[4 * i + 1] * 100 + images[4 * i]);
            classes.add(i / each * 100 + images[4 * i + 1]);
        }
    }

    @Test
    void oneSeedGivesTheSameEpisodesAndAnotherSeedOthers() {
        EpisodeSampler sampler = new EpisodeSampler(DATA, 5, 1, 2, 3);
        sampler.next(10);
        Episode eleventh = sampler.next();
        assertArrayEquals(eleventh.query().bytes(), new EpisodeSampler(DATA, 5, 1, 2, 3).episode(10).query().bytes());
        assertFalse(Arrays.equals(eleventh.query().bytes(), new EpisodeSampler(DATA, 5, 1, 2, 4).episode(10).query().bytes()));
        assertEquals(11, sampler.drawn());
    }

    @Test
    void aBatchOfANumberIsThatWhichComesThenWhenBatchesAreDrawnInTurn() {
        EpisodeSampler inTurn = new EpisodeSampler(DATA, 5, 1, 2, 3);
        for (int i = 0; i < 4; i++) {
            List<Episode> drawn = inTurn.next(3);
            List<Episode> numbered = new EpisodeSampler(DATA, 5, 1, 2, 3).batch(i, 3);
            for (int j = 0; j < 3; j++) {
                assertArrayEquals(drawn.get(j).support().bytes(), numbered.get(j).support().bytes());
            }
        }
    }

    @Test
    void neighbouringSeedsShareNoEpisodes() {
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            first.add(Arrays.toString(new EpisodeSampler(DATA, 9, 2, 5, 1).episode(i).query().bytes()));
        }
        assertEquals(200, first.size(), "episodes of one seed differ");
        for (int i = 0; i < 200; i++) {
            assertFalse(first.contains(Arrays.toString(new EpisodeSampler(DATA, 9, 2, 5, 2).episode(i).query().bytes())));
        }
    }

    @Test
    void everyClassAndEveryImageIsDrawnEquallyOften() {
        int[] classes = new int[9];
        int[] images = new int[7];
        EpisodeSampler sampler = new EpisodeSampler(DATA, 3, 1, 1, 0);
        for (int i = 0; i < 6000; i++) {
            Episode episode = sampler.next();
            for (int c = 0; c < 3; c++) {
                classes[episode.support().bytes()[4 * c + 1]]++;
                images[episode.query().bytes()[4 * c]]++;
            }
        }
        // 18,000 draws: 2,000 a class and 2,571 an image; five standard deviations are about 210 and 235.
        Arrays.stream(classes).forEach(n -> assertEquals(2000, n, 210));
        Arrays.stream(images).forEach(n -> assertEquals(2571, n, 235));
    }

    @Test
    void aSamplerThatCannotServeFailsWhenItIsBuilt() {
        Exception images = assertThrows(IllegalArgumentException.class, () -> new EpisodeSampler(DATA, 5, 2, 6, 0));
        assertEquals("EpisodeSampler: 5-way 2-shot 6-query needs 8 examples a class, but the largest of the 9 classes of numbered has 7",
                images.getMessage());
        Exception classes = assertThrows(IllegalArgumentException.class, () -> new EpisodeSampler(DATA, 20, 1, 1, 0));
        assertTrue(classes.getMessage().contains("needs 20 classes, but numbered has 9"), classes.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new EpisodeSampler(DATA, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new EpisodeSampler(DATA, 5, 0, 1, 0));
    }

    @Test
    void distortedEpisodesAreOfTheSameImagesEachDistortedByItself() {
        EpisodeSampler plain = new EpisodeSampler(TestImages.noisy(6, 5, 9, 1), 3, 2, 2, 4).withStrangers(2);
        Episode as = plain.episode(7);
        Episode same = plain.distorted(Distortion.NONE).episode(7);
        assertEquals(as.support(), same.support());
        assertEquals(as.query(), same.query());
        EpisodeSampler bent = plain.distorted(new Distortion(20, 0, 0.1, 0.1, 0, 0));
        assertArrayEquals(as.classNames(), bent.episode(7).classNames());
        assertArrayEquals(as.queryLabels(), bent.episode(7).queryLabels());
        assertEquals(bent.episode(7).support(), bent.episode(7).support());
        assertNotEquals(as.support(), bent.episode(7).support());
    }
}
