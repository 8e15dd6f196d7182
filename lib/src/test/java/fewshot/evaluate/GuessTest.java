package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class GuessTest {
    private static final Interval RUN = new Interval(97.7, 0.4, 600);

    @Test
    void aGuessInTheIntervalIsSaidToBeInIt() {
        assertEquals("5-way: this run 97.7 ± 0.4, your guess 97.4: within the interval", Guess.of("5-way", 97.4).beside(RUN));
    }

    @Test
    void beyondTheIntervalSignificantAndLargeAreToldApart() {
        assertEquals("5-way: this run 97.7 ± 0.4, your guess 99.0: 1.3 too high, beyond the interval and still near",
                Guess.of("5-way", 99).beside(RUN));
        assertEquals("5-way: this run 97.7 ± 0.4, your guess 75.0: 22.7 too low, beyond the interval and far",
                Guess.of("5-way", 75).beside(RUN));
        assertEquals("step: this run 97.70 ± 0.40, your guess 99.00: 1.30 too high, beyond the interval and far",
                new Guess("step", 99, 1).beside(RUN));
    }

    /** 0.15 ± 0.14 does not hold 0, and 0.1 ± 0.1 would not say so. */
    @Test
    void whereOneIsLargeHundredthsAreShown() {
        assertEquals("gain: this run 0.15 ± 0.14, your guess 0.00: 0.15 too low, beyond the interval and still near",
                new Guess("gain", 0, 1).beside(new Interval(0.15, 0.14, 600)));
    }

    @Test
    void whoDidNotGuessIsToldTheFigureAlone() {
        assertEquals("5-way: this run 75.0 ± 63.5 (no guess was written)",
                Guess.of("5-way", Double.NaN).beside(new Score(new double[] {70, 80}, 1)));
    }

    @Test
    void nothingIsLargeFromZeroOn() {
        assertThrows(IllegalArgumentException.class, () -> new Guess("5-way", 50, 0));
        assertThrows(IllegalArgumentException.class, () -> new Guess("5-way", 50, Double.NaN));
    }
}
