package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.TestImages;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.method.FewShotLearner;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private final EpisodeSampler sampler = new EpisodeSampler(TestImages.numbered(6, 5), 4, 1, 3, 1);

    private static FewShotLearner learner(BiFunction<NDManager, Episode, NDArray> logits) {
        return new FewShotLearner() {
            @Override
            public String name() {
                return "made up";
            }

            @Override
            public NDArray logits(NDManager manager, Episode episode) {
                return logits.apply(manager, episode);
            }
        };
    }

    @Test
    void aQueryIsRightWhenItsOwnClassScoresHighestAndTiesCountByTheirShare() {
        float[] scores = {3, 1, 2, /* right */ 1, 2, 5, /* wrong */ 4, 0, 4, /* half */ 7, 7, 7 /* a third */};
        assertEquals((1 + 0 + 0.5 + 1 / 3.0) / 4, Evaluator.meanHit(scores, new int[] {0, 1, 2, 1}, 3), 1e-12);
    }

    @Test
    void equalScoresGiveChanceAndTheTruthGivesEverything() {
        Score constant = Evaluator.evaluate(learner((m, e) -> m.zeros(new Shape(12, 4))), sampler, 10);
        assertEquals(25, constant.mean(), 1e-9);
        assertEquals(0, constant.ci95(), 1e-9);
        assertEquals(100, Evaluator.evaluate(learner((m, e) -> m.create(e.queryLabels()).oneHot(4)), sampler, 10).mean());
    }

    @Test
    void everyEvaluationSeesTheSameEpisodesWhateverWasDrawnBefore() {
        FewShotLearner looksAtPixels = learner((m, e) -> m.create(e.queryLabels()).oneHot(4).mul(e.query()[0]));
        Score first = Evaluator.evaluate(looksAtPixels, sampler, 20);
        sampler.next(7);
        assertArrayEquals(first.values(), Evaluator.evaluate(looksAtPixels, sampler, 20).values());
    }

    @Test
    void theIntervalIsThatOfTheTextbook() {
        // Values 1, 2, 3, 4: mean 2.5, sample standard deviation √(5/3), standard error √(5/12).
        Score score = new Score(new double[] {1, 2, 3, 4}, 0);
        assertEquals(2.5, score.mean(), 1e-12);
        assertEquals(1.96 * Math.sqrt(5 / 12.0), score.ci95(), 1e-12);
    }

    @Test
    void aPairedDifferenceIsNarrowerThanItsParts() {
        Score a = new Score(new double[] {50, 70, 90}, 0);
        Score b = new Score(new double[] {49, 68, 89}, 0);
        assertEquals(4 / 3.0, a.minus(b).mean(), 1e-12);
        assertTrue(a.minus(b).ci95() < a.ci95() / 10);
    }

    @Test
    void scoresOfTheWrongShapeOrNotANumberAreRefused() {
        Exception shape = assertThrows(IllegalStateException.class,
                () -> Evaluator.evaluate(learner((m, e) -> m.zeros(new Shape(12, 5))), sampler, 2));
        assertTrue(shape.getMessage().contains("(12, 5)") && shape.getMessage().contains("(12, 4)"), shape.getMessage());
        assertThrows(ArithmeticException.class,
                () -> Evaluator.evaluate(learner((m, e) -> m.zeros(new Shape(12, 4)).div(0)), sampler, 2));
    }

    @Test
    void anInterruptEndsTheEvaluation() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class,
                () -> Evaluator.evaluate(learner((m, e) -> m.zeros(new Shape(12, 4))), sampler, 5));
        assertTrue(Thread.interrupted(), "the flag is left for the caller");
    }
}
