package fewshot.state;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes a file that is there whole or not at all.
 *
 * <p>It is written beside itself, under a name with this process's number, forced to the disk and then moved in one go: a process
 * that is killed, or a disk that is full, leaves the old file as it was, and whoever reads meanwhile sees the old one or the new
 * one. What killed processes have left beside it is removed.
 */
public final class WholeFile {
    private WholeFile() {}

    /**
     * Writes a file, in the place of what it held before, and the folders above it where there are none. The threads of a process
     * take turns.
     *
     * @throws IOException if it cannot be written; the old file is then as it was
     */
    public static synchronized void write(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        sweep(folder, file.getFileName() + ".");
        Path beside = folder.resolve(file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            // Not Files.write: its channel closes itself when the thread is interrupted, which is when a run is to be saved.
            try (FileOutputStream out = new FileOutputStream(beside.toFile())) {
                out.write(content);
                out.getFD().sync();
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

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
}
