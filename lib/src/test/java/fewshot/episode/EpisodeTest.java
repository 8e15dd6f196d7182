package fewshot.episode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EpisodeTest {
    @Test
    void arraysHoldInkAsOneAndSupportBeforeQuery() {
        byte[] support = {0, (byte) 255, 51, 0, 0, 0, 0, 0};
        byte[] query = {(byte) 255, 0, 0, 0, 0, 0, 0, (byte) 204};
        Episode episode = new Episode(2, 1, 1, 2, 2, support, query, new String[] {"a", "b"});
        try (NDManager manager = NDManager.newBaseManager()) {
            assertEquals(new Shape(4, 1, 2, 2), episode.allImages(manager).getShape());
            assertArrayEquals(new float[] {0, 1, 0.2f, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0.8f},
                    episode.allImages(manager).toFloatArray(), 1e-6f);
            assertArrayEquals(new float[] {1, 0, 0, 0, 0, 0, 0, 0.8f}, episode.queryImages(manager).toFloatArray(), 1e-6f);
        }
    }

    @Test
    void oneImageIsACopyOfItsPixelsAndAnIndexBeyondTheLastIsRefused() {
        Episode episode = new Episode(2, 1, 1, 1, 2, new byte[] {1, 2, 3, 4}, new byte[] {5, 6, 7, 8}, new String[] {"a", "b"});
        assertArrayEquals(new byte[] {3, 4}, episode.supportImage(1));
        assertArrayEquals(new byte[] {5, 6}, episode.queryImage(0));
        episode.queryImage(0)[0] = 9;
        assertArrayEquals(new byte[] {5, 6}, episode.queryImage(0));
        assertThrows(IndexOutOfBoundsException.class, () -> episode.queryImage(2));
    }

    @Test
    void arraysOutliveTheJavaBufferTheyWereMadeFrom() {
        byte[] pixels = new byte[784 * 50];
        java.util.Arrays.fill(pixels, (byte) 255);
        try (NDManager manager = NDManager.newBaseManager()) {
            var arrays = java.util.stream.IntStream.range(0, 50).mapToObj(i -> Pixels.toArray(manager, pixels, 28, 28)).toList();
            for (int i = 0; i < 20; i++) {
                System.gc();
                java.nio.ByteBuffer.allocateDirect(784 * 50).put(new byte[784 * 50]);
            }
            arrays.forEach(a -> assertEquals(784 * 50, a.sum().getFloat()));
        }
    }

    @Test
    void labelsCountUpClassByClass() {
        Episode episode = new EpisodeSampler(TestImages.numbered(4, 6), 3, 2, 4, 0).next();
        assertArrayEquals(new int[] {0, 0, 1, 1, 2, 2}, episode.supportLabels());
        assertArrayEquals(new int[] {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2}, episode.queryLabels());
    }

    @Test
    void anEpisodeOfTheWrongSizeIsRefused() {
        Exception e = assertThrows(IllegalArgumentException.class,
                () -> new Episode(2, 1, 1, 2, 2, new byte[8], new byte[7], new String[] {"a", "b"}));
        assertTrue(e.getMessage().contains("query set should hold 2 images of 4 pixels, but it has 7 bytes"), e.getMessage());
    }

    @Test
    void aBatchHoldsImagesOfTheClassesItNames() {
        ImageSet data = TestImages.numbered(5, 3);
        LabelledBatch batch = LabelledBatch.draw(data, 40, new SplittableRandom(1));
        for (int i = 0; i < 40; i++) {
            assertEquals(batch.labels()[i], batch.examples().bytes()[4 * i + 1]);
            assertTrue(batch.examples().bytes()[4 * i] < 3);
        }
    }
}
