package fewshot.episode.control;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A machine with arms, each of which pays 1 or nothing with a probability of its own; a task of {@link Bandits}.
 *
 * <p>What arm {@code a} pays at pull {@code t} is settled before anyone plays, so that all who play it have the same luck. Immutable.
 */
public final class Bandit {
    private final double[] probabilities;
    private final long luck;

    /**
     * A machine.
     *
     * @param probabilities of each arm to pay, 0 to 1
     * @param luck fixes what it pays when
     * @throws IllegalArgumentException if there is no arm, or a probability is none
     */
    public Bandit(double[] probabilities, long luck) {
        if (probabilities.length == 0 || Arrays.stream(probabilities).anyMatch(p -> !(p >= 0 && p <= 1))) {
            throw new IllegalArgumentException("Bandit: arms that pay with probabilities " + Arrays.toString(probabilities)
                    + "; there must be at least one, and each from 0 to 1");
        }
        this.probabilities = probabilities.clone();
        this.luck = luck;
    }

    /** The same arms with other luck. */
    public Bandit withLuck(long other) {
        return new Bandit(probabilities, other);
    }

    /** How many arms there are. */
    public int arms() {
        return probabilities.length;
    }

    /** How often an arm pays. */
    public double probability(int arm) {
        return probabilities[arm];
    }

    /** Whether an arm pays at a pull, counted from 0. */
    public boolean pays(int arm, int pull) {
        if (pull < 0) {
            throw new IllegalArgumentException("Bandit: pull " + pull + "; they are counted from 0");
        }
        return new SplittableRandom(luck + (long) pull * arms() + arm).nextDouble() < probabilities[arm];
    }

    /**
     * The regret of some pulls: how much less they pay on average than the best arm would, {@code Σₜ (max p − p(aₜ))} (Lai and Robbins
     * 1985).
     *
     * @param arms that were pulled, one after the other
     */
    public double regret(int... arms) {
        double best = Arrays.stream(probabilities).max().orElseThrow();
        return Arrays.stream(arms).mapToDouble(arm -> best - probabilities[arm]).sum();
    }

    /**
     * Lets someone play.
     *
     * @param player who has not played yet
     * @return the arms that were pulled
     */
    public int[] play(Player player, int pulls) {
        int[] arms = new int[pulls];
        for (int t = 0; t < pulls; t++) {
            arms[t] = player.choose();
            player.see(arms[t], pays(arms[t], t));
        }
        return arms;
    }

    @Override
    public String toString() {
        return "bandit whose arms pay with probabilities " + Arrays.toString(probabilities);
    }

    /** Chooses arms and learns from what they pay. */
    public interface Player {
        /** The arm to pull next. */
        int choose();

        /** What it paid. */
        void see(int arm, boolean paid);
    }
}
