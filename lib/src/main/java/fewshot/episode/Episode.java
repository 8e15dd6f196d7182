package fewshot.episode;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * One few-shot task: a support set with labels to learn from and a query set to be judged on (Vinyals 2016, section 4.1).
 *
 * <p>Labels run from 0 to {@code way − 1} and mean nothing outside the episode. Each class has its own number of support
 * examples, at least one, and of queries; a query may be of none of the classes, and there may be no queries at all. An
 * episode holds Java's numbers only; the arrays that it hands out belong to the manager that they were asked for.
 *
 * @param support examples to learn from, in any order
 * @param supportLabels the class of each
 * @param query examples to be judged on, of the same kind and shape
 * @param queryLabels the class of each, or {@link #STRANGER}
 * @param classNames the name of each class, index = label
 */
public record Episode(Examples support, int[] supportLabels, Examples query, int[] queryLabels, String[] classNames) {
    /** The label of a query that is of none of the classes. */
    public static final int STRANGER = -1;

    /** Checks that the parts fit together. */
    public Episode {
        int way = classNames.length;
        check("support", support, supportLabels, 0, way);
        check("query", query, queryLabels, STRANGER, way);
        if (!support.isLike(query)) {
            throw new IllegalArgumentException("Episode: the support is " + support + ", but the query set " + query
                    + "; both must be of one kind and shape");
        }
        int[] counts = new ClassLabels(supportLabels, way).counts();
        for (int k = 0; k < way; k++) {
            if (counts[k] == 0) {
                throw new IllegalArgumentException("Episode: class " + k + ", " + classNames[k] + ", has no support example; it needs at least one");
            }
        }
    }

    private static void check(String what, Examples examples, int[] labels, int least, int way) {
        if (examples.size() != labels.length) {
            throw new IllegalArgumentException("Episode: the " + what + " set has " + examples.size() + " examples, but "
                    + labels.length + " labels; there must be one for each");
        }
        for (int label : labels) {
            if (label < least || label >= way) {
                throw new IllegalArgumentException("Episode: the " + what + " set has the label " + label + ", but with " + way
                        + " classes labels run from " + least + " to " + (way - 1));
            }
        }
    }

    /**
     * An even episode of grey images, class-major: class 0's shots, then class 1's, and so on; the query set likewise.
     *
     * @param support {@code way × shot} images, one byte a pixel, ink 255
     * @param query {@code way × queries} images, likewise
     */
    public Episode(int way, int shot, int queries, int height, int width, byte[] support, byte[] query, String[] classNames) {
        this(images("support", support, way * shot, height, width), inTurn(way, shot),
                images("query", query, way * queries, height, width), inTurn(way, queries), named(classNames, way));
    }

    private static Examples images(String what, byte[] pixels, int images, int height, int width) {
        if (images < 1 || pixels.length != images * height * width) {
            throw new IllegalArgumentException("Episode: the " + what + " set should hold " + images + " images of " + height * width
                    + " pixels, but it has " + pixels.length + " bytes");
        }
        return Examples.bytes(pixels, 1, height, width);
    }

    private static String[] named(String[] classNames, int way) {
        if (classNames.length != way) {
            throw new IllegalArgumentException(
                    "Episode: " + way + " ways need " + way + " class names, but there are " + classNames.length);
        }
        return classNames;
    }

    /** 0 … 0, 1 … 1, and so on. */
    private static int[] inTurn(int way, int each) {
        return IntStream.range(0, way * each).map(i -> i / each).toArray();
    }

    /**
     * An episode made of chosen examples: {@code support[c]} and {@code query[c]} index class {@code classes[c]}, each as many
     * as it likes.
     */
    public static Episode of(ExampleSet data, int[] classes, int[][] support, int[][] query) {
        String[] names = Arrays.stream(classes).mapToObj(data::className).toArray(String[]::new);
        return new Episode(data.pick(classes, support), labels(support), data.pick(classes, query), labels(query), names);
    }

    private static int[] labels(int[][] chosen) {
        int[] labels = new int[Arrays.stream(chosen).mapToInt(each -> each.length).sum()];
        for (int c = 0, from = 0; c < chosen.length; from += chosen[c++].length) {
            Arrays.fill(labels, from, from + chosen[c].length, c);
        }
        return labels;
    }

    /** The same episode, to which strangers put questions too: more queries, that are of none of the classes. */
    public Episode withStrangers(Examples strangers) {
        int[] labels = Arrays.copyOf(queryLabels, queryLabels.length + strangers.size());
        Arrays.fill(labels, queryLabels.length, labels.length, STRANGER);
        return new Episode(support, supportLabels, query.and(strangers), labels, classNames);
    }

    /**
     * The same task with other examples in the place of its own, such as distorted ones.
     *
     * @param change makes as many of some examples, in their order
     */
    public Episode with(UnaryOperator<Examples> change) {
        return new Episode(change.apply(support), supportLabels, change.apply(query), queryLabels, classNames);
    }

    /** The same support, asked about other examples, whose classes are not known. */
    public Episode asking(Examples queries) {
        int[] labels = new int[queries.size()];
        Arrays.fill(labels, STRANGER);
        return new Episode(support, supportLabels, queries, labels, classNames);
    }

    /**
     * The same episode with its support in another order, labels and all.
     *
     * @param order the places of all support examples, each once
     */
    public Episode ordered(int... order) {
        if (order.length != supportLabels.length || Arrays.stream(order).distinct().count() < order.length) {
            throw new IllegalArgumentException("Episode: the order " + Arrays.toString(order) + " of " + supportLabels.length
                    + " support examples; each should be named once");
        }
        return new Episode(support.pick(order), supportClasses().pick(order).labels(), query, queryLabels, classNames);
    }

    /** The same episode with its support in a random order that depends on nothing but its own numbers: that in which readers read it. */
    public Episode inReadingOrder() {
        return ordered(Draws.order(new SplittableRandom(support.hashCode()), supportLabels.length));
    }

    /** How many classes there are. */
    public int way() {
        return classNames.length;
    }

    /** How many support examples each class has. */
    public int[] shots() {
        return supportClasses().counts();
    }

    /**
     * How many support examples each class has, where all have as many.
     *
     * @throws IllegalStateException if they have not
     */
    public int shot() {
        return even("support examples", shots());
    }

    /**
     * How many queries each class has, where all have as many; strangers do not count.
     *
     * @throws IllegalStateException if they have not
     */
    public int queries() {
        return even("queries", new ClassLabels(queryLabels, way()).counts());
    }

    private static int even(String what, int[] counts) {
        if (Arrays.stream(counts).distinct().count() > 1) {
            throw new IllegalStateException("Episode: the classes have " + Arrays.toString(counts) + " " + what
                    + "; there is no one number for all, ask for the labels or shots()");
        }
        return counts[0];
    }

    /** What class each support example is of. */
    public ClassLabels supportClasses() {
        return new ClassLabels(supportLabels, way());
    }

    /** What class each query is of. */
    public ClassLabels queryClasses() {
        return new ClassLabels(queryLabels, way());
    }

    /** Pixels down, if these are images. */
    public int height() {
        return support.height();
    }

    /** Pixels across, if these are images. */
    public int width() {
        return support.width();
    }

    /** The support examples, {@code [n, …shape…]}; of images {@code [n, channels, height, width]}, ink 1 and paper 0. */
    public NDArray supportImages(NDManager manager) {
        return EngineArrays.of(manager, support);
    }

    /** The queries, likewise. */
    public NDArray queryImages(NDManager manager) {
        return EngineArrays.of(manager, query);
    }

    /** Support and then query in one batch. */
    public NDArray allImages(NDManager manager) {
        return EngineArrays.of(manager, support, query);
    }

    /** The bytes of one support image, a copy: {@code index} counts them as they stand. */
    public byte[] supportImage(int index) {
        return support.pick(index).bytes();
    }

    /** The bytes of one query image, a copy. */
    public byte[] queryImage(int index) {
        return query.pick(index).bytes();
    }

    @Override
    public String toString() {
        return way() + "-way " + range(shots()) + "-shot episode, " + range(queryClasses().counts()) + " queries a class"
                + strangers() + ": " + String.join(", ", classNames);
    }

    private String strangers() {
        long strangers = Arrays.stream(queryLabels).filter(label -> label == STRANGER).count();
        return strangers == 0 ? "" : " and " + strangers + " of none";
    }

    private static String range(int[] counts) {
        int least = Arrays.stream(counts).min().orElseThrow();
        int most = Arrays.stream(counts).max().orElseThrow();
        return least == most ? Integer.toString(least) : least + " to " + most;
    }
}
