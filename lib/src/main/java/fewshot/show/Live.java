package fewshot.show;

import java.util.UUID;
import java.util.function.Supplier;

/**
 * A place in a cell's output that is drawn again as things change; only its last state is saved with the notebook. It
 * draws at most four times a second, so that a fast loop is not slowed.
 */
public final class Live {
    private static final long PAUSE = 250_000_000L;

    private final String identifier = UUID.randomUUID().toString();
    private boolean shown;
    private long last;

    /** Draws if it is time to. */
    public void update(Supplier<Bundle> state) {
        if (!shown || System.nanoTime() - last >= PAUSE) {
            draw(state.get());
        }
    }

    /** Draws now: for the last state. */
    public void finish(Supplier<Bundle> state) {
        draw(state.get());
    }

    /** Whether there is a notebook to draw in. */
    public boolean attached() {
        return Kernel.current().isPresent();
    }

    private void draw(Bundle bundle) {
        last = System.nanoTime();
        if (!attached()) {
            return;
        }
        // A message that is sent by an interrupted thread is lost: send it, then pass the interrupt on.
        boolean interrupted = Thread.interrupted();
        try {
            Kernel kernel = Kernel.current().orElseThrow();
            if (shown) {
                kernel.update(bundle, identifier);
            } else {
                kernel.display(bundle, identifier);
                shown = true;
            }
        } catch (ReflectiveOperationException closed) {
            // The cell is over: nobody looks any more.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
