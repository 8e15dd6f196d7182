package fewshot.episode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.data.ImageSet;
import java.util.SplittableRandom;

/**
 * Images with their classes in the whole set, for ordinary supervised training.
 *
 * @param height pixels down
 * @param width pixels across
 * @param pixels {@code n} images, one byte a pixel, ink 255
 * @param labels {@code n} class indices of the set
 */
public record ImageBatch(int height, int width, byte[] pixels, int[] labels) {
    /** Draws images evenly over the classes, with replacement. */
    public static ImageBatch draw(ImageSet data, int size, SplittableRandom random) {
        byte[] pixels = new byte[size * data.pixelsPerImage()];
        int[] labels = new int[size];
        for (int i = 0; i < size; i++) {
            labels[i] = random.nextInt(data.classes());
            data.copyImage(labels[i], random.nextInt(data.images(labels[i])), pixels, i * data.pixelsPerImage());
        }
        return new ImageBatch(data.height(), data.width(), pixels, labels);
    }

    /** The images, {@code [n, 1, height, width]}, ink 1 and paper 0. */
    public NDArray images(NDManager manager) {
        return Pixels.toArray(manager, pixels, height, width);
    }
}
