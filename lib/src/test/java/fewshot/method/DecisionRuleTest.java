package fewshot.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.episode.Episode;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecisionRuleTest {
    private static final double LOG_2 = Math.log(2);

    /** Scores log 1, log 2, log 1 are the probabilities 1/4, 1/2, 1/4; at T = ½ they are squared: 1/6, 4/6, 1/6. */
    @Test
    void probabilitiesAreTheSoftmaxAtTheTemperature() {
        double[] scores = {0, LOG_2, 0};
        assertArrayEquals(new double[] {0.25, 0.5, 0.25}, DecisionRule.CLOSED_SET.probabilities(scores), 1e-12);
        assertArrayEquals(new double[] {1 / 6.0, 4 / 6.0, 1 / 6.0}, closed(0.5).probabilities(scores), 1e-12);
        double root = Math.sqrt(2);
        assertArrayEquals(new double[] {1 / (2 + root), root / (2 + root), 1 / (2 + root)}, closed(2).probabilities(scores), 1e-12);
    }

    private static DecisionRule closed(double temperature) {
        return new DecisionRule(temperature, OpenSetScore.ENERGY, Double.NEGATIVE_INFINITY);
    }

    @Test
    void openSetScoresAreThoseOfThePencil() {
        double[] scores = {0, LOG_2, 0};
        assertEquals(LOG_2, OpenSetScore.MAXIMUM_LOGIT.of(scores), 1e-12);
        assertEquals(Math.log(0.5), OpenSetScore.MAXIMUM_PROBABILITY.of(scores), 1e-12);
        assertEquals(Math.log(4), OpenSetScore.ENERGY.of(scores), 1e-12);
        assertEquals(Math.log(4 / 6.0), new DecisionRule(0.5, OpenSetScore.MAXIMUM_PROBABILITY, 0).openSetScore(scores), 1e-12);
    }

    @Test
    void farScoresNeitherOverflowNorBecomeAlike() {
        double[] scores = {-3000, -3060, -3070};
        assertEquals(-3000, OpenSetScore.ENERGY.of(scores), 1e-9);
        assertArrayEquals(new double[] {1, 0, 0}, DecisionRule.CLOSED_SET.probabilities(scores), 1e-12);
        double near = OpenSetScore.MAXIMUM_PROBABILITY.of(scores);
        assertTrue(near < 0 && near < OpenSetScore.MAXIMUM_PROBABILITY.of(new double[] {-3000, -3061, -3071}), "1 − p is about e^−60");
    }

    /** Only differences count for the one; the others also ask how near the nearest is. */
    @Test
    void whatIsFarFromAllClassesIsAStrangerByItsLogitButNotByItsProbability() {
        double[] near = {-1, -4};
        double[] far = {-101, -104};
        assertEquals(OpenSetScore.MAXIMUM_PROBABILITY.of(near), OpenSetScore.MAXIMUM_PROBABILITY.of(far), 1e-12);
        DecisionRule rule = new DecisionRule(2, OpenSetScore.MAXIMUM_LOGIT, -10);
        assertEquals(0, rule.label(near));
        assertEquals(Episode.STRANGER, rule.label(far));
        assertEquals(0, rule.label(new double[] {-20, -21}), "what lies on the threshold belongs");
        assertEquals(Episode.STRANGER, rule.label(new double[] {-20.1, -21}));
    }

    @Test
    void temperatureNeverChangesWhichClassIsLikeliest() {
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            double[] scores = random.doubles(6, -9, 9).toArray();
            int best = DecisionRule.CLOSED_SET.label(scores);
            assertEquals(Arrays.stream(scores).max().orElseThrow(), scores[best]);
            double[] cool = closed(7).probabilities(scores);
            assertEquals(best, closed(0.1).label(scores));
            assertEquals(Arrays.stream(cool).max().orElseThrow(), cool[best]);
        }
        assertEquals(1, DecisionRule.CLOSED_SET.label(new double[] {0, 3, 3}), "the first of two");
    }

    @Test
    void numbersThatDecideNothingAreRefused() {
        for (double none : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> closed(none));
        }
        assertThrows(IllegalArgumentException.class, () -> new DecisionRule(1, OpenSetScore.ENERGY, Double.NaN));
        assertThrows(NullPointerException.class, () -> new DecisionRule(1, null, 0));
        assertThrows(ArithmeticException.class, () -> DecisionRule.CLOSED_SET.label(new double[] {0, Double.NaN}));
        assertThrows(ArithmeticException.class, () -> DecisionRule.CLOSED_SET.probabilities(new double[] {Double.NaN}));
    }
}
