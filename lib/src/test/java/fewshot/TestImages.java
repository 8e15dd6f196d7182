package fewshot;

import fewshot.data.ImageSet;
import fewshot.episode.ClassLabels;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** Small sets of images for tests. */
public final class TestImages {
    private TestImages() {}

    /** Images whose pixels say which they are: image i of class c is filled with {@code c} and starts with {@code i}. */
    public static ImageSet numbered(int classes, int images) {
        byte[] pixels = new byte[classes * images * 4];
        for (int c = 0; c < classes; c++) {
            for (int i = 0; i < images; i++) {
                Arrays.fill(pixels, (c * images + i) * 4, (c * images + i) * 4 + 4, (byte) c);
                pixels[(c * images + i) * 4] = (byte) i;
            }
        }
        return set("numbered", 2, classes, images, pixels);
    }

    /** Classes that can be told apart: each is its own random pattern of coarse squares, and each image that with noise. */
    public static ImageSet noisy(int classes, int images, int side, long seed) {
        Random random = new Random(seed);
        byte[] pixels = new byte[classes * images * side * side];
        int coarse = (side + 3) / 4;
        byte[] pattern = new byte[coarse * coarse];
        for (int i = 0; i < pixels.length; i++) {
            int pixel = i % (side * side);
            if (i % (images * side * side) == 0) {
                random.nextBytes(pattern);
            }
            byte square = pattern[pixel / side / 4 * coarse + pixel % side / 4];
            pixels[i] = random.nextInt(4) == 0 ? (byte) random.nextInt(256) : square;
        }
        return set("noisy", side, classes, images, pixels);
    }

    private static ImageSet set(String name, int side, int classes, int images, byte[] pixels) {
        return ImageSet.of(name, side, side, pixels, IntStream.range(0, classes).mapToObj(c -> "class" + c).toList(),
                IntStream.generate(() -> images).limit(classes).toArray());
    }

    /** The labels 0 … 0, 1 … 1 and so on. */
    public static ClassLabels inTurn(int way, int each) {
        return new ClassLabels(IntStream.range(0, way * each).map(i -> i / each).toArray(), way);
    }
}
