package fewshot.evaluate;

import java.util.Locale;

/**
 * A reader's prediction, written down before a run and set beside what the run measured.
 *
 * @param what is predicted, in words, such as {@code 5-way 1-shot}
 * @param value the guess, in the unit of what will be measured; NaN if the reader made none
 * @param large from how much on the reader calls a difference large, in the same unit; above 0
 */
public record Guess(String what, double value, double large) {
    /** Checks what counts as large. */
    public Guess {
        if (!(large > 0)) {
            throw new IllegalArgumentException("Guess: " + what + ": a difference of " + large + " cannot count as large; it must be above 0");
        }
    }

    /** A guess of an accuracy in per cent, where 5 percentage points count as large. */
    public static Guess of(String what, double value) {
        return new Guess(what, value, 5);
    }

    /**
     * What was measured, and how far off the guess was: in the interval or not, and whether that is much. In tenths of the unit, or in
     * hundredths where one of the unit is already large.
     */
    public String beside(Interval measured) {
        String run = what + ": this run " + number(measured.mean()) + " ± " + number(measured.ci95());
        if (Double.isNaN(value)) {
            return run + " (no guess was written)";
        }
        double off = value - measured.mean();
        String verdict = Math.abs(off) <= measured.ci95() ? "within the interval"
                : number(Math.abs(off)) + (off > 0 ? " too high" : " too low") + ", beyond the interval and "
                        + (Math.abs(off) < large ? "still near" : "far");
        return run + ", your guess " + number(value) + ": " + verdict;
    }

    private String number(double each) {
        return String.format(Locale.ROOT, large > 1 ? "%.1f" : "%.2f", each);
    }

    /** The same for a figure of many episodes. */
    public String beside(Score measured) {
        return beside(measured.interval());
    }
}
