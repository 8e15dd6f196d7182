package fewshot.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A labelled set of examples of one shape, any number of them in each class: what samplers draw from, be it images (which are
 * an {@link ImageSet}), fingerprints, spectra or embeddings.
 *
 * <p>All examples lie in one array, which subsets share: {@link #subset}, {@link #withAtLeast} and {@link #splitClasses} copy
 * none. A set is immutable and may be read from many threads.
 */
public sealed class ExampleSet permits ImageSet {
    /**
     * One class: its name, where its examples begin in the shared array, how many, quarter turns if they are images, and a sum over the
     * examples as they came.
     */
    record Entry(String name, int first, int count, int turns, int sum) {}

    private static final int LISTED = 20;
    final Examples examples;
    final Entry[] entries;
    private final String name;
    private final String split;
    private final List<String> leftOut;

    ExampleSet(String name, String split, Examples examples, Entry[] entries, List<String> leftOut) {
        this.name = Objects.requireNonNull(name, "name");
        this.split = Objects.requireNonNull(split, "split");
        this.examples = examples;
        this.entries = entries;
        this.leftOut = List.copyOf(leftOut);
    }

    /**
     * Makes a set.
     *
     * @param name what results and plots call the data
     * @param examples class after class
     * @param classNames one name a class
     * @param counts the number of examples of each class, in the same order
     * @throws IllegalArgumentException if the numbers do not fit together
     */
    public static ExampleSet of(String name, Examples examples, List<String> classNames, int[] counts) {
        return new ExampleSet(name, "", examples, entries(name, examples, classNames, counts), List.of());
    }

    static Entry[] entries(String name, Examples examples, List<String> classNames, int[] counts) {
        if (classNames.size() != counts.length) {
            throw new IllegalArgumentException(name + ": " + classNames.size() + " class names but " + counts.length
                    + " counts; there must be one count a class");
        }
        Entry[] entries = new Entry[counts.length];
        long first = 0;
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] < 0) {
                throw new IllegalArgumentException(
                        name + ": class " + classNames.get(c) + " has " + counts[c] + " examples; there may be 0 or more");
            }
            first += counts[c];
        }
        if (first != examples.size()) {
            throw new IllegalArgumentException(name + ": the counts add up to " + first + " examples of " + examples.described()
                    + ", but there are " + examples.size());
        }
        for (int c = 0, at = 0; c < counts.length; at += counts[c++]) {
            CRC32 sum = new CRC32();
            IntStream.range(at, at + counts[c]).mapToObj(examples::raw).forEach(sum::update);
            entries[c] = new Entry(classNames.get(c), at, counts[c], 0, (int) sum.getValue());
        }
        return entries;
    }

    /**
     * The same things in another form, such as what an encoder makes of them: a sampler with the same seed draws the same episodes from
     * both, and scores on both can be paired.
     *
     * @param others one for each example, class after class, as {@link #pick} gives them; kept, not copied
     * @throws IllegalArgumentException if there are not as many
     */
    public final ExampleSet inForm(Examples others) {
        if (others.size() != size()) {
            throw new IllegalArgumentException(name + ": " + others + " in the place of its " + size() + "; there must be one for each");
        }
        Entry[] same = new Entry[entries.length];
        for (int c = 0, at = 0; c < same.length; at += entries[c++].count) {
            same[c] = new Entry(entries[c].name, at, entries[c].count, 0, entries[c].sum);
        }
        return new ExampleSet(name, split, others, same, List.of());
    }

    /**
     * What this is, in words that no other set has, be it of the same name and as large, but that are the same for the same things
     * {@linkplain #inForm in another form}: its names and sizes, and a sum over the classes with their examples.
     */
    public final String source() {
        int sum = Arrays.stream(entries).mapToInt(e -> Objects.hash(e.name, e.count, e.sum)).reduce(1, (all, own) -> 31 * all + own);
        return String.format(Locale.ROOT, "%s: %d classes, %d examples (%08x)", named(), classes(), size(), sum);
    }

    private String named() {
        return name + (split.isEmpty() ? "" : ", " + split + "'s split");
    }

    /** A set of the same examples with other classes. */
    ExampleSet with(String split, Entry[] classes, List<String> leftOut) {
        return new ExampleSet(name, split, examples, classes, leftOut);
    }

    /** What results and plots call the data: {@code Omniglot}, {@code glyphs}, or the name of a folder. */
    public final String name() {
        return name;
    }

    /** The name of the split this set was taken from, such as {@code Vinyals}; empty if it is the whole. */
    public final String split() {
        return split;
    }

    /** The shape of one example, such as 1, 28, 28. */
    public final int[] shape() {
        return examples.shape();
    }

    /** How many classes there are. */
    public final int classes() {
        return entries.length;
    }

    /** How many examples there are in all classes together. */
    public final int size() {
        return Arrays.stream(entries).mapToInt(Entry::count).sum();
    }

    /** How many examples a class has. */
    public final int count(int classIndex) {
        return entries[classIndex].count;
    }

    /** A class's name, such as {@code Latin/character07} or, for a rotation, {@code Latin/character07 rot90}. */
    public final String className(int classIndex) {
        return entries[classIndex].name;
    }

    /** All class names, in order. */
    public final List<String> classNames() {
        return Arrays.stream(entries).map(Entry::name).toList();
    }

    /**
     * Copies chosen examples, class after class.
     *
     * @param classIndices some classes
     * @param indices for each of them the examples to take, counted from 0
     */
    public final Examples pick(int[] classIndices, int[][] indices) {
        Examples picked = examples.room(Arrays.stream(indices).mapToInt(each -> each.length).sum());
        int place = 0;
        for (int c = 0; c < classIndices.length; c++) {
            for (int index : indices[c]) {
                Entry entry = entries[classIndices[c]];
                Objects.checkIndex(index, entry.count);
                copyInto(picked, place++, entry, index);
            }
        }
        return picked;
    }

    /** One example, a copy. */
    public final Examples pick(int classIndex, int index) {
        return pick(new int[] {classIndex}, new int[][] {{index}});
    }

    /**
     * Some examples that stand for the whole set: of classes that lie evenly over it, one after the other.
     *
     * @param most how many at the most; fewer where the set has fewer
     */
    public final Examples spread(int most) {
        Entry[] some = Arrays.stream(entries).filter(e -> e.count > 0).toArray(Entry[]::new);
        Examples picked = examples.room(Math.min(most, size()));
        for (int i = 0; i < picked.size(); i++) {
            Entry entry = some[(int) ((long) i * some.length / picked.size())];
            copyInto(picked, i, entry, i % entry.count);
        }
        return picked;
    }

    void copyInto(Examples target, int place, Entry entry, int index) {
        examples.copyInto(target, place, entry.first + index);
    }

    /**
     * The same examples with some of the classes, in the order given.
     *
     * @param split what results call this part, such as {@code Vinyals}
     */
    public ExampleSet subset(String split, int... classIndices) {
        return with(split, Arrays.stream(classIndices).mapToObj(c -> entries[c]).toArray(Entry[]::new), List.of());
    }

    /** The classes from {@code from} (inclusive) to {@code to} (exclusive). */
    public ExampleSet range(String split, int from, int to) {
        Objects.checkFromToIndex(from, to, classes());
        return subset(split, IntStream.range(from, to).toArray());
    }

    /**
     * The classes that have enough examples. Those that have not are named by {@link #leftOut} and by {@link #toString}.
     *
     * @param count the least number of examples
     * @throws IllegalArgumentException if no class has so many
     */
    public ExampleSet withAtLeast(int count) {
        Entry[] kept = Arrays.stream(entries).filter(e -> e.count >= count).toArray(Entry[]::new);
        if (kept.length == 0) {
            throw new IllegalArgumentException(name + ": no class has " + count + " examples; the largest has " + mostExamples());
        }
        return with(split, kept, smallerThan(count));
    }

    /** The classes that have fewer examples, each with its number, such as {@code cat (2)}. */
    public final List<String> smallerThan(int count) {
        return Arrays.stream(entries).filter(e -> e.count < count).map(e -> e.name + " (" + e.count + ")").toList();
    }

    /** The number of examples of the largest class. */
    public final int mostExamples() {
        return Arrays.stream(entries).mapToInt(Entry::count).max().orElse(0);
    }

    /** Names with commas between them, of which a message shows the first twenty and counts the others. */
    public static String listed(List<String> names) {
        int more = names.size() - LISTED;
        return String.join(", ", names.subList(0, Math.min(LISTED, names.size()))) + (more > 0 ? " and " + more + " more" : "");
    }

    /** The classes that {@link #withAtLeast} left out, each with its number of examples. */
    public final List<String> leftOut() {
        return leftOut;
    }

    /**
     * Deals the classes out at random: some to train, some to validate, the rest to test. Turned twins of a class go to one
     * side together.
     *
     * @param train the share of the classes to train on, above 0
     * @param validation the share to validate on, above 0; the two leave some to test on
     * @param seed fixes who goes where
     * @throws IllegalArgumentException if the shares are none, or there are fewer than three classes to deal out
     */
    public ExampleSplit<? extends ExampleSet> splitClasses(double train, double validation, long seed) {
        int[][] parts = deal(train, validation, seed);
        return new ExampleSplit<>("seed " + seed, subset("seed " + seed, parts[0]), subset("seed " + seed, parts[1]),
                subset("seed " + seed, parts[2]));
    }

    /** The class indices of the three parts, in the order of the set. */
    final int[][] deal(double train, double validation, long seed) {
        int[] origins = Arrays.stream(entries).mapToInt(Entry::first).distinct().toArray();
        int most = origins.length;
        if (!(train > 0 && validation > 0 && train + validation < 1) || most < 3) {
            throw new IllegalArgumentException(name + ": " + most + " classes (turned twins are one) with shares of " + train + " to train and "
                    + validation + " to validate; at least 3 classes and shares above 0 that leave some to test are needed");
        }
        int[][] dealt = ExampleSplit.deal(most, train, validation, new SplittableRandom(seed));
        Map<Integer, Integer> part = new HashMap<>();
        for (int p = 0; p < dealt.length; p++) {
            for (int i : dealt[p]) {
                part.put(origins[i], p);
            }
        }
        return IntStream.range(0, 3).mapToObj(p -> IntStream.range(0, entries.length)
                .filter(c -> part.get(entries[c].first) == p).toArray()).toArray(int[][]::new);
    }

    /** The classes of this set that another has too, be it turned or under another name. */
    final Stream<String> sharedWith(ExampleSet other) {
        Set<String> names = new HashSet<>(other.classNames());
        Set<Integer> origins = new HashSet<>(Arrays.stream(other.entries).filter(e -> e.count > 0).map(Entry::first).toList());
        return Arrays.stream(entries)
                .filter(e -> names.contains(e.name) || e.count > 0 && examples == other.examples && origins.contains(e.first)).map(Entry::name);
    }

    @Override
    public String toString() {
        return named() + ": " + classes() + " classes, " + size() + " " + what()
                + (leftOut.isEmpty() ? "" : "; left out: " + listed(leftOut));
    }

    /** What one counts, such as {@code images of 28 x 28}. */
    String what() {
        return "examples of " + examples.described();
    }
}
