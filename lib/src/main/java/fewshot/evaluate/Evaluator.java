package fewshot.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.method.FewShotLearner;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.LongFunction;

/**
 * Measures any learner on episodes: one evaluator for the whole suite.
 *
 * <p>A query counts as right if the highest of its scores is that of its class; where the highest is shared, by the share
 * (so that a learner that always gives equal scores is at chance and not at 0 or 100 per cent).
 */
public final class Evaluator {
    private Evaluator() {}

    /**
     * The accuracy on the first {@code episodes} episodes of the sampler's seed, whatever was drawn from it before, so that
     * every learner that is measured with it sees the same ones.
     *
     * @throws IllegalArgumentException if there are fewer than 2 episodes
     * @throws CancellationException if the thread is interrupted
     */
    public static Score evaluate(FewShotLearner learner, EpisodeSampler sampler, int episodes) {
        return evaluate(learner, sampler::episode, episodes);
    }

    /** The accuracy on some episodes, such as Lake's twenty runs. */
    public static Score evaluate(FewShotLearner learner, List<Episode> episodes) {
        return evaluate(learner, i -> episodes.get((int) i), episodes.size());
    }

    private static Score evaluate(FewShotLearner learner, LongFunction<Episode> source, int episodes) {
        if (episodes < 2) {
            throw new IllegalArgumentException("Evaluator: " + episodes + " episodes give no interval; at least 2 are needed");
        }
        double[] values = new double[episodes];
        long start = System.nanoTime();
        try (NDManager manager = NDManager.newBaseManager()) {
            for (int i = 0; i < episodes; i++) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancellationException("The evaluation was interrupted after " + i + " of " + episodes + " episodes");
                }
                try (NDManager work = manager.newSubManager()) {
                    values[i] = accuracy(learner, work, source.apply(i));
                }
            }
        }
        return new Score(values, (System.nanoTime() - start) / 1e9);
    }

    /** The accuracy in one episode, in per cent. */
    static double accuracy(FewShotLearner learner, NDManager manager, Episode episode) {
        NDArray logits = learner.logits(manager, episode);
        long[] shape = logits.getShape().getShape();
        int[] labels = episode.queryLabels();
        if (shape.length != 2 || shape[0] != labels.length || shape[1] != episode.way()) {
            throw new IllegalStateException("Evaluator: " + learner.name() + " gave scores of shape " + logits.getShape()
                    + ", but " + labels.length + " queries and " + episode.way() + " ways need (" + labels.length + ", "
                    + episode.way() + ")");
        }
        return 100 * meanHit(logits.toFloatArray(), labels, episode.way());
    }

    /** The share of queries that are right; {@code scores} is row-major, a row a query. */
    static double meanHit(float[] scores, int[] labels, int way) {
        double hits = 0;
        for (int q = 0; q < labels.length; q++) {
            float own = scores[q * way + labels[q]];
            int higher = 0;
            int equal = 0;
            for (int k = 0; k < way; k++) {
                float score = scores[q * way + k];
                if (Float.isNaN(score)) {
                    throw new ArithmeticException("Evaluator: the score of query " + q + " for class " + k + " is NaN");
                }
                higher += score > own ? 1 : 0;
                equal += score == own ? 1 : 0;
            }
            hits += higher == 0 ? 1.0 / equal : 0;
        }
        return hits / labels.length;
    }
}
