package fewshot.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import fewshot.TestImages;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.method.baseline.PixelNearestNeighbour;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelTest {
    private static final byte INK = (byte) 255;

    /** Two classes of 2 x 2 images, two shots each: those with ink on the left, and those with ink below. */
    private static final Episode TASK = new Episode(2, 2, 1, 2, 2,
            new byte[] {INK, 0, INK, 0, INK, 0, 0, 0, /* below */ 0, 0, INK, INK, 0, 0, 0, INK}, new byte[8], new String[] {"left", "below"});

    @Test
    void anImageIsOfTheClassWhoseSupportItIsNearestTo() {
        PixelNearestNeighbour learner = new PixelNearestNeighbour();
        // Half ink at the upper left, a little at the lower right: 0.26 from an image of the left, 1.04 from one below.
        assertEquals(0, learner.label(TASK, new byte[] {127, 0, 0, 25}));
        assertEquals("below", TASK.classNames()[learner.label(TASK, new byte[] {25, 0, 0, 127})]);
    }

    @Test
    void anImageOfAnotherSizeIsRefused() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> new PixelNearestNeighbour().label(TASK, new byte[9]));
        assertEquals("Examples: 9 bytes are not whole examples of shape [1, 2, 2], which have 4 each", e.getMessage());
    }

    @Test
    void aLoadedNetworkLabelsEachQueryAsTheSavedOneScoresIt(@TempDir Path folder) throws IOException {
        Episode episode = new EpisodeSampler(TestImages.noisy(8, 6, 28, 4), 5, 1, 4, 1).next();
        try (Network network = Network.encoder(8, 1); Network other = Network.encoder(8, 2)) {
            network.save(folder.resolve("encoder.fewshot"));
            PrototypicalNetwork loaded = PrototypicalNetwork.of(other.load(folder.resolve("encoder.fewshot")));
            float[] scores = PrototypicalNetwork.of(network).logits(network.manager(), episode).toFloatArray();
            for (int q = 0; q < 20; q++) {
                float[] row = Arrays.copyOfRange(scores, 5 * q, 5 * q + 5);
                int best = 0;
                for (int k = 1; k < 5; k++) {
                    best = row[k] > row[best] ? k : best;
                }
                assertEquals(best, loaded.label(episode, episode.queryImage(q)), "query " + q);
            }
        }
    }
}
