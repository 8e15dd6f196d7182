package fewshot.episode.bit;

import fewshot.state.Stop;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Associative recall: some items are shown, then one of them again, and the one that came behind it is wanted (Graves, Wayne
 * and Danihelka 2014, section 4.3: items of 3 steps of 6 bits, 2 to 6 of them). It needs to be found by what it is, not by
 * where it lies.
 *
 * <p>A step has {@code bits + 2} channels. Each item is a step with channel {@code bits} at 1 and then its own steps; then the
 * question, a step with channel {@code bits + 1} at 1, the item asked for, and such a mark again; then as many steps of zeros
 * as an item has, at which the item behind it is wanted. With n items of k steps that is {@code (n + 1)(k + 1) + 1 + k} steps.
 * All items of a sequence differ; all sequences of a batch have as many items, each batch its own number.
 *
 * @param bits bits at each step
 * @param steps steps in an item
 * @param fewest the smallest number of items, at least 2
 * @param most the largest, each from the smallest equally likely
 * @param size sequences in a batch
 * @param seed fixes every batch
 */
public record AssociativeRecall(int bits, int steps, int fewest, int most, int size, long seed) implements BitTask {
    /** Checks that there is something to recall, and that enough items differ. */
    public AssociativeRecall {
        if (bits < 1 || steps < 1 || fewest < 2 || most < fewest || size < 1) {
            throw new IllegalArgumentException("AssociativeRecall: " + size + " sequences of " + fewest + " to " + most + " items of "
                    + steps + " steps of " + bits + " bits; there must be at least 2 items, 1 of all else, and no fewer at most");
        }
        if (bits * steps < 31 && 1 << bits * steps < 2 * most) {
            throw new IllegalArgumentException("AssociativeRecall: " + (1 << bits * steps) + " different items of " + steps
                    + " steps of " + bits + " bits; there must be at least twice as many as the " + most + " of a sequence");
        }
    }

    @Override
    public int channels() {
        return bits + 2;
    }

    @Override
    public BitBatch batch(long index) {
        Stop.before("a draw");
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + index);
        int items = fewest + random.nextInt(most - fewest + 1);
        int time = (items + 1) * (steps + 1) + 1 + steps;
        byte[] inputs = new byte[time * size * channels()];
        byte[] targets = new byte[steps * size * bits];
        for (int b = 0; b < size; b++) {
            byte[][] drawn = differing(random, items);
            for (int n = 0; n < items; n++) {
                mark(inputs, n * (steps + 1), b, bits);
                put(drawn[n], inputs, n * (steps + 1) + 1, b, channels());
            }
            int asked = random.nextInt(items - 1);
            int question = items * (steps + 1);
            mark(inputs, question, b, bits + 1);
            put(drawn[asked], inputs, question + 1, b, channels());
            mark(inputs, question + steps + 1, b, bits + 1);
            put(drawn[asked + 1], targets, 0, b, bits);
        }
        return new BitBatch(size, channels(), bits, inputs, targets);
    }

    private byte[][] differing(SplittableRandom random, int items) {
        byte[][] drawn = new byte[items][];
        for (int n = 0; n < items; n++) {
            byte[] item = new byte[steps * bits];
            do {
                for (int i = 0; i < item.length; i++) {
                    item[i] = (byte) random.nextInt(2);
                }
            } while (Arrays.stream(drawn, 0, n).anyMatch(other -> Arrays.equals(other, item)));
            drawn[n] = item;
        }
        return drawn;
    }

    private void mark(byte[] inputs, int step, int sequence, int channel) {
        inputs[(step * size + sequence) * channels() + channel] = 1;
    }

    /** Writes an item's steps, from a step on, into rows of a number of channels. */
    private void put(byte[] item, byte[] rows, int from, int sequence, int channels) {
        for (int k = 0; k < steps; k++) {
            System.arraycopy(item, k * bits, rows, ((from + k) * size + sequence) * channels, bits);
        }
    }
}
