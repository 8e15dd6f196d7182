package fewshot.episode;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random draws that samplers share. */
final class Draw {
    private Draw() {}

    /** {@code k} different numbers below {@code n} in random order (Floyd's algorithm, then a shuffle). */
    static int[] distinct(SplittableRandom random, int n, int k) {
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
    static int[] order(SplittableRandom random, int n) {
        int[] order = IntStream.range(0, n).toArray();
        shuffle(random, order);
        return order;
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
