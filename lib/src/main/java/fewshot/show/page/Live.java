package fewshot.show.page;

import fewshot.show.draw.Bundle;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * A place in a cell's output that is drawn again as things change; only its last state is saved with the notebook. It
 * draws at most four times a second, and for at most a fiftieth of the time, so that a loop is not slowed.
 */
public final class Live {
    private static final long PAUSE = 250_000_000L;
    private static final int SHARE = 50;

    private final String identifier = UUID.randomUUID().toString();
    private final Elsewhere elsewhere = new Elsewhere();
    private boolean shown;
    private long last;
    private long pause = PAUSE;
    private volatile long drawn;

    /** Draws if it is time to. */
    public void update(Supplier<Bundle> state) {
        if (!shown || System.nanoTime() - last >= pause) {
            draw(state, false);
        }
    }

    /** Draws now: for the last state. */
    public void finish(Supplier<Bundle> state) {
        draw(state, true);
    }

    /** Whether there is a notebook to draw in. */
    public boolean attached() {
        return Kernel.current().isPresent();
    }

    /**
     * Draws on a thread of its own and waits for it. The font machinery and the kernel's sockets lose an interrupt that
     * meets them; so the caller's, which is the notebook's stop button, never does.
     */
    private void draw(Supplier<Bundle> state, boolean over) {
        if (!attached()) {
            return;
        }
        long start = System.nanoTime();
        FutureTask<Void> drawing = new FutureTask<>(() -> send(state.get(), over), null);
        Thread thread = new Thread(drawing, "fewshot-live");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        while (true) {
            try {
                drawing.get();
                break;
            } catch (InterruptedException stop) {
                interrupted = true;
            } catch (ExecutionException failure) {
                throw new IllegalStateException("Live: the state could not be drawn", failure.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        last = System.nanoTime();
        pause = Math.max(PAUSE, SHARE * (drawn - start));
    }

    private void send(Bundle bundle, boolean over) {
        try {
            Kernel kernel = Kernel.current().orElseThrow();
            if (shown) {
                kernel.update(bundle, identifier);
            } else {
                kernel.display(bundle, identifier);
                shown = true;
            }
            drawn = System.nanoTime(); // what follows is seldom, and slow the first time: it is not to delay the next drawing
            if (bundle.data().size() == 1) { // a line of text alone
                elsewhere.say(kernel, bundle.text(), over);
            }
        } catch (ReflectiveOperationException closed) {
            // The cell is over: nobody looks any more.
        }
    }
}
