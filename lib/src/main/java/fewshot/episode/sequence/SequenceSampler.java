package fewshot.episode.sequence;

import fewshot.data.ExampleSet;
import fewshot.episode.Draws;
import fewshot.state.Stop;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws episodes as sequences: {@code way} classes and {@code instances} different images of each, in random order (Santoro et
 * al. 2016, section 4.1: 5 classes and 10 instances).
 *
 * <p>Which label a class has is drawn anew for each sequence: only what was shown in the sequence tells. {@link #unshuffled}
 * is for showing what goes wrong otherwise: there a class has one label for ever, which can be learned by heart.
 *
 * <p>Batch number {@code i} depends on the seed and on {@code i} alone. Not safe for use from several threads, except
 * {@link #batch}.
 */
public final class SequenceSampler {
    private final ExampleSet data;
    private final int way;
    private final int instances;
    private final int size;
    private final boolean shuffled;
    private final long seed;
    private final long stream;
    private long drawn;

    /**
     * A sampler that can serve every batch it promises.
     *
     * @param way classes in a sequence, and labels
     * @param instances images of each
     * @param size sequences in a batch
     * @throws IllegalArgumentException if there are too few classes, or too few images in any class
     */
    public SequenceSampler(ExampleSet data, int way, int instances, int size, long seed) {
        this(data, way, instances, size, true, seed);
    }

    private SequenceSampler(ExampleSet data, int way, int instances, int size, boolean shuffled, long seed) {
        String request = "SequenceSampler: sequences of " + way + " classes with " + instances + " instances";
        if (way < 2 || instances < 1 || size < 1) {
            throw new IllegalArgumentException(request + ", " + size
                    + " at once, are no task; there must be at least 2 classes, 1 instance and 1 sequence");
        }
        Draws.requireEnough(data, way, instances, request + " need");
        this.data = data;
        this.way = way;
        this.instances = instances;
        this.size = size;
        this.shuffled = shuffled;
        this.seed = seed;
        this.stream = new SplittableRandom(seed).nextLong();
    }

    /** The same, but class c always has the label {@code c mod way}; a sequence has one class of each label. */
    public SequenceSampler unshuffled() {
        return new SequenceSampler(data, way, instances, size, false, seed);
    }

    /** The next batch. */
    public SequenceBatch next() {
        SequenceBatch next = batch(drawn);
        drawn++;
        return next;
    }

    /** Batch number {@code index} of this seed, whatever was drawn before. */
    public SequenceBatch batch(long index) {
        Stop.before("a draw");
        SplittableRandom random = new SplittableRandom(stream + index);
        int time = way * instances;
        int[] labels = new int[time * size];
        int[] ofExample = new int[time * size];
        int[][] chosen = new int[time * size][1];
        for (int b = 0; b < size; b++) {
            int[] classes = shuffled ? Draws.distinct(random, data.classes(), way) : oneOfEachLabel(random);
            int[][] drawn = Arrays.stream(classes).mapToObj(c -> Draws.distinct(random, data.count(c), instances)).toArray(int[][]::new);
            int[] order = Draws.order(random, time);
            for (int t = 0; t < time; t++) {
                int label = order[t] / instances;
                labels[t * size + b] = label;
                ofExample[t * size + b] = classes[label];
                chosen[t * size + b][0] = drawn[label][order[t] % instances];
            }
        }
        return new SequenceBatch(way, size, data.pick(ofExample, chosen), labels);
    }

    private int[] oneOfEachLabel(SplittableRandom random) {
        int[] classes = new int[way];
        for (int label = 0; label < way; label++) {
            int candidates = (data.classes() - label + way - 1) / way;
            classes[label] = label + way * random.nextInt(candidates);
        }
        return classes;
    }

    /** The images that sequences are drawn from. */
    public ExampleSet data() {
        return data;
    }

    /** Classes in a sequence. */
    public int way() {
        return way;
    }

    /** Images of each class in a sequence. */
    public int instances() {
        return instances;
    }

    /** Sequences in a batch. */
    public int size() {
        return size;
    }

    /** The seed that fixes every batch. */
    public long seed() {
        return seed;
    }

    /** Which batches these are, in words that those of no other seed, options or {@linkplain ExampleSet#source data} have. */
    public String source() {
        return "seed " + seed + ": " + task() + ", from " + data.source();
    }

    private String task() {
        return size + " sequences of " + way + " classes with " + instances + " instances" + (shuffled ? "" : ", labels not shuffled");
    }

    @Override
    public String toString() {
        return task() + ", from " + data;
    }
}
