package fewshot.episode.sequence;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;

/**
 * Sequences for a network that has to keep a number until the next comes: at each step it sees a number from −1 to 1 and, now and
 * then, a mark, and is to say the last marked number. Always to say 0 has a mean squared error of 1/3.
 *
 * <p>Step t of sequence s stands at {@code t × size + s}. It holds Java numbers only; the arrays that it hands out belong to the
 * manager that they were asked for.
 *
 * @param size how many sequences
 * @param numbers all that were shown
 * @param last the last marked number, at each step
 * @param since steps since the mark, 0 at a mark; the first step of each sequence has one
 */
public record MarkedNumbers(int size, float[] numbers, float[] last, int[] since) {
    private static final int BETWEEN = 25; // steps from mark to mark, in the mean

    /** So many new sequences of so many steps. */
    public static MarkedNumbers draw(int size, int time, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MarkedNumbers drawn = new MarkedNumbers(size, new float[size * time], new float[size * time], new int[size * time]);
        for (int i = 0; i < size * time; i++) {
            boolean mark = i < size || random.nextInt(BETWEEN) == 0;
            drawn.numbers[i] = (float) random.nextDouble(-1, 1);
            drawn.last[i] = mark ? drawn.numbers[i] : drawn.last[i - size];
            drawn.since[i] = mark ? 0 : drawn.since[i - size] + 1;
        }
        return drawn;
    }

    /** What is seen, {@code [time, size, 2]}: the number, and 1 at a mark, else 0. */
    public NDArray inputs(NDManager manager) {
        float[] both = new float[2 * numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            both[2 * i] = numbers[i];
            both[2 * i + 1] = since[i] == 0 ? 1 : 0;
        }
        return manager.create(both, new Shape(numbers.length / size, size, 2));
    }

    /** What is to be said, {@code [time, size, 1]}. */
    public NDArray targets(NDManager manager) {
        return manager.create(last, new Shape(last.length / size, size, 1));
    }
}
