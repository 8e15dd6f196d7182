package fewshot.data;

import fewshot.state.WholeFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * The folder that {@link ImageFolder#save} writes, in which every set of images, whatever its classes are called, fits on
 * every file system and is found again.
 *
 * <p>Folders and pictures are numbered, so that no two are one and their order is that of the set; after its number a folder
 * has what is plain of its class's name. All are written in a hidden folder first and moved from there when they are whole. The
 * names themselves stand in {@value #NAMES}, written last.
 */
final class SavedFolder {
    private static final String NAMES = "classes.properties";
    /** A key that no folder can have: there if ink is dark on light paper. */
    private static final String INK = "/ink";
    private static final int MOST_BYTES = 1 << 24;
    private static final int LONGEST_NAME = 60;

    private SavedFolder() {}

    static void write(ImageSet images, Path folder) throws IOException {
        Files.createDirectories(folder);
        checkEmpty(folder);
        Path unfinished = Files.createTempDirectory(folder, ".unfinished");
        try {
            Properties names = writeClasses(images, unfinished);
            for (String own : names.stringPropertyNames()) {
                Files.move(unfinished.resolve(own), folder.resolve(own));
            }
            if (images.channels() == 1) {
                names.setProperty(INK, "dark");
            }
            ByteArrayOutputStream list = new ByteArrayOutputStream();
            names.store(list, "The classes of " + images.name());
            WholeFile.write(folder.resolve(NAMES), list.toByteArray());
        } finally {
            delete(unfinished);
        }
    }

    /** Writes the pictures; what is returned has the class's name for each folder. */
    private static Properties writeClasses(ImageSet images, Path folder) throws IOException {
        Properties names = new Properties();
        for (int c = 0; c < images.classes(); c++) {
            String plain = images.className(c).replaceAll("[^A-Za-z0-9_]+", "-");
            String own = number(c, images.classes()) + "-" + plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
            names.setProperty(own, images.className(c));
            Files.createDirectory(folder.resolve(own));
            for (int i = 0; i < images.images(c); i++) {
                Path file = folder.resolve(own).resolve(number(i, images.images(c)) + ".png");
                ImageIO.write(picture(images, images.image(c, i)), "png", file.toFile());
            }
        }
        return names;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static void checkEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            long there = files.filter(file -> !file.getFileName().toString().startsWith(".")).count();
            if (there > 0) {
                throw new IllegalArgumentException("ImageFolder: " + folder + " holds " + there
                        + " files already, and nothing is deleted; save into a new or empty folder");
            }
        }
    }

    /** From 1, all of one width. */
    private static String number(int index, int count) {
        return String.format(Locale.ROOT, "%0" + Math.max(2, Integer.toString(count).length()) + "d", index + 1);
    }

    private static BufferedImage picture(ImageSet images, byte[] levels) {
        int width = images.width();
        int size = width * images.height();
        BufferedImage picture = new BufferedImage(width, images.height(),
                images.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < levels.length; i++) {
            int level = images.channels() == 1 ? 255 - (levels[i] & 255) : levels[i] & 255;
            picture.getRaster().setSample(i % size % width, i % size / width, i / size, level);
        }
        return picture;
    }

    /** What {@link #write} has noted of a folder; nothing if it did not write it. */
    static Properties names(Path folder) throws IOException {
        Properties names = new Properties();
        Path file = folder.resolve(NAMES);
        if (!Files.isRegularFile(file)) {
            return names;
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IllegalArgumentException("ImageFolder: " + file + " has " + Files.size(file) + " bytes; at most " + MOST_BYTES
                    + " are read: delete it, and each class is called as its folder is");
        }
        try (InputStream in = Files.newInputStream(file)) {
            names.load(in);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("ImageFolder: " + file + " is damaged (" + e.getMessage()
                    + "); delete it, and each class is called as its folder is", e);
        }
        return names;
    }

    /** Whether these names say that {@link #write} wrote the pictures, and with so many channels. */
    static boolean asSaved(Properties names, int channels) {
        return !names.isEmpty() && (channels == 1) == "dark".equals(names.getProperty(INK));
    }

    /** Whether a file is the one that has the names. */
    static boolean isOurs(Path file) {
        return file.endsWith(NAMES);
    }
}
