package fewshot.method.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.episode.control.Bandit;
import fewshot.episode.control.Bandits;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlayersTest {
    @Test
    void upperConfidencePullsEachArmOnceAndThenAsItsFormulaSays() {
        // Arm 0 never pays, arm 1 always. With t = 2: 0 + √(2 ln 2) against 1 + √(2 ln 2). The second arm stays ahead until
        // √(2 ln t / 1) > 1 + √(2 ln t / (t − 1)), which first holds at t = 5: 1.794 > 1.897 does not, t = 6: 1.893 > 1.847 does.
        int[] arms = new Bandit(new double[] {0, 1}, 1).play(new UpperConfidence(2), 8);
        assertArrayEquals(new int[] {0, 1, 1, 1, 1, 1, 0, 1}, arms);
    }

    @Test
    void thompsonBelievesInEachArmAsMuchAsItsPosteriorSays() {
        // Of one arm that paid once and one that did not: P(Beta(2, 1) > Beta(1, 2)) = 5/6.
        int better = 0;
        for (int seed = 0; seed < 6000; seed++) {
            ThompsonSampling player = new ThompsonSampling(2, seed);
            player.see(0, true);
            player.see(1, false);
            better += player.choose() == 0 ? 1 : 0;
        }
        assertEquals(5000, better, 3.5 * Math.sqrt(6000 * 5 / 36.0));
    }

    @Test
    void bothRegretLessThanWhoeverPullsInTurnAndThompsonLess() {
        List<Bandit> bandits = new Bandits(10, 3).batch(0, 200);
        double thompson = regret(bandits, i -> new ThompsonSampling(10, i));
        double upper = regret(bandits, i -> new UpperConfidence(10));
        // In turn: 100 pulls at max p − mean p, on average 10/11 − 1/2 each.
        double inTurn = 100 * (10 / 11.0 - 0.5);
        assertTrue(thompson < upper && upper < 0.8 * inTurn && thompson < 0.5 * inTurn, thompson + ", " + upper + ", " + inTurn);
    }

    private static double regret(List<Bandit> bandits, Function<Integer, Bandit.Player> player) {
        return IntStream.range(0, bandits.size()).mapToDouble(i -> bandits.get(i).regret(bandits.get(i).play(player.apply(i), 100)))
                .average().orElseThrow();
    }

    @Test
    void aSeedFixesThompsonsDraws() {
        Bandit bandit = new Bandits(5, 3).batch(0, 1).get(0);
        assertArrayEquals(bandit.play(new ThompsonSampling(5, 1), 50), bandit.play(new ThompsonSampling(5, 1), 50));
        assertTrue(!Arrays.equals(bandit.play(new ThompsonSampling(5, 1), 50), bandit.play(new ThompsonSampling(5, 2), 50)));
    }
}
