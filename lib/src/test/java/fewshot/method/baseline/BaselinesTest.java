package fewshot.method.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import fewshot.TestImages;
import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.evaluate.Evaluator;
import fewshot.gradient.Adam;
import fewshot.model.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BaselinesTest {
    private static final ImageSet DATA = TestImages.noisy(12, 8, 28, 5);

    @Test
    void guessingIsRightOneTimeInFive() {
        double mean = Evaluator.evaluate(new Chance(1), new EpisodeSampler(DATA, 5, 1, 5, 1), 400).mean();
        assertEquals(20, mean, 2.0); // 10,000 guesses: five standard deviations are 2.0 per cent
    }

    @Test
    void pixelScoreIsMinusTheSquaredDistanceToTheNearestImageOfTheClass() {
        Episode episode = new EpisodeSampler(DATA, 3, 2, 2, 1).next();
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] scores = new PixelNearestNeighbour().logits(manager, episode).toFloatArray();
            for (int q = 0; q < 6; q++) {
                for (int k = 0; k < 3; k++) {
                    double nearest = Double.POSITIVE_INFINITY;
                    for (int s = 2 * k; s < 2 * k + 2; s++) {
                        double squared = 0;
                        for (int p = 0; p < 784; p++) {
                            double difference = ((episode.query().bytes()[q * 784 + p] & 255) - (episode.support().bytes()[s * 784 + p] & 255)) / 255.0;
                            squared += difference * difference;
                        }
                        nearest = Math.min(nearest, squared);
                    }
                    assertEquals(-nearest, scores[3 * q + k], 1e-3 * (1 + nearest));
                }
            }
        }
    }

    @Test
    void hausdorffDistanceOfTwoHandfulsOfPointsIsThatByHand() {
        // From a: (0,0) is 1 from (0,1), (4,0) is √17 from it: mean (1 + √17)/2. From b: 1. The larger counts.
        double[] a = {0, 0, 4, 0};
        double[] b = {0, 1};
        assertEquals((1 + Math.sqrt(17)) / 2, ModifiedHausdorff.distance(a, b), 1e-12);
        assertEquals(ModifiedHausdorff.distance(b, a), ModifiedHausdorff.distance(a, b), 1e-12);
        assertEquals(0, ModifiedHausdorff.distance(a, a));
    }

    /** The definition, pixel by pixel, on images: both means of nearest distances in full, and the larger of the two. */
    @Test
    void hausdorffOfRandomImagesIsThatOfAPlainLoop() {
        Random random = new Random(3);
        for (int pair = 0; pair < 20; pair++) {
            byte[] a = scribble(random);
            byte[] b = scribble(random);
            double expected = Math.max(plainMean(a, b), plainMean(b, a));
            assertEquals(expected, ModifiedHausdorff.distance(ModifiedHausdorff.points(a, 9), ModifiedHausdorff.points(b, 9)), 1e-9);
        }
    }

    /** 9 × 9 pixels, each inked with a chance of its own. */
    private static byte[] scribble(Random random) {
        byte[] image = new byte[81];
        int share = 1 + random.nextInt(60);
        for (int i = 0; i < 81; i++) {
            image[i] = (byte) (i == 40 || random.nextInt(100) < share ? 200 : random.nextInt(100));
        }
        return image;
    }

    private static double plainMean(byte[] from, byte[] to) {
        double sum = 0;
        int count = 0;
        for (int y = 0; y < 9; y++) {
            for (int x = 0; x < 9; x++) {
                if ((from[y * 9 + x] & 255) >= 128) {
                    double nearest = 1e9;
                    for (int v = 0; v < 9; v++) {
                        for (int u = 0; u < 9; u++) {
                            if ((to[v * 9 + u] & 255) >= 128) {
                                nearest = Math.min(nearest, Math.hypot(x - centre(from, 0) - u + centre(to, 0),
                                        y - centre(from, 1) - v + centre(to, 1)));
                            }
                        }
                    }
                    sum += nearest;
                    count++;
                }
            }
        }
        return sum / count;
    }

    private static double centre(byte[] image, int axis) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < 81; i++) {
            if ((image[i] & 255) >= 128) {
                sum += axis == 0 ? i % 9 : i / 9;
                count++;
            }
        }
        return sum / count;
    }

    @Test
    void hausdorffDoesNotSeeWhereOnThePageACharacterStands() {
        byte[] image = new byte[64];
        byte[] moved = new byte[64];
        for (int i : new int[] {0, 1, 8, 18}) {
            image[i] = (byte) 255;
            moved[i + 27] = (byte) 128;
        }
        assertArrayEquals(ModifiedHausdorff.points(image, 8), ModifiedHausdorff.points(moved, 8), 1e-12);
        assertArrayEquals(new double[] {-0.75, -0.75, 0.25, -0.75, -0.75, 0.25, 1.25, 1.25}, ModifiedHausdorff.points(image, 8), 1e-12);
        assertEquals(2, ModifiedHausdorff.points(new byte[64], 8).length, "an empty page is one point");
    }

    @Test
    void fineTuningFitsTheSupportAndForgetsTheEpisode() {
        try (Network encoder = Network.encoder(8, 1)) {
            float[][] before = encoder.snapshot();
            FineTuning learner = new FineTuning("from scratch", encoder, 60, 5e-3f, 1);
            Episode easy = Episode.of(DATA, new int[] {0, 1, 2}, new int[][] {{0, 1}, {0, 1}, {0, 1}}, new int[][] {{0}, {0}, {0}});
            try (NDManager manager = encoder.manager().newSubManager()) {
                float[] scores = learner.logits(manager, easy).toFloatArray();
                for (int q = 0; q < 3; q++) {
                    for (int k = 0; k < 3; k++) {
                        assertTrue(k == q || scores[3 * q + q] > scores[3 * q + k], "query " + q + " against class " + k);
                    }
                }
                assertArrayEquals(scores, learner.logits(manager, easy).toFloatArray(), 1e-4f);
            }
            assertTrue(Arrays.deepEquals(before, encoder.snapshot()));
        }
    }

    @Test
    void fineTuningBeginsWithTheWeightsThatTheEncoderHasWhenItIsAsked() {
        Episode episode = Episode.of(DATA, new int[] {0, 1}, new int[][] {{0}, {0}}, new int[][] {{1}, {1}});
        try (Network encoder = Network.encoder(4, 1); Network other = Network.encoder(4, 2); NDManager manager = NDManager.newBaseManager()) {
            FineTuning early = new FineTuning("early", encoder, 2, 1e-3f, 1);
            encoder.restore(other.snapshot());
            float[] expected = new FineTuning("other", other, 2, 1e-3f, 1).logits(manager, episode).toFloatArray();
            assertArrayEquals(expected, early.logits(manager, episode).toFloatArray(), 1e-5f);
            assertTrue(Arrays.deepEquals(other.snapshot(), encoder.snapshot()), "and leaves them");
        }
    }

    @Test
    void preTrainingLearnsToNameTheTrainingClasses() {
        try (Network encoder = Network.encoder(8, 1);
                Adam adam = new Adam(5e-3f);
                PreTraining training = new PreTraining(encoder, DATA, 24, adam, 1)) {
            double first = training.step().loss();
            double last = first;
            for (int i = 0; i < 60; i++) {
                last = training.step().loss();
            }
            assertTrue(first > 1.5, "twelve classes: about log 12 = 2.5 before, but " + first);
            assertTrue(last < 0.5 * first, first + " → " + last);
        }
    }

    @Test
    void preTrainingOnAClassWithoutExamplesIsRefusedByItsName() {
        ExampleSet gap = ExampleSet.of("gap", Examples.bytes(new byte[6 * 784], 1, 28, 28), List.of("A", "B", "C"), new int[] {3, 0, 3});
        try (Network encoder = Network.encoder(4, 1); Adam adam = new Adam(5e-3f)) {
            String why = assertThrows(IllegalArgumentException.class, () -> new PreTraining(encoder, gap, 8, adam, 1)).getMessage();
            assertEquals("LabelledBatch: class B has no examples to draw; leave it out, such as by withAtLeast(1)", why);
            new PreTraining(encoder, gap.withAtLeast(1), 8, adam, 1).close();
        }
    }

    /** The loss of a cosine of scale 2 cannot fall below log(1 + 11 e⁻⁴) = 0.18, with every wrong class at −1. */
    @Test
    void preTrainingWithACosineLearnsToo() {
        try (Network encoder = Network.encoder(8, 1);
                Adam adam = new Adam(2e-2f);
                PreTraining training = new PreTraining(Head.COSINE, encoder, DATA, 24, adam, 1)) {
            double first = training.step().loss();
            double last = first;
            for (int i = 0; i < 60; i++) {
                last = training.step().loss();
            }
            assertTrue(first > 1.5, "twelve classes: about log 12 = 2.5 before, but " + first);
            assertTrue(last < first - 0.8 && last > 0.18, first + " → " + last);
        }
    }
}
