package fewshot.method.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.episode.Episode;
import fewshot.method.FewShotLearner;
import fewshot.state.Stop;
import java.util.SplittableRandom;

/** Guesses: every score is random. The floor below which nothing has been learned. */
public final class Chance implements FewShotLearner {
    private final SplittableRandom random;

    /** A guesser whose guesses are fixed by a seed. */
    public Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    @Override
    public String name() {
        return "chance";
    }

    @Override
    public String toString() {
        return name();
    }

    @Override
    public NDArray logits(NDManager manager, Episode episode) {
        Stop.before("an answer");
        int queries = episode.queryLabels().length;
        float[] scores = new float[queries * episode.way()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextDouble();
        }
        return manager.create(scores, new Shape(queries, episode.way()));
    }
}
