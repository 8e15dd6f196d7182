package fewshot.method;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Shuffled passes over a task's images, cut into mini-batches. */
final class MiniBatches {
    private final int[] order;
    private final int size;
    private final SplittableRandom random;
    private int next;

    MiniBatches(int images, int size, SplittableRandom random) {
        this.order = new int[images];
        Arrays.setAll(order, i -> i);
        this.size = Math.min(size, images);
        this.random = random;
        this.next = images;
    }

    int[] next() {
        int[] batch = new int[size];
        for (int i = 0; i < size; i++) {
            if (next == order.length) {
                shuffle();
            }
            batch[i] = order[next++];
        }
        return batch;
    }

    private void shuffle() {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        next = 0;
    }
}
