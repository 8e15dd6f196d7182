package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntervalTest {
    @Test
    void aDifferenceOfSingleSeedsIsThePairedOneOfTheEpisodes() {
        double[] one = {60, 80, 95, 70, 90};
        double[] other = {56, 75, 92, 65, 87};
        Interval paired = new Score(one, 0).minus(new Score(other, 0)).interval();
        Interval difference = Interval.difference(new double[][] {one}, new double[][] {other});
        assertEquals(paired.mean(), difference.mean(), 1e-12);
        assertEquals(paired.ci95(), difference.ci95(), 1e-9);
    }

    /** Seeds 90, 94, 92 and 91, 93, 95: variances 4 / 3 each, four degrees of freedom, t 2.776; the episodes' part by hand too. */
    @Test
    void theVariancesOfBothLearnersSeedsAndOfTheEpisodesAddUp() {
        double[][] one = {{90, 90}, {94, 94}, {92, 92}};
        double[][] other = {{91, 91}, {93, 93}, {95, 95}};
        Interval seedsAlone = Interval.difference(one, other);
        assertEquals(-1, seedsAlone.mean(), 1e-12);
        assertEquals(2.7764 * Math.sqrt(8 / 3.0), seedsAlone.ci95(), 1e-3);
        double[][] moved = {{91, 89}, {95, 93}, {93, 91}}; // differences 0 and -2 in the episodes: variance 2 / 2, one degree of freedom
        double variance = 8 / 3.0 + 1;
        double freedom = variance * variance / (2 * (16 / 9.0) / 2 + 1);
        assertEquals(4.84, freedom, 1e-3);
        assertEquals(2.59635 * Math.sqrt(variance), Interval.difference(moved, other).ci95(), 1e-3); // t between 2.776 for 4 and 2.571 for 5
    }

    /** Seeds and episodes are drawn anew 2,000 times; the true difference is 0. */
    @Test
    void inNinetyFiveOfAHundredSimulationsItHoldsTheTrueDifference() {
        SplittableRandom random = new SplittableRandom(5);
        for (int[] seeds : new int[][] {{5, 5}, {3, 3}, {3, 1}}) {
            int held = 0;
            for (int i = 0; i < 2000; i++) {
                double[] hard = random.doubles(40).map(u -> 30 * u).toArray();
                held += Interval.difference(drawn(random, seeds[0], hard, 2), drawn(random, seeds[1], hard, seeds[1] == 1 ? 0 : 2)).excludesZero() ? 0 : 1;
            }
            assertTrue(held > 1880 && held < 1995, Arrays.toString(seeds) + ": " + held + " of 2000");
        }
    }

    private static double[][] drawn(SplittableRandom random, int seeds, double[] hard, double spread) {
        double[][] rows = new double[seeds][];
        for (int s = 0; s < seeds; s++) {
            double luck = spread * random.nextGaussian();
            rows[s] = Arrays.stream(hard).map(h -> 90 - h + luck + 5 * random.nextGaussian()).toArray();
        }
        return rows;
    }

    @Test
    void anIntervalExcludesZeroIfItLiesOnOneSideOfIt() {
        assertTrue(new Interval(3, 2, 5).excludesZero());
        assertTrue(new Interval(-3, 2, 5).excludesZero());
        assertFalse(new Interval(-3, 4, 5).excludesZero());
        assertFalse(Interval.difference(new double[][] {{1, 2}}, new double[][] {{1, 2}}).excludesZero());
    }

    @Test
    void aVerdictTellsWhetherADifferenceIsThereAndWhetherItMatters() {
        assertEquals("+2.31 ± 0.84, more than its interval and large (1 or more)", new Interval(2.31, 0.84, 600).verdict(1));
        assertEquals("-0.90 ± 0.20, more than its interval and small (below 2.5)", new Interval(-0.9, 0.2, 600).verdict(2.5));
        assertEquals("+3.00 ± 3.00, no more than its interval", new Interval(3, 3, 2).verdict(1));
        assertThrows(IllegalArgumentException.class, () -> new Interval(3, 3, 2).verdict(0));
    }

    @Test
    void otherNumbersOfEpisodesAreRefused() {
        String told = assertThrows(IllegalArgumentException.class,
                () -> Interval.difference(new double[][] {{1, 2}, {1, 2}}, new double[][] {{1, 2, 3}})).getMessage();
        assertTrue(told.contains("[2, 2] and [3]"), told);
        assertThrows(IllegalArgumentException.class, () -> Interval.difference(new double[][] {}, new double[][] {{1, 2}}));
        assertThrows(IllegalArgumentException.class, () -> Interval.difference(new double[][] {{1}}, new double[][] {{1}}));
    }
}
