package fewshot.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads an Omniglot archive without unpacking it: PNG files as {@code …/Alphabet/character01/0709_01.png}, which become
 * classes {@code Alphabet/character01} in the order of their names.
 */
final class CharacterZip {
    private CharacterZip() {}

    /**
     * Decodes and scales all images.
     *
     * @throws IllegalArgumentException if the archive or an image in it is damaged or of another size than the first
     */
    static RawImages read(Path file, int side) {
        try (ZipFile zip = new ZipFile(file.toFile()); GreyPngReader png = new GreyPngReader()) {
            Map<String, List<ZipEntry>> classes = classes(zip);
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

    private static Map<String, List<ZipEntry>> classes(ZipFile zip) {
        Map<String, List<ZipEntry>> classes = new LinkedHashMap<>();
        zip.stream().filter(e -> e.getName().endsWith(".png")).sorted((a, b) -> a.getName().compareTo(b.getName()))
                .forEach(entry -> {
                    String name = entry.getName();
                    int end = name.lastIndexOf('/');
                    int character = name.lastIndexOf('/', end - 1);
                    int alphabet = name.lastIndexOf('/', character - 1);
                    if (character > 0) {
                        String key = name.substring(alphabet + 1, end);
                        classes.computeIfAbsent(key, k -> new ArrayList<>()).add(entry);
                    }
                });
        return classes;
    }

    private static void decode(
            Path file, ZipFile zip, GreyPngReader png, List<ZipEntry> entries, int side, byte[] pixels)
            throws IOException {
        Scaler scaler = null;
        int width = 0;
        for (int i = 0; i < entries.size(); i++) {
            String name = file.getFileName() + "!" + entries.get(i).getName();
            GreyImage image;
            try (InputStream in = zip.getInputStream(entries.get(i))) {
                image = png.read(name, in.readAllBytes());
            }
            if (scaler == null) {
                width = image.width();
                scaler = new Scaler(width, width, side, side);
            }
            if (image.width() != width || image.height() != width) {
                throw new IllegalArgumentException(name + " is " + image.width() + " x " + image.height()
                        + " pixels; it should be " + width + " x " + width + " as the first image is wide");
            }
            scaler.scale(image.levels(), true, pixels, i * side * side);
        }
    }
}
