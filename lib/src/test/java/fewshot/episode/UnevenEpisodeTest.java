package fewshot.episode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.TestImages;
import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import fewshot.data.ImageSet;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class UnevenEpisodeTest {
    private static final ImageSet DATA = TestImages.numbered(9, 12);

    @Test
    void eachClassHasItsOwnNumberOfShotsAndOfQueries() {
        Episode episode = Episode.of(DATA, new int[] {4, 7}, new int[][] {{0}, {1, 2, 3}}, new int[][] {{5, 6}, {}});
        assertArrayEquals(new int[] {0, 1, 1, 1}, episode.supportLabels());
        assertArrayEquals(new int[] {0, 0}, episode.queryLabels());
        assertArrayEquals(new int[] {1, 3}, episode.shots());
        assertArrayEquals(new byte[] {3, 7, 7, 7}, episode.supportImage(3));
        assertEquals("2-way 1 to 3-shot episode, 0 to 2 queries a class: class4, class7", episode.toString());
        Exception e = assertThrows(IllegalStateException.class, episode::shot);
        assertTrue(e.getMessage().contains("[1, 3] support examples"), e.getMessage());
    }

    @Test
    void aSupportInAnotherOrderKeepsEachExamplesLabel() {
        Episode episode = Episode.of(DATA, new int[] {4, 7}, new int[][] {{0}, {1, 2, 3}}, new int[][] {{5, 6}, {}});
        Episode turned = episode.ordered(3, 0, 2, 1);
        assertArrayEquals(new int[] {1, 0, 1, 1}, turned.supportLabels());
        assertArrayEquals(new byte[] {3, 7, 7, 7}, turned.supportImage(0));
        assertArrayEquals(new byte[] {0, 4, 4, 4}, turned.supportImage(1));
        assertArrayEquals(episode.queryLabels(), turned.queryLabels());
        refuses("each should be named once", () -> episode.ordered(0, 1, 2));
        refuses("each should be named once", () -> episode.ordered(0, 1, 2, 2));
    }

    @Test
    void aSupportWithoutQueriesIsATaskAndAStrangerIsOfNoClass() {
        Episode none = Episode.of(DATA, new int[] {1, 2}, new int[][] {{0}, {0}}, new int[][] {{}, {}});
        assertEquals(0, none.query().size());
        Episode asked = none.withStrangers(DATA.pick(8, 3));
        assertArrayEquals(new int[] {Episode.STRANGER}, asked.queryLabels());
        assertArrayEquals(new byte[] {3, 8, 8, 8}, asked.queryImage(0));
        assertEquals(0, asked.queries());
        assertEquals("2-way 1-shot episode, 0 queries a class and 1 of none: class1, class2", asked.toString());
        try (NDManager manager = NDManager.newBaseManager()) {
            assertEquals(new Shape(0, 1, 2, 2), none.queryImages(manager).getShape());
            assertEquals(new Shape(2, 1, 2, 2), none.allImages(manager).getShape());
        }
    }

    @Test
    void partsThatDoNotFitAreRefusedByName() {
        Examples two = DATA.pick(new int[] {0, 1}, new int[][] {{0}, {0}});
        String[] names = {"a", "b"};
        refuses("the support set has the label 2, but with 2 classes labels run from 0 to 1",
                () -> new Episode(two, new int[] {0, 2}, two, new int[] {0, 1}, names));
        refuses("the support set has the label -1", () -> new Episode(two, new int[] {0, -1}, two, new int[] {0, 1}, names));
        refuses("class 1, b, has no support example", () -> new Episode(two, new int[] {0, 0}, two, new int[] {0, 1}, names));
        refuses("the query set has 2 examples, but 1 labels", () -> new Episode(two, new int[] {0, 1}, two, new int[] {0}, names));
        refuses("both must be of one kind and shape",
                () -> new Episode(two, new int[] {0, 1}, Examples.floats(new float[4], 1, 2, 2), new int[] {0}, names));
    }

    private static void refuses(String message, org.junit.jupiter.api.function.Executable of) {
        String found = assertThrows(IllegalArgumentException.class, of).getMessage();
        assertTrue(found.contains(message), found);
    }

    @Test
    void waysAndShotsVaryWithinTheirBoundsAndEveryNumberComes() {
        EpisodeSampler sampler = new EpisodeSampler(DATA, 5, 1, 2, 11).varying(3, 6, 1, 4);
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            Episode episode = sampler.episode(i);
            assertEquals(2, episode.queries());
            seen.add(episode.way() + " " + episode.shot());
            assertEquals(episode, sameNumbers(episode, sampler.varying(3, 6, 1, 4).episode(i)));
        }
        assertEquals(16, seen.size(), seen.toString());
    }

    private static Episode sameNumbers(Episode a, Episode b) {
        assertEquals(a.support(), b.support());
        assertEquals(a.query(), b.query());
        return a;
    }

    @Test
    void unevenShotsAreInTheirRatioAndNoExampleIsInBoth() {
        EpisodeSampler sampler = new EpisodeSampler(DATA, 5, 2, 2, 3).uneven(1, 1, 5);
        Set<Integer> largest = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            Episode episode = sampler.episode(i);
            assertArrayEquals(new int[] {2, 2, 10, 2, 2}, episode.shots());
            Set<String> images = new HashSet<>();
            for (int s = 0; s < episode.support().size(); s++) {
                images.add(Arrays.toString(episode.supportImage(s)));
            }
            for (int q = 0; q < episode.query().size(); q++) {
                assertTrue(images.add(Arrays.toString(episode.queryImage(q))), "query " + q + " is in the support");
            }
            largest.add((int) episode.supportImage(4)[1]);
        }
        assertEquals(9, largest.size(), "each class is the large one at times");
        Exception e = assertThrows(IllegalArgumentException.class, () -> new EpisodeSampler(DATA, 5, 2, 3, 3).uneven(1, 5));
        assertTrue(e.getMessage().startsWith("EpisodeSampler: 5-way 2-shot 3-query with shots as 1 : 5 needs 13 examples a class"), e.getMessage());
    }

    @Test
    void allClassesThatAreTooSmallAreNamedWithTheCallThatLeavesThemOut() {
        ExampleSet set = ExampleSet.of("own", Examples.floats(new float[12], 1), List.of("cat", "cow", "dog", "hen"), new int[] {5, 2, 4, 1});
        Exception e = assertThrows(IllegalArgumentException.class, () -> new EpisodeSampler(set, 2, 1, 2, 0));
        assertEquals("EpisodeSampler: 2-way 1-shot 2-query needs 3 examples a class, but own has too few of cow (2), hen (1);"
                + " withAtLeast(3) leaves such classes out", e.getMessage());
        assertEquals(2, new EpisodeSampler(set.withAtLeast(3), 2, 1, 2, 0).next().way());
    }

    @Test
    void aMessageStaysReadableHoweverManyClassesAreTooSmall() {
        List<String> names = IntStream.range(0, 4001).mapToObj(c -> "class" + c).toList();
        int[] counts = IntStream.range(0, 4001).map(c -> c == 4000 ? 5 : 1).toArray();
        ExampleSet set = ExampleSet.of("own", Examples.floats(new float[4005], 1), names, counts);
        Exception e = assertThrows(IllegalArgumentException.class, () -> new EpisodeSampler(set, 2, 1, 2, 0));
        assertTrue(e.getMessage().endsWith("class19 (1) and 3980 more; withAtLeast(3) leaves such classes out"), e.getMessage());
        assertTrue(set.withAtLeast(3).toString().endsWith("class19 (1) and 3980 more"), set.withAtLeast(3).toString());
        assertEquals(4000, set.withAtLeast(3).leftOut().size(), "all of them are there to be asked");
    }

    @Test
    void bitsAndFloatsReachTheNetworkAsTheyAre() {
        try (NDManager manager = NDManager.newBaseManager()) {
            Examples bits = Examples.bits(List.of(BitSet.valueOf(new long[] {0b101}), BitSet.valueOf(new long[] {0b010})), 3);
            assertArrayEquals(new float[] {1, 0, 1, 0, 1, 0}, EngineArrays.of(manager, bits).toFloatArray());
            Examples floats = Examples.floats(new float[] {-2, 3, 0.5f, 8}, 2);
            assertArrayEquals(new float[] {-2, 3, 0.5f, 8, 0.5f, 8}, EngineArrays.of(manager, floats, floats.pick(1)).toFloatArray());
            assertEquals(new Shape(3, 2), EngineArrays.of(manager, floats, floats.pick(1)).getShape());
        }
    }
}
