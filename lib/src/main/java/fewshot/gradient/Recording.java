package fewshot.gradient;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/**
 * While one is open, the engine records on this thread what gradients need. DJL's own {@code GradientCollector} does so too,
 * but it is made for one backward pass into the weights and cannot be opened twice; {@link Gradients} needs only this.
 *
 * <p>{@code try (Recording recording = Recording.on()) { … }}. It may be opened inside another.
 */
public final class Recording implements AutoCloseable {
    private final boolean before;

    private Recording(boolean before) {
        this.before = before;
    }

    /** Recording from now on, on this thread. */
    public static Recording on() {
        return set(true);
    }

    /** No recording from now on, on this thread: what follows takes no memory for gradients. */
    public static Recording off() {
        return set(false);
    }

    /** Whether this thread records. */
    static boolean isOn() {
        Engine.getInstance(); // the engine switches it off when it is loaded
        return JniUtils.isGradMode();
    }

    /** Recording or not, on this thread. */
    static Recording set(boolean recording) {
        Recording undo = new Recording(isOn());
        JniUtils.setGradMode(recording);
        return undo;
    }

    /** As it was before. */
    @Override
    public void close() {
        JniUtils.setGradMode(before);
    }

    @Override
    public String toString() {
        return "this thread " + (isOn() ? "records" : "does not record");
    }
}
