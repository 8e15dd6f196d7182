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
import fewshot.episode.bit.CopyTask;
import fewshot.episode.sequence.SequenceSampler;
import fewshot.method.FewShotLearner;
import fewshot.method.memory.BitLearner;
import fewshot.model.Network;
import fewshot.model.sequence.Lstm;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private final EpisodeSampler sampler = new EpisodeSampler(TestImages.numbered(6, 5), 4, 1, 3, 1);

    private static FewShotLearner learner(BiFunction<NDManager, Episode, NDArray> logits) {
        return learner(false, logits);
    }

    private static FewShotLearner learner(boolean concurrent, BiFunction<NDManager, Episode, NDArray> logits) {
        return new FewShotLearner() {
            @Override
            public String name() {
                return "made up";
            }

            @Override
            public boolean concurrent() {
                return concurrent;
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
        FewShotLearner looksAtPixels = learner((m, e) -> m.create(e.queryLabels()).oneHot(4).mul(e.query().bytes()[0]));
        Score first = Evaluator.evaluate(looksAtPixels, sampler, 20);
        sampler.next(7);
        assertArrayEquals(first.values(), Evaluator.evaluate(looksAtPixels, sampler, 20).values());
    }

    /** Right in all queries of an episode whose first pixel is odd, in none of the others; notes who asked. */
    private static FewShotLearner oddOnes(boolean concurrent, Set<Thread> asked) {
        return learner(concurrent, (manager, episode) -> {
            asked.add(Thread.currentThread());
            NDArray right = manager.create(episode.queryLabels()).oneHot(4);
            return episode.query().bytes()[0] % 2 == 0 ? right.neg() : right;
        });
    }

    @Test
    void episodesAnsweredSideBySideKeepTheirOrder() {
        Set<Thread> one = ConcurrentHashMap.newKeySet();
        Set<Thread> several = ConcurrentHashMap.newKeySet();
        double[] values = Evaluator.evaluate(oddOnes(false, one), sampler, 41).values();
        assertArrayEquals(values, Evaluator.evaluate(oddOnes(true, several), sampler, 41).values());
        assertArrayEquals(values, IntStream.range(0, 41).mapToDouble(i -> sampler.episode(i).query().bytes()[0] % 2 == 0 ? 0 : 100).toArray());
        assertTrue(Arrays.stream(values).distinct().count() == 2, "the episodes should differ");
        assertEquals(Set.of(Thread.currentThread()), one);
        if (Runtime.getRuntime().availableProcessors() > 1) {
            assertTrue(several.size() > 1, "several threads should have answered");
        }
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
    void accuracyByInstanceIsThatOfALearnerWhoLearnsAfterItsSecondLook() {
        SequenceSampler sequences = new SequenceSampler(TestImages.numbered(6, 5), 4, 3, 5, 1);
        List<Score> scores = Evaluator.byInstance((manager, batch) -> {
            float[] made = new float[batch.labels().length * 4];
            int[] instances = batch.instances();
            for (int i = 0; i < instances.length; i++) {
                // Knows nothing at the first instance, halves its doubt at the second, is right at the third.
                made[4 * i + batch.labels()[i]] = instances[i] - 1;
                made[4 * i + (batch.labels()[i] + 1) % 4] = instances[i] == 2 ? 1 : 0;
            }
            return manager.create(made, new Shape(batch.time(), batch.size(), 4));
        }, sequences, 6);
        assertEquals(3, scores.size());
        assertArrayEquals(new double[] {25, 50, 100}, scores.stream().mapToDouble(Score::mean).toArray(), 1e-9);
        assertEquals(30, scores.get(0).episodes(), "a value a sequence");
    }

    @Test
    void accuracyByInstanceTakesEachSequenceForItself() {
        SequenceSampler sequences = new SequenceSampler(TestImages.numbered(6, 5), 2, 2, 3, 1);
        // The second sequence of each batch is answered rightly, the others wrongly.
        List<Score> scores = Evaluator.byInstance((manager, batch) -> {
            float[] made = new float[batch.labels().length * 2];
            for (int i = 0; i < batch.labels().length; i++) {
                made[2 * i + (i % 3 == 1 ? batch.labels()[i] : 1 - batch.labels()[i])] = 1;
            }
            return manager.create(made, new Shape(batch.time(), batch.size(), 2));
        }, sequences, 2);
        scores.forEach(score -> assertArrayEquals(new double[] {0, 100, 0, 0, 100, 0}, score.values()));
    }

    @Test
    void scoresOfSequencesOfTheWrongShapeAreRefused() {
        SequenceSampler sequences = new SequenceSampler(TestImages.numbered(6, 5), 2, 2, 3, 1);
        Exception shape = assertThrows(IllegalStateException.class,
                () -> Evaluator.byInstance((m, b) -> m.zeros(new Shape(3, 4, 2)), sequences, 2));
        assertTrue(shape.getMessage().contains("(3, 4, 2)") && shape.getMessage().contains("(4, 3, 2)"), shape.getMessage());
    }

    @Test
    void anInterruptEndsTheEvaluation() {
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class,
                () -> Evaluator.evaluate(learner((m, e) -> m.zeros(new Shape(12, 4))), sampler, 5));
        assertTrue(Thread.interrupted(), "the flag is left for the caller");
    }

    @Test
    void wrongBitsAreThoseOfEachSequenceOfTheFirstBatches() {
        CopyTask task = new CopyTask(3, 2, 2, 2, 4);
        try (Network network = Network.sequence(new Lstm(5), 4, 3, 1)) {
            BitLearner learner = new BitLearner(network, null);
            Score score = Evaluator.wrongBits(learner, task, 3);
            double[] byHand = new double[6];
            for (int i = 0; i < 3; i++) {
                System.arraycopy(learner.wrongBits(task.batch(i)), 0, byHand, 2 * i, 2);
            }
            assertArrayEquals(byHand, score.values());
            assertTrue(score.mean() > 0, "an untrained network gets some bits wrong");
        }
    }
}
