package fewshot.episode.control;

import fewshot.state.Stop;
import java.util.List;
import java.util.SplittableRandom;
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
}
