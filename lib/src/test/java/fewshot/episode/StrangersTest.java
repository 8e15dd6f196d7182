package fewshot.episode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.TestImages;
import fewshot.data.ImageSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Images are four bytes: the image's number, then its class three times. */
class StrangersTest {
    private static final ImageSet DATA = TestImages.numbered(9, 7);

    @Test
    void strangersAreOfClassesThatTheEpisodeDoesNotKnowAsManyOfEach() {
        EpisodeSampler sampler = new EpisodeSampler(DATA, 4, 1, 3, 5).withStrangers(5);
        for (int i = 0; i < 100; i++) {
            Episode episode = sampler.episode(i);
            assertEquals(4, episode.way());
            int[] labels = episode.queryLabels();
            assertEquals(12 + 15, labels.length);
            assertTrue(Arrays.stream(labels, 12, 27).allMatch(label -> label == Episode.STRANGER));
            Set<Byte> known = new HashSet<>();
            IntStream.range(0, 4).forEach(s -> known.add(episode.supportImage(s)[1]));
            int[] ofClass = new int[9];
            Set<String> images = new HashSet<>();
            for (int q = 12; q < 27; q++) {
                byte[] image = episode.queryImage(q);
                assertFalse(known.contains(image[1]), "a stranger of a class that is known");
                ofClass[image[1]]++;
                assertTrue(images.add(Arrays.toString(image)), "one stranger twice");
            }
            assertArrayEquals(new int[] {3, 3, 3, 3, 3}, Arrays.stream(ofClass).filter(n -> n > 0).toArray());
        }
    }

    @Test
    void strangersChangeNothingAboutTheEpisodeThatTheyAskIn() {
        EpisodeSampler without = new EpisodeSampler(DATA, 4, 1, 2, 5).varying(2, 5, 1, 3).uneven(1, 1);
        EpisodeSampler with = without.withStrangers(2);
        for (int i = 0; i < 30; i++) {
            Episode alone = without.episode(i);
            Episode asked = with.episode(i);
            assertEquals(alone.support(), asked.support());
            int own = alone.queryLabels().length;
            assertEquals(alone.query(), asked.query().pick(IntStream.range(0, own).toArray()));
            assertArrayEquals(alone.queryLabels(), Arrays.copyOf(asked.queryLabels(), own));
            assertEquals(own + 4, asked.queryLabels().length);
        }
        assertEquals(with.toString(), with.varying(2, 5, 1, 3).uneven(1, 1).toString(), "and stay when something else is changed");
    }

    @Test
    void eachClassIsAStrangerEquallyOften() {
        EpisodeSampler sampler = new EpisodeSampler(DATA, 3, 1, 1, 2).withStrangers(2);
        int[] classes = new int[9];
        for (int i = 0; i < 4500; i++) {
            Episode episode = sampler.episode(i);
            classes[episode.queryImage(3)[1]]++;
            classes[episode.queryImage(4)[1]]++;
        }
        // 9,000 draws, 1,000 a class; five standard deviations are about 150.
        Arrays.stream(classes).forEach(n -> assertEquals(1000, n, 150));
    }

    @Test
    void classesThatAreNotThereAreMissedWhenTheSamplerIsBuilt() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> new EpisodeSampler(DATA, 5, 1, 1, 0).withStrangers(5));
        assertEquals("EpisodeSampler: 5-way 1-shot 1-query with strangers of 5 other classes needs 10 classes, but numbered has 9", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new EpisodeSampler(DATA, 5, 1, 1, 0).withStrangers(-1));
        assertTrue(new EpisodeSampler(DATA, 5, 1, 1, 0).withStrangers(4).toString()
                .startsWith("5-way 1-shot, 1 queries a class with strangers of 4 other classes, from numbered"));
    }
}
