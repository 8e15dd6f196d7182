package fewshot.episode.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SequenceSamplerTest {
    /** Images of four bytes: the image's number, then its class three times. */
    private static final ImageSet DATA = TestImages.numbered(9, 7);

    private static int image(SequenceBatch batch, int t, int b) {
        return batch.pixels()[4 * (t * batch.size() + b)];
    }

    private static int classOf(SequenceBatch batch, int t, int b) {
        return batch.pixels()[4 * (t * batch.size() + b) + 1];
    }

    private static int label(SequenceBatch batch, int t, int b) {
        return batch.labels()[t * batch.size() + b];
    }

    @Property(tries = 100)
    void aSequenceShowsEachImageOnceAndEachClassUnderOneLabel(
            @ForAll @IntRange(min = 2, max = 9) int way, @ForAll @IntRange(min = 1, max = 7) int instances, @ForAll boolean shuffled,
            @ForAll long seed) {
        SequenceSampler sampler = new SequenceSampler(DATA, way, instances, 3, seed);
        SequenceBatch batch = (shuffled ? sampler : sampler.unshuffled()).next();
        assertEquals(way * instances, batch.time());
        for (int b = 0; b < 3; b++) {
            Set<Integer> images = new HashSet<>();
            Set<Integer> pairs = new HashSet<>();
            for (int t = 0; t < batch.time(); t++) {
                images.add(100 * classOf(batch, t, b) + image(batch, t, b));
                pairs.add(100 * classOf(batch, t, b) + label(batch, t, b));
            }
            assertEquals(way * instances, images.size(), "no image comes twice");
            assertEquals(way, pairs.size(), "a class has one label");
            assertEquals(way, pairs.stream().map(p -> p % 100).distinct().count(), "a label has one class");
        }
    }

    @Test
    void labelsAreDealtOutAnewInEachSequenceAndInAnyOrder() {
        int[][] dealt = new int[9][3];
        int[] firstLabels = new int[3];
        SequenceSampler sampler = new SequenceSampler(DATA, 3, 2, 4, 5);
        for (int i = 0; i < 1500; i++) {
            SequenceBatch batch = sampler.next();
            for (int b = 0; b < 4; b++) {
                firstLabels[label(batch, 0, b)]++;
                for (int t = 0; t < batch.time(); t++) {
                    dealt[classOf(batch, t, b)][label(batch, t, b)]++;
                }
            }
        }
        // 6,000 sequences: each class is in a third of them, twice, and has each label a third of the time: 1,333 times. They
        // come in pairs: five standard deviations are 5 · 2 · √(6,000 · 1/9 · 8/9) = 243.
        for (int[] ofClass : dealt) {
            for (int times : ofClass) {
                assertEquals(1333, times, 243, Arrays.deepToString(dealt));
            }
        }
        // Five standard deviations: 5 · √(6,000 · 1/3 · 2/3) = 183.
        for (int times : firstLabels) {
            assertEquals(2000, times, 183, Arrays.toString(firstLabels));
        }
    }

    @Test
    void withoutTheShuffleAClassHasOneLabelForEverAndAllClassesComeUp() {
        Set<Integer> seen = new HashSet<>();
        SequenceSampler sampler = new SequenceSampler(DATA, 4, 2, 2, 5).unshuffled();
        for (int i = 0; i < 200; i++) {
            SequenceBatch batch = sampler.next();
            for (int j = 0; j < batch.labels().length; j++) {
                int shown = batch.pixels()[4 * j + 1];
                assertEquals(shown % 4, batch.labels()[j]);
                seen.add(shown);
            }
        }
        assertEquals(9, seen.size());
    }

    @Test
    void theLabelBeforeIsThatOfTheImageOneStepEarlierAndNothingAtTheFirst() {
        SequenceBatch batch = new SequenceSampler(DATA, 3, 2, 2, 1).next();
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray before = batch.labelsBefore(manager);
            NDArray labels = batch.labels(manager);
            assertEquals(new Shape(6, 2, 3), before.getShape());
            assertEquals(0f, before.get(0).abs().max().getFloat(), "no label is known at the first step");
            for (int t = 0; t < 6; t++) {
                for (int b = 0; b < 2; b++) {
                    for (int k = 0; k < 3; k++) {
                        assertEquals(label(batch, t, b) == k ? 1 : 0, labels.getFloat(t, b, k));
                        if (t > 0) {
                            assertEquals(label(batch, t - 1, b) == k ? 1 : 0, before.getFloat(t, b, k));
                        }
                    }
                }
            }
        }
    }

    @Test
    void aClassIsAtItsFirstInstanceBeforeItsLabelHasEverBeenGiven() {
        SequenceBatch batch = new SequenceSampler(DATA, 4, 3, 5, 2).next();
        int[] instances = batch.instances();
        for (int b = 0; b < 5; b++) {
            Set<Integer> given = new HashSet<>();
            for (int t = 0; t < batch.time(); t++) {
                assertEquals(given.contains(label(batch, t, b)), instances[t * 5 + b] > 1);
                given.add(label(batch, t, b)); // known from the next step on
            }
        }
        assertEquals(3, Arrays.stream(instances).max().orElseThrow());
    }

    @Test
    void forAReaderOfMoreLabelsTheOthersNeverOccur() {
        SequenceBatch batch = new SequenceBatch(2, 1, 1, 1, new byte[] {7, 8, 9}, new int[] {1, 0, 1});
        try (NDManager manager = NDManager.newBaseManager()) {
            assertArrayEquals(new float[] {0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0}, batch.among(4).labels(manager).toFloatArray());
            assertArrayEquals(new float[] {0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0}, batch.among(4).labelsBefore(manager).toFloatArray());
        }
        assertThrows(IllegalArgumentException.class, () -> batch.among(1));
    }

    @Test
    void imagesStandStepAfterStep() {
        SequenceBatch batch = new SequenceSampler(DATA, 3, 2, 2, 1).next();
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray images = batch.images(manager);
            assertEquals(new Shape(12, 1, 2, 2), images.getShape());
            assertEquals(classOf(batch, 4, 1) / 255f, images.getFloat(4 * 2 + 1, 0, 1, 1), 1e-6);
        }
    }

    @Test
    void anEpisodesSupportIsReadInAnOrderThatItsPixelsAloneFix() {
        Episode episode = new EpisodeSampler(DATA, 5, 3, 2, 4).next();
        SequenceBatch support = SequenceBatch.ofSupport(episode);
        Set<Integer> shown = new HashSet<>();
        for (int t = 0; t < 15; t++) {
            shown.add(100 * classOf(support, t, 0) + image(support, t, 0));
            assertEquals(episode.support().bytes()[4 * 3 * label(support, t, 0) + 1], classOf(support, t, 0), "a class keeps its label");
        }
        assertEquals(15, shown.size());
        assertFalse(Arrays.equals(episode.supportLabels(), support.labels()), "not class after class");
        Episode otherQueries = new Episode(5, 3, 1, 2, 2, episode.support().bytes(), new byte[20], episode.classNames());
        assertArrayEquals(support.pixels(), SequenceBatch.ofSupport(otherQueries).pixels());
    }

    @Test
    void oneSeedGivesTheSameBatchesAndAnotherSeedOthers() {
        SequenceSampler sampler = new SequenceSampler(DATA, 3, 2, 4, 3);
        sampler.next();
        SequenceBatch second = sampler.next();
        assertArrayEquals(second.pixels(), new SequenceSampler(DATA, 3, 2, 4, 3).batch(1).pixels());
        assertArrayEquals(second.labels(), new SequenceSampler(DATA, 3, 2, 4, 3).batch(1).labels());
        assertFalse(Arrays.equals(second.pixels(), new SequenceSampler(DATA, 3, 2, 4, 4).batch(1).pixels()));
    }

    @Test
    void aSamplerThatCannotServeFailsWhenItIsBuilt() {
        Exception images = assertThrows(IllegalArgumentException.class, () -> new SequenceSampler(DATA, 5, 8, 1, 0));
        assertTrue(images.getMessage().startsWith("SequenceSampler: sequences of 5 classes with 8 instances need 8 examples a class, but the"
                + " largest of the 9 classes of numbered has 7"), images.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new SequenceSampler(DATA, 10, 2, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new SequenceSampler(DATA, 1, 2, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new SequenceSampler(DATA, 2, 2, 0, 0));
        Exception label = assertThrows(IllegalArgumentException.class,
                () -> new SequenceBatch(2, 1, 1, 1, new byte[2], new int[] {0, 2}));
        assertTrue(label.getMessage().contains("0 to 1"), label.getMessage());
    }
}
