package fewshot.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where Omniglot's archives lie on this machine. */
final class OmniglotFolder {
    static final String BACKGROUND = "images_background.zip";
    static final String EVALUATION = "images_evaluation.zip";
    private static final String PROPERTY = "fewshot.data";
    private static final String VARIABLE = "FEWSHOT_DATA";

    private OmniglotFolder() {}

    /** What the reader asked for: the system property, else the environment variable, else nothing. */
    static Optional<String> setting() {
        return Optional.ofNullable(System.getProperty(PROPERTY, System.getenv(VARIABLE))).filter(s -> !s.isBlank());
    }

    /** The folder that was asked for, else {@code data/omniglot} in the working directory or a parent of it. */
    static Optional<Path> find() {
        return setting().map(Path::of).or(() -> findAbove(Path.of("").toAbsolutePath()));
    }

    static Optional<Path> findAbove(Path start) {
        return DataFolder.above(start, "omniglot", OmniglotFolder::holdsArchives);
    }

    static boolean holdsArchives(Path folder) {
        return Files.isRegularFile(folder.resolve(BACKGROUND)) && Files.isRegularFile(folder.resolve(EVALUATION));
    }

    static void check(Path folder) {
        for (String archive : new String[] {BACKGROUND, EVALUATION}) {
            if (!Files.isRegularFile(folder.resolve(archive))) {
                throw new IllegalStateException("Omniglot: the folder " + folder + " has no " + archive
                        + "; run data-download.sh, or let " + VARIABLE + " name the folder that it filled");
            }
        }
    }
}
