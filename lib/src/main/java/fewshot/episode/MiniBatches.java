package fewshot.episode;

import java.util.SplittableRandom;

/** Shuffled passes over a task's images, cut into mini-batches; one may end a pass and begin the next. */
public final class MiniBatches {
    private final int images;
    private final int size;
    private final SplittableRandom random;
    private int[] order = {};
    private int next;

    /**
     * Passes over images that are counted from 0.
     *
     * @param images how many there are
     * @param size of a mini-batch; fewer where there are fewer
     * @param random what the orders are drawn from
     */
    public MiniBatches(int images, int size, SplittableRandom random) {
        if (images < 1 || size < 1) {
            throw new IllegalArgumentException("MiniBatches: " + size + " of " + images + " images; there must be at least 1 of each");
        }
        this.images = images;
        this.size = Math.min(size, images);
        this.random = random;
    }

    /** The next mini-batch: which images are in it. */
    public int[] next() {
        int[] batch = new int[size];
        for (int i = 0; i < size; i++) {
            if (next == order.length) {
                order = Draws.order(random, images);
                next = 0;
            }
            batch[i] = order[next++];
        }
        return batch;
    }

    @Override
    public String toString() {
        return "mini-batches of " + size + " of " + images + " images";
    }
}
