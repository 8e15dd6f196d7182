package fewshot.train;

import fewshot.gradient.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Repeats a step, keeps its history and tells listeners.
 *
 * <p>A run stops at once when its thread is interrupted (the notebook's stop button) and can be run again: it goes on where
 * it was. Make it in one cell and run it in another, so that an interrupted cell loses nothing. What the step means is not
 * known here.
 */
public final class Training {
    private final Supplier<Step> step;
    private final List<TrainingPoint> history = new ArrayList<>();
    private final List<TrainingListener> listeners = new ArrayList<>();
    private DoubleSupplier validation;
    private long validationEvery;
    private double seconds;
    private boolean interrupted;

    /**
     * A run that has not begun.
     *
     * @param step does one update and reports it, such as {@code () -> learner.step(sampler.next(1))}
     */
    public Training(Supplier<Step> step) {
        this.step = Objects.requireNonNull(step, "step");
    }

    /** Measures an accuracy in per cent every so many steps, and after the first; its time does not count as training. */
    public Training validate(long every, DoubleSupplier accuracy) {
        if (every < 1) {
            throw new IllegalArgumentException("Training: validation every " + every + " steps; it must be at least 1");
        }
        this.validationEvery = every;
        this.validation = accuracy;
        return this;
    }

    /** Adds a listener. */
    public Training listen(TrainingListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Trains until {@code steps} steps have been done in all, or the thread is interrupted.
     *
     * @return this, with its history
     * @throws fewshot.gradient.DivergenceException from the step that went wrong; the history ends before it
     */
    public Training until(long steps) {
        interrupted = false;
        try {
            while (steps() < steps && !interrupted) {
                one(steps);
                interrupted |= Thread.currentThread().isInterrupted();
            }
        } finally {
            listeners.forEach(l -> l.ended(this));
        }
        return this;
    }

    private void one(long planned) {
        long start = System.nanoTime();
        Step done = step.get();
        seconds += (System.nanoTime() - start) / 1e9;
        long number = steps() + 1;
        boolean measure = validation != null && (number == 1 || number % validationEvery == 0 || number == planned);
        TrainingPoint point = new TrainingPoint(
                number, seconds, done.loss(), done.gradientNorm(), measure ? validated() : OptionalDouble.empty());
        history.add(point);
        interrupted |= Thread.currentThread().isInterrupted(); // a listener may lose it
        listeners.forEach(l -> l.stepped(this, point, planned));
    }

    private OptionalDouble validated() {
        try {
            return OptionalDouble.of(validation.getAsDouble());
        } catch (CancellationException stopped) {
            interrupted = true;
            return OptionalDouble.empty();
        }
    }

    /** How many steps have been done. */
    public long steps() {
        return history.size();
    }

    /** Time spent in steps so far, in seconds. */
    public double seconds() {
        return seconds;
    }

    /** Whether the last run was stopped by an interrupt. */
    public boolean interrupted() {
        return interrupted;
    }

    /** One point a step, oldest first; a view that grows with the run. */
    public List<TrainingPoint> history() {
        return Collections.unmodifiableList(history);
    }

    /** The last validation accuracy in per cent, if any was measured. */
    public OptionalDouble lastValidation() {
        for (int i = history.size() - 1; i >= 0; i--) {
            if (history.get(i).validation().isPresent()) {
                return history.get(i).validation();
            }
        }
        return OptionalDouble.empty();
    }

    @Override
    public String toString() {
        return steps() + " steps in " + Math.round(seconds) + " s" + (interrupted ? ", interrupted" : "");
    }
}
