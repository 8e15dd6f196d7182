package fewshot.episode;

import fewshot.data.ExampleSet;
import fewshot.state.Stop;
import java.util.SplittableRandom;

/**
 * Draws pairs of examples: half of them two different ones of one class, half of them of two classes, in turn, so
 * that guessing is right half of the time (Koch, Zemel and Salakhutdinov 2015, section 4.2).
 *
 * <p>Batch number {@code i} depends on the seed and on {@code i} alone. Not safe for use from several threads, except
 * {@link #batch}.
 */
public final class PairSampler {
    private final ExampleSet data;
    private final int pairs;
    private final long stream;
    private long drawn;

    /**
     * A sampler that can serve every batch it promises.
     *
     * @param pairs pairs in a batch, an even number
     * @throws IllegalArgumentException if there are fewer than two classes, or fewer than two examples in any class
     */
    public PairSampler(ExampleSet data, int pairs, long seed) {
        if (pairs < 2 || pairs % 2 != 0) {
            throw new IllegalArgumentException("PairSampler: " + pairs + " pairs; half are of one class and half of two, so"
                    + " it must be an even number, at least 2");
        }
        Draws.requireEnough(data, 2, 2, "PairSampler: pairs of one class and of two need");
        this.data = data;
        this.pairs = pairs;
        this.stream = new SplittableRandom(seed).nextLong();
    }

    /** The next batch. */
    public PairBatch next() {
        PairBatch next = batch(drawn);
        drawn++;
        return next;
    }

    /** Batch number {@code index} of this seed, whatever was drawn before. */
    public PairBatch batch(long index) {
        Stop.before("a draw");
        SplittableRandom random = new SplittableRandom(stream + index);
        int[] classes = new int[2 * pairs];
        int[][] chosen = new int[2 * pairs][1];
        boolean[] same = new boolean[pairs];
        for (int i = 0; i < pairs; i++) {
            same[i] = i % 2 == 0;
            int left = random.nextInt(data.classes());
            int right = same[i] ? left : other(random, data.classes(), left);
            int first = random.nextInt(data.count(left));
            classes[i] = left;
            classes[pairs + i] = right;
            chosen[i][0] = first;
            chosen[pairs + i][0] = same[i] ? other(random, data.count(left), first) : random.nextInt(data.count(right));
        }
        return new PairBatch(data.pick(classes, chosen), same);
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
