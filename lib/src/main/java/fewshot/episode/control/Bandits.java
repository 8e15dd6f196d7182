package fewshot.episode.control;

import fewshot.state.Stop;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Draws machines whose arms pay with probabilities evenly from 0 to 1 (Duan et al. 2016, section 3.1). Batch number {@code i} depends
 * on the seed and on {@code i} alone.
 */
public final class Bandits {
    private final int arms;
    private final long stream;

    /**
     * Machines that a seed fixes.
     *
     * @param arms of each, at least 2
     */
    public Bandits(int arms, long seed) {
        if (arms < 2) {
            throw new IllegalArgumentException("Bandits: " + arms + " arms; there must be at least 2 to choose from");
        }
        this.arms = arms;
        this.stream = new SplittableRandom(seed).nextLong();
    }

    /** How many arms each has. */
    public int arms() {
        return arms;
    }

    /** Batch number {@code index}. */
    public List<Bandit> batch(long index, int machines) {
        if (machines < 1) {
            throw new IllegalArgumentException("Bandits: " + machines + " machines; there must be at least 1");
        }
        Stop.before("a draw");
        SplittableRandom random = new SplittableRandom(stream + index);
        return IntStream.range(0, machines).mapToObj(i -> new Bandit(random.doubles(arms).toArray(), random.nextLong())).toList();
    }

    /**
     * Lets players play, each a machine of its own.
     *
     * @param player makes the player of a machine's number, who has not played yet
     * @return by machine, the arms that were pulled
     */
    public static int[][] play(List<Bandit> machines, int pulls, IntFunction<? extends Bandit.Player> player) {
        return IntStream.range(0, machines.size()).mapToObj(i -> machines.get(i).play(player.apply(i), pulls)).toArray(int[][]::new);
    }

    /**
     * The regret of all pulls of each machine.
     *
     * @param arms by machine, those that were pulled
     */
    public static double[] regrets(List<Bandit> machines, int[][] arms) {
        if (arms.length != machines.size()) {
            throw new IllegalArgumentException("Bandits: pulls of " + arms.length + " machines, but there are " + machines.size()
                    + "; there must be as many of both");
        }
        return IntStream.range(0, arms.length).mapToDouble(i -> machines.get(i).regret(arms[i])).toArray();
    }

    @Override
    public String toString() {
        return "bandits of " + arms + " arms";
    }
}
