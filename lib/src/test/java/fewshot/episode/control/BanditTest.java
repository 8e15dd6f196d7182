package fewshot.episode.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BanditTest {
    /** Pulls one arm after the other, and notes what they pay. */
    private static final class InTurn implements Bandit.Player {
        private final int arms;
        private final List<Boolean> seen = new ArrayList<>();

        InTurn(int arms) {
            this.arms = arms;
        }

        @Override
        public int choose() {
            return seen.size() % arms;
        }

        @Override
        public void see(int arm, boolean paid) {
            seen.add(paid);
        }
    }

    @Test
    void theRegretOfPullingInTurnIsWorkedByHand() {
        Bandit bandit = new Bandit(new double[] {0.2, 0.5, 0.9}, 1);
        int[] arms = bandit.play(new InTurn(3), 7);
        assertArrayEquals(new int[] {0, 1, 2, 0, 1, 2, 0}, arms);
        assertEquals(3 * 0.7 + 2 * 0.4, bandit.regret(arms), 1e-12);
        assertEquals(0, bandit.regret(2, 2, 2), 1e-12);
        assertEquals(0, bandit.regret(), 1e-12);
    }

    @Test
    void anArmPaysAsOftenAsItsProbability() {
        Bandit bandit = new Bandit(new double[] {0, 0.3, 1}, 5);
        assertEquals(0, IntStream.range(0, 1000).filter(t -> bandit.pays(0, t)).count());
        assertEquals(3000, IntStream.range(0, 10_000).filter(t -> bandit.pays(1, t)).count(), 150); // three deviations
        assertEquals(1000, IntStream.range(0, 1000).filter(t -> bandit.pays(2, t)).count());
        Bandit twins = new Bandit(new double[] {0.5, 0.5}, 6);
        assertEquals(5000, IntStream.range(0, 10_000).filter(t -> twins.pays(0, t) == twins.pays(1, t)).count(), 150); // each has its own luck
    }

    @Test
    void whoPlaysTheSameArmsHasTheSameLuck() {
        Bandit bandit = new Bandits(4, 9).batch(2, 3).get(1);
        InTurn one = new InTurn(4);
        InTurn other = new InTurn(4);
        bandit.play(one, 50);
        bandit.play(other, 50);
        assertEquals(one.seen, other.seen);
        InTurn elsewhere = new InTurn(4);
        new Bandit(IntStream.range(0, 4).mapToDouble(bandit::probability).toArray(), 1).play(elsewhere, 50);
        assertNotEquals(one.seen, elsewhere.seen);
    }

    @Test
    void machinesDependOnSeedAndNumberAloneAndTheirArmsAreEven() {
        assertEquals(probabilities(new Bandits(5, 1).batch(3, 2)), probabilities(new Bandits(5, 1).batch(3, 4)).subList(0, 10));
        assertNotEquals(probabilities(new Bandits(5, 1).batch(3, 2)), probabilities(new Bandits(5, 1).batch(4, 2)));
        assertNotEquals(probabilities(new Bandits(5, 1).batch(3, 2)), probabilities(new Bandits(5, 2).batch(3, 2)));
        List<Double> many = probabilities(new Bandits(10, 1).batch(0, 1000));
        assertEquals(0.5, many.stream().mapToDouble(p -> p).average().orElseThrow(), 0.01);
        assertEquals(1000, many.stream().filter(p -> p < 0.1).count(), 100);
    }

    @Test
    void eachMachineHasAPlayerOfItsOwnAndARegretOfItsOwn() {
        List<Bandit> two = List.of(new Bandit(new double[] {0.9, 0.5, 0.2}, 1), new Bandit(new double[] {0.1, 0.7}, 2));
        int[][] arms = Bandits.play(two, 3, i -> new InTurn(3 - i));
        assertArrayEquals(new int[] {0, 1, 2}, arms[0]);
        assertArrayEquals(new int[] {0, 1, 0}, arms[1]);
        // 0 + 0.4 + 0.7, and 0.6 + 0 + 0.6.
        assertArrayEquals(new double[] {1.1, 1.2}, Bandits.regrets(two, arms), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> Bandits.regrets(two.subList(0, 1), arms));
    }

    private static List<Double> probabilities(List<Bandit> bandits) {
        return bandits.stream().flatMap(b -> IntStream.range(0, b.arms()).mapToObj(b::probability)).toList();
    }

    @Test
    void whatIsNoMachineIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Bandit(new double[0], 1));
        assertThrows(IllegalArgumentException.class, () -> new Bandit(new double[] {0.5, 1.1}, 1));
        assertThrows(IllegalArgumentException.class, () -> new Bandits(1, 1));
        assertThrows(IllegalArgumentException.class, () -> new Bandits(2, 1).batch(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Bandit(new double[] {1}, 1).pays(0, -1));
    }
}
