package fewshot.episode.bit;

import fewshot.state.Stop;
import java.util.SplittableRandom;

/**
 * The copy task: random bits are shown, then a mark, and then they are wanted back (Graves, Wayne and Danihelka 2014, section
 * 4.1: 8 bits, 1 to 20 steps).
 *
 * <p>A batch of length L has {@code 2 L + 1} steps of {@code bits + 1} channels: L steps of bits; a step with the last channel at
 * 1; L steps of zeros, at which the bits are wanted in their order. All sequences of a batch have one length, each batch its
 * own.
 *
 * @param bits bits at each step
 * @param shortest the smallest L
 * @param longest the largest L, each from the smallest equally likely
 * @param size sequences in a batch
 * @param seed fixes every batch
 */
public record CopyTask(int bits, int shortest, int longest, int size, long seed) implements BitTask {
    /** Checks that there is something to copy. */
    public CopyTask {
        if (bits < 1 || shortest < 1 || longest < shortest || size < 1) {
            throw new IllegalArgumentException("CopyTask: " + size + " sequences of " + bits + " bits and lengths from " + shortest
                    + " to " + longest + "; all must be at least 1, and the lengths in this order");
        }
    }

    @Override
    public int channels() {
        return bits + 1;
    }

    @Override
    public BitBatch batch(long index) {
        Stop.before("a draw");
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + index);
        int length = shortest + random.nextInt(longest - shortest + 1);
        byte[] inputs = new byte[(2 * length + 1) * size * channels()];
        byte[] targets = new byte[length * size * bits];
        for (int row = 0; row < length * size; row++) {
            for (int i = 0; i < bits; i++) {
                byte bit = (byte) random.nextInt(2);
                inputs[row * channels() + i] = bit;
                targets[row * bits + i] = bit;
            }
        }
        for (int b = 0; b < size; b++) {
            inputs[(length * size + b) * channels() + bits] = 1;
        }
        return new BitBatch(size, channels(), bits, inputs, targets);
    }
}
