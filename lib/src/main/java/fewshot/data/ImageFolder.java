package fewshot.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A reader's own images: a folder with one sub-folder a class, each with square pictures (PNG, JPEG, GIF or BMP), of any
 * size and number.
 *
 * <p>Files of other kinds and hidden files are passed over. Classes and images are in the order of their names.
 */
public final class ImageFolder {
    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");

    /** Which is ink and which is paper, in all pictures of a folder alike. */
    public enum Ink {
        /** Dark ink on light paper. */
        DARK,
        /** Light ink on dark paper. */
        LIGHT,
        /** What the borders of all pictures show, on the average, is taken for paper. */
        GUESSED
    }

    private ImageFolder() {}

    /** Reads a folder as grey and scales its pictures to 28 × 28 pixels, Omniglot's size in this suite. */
    public static ImageSet load(Path folder) {
        return load(folder, Omniglot.SIDE);
    }

    /** Reads a folder as grey and scales its pictures to {@code side × side} pixels; ink is {@link Ink#GUESSED}. */
    public static ImageSet load(Path folder, int side) {
        return load(folder, side, side, Ink.GUESSED);
    }

    /**
     * Reads a folder as grey: ink 255, paper 0.
     *
     * @param height pixels down to scale to
     * @param width pixels across
     * @param ink which is ink; of a folder that {@link #save} wrote a guess is not needed
     * @return a set with the folder's name and one class a sub-folder
     * @throws IllegalArgumentException if the folder is missing or has no sub-folder, a class has no picture, or a picture is
     *     damaged, larger than 40 million pixels, or not square (for another height than width: not of their shape); the
     *     message names it
     */
    public static ImageSet load(Path folder, int height, int width, Ink ink) {
        return load(folder, 1, height, width, ink);
    }

    /**
     * Reads a folder with its colours: three channels, red, green and blue, dark 0 and light 255, with no notion of ink. A
     * grey picture has three channels alike.
     *
     * @throws IllegalArgumentException as {@link #load(Path, int, int, Ink)}
     */
    public static ImageSet loadColour(Path folder, int height, int width) {
        return load(folder, 3, height, width, Ink.LIGHT);
    }

    private static ImageSet load(Path folder, int channels, int height, int width, Ink ink) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("ImageFolder: a size of " + height + " x " + width
                    + "; at least 1 pixel is needed, 28 is usual");
        }
        List<Path> classes = classes(folder);
        int[] counts = new int[classes.size()];
        List<Path> pictures = new ArrayList<>();
        for (int c = 0; c < counts.length; c++) {
            List<Path> own = pictures(classes.get(c));
            counts[c] = own.size();
            pictures.addAll(own);
        }
        try {
            Properties saved = SavedFolder.names(folder);
            Ink known = ink == Ink.GUESSED && SavedFolder.darkInk(saved) ? Ink.DARK : ink;
            byte[] pixels = new PictureFiles(channels, height, width, known).read(pictures);
            List<String> names = classes.stream().map(c -> c.getFileName().toString()).map(n -> saved.getProperty(n, n)).toList();
            String name = folder.toAbsolutePath().normalize().getFileName().toString();
            return ImageSet.of(name, channels, height, width, pixels, names, counts);
        } catch (IOException e) {
            throw new UncheckedIOException("ImageFolder: " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Path> classes(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("ImageFolder: " + folder + " is "
                    + (Files.exists(folder) ? "a file" : "not there") + "; a folder with one sub-folder a class is expected");
        }
        List<Path> classes = list(folder, Files::isDirectory);
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("ImageFolder: " + folder + " has no sub-folder (and "
                    + list(folder, Files::isRegularFile).size() + " files); put each class's pictures in a sub-folder of its"
                    + " own, as " + folder.resolve("cat").resolve("1.png"));
        }
        return classes;
    }

    private static List<Path> pictures(Path folder) {
        List<Path> pictures = list(folder, file -> Files.isRegularFile(file) && isPicture(file));
        if (pictures.isEmpty()) {
            throw new IllegalArgumentException("ImageFolder: class " + folder.getFileName() + " has no picture in " + folder
                    + "; at least one file that ends in " + String.join(", ", ENDINGS) + " is expected");
        }
        return pictures;
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }

    private static List<Path> list(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith(".")).filter(wanted).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("ImageFolder: " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Writes a set as such a folder, one PNG an image: grey as dark ink on white paper, colours as they are. {@link #load} or
     * {@link #loadColour} at the set's size gives the same classes back, in the same order, with the same images.
     *
     * <p>A class's folder has a number and what is plain of its name, as {@code 07-Latin-character07/03.png}; the name itself
     * stands in {@code classes.properties} beside it.
     *
     * @throws IllegalArgumentException if the folder holds anything already: nothing is deleted or mixed
     */
    public static void save(ImageSet images, Path folder) {
        try {
            SavedFolder.write(images, folder);
        } catch (IOException e) {
            throw new UncheckedIOException("ImageFolder: " + folder + " cannot be written: " + e.getMessage(), e);
        }
    }
}
