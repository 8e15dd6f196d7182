package fewshot.data;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/** The folder {@code data} that {@code data-download.sh} fills. */
public final class DataFolder {
    private DataFolder() {}

    /**
     * What lies in {@code data} in a folder or the nearest parent of it that has such a thing there.
     *
     * @param start the folder, absolute
     * @param name below {@code data}, such as {@code omniglot} or {@code tables/iris.csv}
     * @param fits whether what is found there is what is wanted
     */
    public static Optional<Path> above(Path start, String name, Predicate<Path> fits) {
        for (Path at = start; at != null; at = at.getParent()) {
            Path place = at.resolve("data").resolve(name);
            if (fits.test(place)) {
                return Optional.of(place);
            }
        }
        return Optional.empty();
    }
}
