package fewshot.world;

import fewshot.data.DataFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder that {@code data-download.sh NAME} fills, and its files, read whole and never beyond a bound.
 *
 * @param name the data's name, such as {@code digits}: the folder's and what {@code data-download.sh} is told
 * @param path where the folder is
 */
public record WorldFolder(String name, Path path) {
    private static final String VARIABLE = "FEWSHOT_DATA";

    /**
     * The folder beside Omniglot's, if {@code FEWSHOT_DATA} names that one; else {@code data/NAME} in the working directory or the
     * nearest parent that has one; nothing if there is none.
     */
    public static Optional<WorldFolder> find(String name) {
        return beside(System.getenv(VARIABLE), name).or(() -> above(Path.of("").toAbsolutePath(), name));
    }

    static Optional<WorldFolder> beside(String omniglot, String name) {
        return Optional.ofNullable(omniglot).filter(text -> !text.isBlank())
                .map(text -> Path.of(text).toAbsolutePath().resolveSibling(name)).filter(Files::isDirectory)
                .map(path -> new WorldFolder(name, path));
    }

    static Optional<WorldFolder> above(Path start, String name) {
        return DataFolder.above(start, name, Files::isDirectory).map(path -> new WorldFolder(name, path));
    }

    /**
     * The folder, likewise.
     *
     * @throws IllegalStateException if there is none; it says how to get one
     */
    public static WorldFolder require(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("The data " + name + " are not here: no folder data/" + name + " in "
                + Path.of("").toAbsolutePath() + " or above it; run data-download.sh " + name));
    }

    /** Whether a folder of this name is found and has this file. */
    public static boolean holds(String name, String file) {
        return find(name).filter(folder -> Files.isReadable(folder.path.resolve(file))).isPresent();
    }

    /**
     * All bytes of a file in the folder.
     *
     * @param most the most that such a file may have, whatever it says of itself
     * @throws IllegalStateException if it is not there
     * @throws IllegalArgumentException if it has more
     */
    public byte[] bytes(String file, int most) {
        Path place = path.resolve(file);
        if (!Files.isRegularFile(place)) {
            throw new IllegalStateException("The folder " + path + " has no " + file + "; run data-download.sh " + name + " again");
        }
        try (InputStream in = Files.newInputStream(place)) {
            if (Files.size(place) <= most) {
                byte[] bytes = in.readNBytes(most);
                if (in.read() < 0) {
                    return bytes;
                }
            }
            throw new IllegalArgumentException(place + " has " + Files.size(place) + " bytes; at most " + most + " are read: run data-download.sh "
                    + name + " again");
        } catch (IOException e) {
            throw new UncheckedIOException(place + " cannot be read: " + e.getMessage(), e);
        }
    }
}
