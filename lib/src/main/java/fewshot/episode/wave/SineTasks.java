package fewshot.episode.wave;

import fewshot.state.Stop;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws batches of sine waves, amplitudes evenly from 0.1 to 5 and phases from 0 to π, with points at x evenly from −5 to 5
 * (Finn, Abbeel and Levine 2017, section 5.1). Batch number {@code i} depends on the seed and on {@code i} alone.
 */
public final class SineTasks {
    /** The largest distance of a point from 0. */
    public static final double REACH = 5;

    private final long stream;

    /** Waves that a seed fixes. */
    public SineTasks(long seed) {
        this.stream = new SplittableRandom(seed).nextLong();
    }

    /**
     * Batch number {@code index}.
     *
     * @param tasks how many waves
     * @param shot points of each to learn from
     * @param queries other points of each to be judged by
     */
    public SineBatch batch(long index, int tasks, int shot, int queries) {
        if (tasks < 1 || shot < 1 || queries < 1) {
            throw new IllegalArgumentException("SineTasks: " + tasks + " waves with " + shot + " points and " + queries
                    + " queries; there must be at least 1 of each");
        }
        Stop.before("a draw");
        SplittableRandom random = new SplittableRandom(stream + index);
        List<SineTask> waves = IntStream.range(0, tasks)
                .mapToObj(i -> new SineTask(random.nextDouble(0.1, 5), random.nextDouble(0, Math.PI))).toList();
        return new SineBatch(waves, points(random, tasks, shot), points(random, tasks, queries));
    }

    private static float[][] points(SplittableRandom random, int tasks, int each) {
        float[][] points = new float[tasks][each];
        for (float[] task : points) {
            for (int i = 0; i < each; i++) {
                task[i] = (float) random.nextDouble(-REACH, REACH);
            }
        }
        return points;
    }

    @Override
    public String toString() {
        return "sine waves with amplitudes from 0.1 to 5, at points from −5 to 5";
    }
}
