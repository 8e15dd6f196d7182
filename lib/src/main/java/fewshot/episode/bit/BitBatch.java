package fewshot.episode.bit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.episode.EngineArrays;

/**
 * Some sequences of bits, all of one length, with the bits that are wanted at their last steps. It holds Java numbers only;
 * the arrays that it hands out belong to the manager that they were asked for.
 *
 * @param size how many sequences
 * @param channels numbers at each step of the input: the bits and the marks
 * @param bits numbers wanted at each of the last steps
 * @param inputs {@code time × size × channels}, 0 or 1
 * @param targets {@code answers × size × bits}, 0 or 1
 */
public record BitBatch(int size, int channels, int bits, byte[] inputs, byte[] targets) {
    /** Checks that the sizes fit together. */
    public BitBatch {
        if (size < 1 || inputs.length == 0 || inputs.length % (size * channels) != 0
                || targets.length == 0 || targets.length % (size * bits) != 0
                || targets.length / (size * bits) > inputs.length / (size * channels)) {
            throw new IllegalArgumentException("BitBatch: " + inputs.length + " inputs and " + targets.length + " targets for " + size
                    + " sequences of " + channels + " channels and " + bits + " bits; they must be whole steps, and no more wanted"
                    + " than read");
        }
    }

    /** Steps in each sequence. */
    public int time() {
        return inputs.length / (size * channels);
    }

    /** How many steps at the end of each sequence are asked for. */
    public int answers() {
        return targets.length / (size * bits);
    }

    /** {@code [time, size, channels]}. */
    public NDArray inputs(NDManager manager) {
        return EngineArrays.ofBytes(manager, inputs, new Shape(time(), size, channels));
    }

    /** {@code [answers, size, bits]}. */
    public NDArray targets(NDManager manager) {
        return EngineArrays.ofBytes(manager, targets, new Shape(answers(), size, bits));
    }
}
