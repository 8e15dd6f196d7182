package fewshot.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * A reader's own images: a folder with one sub-folder a class, each with square pictures (PNG, JPEG, GIF or BMP), of any
 * size and number.
 *
 * <p>A picture may be dark ink on light paper or the reverse: what its border shows, on the average, is taken for paper.
 * Files of other kinds and hidden files are passed over. Classes and images are in the order of their names.
 */
public final class ImageFolder {
    private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");

    private ImageFolder() {}

    /** Reads a folder and scales its pictures to 28 × 28 pixels, Omniglot's size in this suite. */
    public static ImageSet load(Path folder) {
        return load(folder, Omniglot.SIDE);
    }

    /**
     * Reads a folder and scales its pictures to {@code side × side} pixels.
     *
     * @return a set with the folder's name and one class a sub-folder
     * @throws IllegalArgumentException if the folder is missing or has no sub-folder, a class has no picture, or a picture
     *     is damaged or not square; the message names it
     */
    public static ImageSet load(Path folder, int side) {
        if (side < 1) {
            throw new IllegalArgumentException("ImageFolder: side " + side + "; at least 1 pixel is needed, 28 is usual");
        }
        List<Path> classes = classes(folder);
        List<String> names = new ArrayList<>();
        int[] counts = new int[classes.size()];
        List<Path> pictures = new ArrayList<>();
        for (int c = 0; c < counts.length; c++) {
            List<Path> own = pictures(classes.get(c));
            names.add(classes.get(c).getFileName().toString());
            counts[c] = own.size();
            pictures.addAll(own);
        }
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        return new RawImages(side, read(pictures, side), names, counts).toSet(name);
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

    private static byte[] read(List<Path> pictures, int side) {
        byte[] pixels = new byte[Math.multiplyExact(pictures.size(), side * side)];
        Map<Integer, Scaler> scalers = new HashMap<>();
        try (GreyPngReader png = new GreyPngReader()) {
            for (int i = 0; i < pictures.size(); i++) {
                String name = "ImageFolder: " + pictures.get(i);
                byte[] file = Files.readAllBytes(pictures.get(i));
                GreyImage image = isPng(file) ? png.read(name, file) : GreyImage.decode(name, file);
                int size = image.width();
                if (size != image.height()) {
                    throw new IllegalArgumentException(name + " is " + size + " x " + image.height()
                            + " pixels; a square picture is expected: crop it or add paper");
                }
                scalers.computeIfAbsent(size, s -> new Scaler(s, s, side, side))
                        .scale(image.levels(), border(image) > 127.5, pixels, i * side * side);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("ImageFolder: a picture cannot be read: " + e.getMessage(), e);
        }
        return pixels;
    }

    private static boolean isPng(byte[] file) {
        return file.length > 3 && file[0] == (byte) 0x89 && file[1] == 'P' && file[2] == 'N' && file[3] == 'G';
    }

    /** The mean level of the outermost pixels. */
    private static double border(GreyImage image) {
        int size = image.width();
        long sum = 0;
        int count = 0;
        for (int i = 0; i < size * size; i++) {
            int x = i % size;
            int y = i / size;
            if (x == 0 || y == 0 || x == size - 1 || y == size - 1) {
                sum += image.levels()[i] & 255;
                count++;
            }
        }
        return (double) sum / count;
    }

    /**
     * Writes a set as such a folder: one PNG an image, dark ink on white paper, as {@code Latin-character07/03.png}. Files
     * of the same name are replaced. {@link #load} gives the same images back where the paper shows at the borders.
     */
    public static void save(ImageSet images, Path folder) {
        try {
            for (int c = 0; c < images.classes(); c++) {
                Path own = Files.createDirectories(folder.resolve(images.className(c).replace('/', '-')));
                for (int i = 0; i < images.images(c); i++) {
                    Files.write(own.resolve(String.format(Locale.ROOT, "%02d.png", i + 1)), png(images, c, i));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("ImageFolder: " + folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static byte[] png(ImageSet images, int classIndex, int imageIndex) throws IOException {
        BufferedImage picture = new BufferedImage(images.width(), images.height(), BufferedImage.TYPE_BYTE_GRAY);
        byte[] ink = images.image(classIndex, imageIndex);
        for (int i = 0; i < ink.length; i++) {
            picture.getRaster().setSample(i % images.width(), i / images.width(), 0, 255 - (ink[i] & 255));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", out);
        return out.toByteArray();
    }
}
