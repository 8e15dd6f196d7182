package fewshot.gradient;

import java.util.Locale;

/** Stops training before a weight is touched by a loss or a gradient that has gone wrong. */
final class GradientWatch {
    /**
     * A norm this many times the largest so far counts as a jump. The largest, not the usual one: the gradient of tasks that
     * have been learned all but vanishes, and one hard batch then brings back what it was at the start.
     */
    static final double JUMP = 100;

    /** In the first steps no norm counts as a jump: what is usual is not known yet. */
    static final int WARM_UP = 100;

    private double largest;

    /** One that counts a norm as a jump if it is far beyond {@code largest}, even in the first step after the warm-up. */
    GradientWatch(double largest) {
        this.largest = largest;
    }

    /** The largest norm so far. */
    double largest() {
        return largest;
    }

    /** Goes on from another run's largest norm. */
    void begin(double largest) {
        this.largest = largest;
    }

    /**
     * Refuses a step that has gone wrong, and remembers the norm of one that has not.
     *
     * @throws DivergenceException if the loss or the norm is not finite, or the norm jumps
     */
    void check(long step, double loss, double norm) {
        String problem = null;
        if (!Double.isFinite(loss)) {
            problem = "the loss is " + loss;
        } else if (!Double.isFinite(norm)) {
            problem = "the gradient's norm is " + norm;
        } else if (step > WARM_UP && norm > JUMP * largest) {
            problem = String.format(Locale.ROOT, "the gradient's norm jumped to %.3g, and was at most %.3g before", norm, largest);
        }
        if (problem != null) {
            throw new DivergenceException("step " + step + ": " + problem
                    + ". The weights are those before this step. Try a smaller learning rate, clip the gradient's norm, or"
                    + " look for a log or a division of zero in the loss.");
        }
        largest = Math.max(largest, norm);
    }
}
