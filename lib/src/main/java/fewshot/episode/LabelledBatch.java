package fewshot.episode;

import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Examples with their classes in the whole set, for ordinary supervised training.
 *
 * @param examples one after the other
 * @param labels for each the class index of the set
 */
public record LabelledBatch(Examples examples, int[] labels) {
    /**
     * Draws examples evenly over the classes, with replacement.
     *
     * @throws IllegalArgumentException if a class has none
     */
    public static LabelledBatch draw(ExampleSet data, int size, SplittableRandom random) {
        IntStream.range(0, data.classes()).filter(c -> data.count(c) == 0).findFirst().ifPresent(empty -> {
            throw new IllegalArgumentException("LabelledBatch: class " + data.className(empty)
                    + " has no examples to draw; leave it out, such as by withAtLeast(1)");
        });
        int[] labels = new int[size];
        int[][] chosen = new int[size][1];
        for (int i = 0; i < size; i++) {
            labels[i] = random.nextInt(data.classes());
            chosen[i][0] = random.nextInt(data.count(labels[i]));
        }
        return new LabelledBatch(data.pick(labels, chosen), labels);
    }
}
