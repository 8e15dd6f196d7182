package fewshot.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A reader's own images: a folder with one sub-folder a class, each with pictures (PNG, JPEG, GIF, BMP, WebP or TIFF) of any
 * size, shape and number.
 *
 * <p>Pictures are turned as their EXIF says and scaled to one size; one of another shape gets paper at its sides. Classes and
 * images are in the order of their names. Files of other kinds, hidden ones, what macOS leaves in a zip and folders without
 * pictures are passed over, and one line on {@code System.out} counts them; another warns of copies of one picture.
 */
public final class ImageFolder {
    /** Which is ink and which is paper, in all pictures of a folder alike. */
    public enum Ink {
        /** Dark ink on light paper. */
        DARK,
        /** Light ink on dark paper. */
        LIGHT,
        /** What most pictures show: ink is what differs most from the paper along the border. */
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
     * Reads a folder as grey: ink up to 255, paper 0. The level of the paper, be it grey or coloured, is that along each
     * picture's border; a ruled frame there is taken away. What is transparent is paper, and with {@link Ink#GUESSED} what lies
     * on it is ink, be it dark or light.
     *
     * @param height pixels down to scale to
     * @param width pixels across
     * @param ink which is ink; of a folder that {@link #save} wrote a guess is not needed
     * @return a set with the folder's name and one class a sub-folder
     * @throws IllegalArgumentException if the folder is missing, no sub-folder has a picture, the classes lie one folder deeper
     *     (in {@code train} and {@code test}), or a picture is damaged or cut off, blank, larger than 40 million pixels, or more
     *     than 28 times as long as wide; the message names it
     */
    public static ImageSet load(Path folder, int height, int width, Ink ink) {
        return load(folder, 1, height, width, ink);
    }

    /**
     * Reads a folder with its colours: three channels, red, green and blue, dark 0 and light 255, with no notion of ink. A
     * grey picture has three channels alike. What is transparent becomes white, or black if what is seen is rather light.
     *
     * @throws IllegalArgumentException as {@link #load(Path, int, int, Ink)}
     */
    public static ImageSet loadColour(Path folder, int height, int width) {
        return load(folder, 3, height, width, Ink.GUESSED);
    }

    private static ImageSet load(Path folder, int channels, int height, int width, Ink ink) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("ImageFolder: a size of " + height + " x " + width
                    + "; at least 1 pixel is needed, 28 is usual");
        }
        FolderListing listing = FolderListing.of(folder);
        List<Path> pictures = listing.pictures().stream().flatMap(List::stream).toList();
        int[] counts = listing.pictures().stream().mapToInt(List::size).toArray();
        try {
            Properties saved = SavedFolder.names(folder);
            PictureFiles files = new PictureFiles(channels, height, width, ink, SavedFolder.asSaved(saved, channels) && ink != Ink.LIGHT);
            byte[] pixels = files.read(pictures);
            Stream.of(listing.passedOver(), files.copies(pixels, pictures)).filter(line -> !line.isEmpty()).forEach(System.out::println);
            List<String> names = listing.classes().stream().map(c -> c.getFileName().toString()).map(n -> saved.getProperty(n, n)).toList();
            String name = folder.toAbsolutePath().normalize().getFileName().toString();
            return ImageSet.of(name, channels, height, width, pixels, names, counts);
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
