package fewshot.episode;

import fewshot.data.ImageSet;
import java.util.SplittableRandom;

/**
 * Draws pairs of images: half of them two different images of one class, half of them images of two classes, in turn, so
 * that guessing is right half of the time (Koch, Zemel and Salakhutdinov 2015, section 4.2).
 *
 * <p>Batch number {@code i} depends on the seed and on {@code i} alone. Not safe for use from several threads, except
 * {@link #batch}.
 */
public final class PairSampler {
    private final ImageSet data;
    private final int pairs;
    private final long stream;
    private long drawn;

    /**
     * A sampler that can serve every batch it promises.
     *
     * @param pairs pairs in a batch, an even number
     * @throws IllegalArgumentException if there are fewer than two classes, or fewer than two images in any class
     */
    public PairSampler(ImageSet data, int pairs, long seed) {
        if (pairs < 2 || pairs % 2 != 0) {
            throw new IllegalArgumentException("PairSampler: " + pairs + " pairs; half are of one class and half of two, so"
                    + " it must be an even number, at least 2");
        }
        if (data.classes() < 2) {
            throw new IllegalArgumentException(
                    "PairSampler: pairs of two classes need 2 classes, but " + data.name() + " has " + data.classes());
        }
        for (int c = 0; c < data.classes(); c++) {
            if (data.images(c) < 2) {
                throw new IllegalArgumentException("PairSampler: a pair of one class needs 2 images, but class "
                        + data.className(c) + " has " + data.images(c));
            }
        }
        this.data = data;
        this.pairs = pairs;
        this.stream = new SplittableRandom(seed).nextLong();
    }

    /** The next batch. */
    public PairBatch next() {
        return batch(drawn++);
    }

    /** Batch number {@code index} of this seed, whatever was drawn before. */
    public PairBatch batch(long index) {
        SplittableRandom random = new SplittableRandom(stream + index);
        int size = data.pixelsPerImage();
        byte[] pixels = new byte[2 * pairs * size];
        boolean[] same = new boolean[pairs];
        for (int i = 0; i < pairs; i++) {
            same[i] = i % 2 == 0;
            int left = random.nextInt(data.classes());
            int right = same[i] ? left : other(random, data.classes(), left);
            int image = random.nextInt(data.images(left));
            int second = same[i] ? other(random, data.images(left), image) : random.nextInt(data.images(right));
            data.copyImage(left, image, pixels, i * size);
            data.copyImage(right, second, pixels, (pairs + i) * size);
        }
        return new PairBatch(data.height(), data.width(), pixels, same);
    }

    /** A number below {@code n} that is not {@code taken}, each equally likely. */
    private static int other(SplittableRandom random, int n, int taken) {
        int number = random.nextInt(n - 1);
        return number < taken ? number : number + 1;
    }

    @Override
    public String toString() {
        return pairs + " pairs from " + data;
    }
}
