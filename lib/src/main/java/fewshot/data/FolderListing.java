package fewshot.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What lies in a folder of pictures: one sub-folder a class, in the order of their names, and what is passed over.
 *
 * @param classes the sub-folders that have pictures
 * @param pictures for each of them its pictures
 * @param passedOver what is no part of that, counted in one line; empty if there is nothing
 */
record FolderListing(List<Path> classes, List<List<Path>> pictures, String passedOver) {
    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff");
    /** What macOS puts beside everything in a zip. */
    private static final String MAC = "__MACOSX";

    /**
     * Lists a folder.
     *
     * @throws IllegalArgumentException if it is missing, no sub-folder has a picture, or the classes lie one folder deeper
     */
    static FolderListing of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("ImageFolder: " + folder + " is "
                    + (Files.exists(folder) ? "a file" : "not there") + "; a folder with one sub-folder a class is expected");
        }
        List<Path> folders = list(folder, file -> Files.isDirectory(file) && !isMac(file));
        List<Path> classes = folders.stream().filter(FolderListing::hasPictures).toList();
        checkClasses(folder, folders, classes);
        List<List<Path>> pictures = classes.stream().map(c -> list(c, FolderListing::isPicture)).toList();
        return new FolderListing(classes, pictures, passedOver(folder, folders, classes));
    }

    private static void checkClasses(Path folder, List<Path> folders, List<Path> classes) {
        if (folders.isEmpty()) {
            throw new IllegalArgumentException("ImageFolder: " + folder + " has no sub-folder (and "
                    + list(folder, Files::isRegularFile).size() + " files); put each class's pictures in a sub-folder of its"
                    + " own, as " + folder.resolve("cat").resolve("1.png"));
        }
        List<Path> deeper = folders.stream().filter(f -> !classes.contains(f))
                .filter(f -> !list(f, sub -> Files.isDirectory(sub) && !isMac(sub) && hasPictures(sub)).isEmpty()).toList();
        if (!deeper.isEmpty()) {
            throw new IllegalArgumentException("ImageFolder: " + folder + " has classes one folder deeper, in " + names(deeper)
                    + "; load each of these by itself, as ImageFolder.load(Path.of(\"" + deeper.get(deeper.size() - 1) + "\"))");
        }
        if (classes.isEmpty()) {
            throw new IllegalArgumentException("ImageFolder: no sub-folder of " + folder + " has a picture: " + names(folders)
                    + "; files that end in " + String.join(", ", ENDINGS) + " are expected");
        }
    }

    private static String passedOver(Path folder, List<Path> folders, List<Path> classes) {
        List<Path> inside = new ArrayList<>(list(folder, file -> Files.isRegularFile(file) && !SavedFolder.isOurs(file)));
        folders.forEach(f -> inside.addAll(list(f, file -> !isPicture(file))));
        List<Path> others = inside.stream().filter(file -> !Files.isDirectory(file)).toList();
        TreeSet<String> endings = new TreeSet<>();
        others.forEach(file -> endings.add(file.getFileName().toString().replaceFirst(".*(?=\\.)", "").toLowerCase(Locale.ROOT)));
        List<Path> empty = folders.stream().filter(f -> !classes.contains(f)).toList();
        long hidden = hidden(folder) + folders.stream().mapToLong(FolderListing::hidden).sum();
        List<String> parts = new ArrayList<>();
        add(parts, "other files", others.size(), " (" + String.join(", ", endings) + ")");
        add(parts, "hidden", hidden, "");
        add(parts, MAC, list(folder, FolderListing::isMac).size(), "");
        add(parts, "folders without pictures", empty.size(), " (" + names(empty) + ")");
        add(parts, "folders inside classes", inside.size() - others.size(), "");
        return parts.isEmpty() ? "" : "ImageFolder: passed over in " + folder + ": " + String.join("; ", parts);
    }

    private static void add(List<String> parts, String what, long count, String which) {
        if (count > 0) {
            parts.add(what + ": " + count + which);
        }
    }

    private static String names(List<Path> folders) {
        return ExampleSet.listed(folders.stream().map(f -> f.getFileName().toString()).toList());
    }

    private static boolean isMac(Path file) {
        return file.getFileName().toString().equals(MAC);
    }

    private static boolean hasPictures(Path folder) {
        return !list(folder, FolderListing::isPicture).isEmpty();
    }

    private static boolean isPicture(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith) && Files.isRegularFile(file);
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }

    private static List<Path> list(Path folder, Predicate<Path> wanted) {
        return all(folder, file -> !isHidden(file) && wanted.test(file));
    }

    private static long hidden(Path folder) {
        return all(folder, FolderListing::isHidden).size();
    }

    private static List<Path> all(Path folder, Predicate<Path> wanted) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(wanted).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("ImageFolder: " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
