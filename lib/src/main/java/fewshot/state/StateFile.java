package fewshot.state;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A file of named numbers that is there whole or not at all (see {@link WholeFile}). It is read completely, and its check sum
 * compared, before anything is changed.
 */
public final class StateFile {
    private StateFile() {}

    /**
     * Writes some parts, in the place of what the file held before.
     *
     * @param title what this is, such as {@code network}; {@link #restore} must ask for the same
     * @throws IOException if it cannot be written; the old file is then as it was
     */
    public static void write(Path file, String title, Stateful... parts) throws IOException {
        WholeFile.write(file, StateFormat.bytes(title, saved(parts)));
    }

    /**
     * Puts back what {@link #write} wrote, all of it or nothing.
     *
     * @param title what this should be
     * @param parts made in the same way as those that were written, in the same order
     * @throws IOException if the file cannot be read
     * @throws StateException if it is damaged, of another version, or of something else; nothing has changed then
     */
    public static void restore(Path file, String title, Stateful... parts) throws IOException {
        restoring(file, title, parts).run();
    }

    /** Reads and checks a file; what is returned puts its content in place. */
    public static Runnable restoring(Path file, String title, Stateful... parts) throws IOException {
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return restoring(StateFormat.reader(file.toString(), in, Files.size(file), title), parts);
        }
    }

    private static Runnable restoring(StateReader in, Stateful... parts) {
        List<Runnable> changes = IntStream.range(0, parts.length).mapToObj(i -> parts[i].restore(in.at("part " + i))).toList();
        in.requireAllRead();
        return () -> changes.forEach(Runnable::run);
    }

    /** Remembers some parts as they are now; what is returned puts them back. */
    public static Runnable remember(Stateful... parts) {
        StateWriter saved = saved(parts);
        return () -> restoring(new StateReader("what was remembered", saved.entries()), parts).run();
    }

    private static StateWriter saved(Stateful... parts) {
        StateWriter out = new StateWriter();
        IntStream.range(0, parts.length).forEach(i -> parts[i].save(out.at("part " + i)));
        return out;
    }
}
