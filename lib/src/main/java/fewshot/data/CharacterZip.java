package fewshot.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads an Omniglot archive without unpacking it: PNG files as {@code …/Alphabet/character01/0709_01.png}, which become
 * classes {@code Alphabet/character01} in the order of their names.
 *
 * <p>What an archive claims of itself is not believed: how many files are read, and how much of each, has a bound.
 */
final class CharacterZip {
    /** Omniglot's largest archive has 19,280 images, and the largest file that is read has 980 bytes. */
    private static final int MOST_FILES = 20_000;
    private static final int MOST_BYTES = 1 << 14;
    private static final int MOST_SIDE = 1000;

    private CharacterZip() {}

    /**
     * Decodes and scales all images.
     *
     * @throws IllegalArgumentException if the archive or an image in it is damaged, too large, or of another size than the
     *     first, or if it has two files of one name
     */
    static RawImages read(Path file, int side) {
        try (ZipFile zip = new ZipFile(file.toFile()); GreyPngReader png = new GreyPngReader()) {
            Map<String, List<ZipEntry>> classes = classes(entries(file, zip, ".png"));
            if (classes.isEmpty()) {
                throw new IllegalArgumentException(file + " holds no file like Latin/character07/0689_01.png;"
                        + " it should be an archive of Omniglot: run data-download.sh again");
            }
            int[] counts = classes.values().stream().mapToInt(List::size).toArray();
            List<ZipEntry> entries = classes.values().stream().flatMap(List::stream).toList();
            byte[] pixels = new byte[entries.size() * side * side];
            decode(file, zip, png, entries, side, pixels);
            return new RawImages(side, pixels, List.copyOf(classes.keySet()), counts);
        } catch (ZipException e) {
            throw new IllegalArgumentException(
                    file + " is damaged (" + e.getMessage() + "): delete it and run data-download.sh again", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The files of an archive whose names have this ending, in the order of their names.
     *
     * @throws IllegalArgumentException if there are too many, or two of one name, of which only one could be read
     */
    static List<ZipEntry> entries(Path file, ZipFile zip, String ending) {
        List<ZipEntry> entries = new ArrayList<>(zip.stream().filter(e -> e.getName().endsWith(ending)).toList());
        if (entries.size() > MOST_FILES) {
            throw new IllegalArgumentException(file + " holds " + entries.size() + " files *" + ending
                    + "; an archive of Omniglot has at most " + MOST_FILES + ": delete it and run data-download.sh again");
        }
        entries.sort(Comparator.comparing(ZipEntry::getName));
        for (int i = 1; i < entries.size(); i++) {
            if (entries.get(i).getName().equals(entries.get(i - 1).getName())) {
                throw new IllegalArgumentException(file + " holds two files " + entries.get(i).getName()
                        + "; each name should be there once: delete it and run data-download.sh again");
            }
        }
        return entries;
    }

    /**
     * All bytes of a file in an archive.
     *
     * @throws IllegalArgumentException if there are more than Omniglot's files have, whatever the archive says of its length
     */
    static byte[] bytes(String name, ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IllegalArgumentException(name + " has more than " + MOST_BYTES
                        + " bytes; a file of Omniglot has less than 1000: delete the archive and run data-download.sh again");
            }
            return bytes;
        }
    }

    private static Map<String, List<ZipEntry>> classes(List<ZipEntry> entries) {
        Map<String, List<ZipEntry>> classes = new LinkedHashMap<>();
        for (ZipEntry entry : entries) {
            String name = entry.getName();
            int end = name.lastIndexOf('/');
            int character = name.lastIndexOf('/', end - 1);
            int alphabet = name.lastIndexOf('/', character - 1);
            if (character > 0) {
                classes.computeIfAbsent(name.substring(alphabet + 1, end), k -> new ArrayList<>()).add(entry);
            }
        }
        return classes;
    }

    private static void decode(
            Path file, ZipFile zip, GreyPngReader png, List<ZipEntry> entries, int side, byte[] pixels)
            throws IOException {
        int width = 0;
        Scaler scaler = null;
        for (int i = 0; i < entries.size(); i++) {
            String name = file.getFileName() + "!" + entries.get(i).getName();
            Picture image = png.read(name, bytes(name, zip, entries.get(i)));
            width = i == 0 ? image.width() : width;
            if (image.width() != width || image.height() != width || width > MOST_SIDE) {
                throw new IllegalArgumentException(name + " is " + image.width() + " x " + image.height()
                        + " pixels; it should be as wide as the first image (" + width + "), square, and at most " + MOST_SIDE);
            }
            if (scaler == null) {
                scaler = new Scaler(width, width, side, side);
            }
            scaler.scale(image.levels(), true, pixels, i * side * side);
        }
    }
}
