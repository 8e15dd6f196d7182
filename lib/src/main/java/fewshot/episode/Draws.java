package fewshot.episode;

import fewshot.data.ExampleSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What samplers share: the check that they can serve what they promise, and random draws. */
public final class Draws {
    private Draws() {}

    /**
     * Checks that there are enough classes, and enough examples in every one.
     *
     * @param request begins the message, such as {@code EpisodeSampler: 5-way 1-shot 15-query needs}
     * @throws IllegalArgumentException if there are too few of either; it names the classes that are too small
     */
    public static void requireEnough(ExampleSet data, int classes, int examples, String request) {
        if (data.classes() < classes) {
            throw new IllegalArgumentException(request + " " + classes + " classes, but " + data.name() + " has " + data.classes());
        }
        List<String> small = data.smallerThan(examples);
        if (small.size() == data.classes()) {
            throw new IllegalArgumentException(request + " " + examples + " examples a class, but the largest of the " + data.classes()
                    + " classes of " + data.name() + " has " + data.mostExamples());
        }
        if (!small.isEmpty()) {
            throw new IllegalArgumentException(request + " " + examples + " examples a class, but " + data.name() + " has too few of "
                    + ExampleSet.listed(small) + "; withAtLeast(" + examples + ") leaves such classes out");
        }
    }

    /** {@code k} different numbers below {@code n} in random order (Floyd's algorithm, then a shuffle). */
    public static int[] distinct(SplittableRandom random, int n, int k) {
        int[] chosen = new int[k];
        for (int i = 0; i < k; i++) {
            int candidate = random.nextInt(n - k + i + 1);
            for (int j = 0; j < i; j++) {
                if (chosen[j] == candidate) {
                    candidate = n - k + i;
                    break;
                }
            }
            chosen[i] = candidate;
        }
        shuffle(random, chosen);
        return chosen;
    }

    /** The numbers below {@code n} in random order. */
    public static int[] order(SplittableRandom random, int n) {
        int[] order = IntStream.range(0, n).toArray();
        shuffle(random, order);
        return order;
    }

    /** Numbers from a normal distribution around zero. */
    public static float[] normal(SplittableRandom random, int n, double deviation) {
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = (float) (deviation * random.nextGaussian());
        }
        return numbers;
    }

    /** Fisher and Yates: every order is equally likely. */
    private static void shuffle(SplittableRandom random, int[] numbers) {
        for (int i = numbers.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = numbers[i];
            numbers[i] = numbers[j];
            numbers[j] = swap;
        }
    }
}
