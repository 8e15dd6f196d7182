package fewshot.method.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import fewshot.Garbage;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Draws;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.DivergenceException;
import fewshot.method.Classifier;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.Network;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Chen's Baseline and Baseline++, and heads that begin at centroids; BaselinesTest has the fine-tuning of a whole network. */
class FineTuningTest {
    private static final ImageSet DATA = TestImages.noisy(10, 9, 28, 5);
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final Network ENCODER = Network.encoder(8, 1);
    private static final Network POINTS = Points.encoder();
    private static final double[][] SUPPORT = {{1, 0.5}, {2, 1}, {-0.5, 1}, {0.3, -1}, {1.5, -2}, {-1, 0.2}};
    private static final int[] LABELS = {0, 0, 1, 2, 2, 1};
    private static final double[][] QUERIES = {{0.4, 0.9}, {-2, -1}};

    @AfterAll
    static void close() {
        ENCODER.close();
        POINTS.close();
        MANAGER.close();
    }

    /** What a head answers in doubles: of a linear one 2 weights and the bias of each class in turn, of a cosine 2 weights. */
    private static double[] scores(Head head, double[] weights, double[] x) {
        double[] scores = new double[3];
        for (int k = 0; k < 3; k++) {
            if (head == Head.LINEAR) {
                scores[k] = weights[3 * k] * x[0] + weights[3 * k + 1] * x[1] + weights[3 * k + 2];
            } else {
                double product = weights[2 * k] * x[0] + weights[2 * k + 1] * x[1];
                scores[k] = 2 * product / Math.hypot(weights[2 * k], weights[2 * k + 1]) / Math.hypot(x[0], x[1]);
            }
        }
        return scores;
    }

    private static double crossEntropy(Head head, double[] weights, int[] examples) {
        double sum = 0;
        for (int i : examples) {
            double[] scores = scores(head, weights, SUPPORT[i]);
            sum += Math.log(Arrays.stream(scores).map(Math::exp).sum()) - scores[LABELS[i]];
        }
        return sum / examples.length;
    }

