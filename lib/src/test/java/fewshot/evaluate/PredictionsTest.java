package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.FlatMemory;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.method.Classifier;
import fewshot.method.DecisionRule;
import fewshot.method.OpenSetScore;
import fewshot.method.baseline.Chance;
import fewshot.method.baseline.PixelNearestNeighbour;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.Network;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PredictionsTest {
    private static final ImageSet DATA = TestImages.noisy(12, 6, 8, 4);
    private static final EpisodeSampler SAMPLER = new EpisodeSampler(DATA, 4, 1, 3, 1).withStrangers(2);

    /** Rows of a class are about {@code level} below 0 at that class and {@code gap} lower elsewhere; a stranger's as told. */
    private static Predictions made(double gap, double strangerLevel, double strangerGap) {
        Random random = new Random(5);
        int[] labels = IntStream.range(0, 400).map(q -> q % 2 == 0 ? q % 3 : Episode.STRANGER).toArray();
        double[][] scores = Arrays.stream(labels).mapToObj(label -> {
            double level = label < 0 ? strangerLevel : 0;
            int top = Math.max(label, 0);
            return IntStream.range(0, 3).mapToDouble(k -> level - (k == top ? 0 : label < 0 ? strangerGap : gap) + random.nextGaussian()).toArray();
        }).toArray(double[][]::new);
        return new Predictions(scores, labels);
    }

    /** A distance in pixels, in plain Java. */
    private static double score(Episode episode, int query, int k) {
        byte[] a = episode.queryImage(query);
        byte[] b = episode.supportImage(k);
        return -IntStream.range(0, a.length).mapToDouble(p -> ((a[p] & 255) - (b[p] & 255)) / 255.0).map(d -> d * d).sum();
    }

    @Test
    void scoresOfAllEpisodesStandInTheirOrderBesideTheirLabels() {
        Predictions found = Predictions.of(new PixelNearestNeighbour(), SAMPLER, 5);
        assertEquals(5 * 18, found.labels().length);
        for (int i = 0; i < 5; i++) {
            Episode episode = SAMPLER.episode(i);
            for (int q = 0; q < 18; q++) {
                assertEquals(episode.queryLabels()[q], found.labels()[18 * i + q]);
                for (int k = 0; k < 4; k++) {
                    assertEquals(score(episode, q, k), found.scores()[18 * i + q][k], 1e-3);
                }
            }
        }
        assertEquals("scores of 90 queries, of which 30 are strangers", found.toString());
    }

    @Test
    void sharesAreCountedByHand() {
        double[][] scores = {{3, 1}, {2, 0}, {0, 4}, {5, 5}, {9, 0}, {1, 0}};
        Predictions six = new Predictions(scores, new int[] {0, 1, 1, 1, Episode.STRANGER, Episode.STRANGER});
        assertEquals(5 / 6.0, six.named(0)); // of two that are equal the first is named
        assertEquals(1, six.right(k -> k == 0));
        assertEquals((0 + 1 + 0.5) / 3, six.right(k -> k == 1), 1e-12); // and one of two equals is half right
        DecisionRule two = new DecisionRule(1, OpenSetScore.MAXIMUM_LOGIT, 2.5);
        assertEquals(3 / 4.0, six.accepted(two, false)); // 3, 4 and 5, but not 2
        assertEquals(1 / 2.0, six.accepted(two, true)); // 9, but not 1
        assertThrows(IllegalArgumentException.class, () -> six.right(k -> k == 2));
        Predictions known = new Predictions(new double[][] {{1, 0}}, new int[] {0});
        assertThrows(IllegalArgumentException.class, () -> known.accepted(two, true));
    }

    @Test
    void areaIsHowOftenAQueryOfAClassBeatsAStranger() {
        Predictions some = made(2, -1, 1);
        double[] largest = Arrays.stream(some.scores()).mapToDouble(row -> Math.max(row[0], Math.max(row[1], row[2]))).toArray();
        double wins = 0;
        for (int i = 0; i < 400; i += 2) {
            for (int j = 1; j < 400; j += 2) {
                wins += largest[i] > largest[j] ? 1 : largest[i] == largest[j] ? 0.5 : 0;
            }
        }
        assertEquals(wins / 200 / 200, some.roc(DecisionRule.CLOSED_SET).area(), 1e-12);
    }

    @Test
    void theStatisticThatTellsStrangersBestIsChosen() {
        assertEquals(OpenSetScore.MAXIMUM_PROBABILITY, made(3, 0, 0).rule().statistic(), "strangers are as near as others, but to all classes");
        assertEquals(OpenSetScore.ENERGY, made(0.5, 0, 6).rule().statistic(), "strangers are near to one class, others to all");
        for (double level = -5; level < 1; level++) {
            Predictions some = made(3, level, 1);
            DecisionRule rule = some.rule();
            for (OpenSetScore other : OpenSetScore.values()) {
                assertTrue(some.roc(rule).area() >= some.roc(new DecisionRule(rule.temperature(), other, 0)).area(), other + " at " + level);
            }
        }
    }

    @Test
    void noOtherThresholdPartsTheKindsBetter() {
        Predictions some = made(2, -2, 1);
        DecisionRule rule = some.rule();
        double best = gain(some, rule);
        for (double[] row : some.scores()) {
            DecisionRule other = new DecisionRule(rule.temperature(), rule.statistic(), rule.openSetScore(row));
            assertTrue(gain(some, other) <= best + 1e-12, other.toString());
        }
        assertTrue(best > 0.5, "they can be told: " + best);
    }

    /** The share of those of a class that are accepted minus that of the strangers, counted by the labels given. */
    private static double gain(Predictions some, DecisionRule rule) {
        return IntStream.range(0, 400).filter(q -> rule.label(some.scores()[q]) != Episode.STRANGER).mapToDouble(q -> some.labels()[q] < 0 ? -1 : 1).sum() / 200;
    }

    /** Scores that are three times as large as they should be: right with 1/(1 + e^−1) of two, when e^3 to 1 was claimed. */
    @Test
    void temperatureIsThatOfTheClassesAloneAndMendsTheirCalibration() {
        Random random = new Random(2);
        double right = 1 / (1 + Math.exp(-1));
        int[] labels = IntStream.range(0, 6000).map(q -> q % 3 == 2 ? Episode.STRANGER : random.nextDouble() < right ? 0 : 1).toArray();
        double[][] scores = Arrays.stream(labels).mapToObj(label -> new double[] {3, label < 0 ? -40 : 0}).toArray(double[][]::new);
        Predictions some = new Predictions(scores, labels);
        DecisionRule rule = some.rule();
        assertEquals(3, rule.temperature(), 0.2);
        assertEquals(0, some.calibration(rule).error(), 1e-9, "one bin, whose mean the likelihood meets");
        assertEquals(1 / (1 + Math.exp(-3)) - right, some.calibration(DecisionRule.CLOSED_SET).error(), 0.02);
        assertEquals(4000, IntStream.of(some.calibration(rule).counts()).sum(), "strangers have no right class");
    }

    @Test
    void aClassifierThatDecidesByARuleOfOtherClassesRejectsStrangers() {
        ImageSet images = TestImages.noisy(60, 6, 28, 4);
        PixelNearestNeighbour learner = new PixelNearestNeighbour();
        RocCurve validation = Predictions.of(learner, new EpisodeSampler(images.range("", 0, 30), 5, 1, 3, 1).withStrangers(5), 40)
                .roc(DecisionRule.CLOSED_SET);
        Episode task = new EpisodeSampler(images.range("", 30, 60), 5, 1, 3, 1).withStrangers(5).next();
        try (Classifier classifier = learner.fit(task)) {
            classifier.decideBy(new DecisionRule(1, OpenSetScore.MAXIMUM_LOGIT, validation.bestThreshold()));
            int[] found = classifier.labels(task.query());
            assertTrue(IntStream.range(0, 30).filter(q -> found[q] == task.queryLabels()[q]).count() >= 27, Arrays.toString(found));
        }
    }

    @Test
    void whatCannotBeChosenOrJudgedIsRefused() {
        double[][] rows = {{1, 0}, {0, 1}};
        assertThrows(IllegalArgumentException.class, () -> new Predictions(rows, new int[] {0}));
        assertThrows(IllegalArgumentException.class, () -> new Predictions(rows, new int[] {0, -2}));
        Exception label = assertThrows(IllegalArgumentException.class, () -> new Predictions(rows, new int[] {0, 2}));
        assertTrue(label.getMessage().contains("query 1 has the label 2, but there are 2 classes"), label.getMessage());
        Predictions known = new Predictions(rows, new int[] {0, 0});
        assertThrows(IllegalArgumentException.class, () -> known.roc(DecisionRule.CLOSED_SET), "no strangers");
        Predictions strangers = new Predictions(rows, new int[] {-1, -1});
        assertThrows(IllegalArgumentException.class, () -> strangers.calibration(DecisionRule.CLOSED_SET), "strangers only");
        assertThrows(IllegalArgumentException.class, strangers::rule);
        Predictions wrong = new Predictions(rows, new int[] {1, 0});
        assertTrue(assertThrows(IllegalArgumentException.class, wrong::rule).getMessage().contains("chance"));
    }

    @Test
    void whereNobodyAsksThereIsNothingToPredict() {
        Exception none = assertThrows(IllegalArgumentException.class,
                () -> Predictions.of(new PixelNearestNeighbour(), new EpisodeSampler(DATA, 4, 1, 0, 1), 2));
        assertTrue(none.getMessage().contains("0 queries a class") && none.getMessage().contains("at least 1"), none.getMessage());
    }

    @Test
    void guessesTellNoStrangers() {
        assertEquals(0.5, Predictions.of(new Chance(1), SAMPLER, 300).roc(DecisionRule.CLOSED_SET).area(), 0.03);
    }

    @Test
    @Tag("thorough")
    void hundredsOfEpisodesWithStrangersDoNotGrowTheProcess() throws IOException {
        EpisodeSampler sampler = new EpisodeSampler(TestImages.noisy(12, 6, 28, 4), 5, 1, 3, 1).withStrangers(5);
        try (Network encoder = Network.encoder(4, 1)) {
            PrototypicalNetwork learner = PrototypicalNetwork.of(encoder);
            try (Classifier classifier = learner.fit(sampler.episode(0))) {
                classifier.decideBy(new DecisionRule(2, OpenSetScore.ENERGY, -3));
                FlatMemory.check(step -> {
                    Predictions.of(learner, sampler, 2);
                    classifier.labels(sampler.episode(0).query());
                    classifier.probabilities(sampler.episode(0).query());
                }, 100, 400);
            }
        }
    }
}
