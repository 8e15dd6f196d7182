package fewshot.data;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Classes to learn from, classes to choose settings by, and classes to be judged on: no class is in two of them, which is
 * what makes a test a test of learning something new.
 *
 * @param <S> the kind of set, such as {@link ImageSet}
 */
public class ExampleSplit<S extends ExampleSet> {
    private final String name;
    private final S train;
    private final S validation;
    private final S test;

    /**
     * Checks that the parts fit together.
     *
     * @param name what results call the split, such as {@code Vinyals} or {@code Lake}; empty where there is only one
     * @param train classes for meta-training
     * @param validation classes for choosing among settings and for stopping early
     * @param test classes for meta-testing, looked at once, at the end
     * @throws IllegalArgumentException if a part has no class, the shapes of the examples differ, or a class is in two parts,
     *     be it turned or under another name
     */
    public ExampleSplit(String name, S train, S validation, S test) {
        this.name = Objects.requireNonNull(name, "name");
        this.train = checked("train", train, train);
        this.validation = checked("validation", validation, train);
        this.test = checked("test", test, train);
        apart("train", train, "validation", validation);
        apart("train", train, "test", test);
        apart("validation", validation, "test", test);
    }

    /**
     * Deals numbers out at random: some to train, some to validate, the rest to test, at least one to each.
     *
     * @param n how many, at least 3
     * @param train the share to train on
     * @param validation the share to validate on
     * @return the numbers below {@code n} of each part, in random order
     */
    public static int[][] deal(int n, double train, double validation, SplittableRandom random) {
        int[] order = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        int trains = Math.max(1, Math.min(n - 2, (int) Math.round(train * n)));
        int validates = Math.max(1, Math.min(n - 1 - trains, (int) Math.round(validation * n)));
        return new int[][] {Arrays.copyOf(order, trains), Arrays.copyOfRange(order, trains, trains + validates),
            Arrays.copyOfRange(order, trains + validates, n)};
    }

    private static <S extends ExampleSet> S checked(String part, S set, S first) {
        if (set.classes() == 0) {
            throw new IllegalArgumentException("Split: " + part + " has no class; every part needs at least one");
        }
        if (!Arrays.equals(set.shape(), first.shape())) {
            throw new IllegalArgumentException("Split: " + part + " has " + set.what() + ", but train has " + first.what()
                    + "; they must be of one shape");
        }
        return set;
    }

    private static void apart(String one, ExampleSet first, String other, ExampleSet second) {
        second.sharedWith(first).findFirst().ifPresent(shared -> {
            throw new IllegalArgumentException("Split: class " + shared + " is in " + one + " and in " + other
                    + "; a class may be in one part only, however it is turned");
        });
    }

    /** What results call the split, such as {@code Vinyals}; empty where there is only one. */
    public final String name() {
        return name;
    }

    /** Classes for meta-training. */
    public final S train() {
        return train;
    }

    /** Classes for choosing among settings and for stopping early. */
    public final S validation() {
        return validation;
    }

    /** Classes for meta-testing, looked at once, at the end. */
    public final S test() {
        return test;
    }

    @Override
    public String toString() {
        return train.name() + (name.isEmpty() ? "" : ", split " + name) + ": " + train.classes() + " classes to train, "
                + validation.classes() + " to validate, " + test.classes() + " to test";
    }
}