    /** Central differences. */
    private static double[] gradient(double[] at, ToDoubleFunction<double[]> of) {
        double[] gradient = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            double[] more = at.clone();
            double[] less = at.clone();
            more[i] += 1e-5;
            less[i] -= 1e-5;
            gradient[i] = (of.applyAsDouble(more) - of.applyAsDouble(less)) / 2e-5;
        }
        return gradient;
    }

    /** The centroids are (1.5, 0.75), (−0.75, 0.6) and (0.9, −1.5). */
    private static double[] start(Head head) {
        return head == Head.LINEAR
                ? new double[] {3, 1.5, -2.8125, -1.5, 1.2, -0.9225, 1.8, -3, -3.06}
                : new double[] {1.5, 0.75, -0.75, 0.6, 0.9, -1.5};
    }

    /** In doubles: two passes over six examples are batches of 4, 2, 4 and 2; momentum and dampening 0.9, weight decay 0.001. */
    @ParameterizedTest
    @CsvSource({"LINEAR,1", "LINEAR,5", "COSINE,1"})
    void aHeadIsTrainedFromItsCentroidsAsPlainJavaDoesIt(Head head, double temperature) {
        double[] weights = Arrays.stream(start(head)).map(w -> w / temperature).toArray();
        double[] mean = new double[weights.length];
        SplittableRandom random = new SplittableRandom(7);
        boolean first = true;
        for (int pass = 0; pass < 2; pass++) {
            int[] order = Draws.order(random, 6);
            for (int[] some : List.of(Arrays.copyOf(order, 4), Arrays.copyOfRange(order, 4, 6))) {
                double[] gradient = gradient(weights, w -> crossEntropy(head, w, some));
                for (int i = 0; i < weights.length; i++) {
                    double d = gradient[i] + 0.001 * weights[i];
                    mean[i] = first ? d : 0.9 * mean[i] + 0.1 * d;
                }
                IntStream.range(0, weights.length).forEach(i -> weights[i] -= 0.5 * mean[i]);
                first = false;
            }
        }
        FineTuning learner = FineTuning.ofHead("a head", head, POINTS, 2, 0.5, 7).fromCentroids("from centroids", temperature);
        float[] found = learner.logits(MANAGER, Points.task(SUPPORT, LABELS, QUERIES)).toFloatArray();
        for (int q = 0; q < 2; q++) {
            double[] expected = scores(head, weights, QUERIES[q]);
            for (int k = 0; k < 3; k++) {
                assertEquals(expected[k], found[3 * q + k], 1e-4 * (1 + Math.abs(expected[k])), "query " + q + ", class " + k);
            }
        }
        assertEquals("from centroids", learner.name());
    }

    /** (4, 3) lies at a cosine of 0.8 from a class on the one axis and of 0.6 from one on the other; twice that, with lengths left out. */
    @Test
    void beforeTheFirstStepThreePointsAreScoredByTheirCosines() {
        Episode task = Points.task(new double[][] {{5, 0}, {0, 0.1}}, new int[] {0, 1}, new double[][] {{4, 3}});
        float[] found = FineTuning.ofHead("", Head.COSINE, POINTS, 0, 0.01, 1).fromCentroids("").logits(MANAGER, task).toFloatArray();
        assertArrayEquals(new float[] {1.6f, 1.2f}, found, 1e-5f);
    }

    /** (4, 3) lies at a squared distance of 10 from (5, 0) and of 24.41 from (0, 0.1). */
    @Test
    void aTemperatureDividesTheDistancesThatAHeadBeginsWith() {
        Episode task = Points.task(new double[][] {{5, 0}, {0, 0.1}}, new int[] {0, 1}, new double[][] {{4, 3}});
        for (FineTuning learner : List.of(FineTuning.ofHead("", Head.LINEAR, POINTS, 0, 0.01, 1), new FineTuning("", POINTS, 0, 0.01f, 1))) {
            float[] found = learner.fromCentroids("", 4).logits(MANAGER, task).toFloatArray();
            assertEquals(14.41 / 4, found[0] - found[1], 1e-4, learner.toString());
        }
    }

    /** Of two classes of one example each, 20 apart: at a temperature of 1 the loss is e⁻⁴⁰⁰, and only the weight decay moves the head. */
    @Test
    void atOneShotASureHeadHasNothingToLearnAndACoolerOneHas() {
        double[][] far = {{10, 0}, {-10, 0}};
        Episode task = Points.task(far, new int[] {0, 1}, far);
        double[] moved = Arrays.stream(new double[] {1, 100}).map(temperature -> {
            FineTuning start = FineTuning.ofHead("", Head.LINEAR, POINTS, 0, 0.01, 1).fromCentroids("", temperature);
            FineTuning trained = FineTuning.ofHead("", Head.LINEAR, POINTS, 100, 0.01, 1).fromCentroids("", temperature);
            float before = start.logits(MANAGER, task).toFloatArray()[0];
            return trained.logits(MANAGER, task).toFloatArray()[0] / before;
        }).toArray();
        assertEquals(1, moved[0], 0.01);
        assertTrue(moved[1] > 1.2, moved[1] + " times the score");
    }

    /** With seven ways of one to three shots; of the whole network as of a head. */
    @Test
    void fromCentroidsWithoutAStepItAnswersAsAPrototypicalNetwork() {
        Episode task = new EpisodeSampler(DATA, 7, 1, 3, 1).uneven(1, 3).next();
        for (FineTuning learner : List.of(FineTuning.ofHead("", Head.LINEAR, ENCODER, 0, 0.01, 1), new FineTuning("", ENCODER, 0, 1e-3f, 1))) {
            try (Classifier tuned = learner.fromCentroids("").fit(task); Classifier centroid = PrototypicalNetwork.of(ENCODER).fit(task)) {
                double[][] expected = centroid.probabilities(task.query());
                double[][] found = tuned.probabilities(task.query());
                for (int q = 0; q < found.length; q++) {
                    assertArrayEquals(expected[q], found[q], 1e-4, "query " + q);
                }
                assertArrayEquals(centroid.labels(task.query()), tuned.labels(task.query()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFrozenEncoderIsBitForBitWhatItWasAndTheHeadHasLearned(Head head) {
        Episode task = new EpisodeSampler(DATA, 5, 3, 2, 1).next();
        float[][] before = ENCODER.snapshot();
        FineTuning learner = FineTuning.ofHead("", head, ENCODER, 60, 0.5, 1);
        try (Classifier classifier = learner.fit(task)) {
            int[] labels = classifier.labels(task.support());
            long right = IntStream.range(0, 15).filter(i -> labels[i] == task.supportLabels()[i]).count();
            assertTrue(right >= 10, right + " of 15 support images are right, three of which a guess would be");
        }
        assertTrue(Arrays.deepEquals(before, ENCODER.snapshot()));
    }

    @Test
    void aSeedFixesTheHeadAndSeveralThreadsAnswerAsOne() {
        Episode[] tasks = IntStream.range(0, 4).mapToObj(new EpisodeSampler(DATA, 4, 2, 2, 1)::episode).toArray(Episode[]::new);
        for (FineTuning learner : List.of(FineTuning.ofHead("", Head.COSINE, ENCODER, 3, 0.1, 4), new FineTuning("", ENCODER, 2, 1e-2f, 4))) {
            assertTrue(learner.concurrent());
            float[][] one = Arrays.stream(tasks).map(task -> learner.logits(MANAGER, task).toFloatArray()).toArray(float[][]::new);
            float[][] many = Arrays.stream(tasks).parallel().map(task -> learner.logits(MANAGER, task).toFloatArray()).toArray(float[][]::new);
            for (int i = 0; i < one.length; i++) {
                assertArrayEquals(one[i], many[i], 1e-4f, learner + ", task " + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAHeadHasLearnedOutlivesGarbage(Head head) {
        Episode task = new EpisodeSampler(DATA, 5, 3, 2, 1).next();
        for (int round = 0; round < 12; round++) {
            try (Classifier classifier = FineTuning.ofHead("", head, ENCODER, 3, 0.1, 1).fit(task)) {
                float[] before = classifier.scores(MANAGER, task.query()).toFloatArray();
                Garbage.collectAndReuse();
                assertArrayEquals(before, classifier.scores(MANAGER, task.query()).toFloatArray(), 1e-4f, "round " + round);
            }
        }
    }

    @Test
    void aTaskThatCannotBeLearnedIsRefusedByName() {
        Exception passes = assertThrows(IllegalArgumentException.class, () -> FineTuning.ofHead("", Head.LINEAR, POINTS, -1, 0.01, 1));
        assertEquals("FineTuning: -1 passes over a support; there must be 0 or more", passes.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new FineTuning("", POINTS, -1, 0.01f, 1));
        Exception rate = assertThrows(IllegalArgumentException.class, () -> FineTuning.ofHead("", Head.LINEAR, POINTS, 1, 0, 1));
        assertEquals("FineTuning: the learning rate is 0.0; it must be a number above 0", rate.getMessage());
        for (float wrong : new float[] {0, -0.01f, Float.NaN, Float.POSITIVE_INFINITY}) {
            Exception adams = assertThrows(IllegalArgumentException.class, () -> new FineTuning("", POINTS, 1, wrong, 1));
            assertEquals("FineTuning: the learning rate is " + (double) wrong + "; it must be a number above 0", adams.getMessage());
        }
        Exception temperature = assertThrows(IllegalArgumentException.class,
                () -> FineTuning.ofHead("", Head.LINEAR, POINTS, 1, 0.01, 1).fromCentroids("", 0));
        assertEquals("FineTuning: the temperature of the centroids is 0.0; it must be a number above 0", temperature.getMessage());
        Exception cosine = assertThrows(IllegalArgumentException.class,
                () -> FineTuning.ofHead("", Head.COSINE, POINTS, 1, 0.01, 1).fromCentroids("", 10));
        assertEquals("FineTuning: a head of cosines cannot begin at a temperature of 10.0; the lengths of its weights change no score, so it must be 1",
                cosine.getMessage());
        try (Network maps = Network.maps(4, 1)) {
            assertThrows(IllegalArgumentException.class, () -> FineTuning.ofHead("", Head.LINEAR, maps, 1, 0.01, 1));
        }
        Episode infinite = Points.task(new double[][] {{1, 2}, {Double.NaN, 1}}, new int[] {0, 1}, QUERIES);
        Exception loss = assertThrows(DivergenceException.class, () -> FineTuning.ofHead("", Head.LINEAR, POINTS, 1, 0.01, 1).fit(infinite));
        assertTrue(loss.getMessage().startsWith("FineTuning: the loss is NaN at step 1 on a task's support"), loss.getMessage());
        assertTrue(loss.getMessage().contains("learning rate 0.01"), loss.getMessage());
    }
}
