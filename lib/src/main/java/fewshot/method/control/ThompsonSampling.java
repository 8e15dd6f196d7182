package fewshot.method.control;

import fewshot.episode.control.Bandit;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;

/**
 * Pulls each arm as often as it believes that it is the best (Thompson 1933): from what each has paid it draws how often it may pay,
 * {@code p ~ Beta(1 + paid, 1 + not paid)}, and pulls the arm with the highest draw.
 *
 * <p>Where probabilities are drawn evenly from 0 to 1, as in {@link fewshot.episode.control.Bandits}, the belief is exactly right. One
 * player plays one machine. Not for several threads.
 */
public final class ThompsonSampling implements Bandit.Player {
    private final int[] paid;
    private final int[] not;
    private final RandomGenerator random;

    /** A player who knows nothing yet of so many arms; the seed fixes the draws. */
    public ThompsonSampling(int arms, long seed) {
        this.paid = new int[arms];
        this.not = new int[arms];
        this.random = new Well19937c(seed);
    }

    @Override
    public int choose() {
        double[] drawn = IntStream.range(0, paid.length)
                .mapToDouble(arm -> new BetaDistribution(random, 1 + paid[arm], 1 + not[arm]).sample()).toArray();
        return IntStream.range(0, drawn.length).reduce((a, b) -> drawn[b] > drawn[a] ? b : a).orElseThrow();
    }

    @Override
    public void see(int arm, boolean paidNow) {
        (paidNow ? paid : not)[arm]++;
    }

    @Override
    public String toString() {
        return "Thompson sampling, after " + (Arrays.stream(paid).sum() + Arrays.stream(not).sum()) + " pulls of " + paid.length + " arms";
    }
}
