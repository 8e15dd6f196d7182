package fewshot.world.molecule;

import java.util.List;

/**
 * Targets to train on, to choose settings by and to be judged on: no protein is in two of them.
 *
 * @param train to learn from
 * @param validation to choose settings by
 * @param test looked at once, at the end
 */
public record TargetParts(List<Target> train, List<Target> validation, List<Target> test) {
    /** Keeps its own lists. */
    public TargetParts {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
    }

    /** Such as {@code 16 targets to train, 4 to validate, 10 to test}. */
    @Override
    public String toString() {
        return train.size() + " targets to train, " + validation.size() + " to validate, " + test.size() + " to test";
    }
}
