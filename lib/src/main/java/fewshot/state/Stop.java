package fewshot.state;

import java.util.concurrent.CancellationException;

/**
 * The notebook's stop button. It interrupts the thread of the cell, and a loop in the cell would not notice: so whatever a cell
 * repeats, such as a draw, a step or an answer, asks here before it begins.
 */
public final class Stop {
    private Stop() {}

    /**
     * Ends what was about to begin, if this thread is interrupted. It stays interrupted, so that a loop around a loop ends too.
     *
     * @param what would have begun, such as {@code a training step}
     * @throws CancellationException if the thread is interrupted
     */
    public static void before(String what) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("Stopped before " + what + ": the thread was interrupted");
        }
    }
}
