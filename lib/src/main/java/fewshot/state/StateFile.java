package fewshot.state;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A file of named numbers that is there whole or not at all.
 *
 * <p>It is written beside itself, forced to the disk and then moved: a process that is killed, or a disk that is full, leaves
 * the old one as it was. It is read completely, and its check sum compared, before anything is changed.
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
        byte[] bytes = StateFormat.bytes(title, saved(parts));
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        sweep(folder, file.getFileName() + ".");
        Path beside = folder.resolve(file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            // Not Files.write: its channel closes itself when the thread is interrupted, which is when a run is to be saved.
            try (FileOutputStream out = new FileOutputStream(beside.toFile())) {
                out.write(bytes);
                out.getFD().sync();
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** Removes what processes that were killed while they wrote have left. */
    private static void sweep(Path folder, String begin) throws IOException {
        List<Path> left;
        try (Stream<Path> files = Files.list(folder)) {
            left = files.filter(f -> f.getFileName().toString().startsWith(begin) && abandoned(f.getFileName().toString(), begin))
                    .toList();
        }
        for (Path part : left) {
            Files.deleteIfExists(part);
        }
    }

    private static boolean abandoned(String name, String begin) {
        String rest = name.substring(begin.length());
        return rest.matches("\\d{1,18}\\.part") && ProcessHandle.of(Long.parseLong(rest.substring(0, rest.indexOf('.')))).isEmpty();
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
        byte[] bytes;
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            bytes = in.readAllBytes();
        }
        return restoring(StateFormat.reader(file.toString(), bytes, title), parts);
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
