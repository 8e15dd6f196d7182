package fewshot.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A labelled set of images, one byte a number, all of one size: what every source of images in the suite returns, from
 * Omniglot to a reader's own folder.
 *
 * <p>An image is {@code channels × height × width} bytes, channel after channel, row by row. With one channel it is grey: ink
 * is 255 and paper is 0, so that an empty image is all zeros. With three it has colours: red, green and blue, 255 the
 * brightest. {@link #withRotations} copies no pixel.
 */
public final class ImageSet extends ExampleSet {
    private final int[][] turned;

    private ImageSet(String name, String split, Examples examples, Entry[] entries, List<String> leftOut) {
        super(name, split, examples, entries, leftOut);
        this.turned = Arrays.stream(entries).anyMatch(e -> e.turns() != 0) ? quarterTurns(height()) : null;
    }

    /**
     * Grey images from raw bytes.
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

    /**
     * Grey or coloured images, likewise.
     *
     * @param channels 1 for grey, 3 for colours
     * @param pixels each image {@code channels × height × width} bytes
     */
    public static ImageSet of(
            String name, int channels, int height, int width, byte[] pixels, List<String> classNames, int[] counts) {
        if (channels != 1 && channels != 3 || height < 1 || width < 1) {
            throw new IllegalArgumentException("ImageSet " + name + ": images of " + height + " x " + width + " pixels with " + channels
                    + " channels; sides must be at least 1, channels 1 (grey) or 3 (colours)");
        }
        long bytes = Arrays.stream(counts).asLongStream().sum() * channels * height * width;
        if (classNames.size() == counts.length && Arrays.stream(counts).noneMatch(count -> count < 0) && bytes != pixels.length) {
            throw new IllegalArgumentException("ImageSet " + name + ": " + Arrays.stream(counts).asLongStream().sum() + " images of " + height
                    + " x " + width + " need " + bytes + " bytes, but there are " + pixels.length);
        }
        Examples examples = Examples.bytes(pixels.length == bytes ? pixels : new byte[0], channels, height, width);
        return new ImageSet(name, "", examples, entries("ImageSet " + name, examples, classNames, counts), List.of());
    }

    @Override
    ImageSet with(String split, Entry[] classes, List<String> leftOut) {
        return new ImageSet(name(), split, examples, classes, leftOut);
    }

    /** 1 for grey images, 3 for colours. */
    public int channels() {
        return examples.shape()[0];
    }

    /** Pixels down. */
    public int height() {
        return examples.height();
    }

    /** Pixels across. */
    public int width() {
        return examples.width();
    }

    /** Bytes in one image: its pixels, times the channels. */
    public int pixelsPerImage() {
        return examples.length();
    }

    /** How many images a class has. */
    public int images(int classIndex) {
        return count(classIndex);
    }

    /** One image as a new array of {@link #pixelsPerImage()} bytes. */
    public byte[] image(int classIndex, int imageIndex) {
        return pick(classIndex, imageIndex).bytes();
    }

    @Override
    void copyInto(Examples target, int place, Entry entry, int index) {
        if (entry.turns() == 0) {
            super.copyInto(target, place, entry, index);
            return;
        }
        int[] source = turned[entry.turns()];
        int area = source.length;
        int from = (entry.first() + index) * examples.length();
        for (int channel = 0; channel < channels(); channel++) {
            int to = place * examples.length() + channel * area;
            for (int i = 0; i < area; i++) {
                target.bytes()[to + i] = examples.bytes()[from + channel * area + source[i]];
            }
        }
    }

    @Override
    public ImageSet subset(String split, int... classIndices) {
        return (ImageSet) super.subset(split, classIndices);
    }

    @Override
    public ImageSet range(String split, int from, int to) {
        return (ImageSet) super.range(split, from, to);
    }

    @Override
    public ImageSet withAtLeast(int count) {
        return (ImageSet) super.withAtLeast(count);
    }

    @Override
    public Split splitClasses(double train, double validation, long seed) {
        int[][] parts = deal(train, validation, seed);
        String split = "seed " + seed;
        return new Split(split, subset(split, parts[0]), subset(split, parts[1]), subset(split, parts[2]));
    }

    /**
     * Its alphabets, by name, in the order in which they come: the classes whose names have the same word before the first slash, such as
     * {@code Latin}, each group as a set of its own. Classes without a slash are together under the empty name.
     */
    public Map<String, ImageSet> alphabets() {
        Map<String, ImageSet> alphabets = new LinkedHashMap<>();
        classNames().stream().map(Omniglot::alphabet).distinct().forEach(alphabet -> alphabets.put(alphabet, subset(split(),
                IntStream.range(0, classes()).filter(c -> Omniglot.alphabet(className(c)).equals(alphabet)).toArray())));
        return alphabets;
    }

    /**
     * The same images with four times the classes: each class as it is, and turned by 90, 180 and 270 degrees
     * anticlockwise, each a class of its own (Santoro 2016; Vinyals 2016). Class {@code 4c + t} is class {@code c} after
     * {@code t} quarter turns.
     *
     * @throws IllegalStateException if the images are not square or some class is turned already
     */
    public ImageSet withRotations() {
        if (height() != width()) {
            throw new IllegalStateException("ImageSet " + name() + ": rotations as classes need square images, but these are "
                    + height() + " x " + width());
        }
        if (turned != null) {
            throw new IllegalStateException("ImageSet " + name() + ": its classes are rotations already");
        }
        Entry[] all = new Entry[4 * entries.length];
        for (int i = 0; i < all.length; i++) {
            Entry e = entries[i / 4];
            int turns = i % 4;
            all[i] = new Entry(turns == 0 ? e.name() : e.name() + " rot" + 90 * turns, e.first(), e.count(), turns, e.sum());
        }
        return with(split(), all, leftOut());
    }

    /**
     * The same classes with images of another size, such as Santoro's 20 × 20: each new pixel is the mean of those it covers.
     *
     * @throws IllegalArgumentException if the size is below 1
     */
    public ImageSet scaled(int newHeight, int newWidth) {
        if (newHeight < 1 || newWidth < 1) {
            throw new IllegalArgumentException("ImageSet " + name() + ": scaled to " + newHeight + " x " + newWidth
                    + " pixels; both must be at least 1");
        }
        if (turned != null && newHeight != newWidth) {
            throw new IllegalArgumentException("ImageSet " + name() + ": scaled to " + newHeight + " x " + newWidth
                    + " pixels; images of which some are turned must stay square");
        }
        Scaler scaler = new Scaler(width(), height(), newWidth, newHeight);
        int planes = examples.size() * channels();
        int area = height() * width();
        byte[] scaled = new byte[Math.multiplyExact(planes, newHeight * newWidth)];
        for (int i = 0; i < planes; i++) {
            byte[] plane = Arrays.copyOfRange(examples.bytes(), i * area, (i + 1) * area);
            scaler.scale(plane, false, scaled, i * newHeight * newWidth);
        }
        return new ImageSet(name(), split(), Examples.bytes(scaled, channels(), newHeight, newWidth), entries, leftOut());
    }

    /**
     * The same classes drawn with one pen, whether the lines were hairlines or filled shapes: what has ink, 48 and more, is thinned to
     * lines one pixel wide (Zhang and Suen 1984), and beside these there is half as much ink, about as in Omniglot. The set's name says
     * {@code , one pen}.
     */
    public ImageSet onePen() {
        byte[] thin = examples.bytes().clone();
        int area = height() * width();
        for (int from = 0; from < thin.length; from += area) {
            Thinning.draw(thin, from, height(), width());
        }
        return new ImageSet(name() + ", one pen", split(), Examples.bytes(thin, examples.shape()), entries, leftOut());
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
    String what() {
        return "images of " + height() + " x " + width() + (channels() == 1 ? "" : " in colours");
    }
}
