package fewshot.world.picture;

import fewshot.data.ImageSet;
import fewshot.data.Split;
import fewshot.world.WorldFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * CIFAR-100: 60,000 photographs of 32 × 32 in colours, 600 of each of 100 classes (Krizhevsky 2009), read from the official archive
 * {@code cifar-100-binary.tar.gz} in {@code data/cifar100}. It cannot be had through {@code data-download.sh}: get it from its author's
 * page. Nothing in this suite was measured on it.
 *
 * <p>{@link #cifarFs} splits the classes as few-shot work does. A picture is red, green and blue, plane after plane; the order is that of
 * the archive's two files, 500 and 100 of each class. The archive is read twice, so that no picture is in memory twice: all together
 * they have 184 MB.
 */
public final class Cifar100 {
    /** The name of the folder in {@code data}. */
    public static final String NAME = "cifar100";

    static final String ARCHIVE = "cifar-100-binary.tar.gz";
    private static final String LISTS = "cifar-fs.txt";

    private Cifar100() {}

    /** Whether {@link #load()} finds the archive. */
    public static boolean available() {
        return WorldFolder.holds(NAME, ARCHIVE);
    }

    /**
     * Reads all pictures from the folder that {@link WorldFolder#find} finds.
     *
     * @return images named {@code CIFAR-100}, the classes in the archive's order, such as {@code aquarium_fish}
     * @throws IllegalStateException if there is no such folder or archive
     * @throws IllegalArgumentException if the archive is damaged
     */
    public static ImageSet load() {
        return load(WorldFolder.find(NAME).orElseThrow(() -> new IllegalStateException("CIFAR-100 is not here: no folder data/" + NAME + " in "
                + Path.of("").toAbsolutePath() + " or above it; it should hold " + ARCHIVE + ", which is on its author's page")).path());
    }

    /** The same from a folder that holds {@code cifar-100-binary.tar.gz}. */
    public static ImageSet load(Path folder) {
        Path archive = folder.resolve(ARCHIVE);
        if (!Files.isRegularFile(archive)) {
            throw new IllegalStateException("CIFAR-100: the folder " + folder + " has no " + ARCHIVE + ", which is on its author's page");
        }
        return new CifarArchive(archive).read();
    }

    /**
     * The CIFAR-FS split of {@link #load()} (Bertinetto, Henriques, Torr and Vedaldi 2019): 64 classes to train, 16 to validate, 20 to
     * test, all 600 pictures of each.
     */
    public static Split cifarFs() {
        return cifarFs(load());
    }

    /**
     * The same of a set that was loaded.
     *
     * @throws IllegalArgumentException if a class is missing
     */
    public static Split cifarFs(ImageSet all) {
        List<List<String>> lists = lists();
        return new Split("CIFAR-FS", part(all, lists.get(0)), part(all, lists.get(1)), part(all, lists.get(2)));
    }

    /** The classes' names to train, to validate and to test. */
    static List<List<String>> lists() {
        try (InputStream in = Cifar100.class.getResourceAsStream(LISTS)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split(" "))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("CIFAR-100: the lists of its split cannot be read: " + e.getMessage(), e);
        }
    }

    private static ImageSet part(ImageSet all, List<String> names) {
        int[] classes = names.stream().mapToInt(all.classNames()::indexOf).toArray();
        if (Arrays.stream(classes).anyMatch(c -> c < 0)) {
            throw new IllegalArgumentException("CIFAR-FS: " + all + " has no class "
                    + names.stream().filter(name -> !all.classNames().contains(name)).findFirst().orElseThrow());
        }
        return all.subset("CIFAR-FS", classes);
    }
}
