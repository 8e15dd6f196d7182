package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    /** So many seeds and episodes around a level, with what each adds. */
    private static double[][] scores(double level, double[] ofSeed, double[] ofEpisode) {
        return Arrays.stream(ofSeed).mapToObj(s -> Arrays.stream(ofEpisode).map(e -> level + s + e).toArray()).toArray(double[][]::new);
    }

    private static double[] noise(int n, double deviation, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, n).mapToDouble(i -> deviation * random.nextGaussian()).toArray();
    }

    @Test
    void methodsThatDifferInEveryEpisodeHaveTheirRanksWhateverIsDrawn() {
        double[] hard = noise(50, 10, 1);
        Map<String, double[][]> made = new LinkedHashMap<>();
        made.put("worst", scores(70, new double[] {0, 0.5}, hard));
        made.put("best", scores(72, new double[] {0, 0.5}, hard));
        made.put("middle", scores(71, new double[] {0, 0.5}, hard));
        Bootstrap bootstrap = Bootstrap.of(made, 500, 3);
        assertEquals(new Bootstrap.Range(1, 1, 1), bootstrap.rank("best"));
        assertEquals(new Bootstrap.Range(2, 2, 2), bootstrap.rank("middle"));
        assertEquals(new Bootstrap.Range(3, 3, 3), bootstrap.rank("worst"));
        assertEquals(1, bootstrap.best("best"));
        assertEquals(0, bootstrap.best("worst"));
        // The episodes are the same for both, so that of their spread of 10 nothing is left in the difference.
        Bootstrap.Range difference = bootstrap.difference("best", "worst");
        assertTrue(difference.low() >= 1.5 && difference.high() <= 2.5, difference.toString());
    }

    @Test
    void methodsThatAreEqualShareARankAndTheirDifferenceIsNothing() {
        double[][] same = scores(50, new double[] {0}, noise(20, 5, 2));
        Bootstrap bootstrap = Bootstrap.of(Map.of("a", same, "b", same), 200, 3);
        assertEquals(new Bootstrap.Range(1.5, 1.5, 1.5), bootstrap.rank("a"));
        assertEquals(1, bootstrap.best("a"));
        assertEquals(new Bootstrap.Range(0, 0, 0), bootstrap.difference("a", "b"));
    }

    @Test
    void theSpreadOfAMeanIsThatOfItsEpisodesAndItsSeeds() {
        double[] episodes = noise(400, 8, 5);
        double[] seeds = {-1, 1, -1, 1}; // a deviation of 1 about their mean
        Bootstrap both = Bootstrap.of(Map.of("m", scores(80, seeds, episodes)), 4000, 7);
        Bootstrap one = Bootstrap.of(Map.of("m", scores(80, new double[] {0}, episodes)), 4000, 7);
        double mean = Arrays.stream(episodes).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(episodes).map(e -> (e - mean) * (e - mean)).average().orElseThrow());
        assertEquals(80 + mean, both.mean("m").mean(), 0.05);
        assertEquals(2 * 1.96 * deviation / Math.sqrt(400), one.mean("m").high() - one.mean("m").low(), 0.1);
        // Variances add up: of 400 episodes, and of 4 seeds.
        double expected = 2 * 1.96 * Math.sqrt(deviation * deviation / 400 + 1.0 / 4);
        assertEquals(expected, both.mean("m").high() - both.mean("m").low(), 0.15);
    }

    @Test
    void aMethodOfOtherEpisodesIsRefusedByName() {
        Map<String, double[][]> made = new LinkedHashMap<>();
        made.put("a", new double[][] {{1, 2, 3}});
        made.put("b", new double[][] {{1, 2, 3}, {1, 2}});
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Bootstrap.of(made, 10, 1));
        assertTrue(refused.getMessage().contains("b has [3, 2] episodes"), refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Bootstrap.of(Map.of("a", new double[][] {}), 10, 1));
        assertThrows(IllegalArgumentException.class, () -> Bootstrap.of(Map.of("a", new double[][] {{1, 2}}), 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Bootstrap.of(Map.of("a", new double[][] {{1, 2}}), 10, 1).rank("b"));
    }
}
