package fewshot.train;

import fewshot.gradient.Step;
import fewshot.state.StateException;
import fewshot.state.StateFile;
import fewshot.state.Stateful;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a training run is kept, so that it survives the process: give it to {@link Training#keep}.
 *
 * <pre>{@code
 * Training training = new Training(number -> learner.step(episodes.batch(number, 1)))
 *     .keep("02 prototypical", descent);
 * }</pre>
 *
 * <p>Written after the first step, then every so often, and when the run ends or is interrupted; each time whole or not at all
 * (see {@link StateFile}). The next process goes on from it, and on the same machine's CPU ends with the same weights, bit for
 * bit, if all that a step changes is among the parts and all else that it does depends on its number alone. (A GPU may add up
 * numbers in another order each time; there it ends as near as two runs that never stopped.) While a run keeps a file, another is
 * refused, in this process and in others; a lock file beside it, which may stay, ends with the process.
 *
 * <p>By default runs are kept in the {@code paper} profile, in the folder {@code checkpoints}; the environment variable
 * {@code FEWSHOT_CHECKPOINTS} names another folder and then keeps them in every profile, or is {@code off}. One file belongs to
 * one run: delete it, or take another name, to begin anew.
 */
public final class Checkpoint {
    private static final Duration USUAL = Duration.ofMinutes(1);

    private final String name;
    private final Path file; // null where nothing is kept
    private final Duration every;
    private final Stateful[] parts;
    private long written = -1; // the step that the file holds
    private FileTime writtenAt = FileTime.fromMillis(0);
    private Optional<RunLock> lock = Optional.empty();
    private boolean tried;
    private long triedAt;
    private String complaint = "";

    private Checkpoint(String name, Path file, Duration every, Stateful... parts) {
        this.name = name;
        this.file = file;
        this.every = every;
        this.parts = parts;
    }

    /**
     * Kept where the profile and the environment say, or nowhere; every minute.
     *
     * @param name tells this run from all others of this folder, such as {@code 02 prototypical}; the profile is added
     * @param parts all that a step changes, such as the {@link fewshot.gradient.GradientDescent}, in the same order each time
     */
    public static Checkpoint of(String name, Stateful... parts) {
        Profile profile = Profile.current();
        String full = name + " " + profile.label();
        Path file = folder(System.getenv("FEWSHOT_CHECKPOINTS"), profile).map(f -> file(f, full)).orElse(null);
        return new Checkpoint(full, file, USUAL, parts.clone());
    }

    /** Kept in a folder of the caller's choice, whatever the profile; every minute. */
    public static Checkpoint in(Path folder, String name, Stateful... parts) {
        return new Checkpoint(name, file(folder, name), USUAL, parts.clone());
    }

    /** The same, written as soon as this much time has passed since it was last written; zero for after each step. */
    public Checkpoint every(Duration pause) {
        return new Checkpoint(name, file, Objects.requireNonNull(pause, "pause"), parts);
    }

    /** The folder of all checkpoints; none if they are off. */
    static Optional<Path> folder(String variable, Profile profile) {
        if (variable == null || variable.isBlank()) {
            return profile == Profile.PAPER ? Optional.of(Path.of("checkpoints")) : Optional.empty();
        }
        return variable.strip().equals("off") ? Optional.empty() : Optional.of(Path.of(variable.strip()));
    }

    private static Path file(Path folder, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("Checkpoint: a run that is kept needs a name, such as 02 prototypical");
        }
        return folder.resolve(name.strip().replaceAll("[^\\p{L}\\p{N}._+-]+", "-") + ".checkpoint");
    }

    /** The file that holds the run; none if it is not kept. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /**
     * Keeps the file for one run, until {@link #release}.
     *
     * @throws StateException if another run has it, or has written it since this one did
     */
    void acquire() {
        if (file == null) {
            return;
        }
        RunLock taken = RunLock.of(file);
        if (written >= 0 && Files.exists(file) && !modified().equals(writtenAt)) {
            taken.release();
            throw new StateException(file + " was written by another run since step " + written
                    + ". Make this run anew to go on from there, or give it another name.");
        }
        lock = Optional.of(taken);
    }

    /** Lets the file go. */
    void release() {
        lock.ifPresent(RunLock::release);
        lock = Optional.empty();
    }

    private FileTime modified() {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes up the run that the file holds, if there is one. The first step is done anew before, from the fresh start that this
     * run is at, and compared with the one on record: a run on other data or from another seed is told by it.
     *
     * @return whether there was one
     * @throws StateException if the file is damaged or holds something else; nothing has changed then
     */
    boolean resume(History history, Supplier<Step> first) {
        if (file == null || !Files.exists(file)) {
            return false;
        }
        try {
            Runnable restored = StateFile.restoring(file, title(), all(history));
            restoreIfSame(history, first, restored);
        } catch (StateException e) {
            throw new StateException(e.getMessage() + ". Delete it, or give this run another name, to begin anew.");
        } catch (IOException e) {
            throw new StateException(file + " cannot be read: " + e.getMessage());
        }
        written = history.points().size();
        writtenAt = modified();
        tried = true;
        triedAt = System.nanoTime();
        System.out.println("Going on after step " + written + ", from " + file);
        return true;
    }

    private void restoreIfSame(History history, Supplier<Step> first, Runnable restored) {
        Runnable undo = StateFile.remember(all(history));
        boolean same = false;
        try {
            Step now = first.get();
            restored.run();
            TrainingPoint then = history.points().get(0);
            same = near(now.loss(), then.loss()) && near(now.gradientNorm(), then.gradientNorm());
            if (!same) {
                throw new StateException(file + " holds a run whose first step had loss " + then.loss() + " and gradient norm "
                        + then.gradientNorm() + ", but here they are " + now.loss() + " and " + now.gradientNorm()
                        + ": other data, another seed or another setting");
            }
        } finally {
            if (!same) {
                undo.run();
            }
        }
    }

    /** On one machine the two are the same, bit for bit; on another, or another device, nearly. */
    private static boolean near(double a, double b) {
        return Math.abs(a - b) <= 1e-4 * Math.max(Math.abs(a), Math.abs(b));
    }

    /** After a step: writes if it is time. */
    void stepped(History history) {
        if (!tried || System.nanoTime() - triedAt >= every.toNanos()) {
            write(history);
        }
    }

    /** Writes what is not yet in the file. That it cannot be written is said, and no reason to stop a run. */
    void write(History history) {
        long step = history.points().size();
        if (file == null || step == written) {
            return;
        }
        tried = true;
        triedAt = System.nanoTime();
        try {
            StateFile.write(file, title(), all(history));
            written = step;
            writtenAt = modified();
            complaint = "";
        } catch (IOException | UncheckedIOException e) {
            complain("No checkpoint of step " + step + ": " + file + " cannot be written (" + e.getMessage() + "). Training goes on"
                    + (written < 0 ? "." : "; the one of step " + written + " is still there."), e.toString());
        }
    }

    private void complain(String message, String reason) {
        if (!reason.equals(complaint)) {
            System.out.println(message);
        }
        complaint = reason;
    }

    private String title() {
        return "training run " + name;
    }

    private Stateful[] all(History history) {
        Stateful[] all = new Stateful[parts.length + 1];
        all[0] = history;
        System.arraycopy(parts, 0, all, 1, parts.length);
        return all;
    }

    @Override
    public String toString() {
        return "checkpoint of " + name + (file == null ? ", not kept" : " in " + file + (written < 0 ? ", not written yet" : ", of step " + written));
    }
}
