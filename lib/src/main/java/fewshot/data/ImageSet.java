package fewshot.data;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A labelled set of grey images, one byte a pixel, all of one size: the one type that every data source of the suite
 * returns, from Omniglot to a reader's own folder.
 *
 * <p>Ink is 255 and paper is 0, so that an empty image is all zeros. The pixels of all images lie in one array, which
 * subsets and rotations share: {@link #subset} and {@link #withRotations} copy no pixel. A set is immutable and may be
 * read from many threads.
 */
public final class ImageSet {
    /** One class: its name, where its images begin in the shared array (in images), how many, and quarter turns. */
    private record Entry(String name, int first, int count, int turns) {}

    private final String name;
    private final String split;
    private final int channels;
    private final int height;
    private final int width;
    private final byte[] pixels;
    private final Entry[] entries;
    private final int[][] turned;

    private ImageSet(String name, String split, int channels, int height, int width, byte[] pixels, Entry[] entries) {
        this.name = Objects.requireNonNull(name, "name");
        this.split = Objects.requireNonNull(split, "split");
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.pixels = pixels;
        this.entries = entries;
        this.turned = Arrays.stream(entries).anyMatch(e -> e.turns != 0) ? quarterTurns(height) : null;
    }

    /**
     * Makes a set from raw bytes.
     *
     * @param name what results and plots call the data, such as {@code Omniglot}
     * @param height pixels down
     * @param width pixels across
     * @param pixels all images, class after class, row by row; ink 255, paper 0; kept, not copied
     * @param classNames one name a class
     * @param counts the number of images of each class, in the same order
     * @throws IllegalArgumentException if the sizes do not fit together
     */
    public static ImageSet of(
            String name, int height, int width, byte[] pixels, List<String> classNames, int[] counts) {
        return of(name, 1, height, width, pixels, classNames, counts);
    }

    /** The same of images with so many channels, one after the other in each image. */
    public static ImageSet of(
            String name, int channels, int height, int width, byte[] pixels, List<String> classNames, int[] counts) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "ImageSet " + name + ": images of " + height + " x " + width + " pixels; both must be at least 1");
        }
        if (classNames.size() != counts.length) {
            throw new IllegalArgumentException("ImageSet " + name + ": " + classNames.size() + " class names but "
                    + counts.length + " counts; there must be one count a class");
        }
        Entry[] entries = new Entry[counts.length];
        int first = 0;
        for (int c = 0; c < counts.length; c++) {
            entries[c] = new Entry(classNames.get(c), first, counts[c], 0);
            first += counts[c];
        }
        if ((long) first * channels * height * width != pixels.length) {
            throw new IllegalArgumentException("ImageSet " + name + ": " + first + " images of " + height + " x " + width
                    + " need " + (long) first * channels * height * width + " bytes, but there are " + pixels.length);
        }
        return new ImageSet(name, "", channels, height, width, pixels, entries);
    }

    /** What results and plots call the data: {@code Omniglot}, {@code glyphs}, or the name of a folder. */
    public String name() {
        return name;
    }

    /** The name of the split this set was taken from, such as {@code Vinyals}; empty if it is the whole. */
    public String split() {
        return split;
    }

    /** Bytes a pixel. */
    public int channels() {
        return channels;
    }

    /** Pixels down. */
    public int height() {
        return height;
    }

    /** Pixels across. */
    public int width() {
        return width;
    }

    /** Pixels in one image. */
    public int pixelsPerImage() {
        return channels * height * width;
    }

    /** How many classes there are. */
    public int classes() {
        return entries.length;
    }

    /** How many images there are in all classes together. */
    public int size() {
        return Arrays.stream(entries).mapToInt(Entry::count).sum();
    }

    /** How many images a class has. */
    public int images(int classIndex) {
        return entries[classIndex].count;
    }

    /** A class's name, such as {@code Latin/character07} or, for a rotation, {@code Latin/character07 rot90}. */
    public String className(int classIndex) {
        return entries[classIndex].name;
    }

    /** All class names, in order. */
    public List<String> classNames() {
        return Arrays.stream(entries).map(Entry::name).toList();
    }

    /**
     * Copies one image, as bytes, into {@code target}.
     *
     * @param target receives {@link #pixelsPerImage()} bytes, row by row, ink 255
     */
    public void copyImage(int classIndex, int imageIndex, byte[] target, int offset) {
        Entry entry = entries[classIndex];
        Objects.checkIndex(imageIndex, entry.count);
        int size = pixelsPerImage();
        int from = (entry.first + imageIndex) * size;
        if (entry.turns == 0) {
            System.arraycopy(pixels, from, target, offset, size);
            return;
        }
        int[] source = turned[entry.turns];
        for (int i = 0; i < size; i++) {
            target[offset + i] = pixels[from + source[i]];
        }
    }

    /** One image as a new array of bytes, row by row, ink 255. */
    public byte[] image(int classIndex, int imageIndex) {
        byte[] image = new byte[pixelsPerImage()];
        copyImage(classIndex, imageIndex, image, 0);
        return image;
    }

    /**
     * The same images with some of the classes, in the order given.
     *
     * @param split what results call this part, such as {@code Vinyals}
     */
    public ImageSet subset(String split, int... classIndices) {
        Entry[] chosen = Arrays.stream(classIndices).mapToObj(c -> entries[c]).toArray(Entry[]::new);
        return new ImageSet(name, split, channels, height, width, pixels, chosen);
    }

    /** The classes from {@code from} (inclusive) to {@code to} (exclusive). */
    public ImageSet range(String split, int from, int to) {
        Objects.checkFromToIndex(from, to, classes());
        return subset(split, IntStream.range(from, to).toArray());
    }

    /**
     * The same images with four times the classes: each class as it is, and turned by 90, 180 and 270 degrees
     * anticlockwise, each a class of its own (Santoro 2016; Vinyals 2016). Class {@code 4c + t} is class {@code c} after
     * {@code t} quarter turns.
     *
     * @throws IllegalStateException if the images are not square or some class is turned already
     */
    public ImageSet withRotations() {
        if (height != width) {
            throw new IllegalStateException("ImageSet " + name + ": rotations as classes need square images, but these are "
                    + height + " x " + width);
        }
        if (turned != null) {
            throw new IllegalStateException("ImageSet " + name + ": its classes are rotations already");
        }
        Entry[] all = new Entry[4 * entries.length];
        for (int i = 0; i < all.length; i++) {
            Entry e = entries[i / 4];
            int turns = i % 4;
            all[i] = new Entry(turns == 0 ? e.name : e.name + " rot" + 90 * turns, e.first, e.count, turns);
        }
        return new ImageSet(name, split, channels, height, width, pixels, all);
    }

    /**
     * The same classes with images of another size, such as Santoro's 20 × 20: each new pixel is the mean of those it covers.
     *
     * @throws IllegalArgumentException if the size is below 1
     */
    public ImageSet scaled(int newHeight, int newWidth) {
        if (newHeight < 1 || newWidth < 1) {
            throw new IllegalArgumentException("ImageSet " + name + ": scaled to " + newHeight + " x " + newWidth
                    + " pixels; both must be at least 1");
        }
        if (turned != null && newHeight != newWidth) {
            throw new IllegalArgumentException("ImageSet " + name + ": scaled to " + newHeight + " x " + newWidth
                    + " pixels; images of which some are turned must stay square");
        }
        Scaler scaler = new Scaler(width, height, newWidth, newHeight);
        int images = pixels.length / pixelsPerImage();
        byte[] scaled = new byte[Math.multiplyExact(images, newHeight * newWidth)];
        for (int i = 0; i < images; i++) {
            byte[] image = Arrays.copyOfRange(pixels, i * pixelsPerImage(), (i + 1) * pixelsPerImage());
            scaler.scale(image, false, scaled, i * newHeight * newWidth);
        }
        return new ImageSet(name, split, channels, newHeight, newWidth, scaled, entries);
    }

    /** For each number of turns and each pixel of a turned image, the pixel of the original that it shows. */
    private static int[][] quarterTurns(int side) {
        int[][] tables = new int[4][side * side];
        for (int i = 0; i < side * side; i++) {
            int row = i / side;
            int column = i % side;
            for (int turns = 0; turns < 4; turns++) {
                tables[turns][i] = row * side + column;
                int next = column;
                column = side - 1 - row;
                row = next;
            }
        }
        return tables;
    }

    @Override
    public String toString() {
        return name + (split.isEmpty() ? "" : ", " + split + "'s split") + ": " + classes() + " classes, " + size()
                + " images of " + height + " x " + width;
    }
}
