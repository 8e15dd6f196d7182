package fewshot.show.page;

import java.util.Map;
import java.util.UUID;

/**
 * What a running cell says to the pages that do not show its output. JupyterLab draws a run in the page that has started it
 * only: in a tab that was closed and opened again nothing would move until the next cell. Comms reach every page, and a page
 * that hears of a cell which another has started shows the line in a corner.
 *
 * <p>A page that has just come has missed all that was said before, and its questions wait until the cell ends; so each word is
 * a new model, and the one before is closed. A page that is too busy to take one in within two seconds drops it, with anywidget's
 * "Failed to initialize model" in the browser's console; the next word makes up for it.
 */
final class Elsewhere {
    private static final long PAUSE = 10_000_000_000L;

    private final String identifier = UUID.randomUUID().toString();
    private long last = System.nanoTime();
    private String line;

    /**
     * Says how far it is every ten seconds, and that it is over; nothing of what takes less.
     *
     * @param over whether this is the last word
     */
    void say(Kernel kernel, String text, boolean over) throws ReflectiveOperationException {
        if (over ? line == null : System.nanoTime() - last < PAUSE) {
            return;
        }
        last = System.nanoTime();
        Comms comms = kernel.comms();
        String before = line;
        line = Widget.tell(comms, Elsewhere.class, "elsewhere.js",
                Map.of("identifier", identifier, "text", text, "over", over, "client", comms.client()));
        if (before != null) {
            comms.close(before);
        }
    }
}
