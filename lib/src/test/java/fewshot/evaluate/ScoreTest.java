package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ScoreTest {
    @Test
    void theIntervalIsThatOfTheTextbook() {
        // Values 1, 2, 3, 4: mean 2.5, sample standard deviation √(5/3), standard error √(5/12); t at 3 degrees of freedom is 3.182.
        Score score = new Score(new double[] {1, 2, 3, 4}, 0);
        assertEquals(2.5, score.mean(), 1e-12);
        assertEquals(3.182 * Math.sqrt(5 / 12.0), score.ci95(), 5e-4);
    }

    @Test
    void theIntervalOfFewEpisodesIsAsWideAsTheTableOfStudentsTSays() {
        int[] episodes = {2, 3, 6, 11, 20, 21, 31, 121};
        double[] table = {12.706, 4.303, 2.571, 2.228, 2.093, 2.086, 2.042, 1.980};
        for (int i = 0; i < episodes.length; i++) {
            double[] values = new double[episodes[i]];
            values[0] = episodes[i]; // mean 1, squares n(n − 1), standard deviation √n, standard error 1
            assertEquals(table[i], new Score(values, 0).ci95(), 6e-4, episodes[i] + " episodes");
        }
    }

    @Test
    void aPairedDifferenceIsNarrowerThanItsParts() {
        Score a = new Score(new double[] {50, 70, 90}, 0);
        Score b = new Score(new double[] {49, 68, 89}, 0);
        assertEquals(4 / 3.0, a.minus(b).mean(), 1e-12);
        assertTrue(a.minus(b).ci95() < a.ci95() / 10);
        assertThrows(IllegalArgumentException.class, () -> a.minus(new Score(new double[2], 0)));
        assertThrows(IllegalArgumentException.class, () -> new Score(new double[1], 0));
    }

    @Test
    void aPerCentSignStandsOnlyWhereItIsPerCent() {
        double[] values = {1, 3};
        assertEquals("2.00 ± 12.71 (2 episodes, 1.5 s)", new Score(values, 1.5).toString());
        Score accuracy = new Score(values, 1.5, "these", "%");
        assertEquals("2.00 ± 12.71 % (2 episodes, 1.5 s)", accuracy.toString());
        assertEquals("0.00 ± 0.00 percentage points (2 episodes, 3.0 s)", accuracy.minus(accuracy).toString());
        assertEquals("2.00 ± 12.71 bits (2 episodes, 1.5 s)", new Score(values, 1.5, "", "bits").toString());
        assertThrows(IllegalArgumentException.class, () -> accuracy.minus(new Score(values, 0, "these", "bits")));
    }
}
