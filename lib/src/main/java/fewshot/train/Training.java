package fewshot.train;

import fewshot.gradient.Step;
import fewshot.state.Stateful;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleSupplier;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Repeats a step, keeps its history and tells listeners.
 *
 * <p>A run stops at once when its thread is interrupted (the notebook's stop button) and can be run again: it goes on where
 * it was. Make it in one cell and run it in another, so that an interrupted cell loses nothing. With {@link #keep} it also
 * survives the end of the process. What the step means is not known here.
 */
public final class Training {
    private final LongFunction<Step> step;
    private final boolean numbered;
    private final History history = new History();
    private final List<TrainingListener> listeners = new ArrayList<>();
    private DoubleSupplier validation;
    private long validationEvery;
    private double seconds;
    private boolean interrupted;
    private Checkpoint checkpoint;

    /**
     * A run that has not begun.
     *
     * @param step does one update and reports it, such as {@code () -> learner.step(sampler.next(1))}
     */
    public Training(Supplier<Step> step) {
        Objects.requireNonNull(step, "step");
        this.step = number -> step.get();
        this.numbered = false;
    }

    /**
     * A run that has not begun, and that can be kept.
     *
     * @param step does the update of a number, counted from 0, and reports it: what it learns from depends on the number alone,
     *     such as {@code number -> learner.step(List.of(sampler.episode(number)))}
     */
    public Training(LongFunction<Step> step) {
        this.step = Objects.requireNonNull(step, "step");
        this.numbered = true;
    }

    /**
     * Keeps this run on disk, by default in the {@code paper} profile, so that it goes on in another process where this one
     * ended; see {@link Checkpoint}. It does so when {@link #until} is first called.
     *
     * @param name tells this run from all others, such as {@code 02 prototypical}
     * @param parts all that a step changes, such as the {@link fewshot.gradient.GradientDescent}, which knows its networks
     * @throws IllegalStateException if what a step does is not fixed by its number, or steps are done already
     */
    public Training keep(String name, Stateful... parts) {
        return keep(Checkpoint.of(name, parts));
    }

    /** Keeps this run where and how often the checkpoint says. */
    public Training keep(Checkpoint where) {
        if (!numbered) {
            throw new IllegalStateException("Training: a run that is kept must know which step it does, so that it does the right"
                    + " one when it goes on; make it with new Training(number -> …)");
        }
        if (steps() > 0) {
            throw new IllegalStateException("Training: " + steps() + " steps are done already; call keep before the first");
        }
        this.checkpoint = Objects.requireNonNull(where, "where");
        return this;
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
     * @throws fewshot.state.StateException if it is kept in a file that holds something else, or that another run keeps
     */
    public Training until(long steps) {
        interrupted = false;
        if (checkpoint == null) {
            return run(steps);
        }
        checkpoint.acquire();
        try {
            return run(steps);
        } finally {
            checkpoint.release();
        }
    }

    private Training run(long steps) {
        resume(steps);
        try {
            while (steps() < steps && !interrupted) {
                one(steps);
                interrupted |= Thread.currentThread().isInterrupted();
            }
            if (checkpoint != null) {
                checkpoint.write(history);
            }
        } finally {
            listeners.forEach(l -> l.ended(this));
        }
        return this;
    }

    private void resume(long planned) {
        if (checkpoint != null && steps() == 0 && checkpoint.resume(history, () -> step.apply(0))) {
            seconds = history.points().get(history.points().size() - 1).seconds();
            listeners.forEach(l -> l.resumed(this, planned));
        }
    }

    private void one(long planned) {
        long start = System.nanoTime();
        Step done;
        try {
            done = step.apply(steps());
        } catch (CancellationException stopped) {
            interrupted = true;
            return;
        }
        seconds += (System.nanoTime() - start) / 1e9;
        long number = steps() + 1;
        boolean measure = validation != null && (number == 1 || number % validationEvery == 0 || number == planned);
        TrainingPoint point = new TrainingPoint(
                number, seconds, done.loss(), done.gradientNorm(), measure ? validated() : OptionalDouble.empty());
        history.add(point);
        if (checkpoint != null) {
            checkpoint.stepped(history);
        }
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
        return history.points().size();
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
        return history.points();
    }

    /** The last validation accuracy in per cent, if any was measured. */
    public OptionalDouble lastValidation() {
        List<TrainingPoint> points = history.points();
        for (int i = points.size() - 1; i >= 0; i--) {
            if (points.get(i).validation().isPresent()) {
                return points.get(i).validation();
            }
        }
        return OptionalDouble.empty();
    }

    @Override
    public String toString() {
        return steps() + " steps in " + Math.round(seconds) + " s" + (interrupted ? ", interrupted" : "");
    }
}
