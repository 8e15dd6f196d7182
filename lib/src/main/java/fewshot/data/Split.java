package fewshot.data;

import java.util.HashMap;
import java.util.Map;

/**
 * Classes to learn from, classes to choose settings by, and classes to be judged on: no class is in two of them, which is
 * what makes a test a test of learning something new.
 *
 * @param name what results call the split, such as {@code Vinyals} or {@code Lake}; empty where there is only one
 * @param train classes for meta-training
 * @param validation classes for choosing among settings and for stopping early
 * @param test classes for meta-testing, looked at once, at the end
 */
public record Split(String name, ImageSet train, ImageSet validation, ImageSet test) {

    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException if a part has no class, the sizes of the images differ, or a class is in two parts
     */
    public Split {
        Map<String, String> seen = new HashMap<>();
        check(seen, "train", train, train);
        check(seen, "validation", validation, train);
        check(seen, "test", test, train);
    }

    private static void check(Map<String, String> seen, String part, ImageSet set, ImageSet first) {
        if (set.classes() == 0) {
            throw new IllegalArgumentException("Split: " + part + " has no class; every part needs at least one");
        }
        if (set.height() != first.height() || set.width() != first.width()) {
            throw new IllegalArgumentException("Split: " + part + " has images of " + set.height() + " x " + set.width()
                    + ", but train has " + first.height() + " x " + first.width() + "; they must be of one size");
        }
        for (String className : set.classNames()) {
            String other = seen.put(className, part);
            if (other != null) {
                throw new IllegalArgumentException("Split: class " + className + " is in " + other + " and in " + part
                        + "; a class may be in one part only");
            }
        }
    }

    /** The same split with each class turned by 0, 90, 180 and 270 degrees, every turn a class of its own. */
    public Split withRotations() {
        return new Split(name, train.withRotations(), validation.withRotations(), test.withRotations());
    }

    @Override
    public String toString() {
        return train.name() + (name.isEmpty() ? "" : ", split " + name) + ": " + train.classes() + " classes to train, "
                + validation.classes() + " to validate, " + test.classes() + " to test";
    }
}
