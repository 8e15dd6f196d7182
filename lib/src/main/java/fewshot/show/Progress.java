package fewshot.show;

import fewshot.show.draw.Bundle;
import fewshot.show.page.Live;
import java.util.Locale;

/**
 * One line that says how far a loop is, how fast, and how long it still takes: {@code training 340/2000, 17 %, 6.6/s,
 * 4 min 12 s left}. Outside a notebook it prints a line now and then.
 */
public final class Progress implements AutoCloseable {
    private final String what;
    private final long total;
    private final Live live = new Live();
    private final long start = System.nanoTime();
    private long first = -1;
    private long done;
    private long printedTenth = -1;
    private String note = "";

    /** A loop of so many steps. */
    public Progress(String what, long total) {
        this.what = what;
        this.total = total;
    }

    /** After a step: how many are done, and what else to say, such as the loss. */
    public void update(long done, String note) {
        if (first < 0) {
            first = done - 1;
        }
        this.done = done;
        this.note = note;
        live.update(() -> Bundle.text(line()));
        long tenth = 10 * done / Math.max(total, 1);
        if (!live.attached() && tenth > printedTenth) {
            printedTenth = tenth;
            System.out.println(line());
        }
    }

    /** The line as it is now. */
    String line() {
        double seconds = (System.nanoTime() - start) / 1e9;
        long own = done - Math.max(first, 0);
        double rate = own / Math.max(seconds, 1e-9);
        String rest = done >= total ? "in " + duration(seconds) : duration((total - done) / Math.max(rate, 1e-9)) + " left";
        return String.format(Locale.ROOT, "%s %d/%d, %d %%, %.1f/s, %s%s", what, done, total, 100 * done / Math.max(total, 1), rate,
                rest, note.isEmpty() ? "" : ", " + note);
    }

    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600 ? whole / 60 + " min " + whole % 60 + " s" : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    /** Draws the last state. */
    @Override
    public void close() {
        live.finish(() -> Bundle.text(line()));
    }

    @Override
    public String toString() {
        return line();
    }
}
