package fewshot.method.control;

import fewshot.episode.control.Bandit;
import java.util.stream.IntStream;

/**
 * Pulls the arm that may be the best (UCB1; Auer, Cesa-Bianchi and Fischer 2002, figure 1): each once, then the one with the highest
 * {@code mean + √(2 ln t / n)}, where it was pulled {@code n} of {@code t} times. Of equals the first.
 *
 * <p>One player plays one machine. Not for several threads.
 */
public final class UpperConfidence implements Bandit.Player {
    private final int[] paid;
    private final int[] pulls;
    private int all;

    /** A player who knows nothing yet of so many arms. */
    public UpperConfidence(int arms) {
        this.paid = new int[arms];
        this.pulls = new int[arms];
    }

    @Override
    public int choose() {
        return IntStream.range(0, pulls.length).reduce((a, b) -> bound(b) > bound(a) ? b : a).orElseThrow();
    }

    private double bound(int arm) {
        return pulls[arm] == 0 ? Double.POSITIVE_INFINITY : (double) paid[arm] / pulls[arm] + Math.sqrt(2 * Math.log(all) / pulls[arm]);
    }

    @Override
    public void see(int arm, boolean paidNow) {
        paid[arm] += paidNow ? 1 : 0;
        pulls[arm]++;
        all++;
    }

    @Override
    public String toString() {
        return "upper confidence bound, after " + all + " pulls of " + pulls.length + " arms";
    }
}
