package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import fewshot.TestImages;
import fewshot.data.Distortion;
import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import fewshot.data.ImageSet;
import fewshot.data.glyph.Glyphs;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.bit.CopyTask;
import fewshot.episode.sequence.SequenceBatch;
import fewshot.episode.sequence.SequenceSampler;
import fewshot.method.FewShotLearner;
import fewshot.method.memory.BitLearner;
import fewshot.model.Embedded;
import fewshot.model.Network;
import fewshot.model.sequence.Lstm;
import fewshot.world.word.Letters;
import fewshot.world.word.NGrams;
import fewshot.world.word.Reading;
import fewshot.world.word.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
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
    void equalScoresGiveChanceAndTheTruthGivesEverything() {
        Score constant = Evaluator.evaluate(learner((m, e) -> m.zeros(new Shape(12, 4))), sampler, 10);
        assertEquals(25, constant.mean(), 1e-9);
        assertEquals(0, constant.ci95(), 1e-9);
        assertEquals(100, Evaluator.evaluate(learner((m, e) -> m.create(e.queryLabels()).oneHot(4)), sampler, 10).mean());
    }

    @Test
    void anAreaIsHowOftenTheSecondClassHasTheLargerMarginWorkedByHand() {
        // Margins 3, 1, 2 of the second class against 2, 0 of the first: of six pairs 4 are in order and one is even.
        Examples two = Examples.floats(new float[] {0, 0}, 1);
        Episode episode = new Episode(two, new int[] {0, 1}, Examples.floats(new float[] {2, 0, 3, 1, 2}, 1), new int[] {0, 0, 1, 1, 1},
                new String[] {"no", "yes"});
        FewShotLearner margins = learner((m, e) -> m.zeros(new Shape(5, 1)).concat(m.create(e.query().floats(), new Shape(5, 1)), 1));
        Score areas = Evaluator.areas(margins, List.of(episode, episode));
        assertArrayEquals(new double[] {75, 75}, areas.values(), 1e-9);
        assertThrows(IllegalArgumentException.class, () -> Evaluator.areas(margins, List.of(episode)));
        assertThrows(IllegalArgumentException.class, () -> Evaluator.areas(margins, List.of(sampler.episode(0), sampler.episode(1))));
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
    void firstSightsCountTheFirstImageOfEachClassInTheOrderOfAppearanceAndNoOther() {
        SequenceSampler sequences = new SequenceSampler(TestImages.numbered(6, 5), 3, 2, 2, 1);
        // Right at the first image of the second class that appears, and at all second images; wrong elsewhere.
        List<Score> sights = Evaluator.firstSights((manager, batch) -> {
            float[] made = new float[batch.labels().length * 3];
            int[] instances = batch.instances();
            int[] met = new int[batch.size()];
            for (int i = 0; i < instances.length; i++) {
                boolean right = instances[i] == 2 || ++met[i % batch.size()] == 2;
                made[3 * i + (batch.labels()[i] + (right ? 0 : 1)) % 3] = 1;
            }
            return manager.create(made, new Shape(batch.time(), batch.size(), 3));
        }, sequences, 4);
        assertArrayEquals(new double[] {0, 100, 0}, sights.stream().mapToDouble(Score::mean).toArray());
        assertEquals(8, sights.get(0).episodes(), "a value a sequence");
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
            assertFalse(score.toString().contains("%"), score.toString());
        }
    }

    private static Score constant(EpisodeSampler sampler, int episodes) {
        return Evaluator.evaluate(learner((m, e) -> m.zeros(new Shape(e.queryLabels().length, e.way()))), sampler, episodes);
    }

    @Test
    void aPairedDifferenceOfOtherEpisodesIsRefusedAndBothAreNamed() {
        ExampleSet data = sampler.data();
        Score seedOne = constant(sampler, 4);
        constant(sampler, 4).minus(seedOne);
        Exception seeds = assertThrows(IllegalArgumentException.class,
                () -> seedOne.minus(constant(new EpisodeSampler(data, 4, 1, 3, 2), 4)));
        assertTrue(seeds.getMessage().contains("seed 1") && seeds.getMessage().contains("seed 2"), seeds.getMessage());
        for (EpisodeSampler other : List.of(new EpisodeSampler(data, 3, 1, 3, 1), new EpisodeSampler(data, 4, 2, 3, 1),
                new EpisodeSampler(data, 4, 1, 2, 1), new EpisodeSampler(TestImages.noisy(6, 5, 2, 1), 4, 1, 3, 1),
                new EpisodeSampler(data.subset("", 5, 4, 3, 2, 1, 0), 4, 1, 3, 1))) {
            assertThrows(IllegalArgumentException.class, () -> constant(other, 4).minus(seedOne), other.toString());
        }
        assertThrows(IllegalArgumentException.class, () -> seedOne.minus(new Score(new double[4], 0)), "nobody knows of what it is");
    }

    @Test
    void aListOfEpisodesIsToldFromAnotherByItsImages() {
        FewShotLearner equal = learner((m, e) -> m.zeros(new Shape(12, 4)));
        Score first = Evaluator.evaluate(equal, sampler.batch(0, 3));
        assertEquals(0, Evaluator.evaluate(equal, sampler.batch(0, 3)).minus(first).mean());
        assertThrows(IllegalArgumentException.class, () -> Evaluator.evaluate(equal, sampler.batch(1, 3)).minus(first));
        List<Episode> onePixelAway = new ArrayList<>(sampler.batch(0, 3));
        onePixelAway.get(2).query().bytes()[5] ^= 1;
        assertThrows(IllegalArgumentException.class, () -> Evaluator.evaluate(equal, onePixelAway).minus(first));
    }

    private static Score constant(ImageSet data) {
        return constant(new EpisodeSampler(data, 4, 1, 3, 1), 4);
    }

    /** As {@link TestImages#numbered} makes it, by the same name and with the same classes, but with one other pixel. */
    private static ImageSet onePixelAway(ImageSet data, int pixel) {
        int[][] all = IntStream.range(0, 6).mapToObj(c -> new int[] {0, 1, 2, 3, 4}).toArray(int[][]::new);
        byte[] pixels = data.pick(IntStream.range(0, 6).toArray(), all).bytes();
        pixels[pixel] ^= 1;
        return ImageSet.of(data.name(), data.height(), data.width(), pixels, data.classNames(), new int[] {5, 5, 5, 5, 5, 5});
    }

    @Test
    void dataOfOneNameAndOneSizeIsToldApartByItsImages() {
        ImageSet data = TestImages.numbered(6, 5);
        int last = 30 * data.height() * data.width() - 1;
        Score first = constant(data);
        constant(TestImages.numbered(6, 5)).minus(first); // made again, it is the same
        constant(data.withAtLeast(5)).minus(first);
        BiFunction<NDManager, SequenceBatch, NDArray> equal = (m, b) -> m.zeros(new Shape(b.time(), b.size(), b.way()));
        Score read = Evaluator.byInstance(equal, new SequenceSampler(data, 2, 2, 3, 1), 2).get(0);
        Evaluator.byInstance(equal, new SequenceSampler(TestImages.numbered(6, 5), 2, 2, 3, 1), 2).get(0).minus(read);
        for (int pixel : new int[] {0, last}) {
            ImageSet other = onePixelAway(data, pixel);
            assertEquals(data.toString(), other.toString());
            assertEquals(data.classNames(), other.classNames());
            assertThrows(IllegalArgumentException.class, () -> constant(other).minus(first));
            assertThrows(IllegalArgumentException.class, () -> constant(other.withRotations()).minus(constant(data.withRotations())));
            Score elsewhere = Evaluator.byInstance(equal, new SequenceSampler(other, 2, 2, 3, 1), 2).get(0);
            assertThrows(IllegalArgumentException.class, () -> elsewhere.minus(read));
        }
        assertThrows(IllegalArgumentException.class, () -> constant(Glyphs.generate(2, 3, 5, 1)).minus(constant(Glyphs.generate(2, 3, 5, 2))));
    }

    @Test
    void aSamplerIsToldFromOneWithOtherOptions() {
        EpisodeSampler plain = new EpisodeSampler(TestImages.numbered(8, 9), 4, 1, 3, 1);
        List<EpisodeSampler> all = List.of(plain, plain.distorted(new Distortion(20, 0, 0, 0, 0, 0)),
                plain.distorted(new Distortion(10, 0, 0, 0, 0, 0)), plain.withStrangers(2), plain.varying(3, 4, 1, 1),
                plain.varying(4, 4, 1, 2), plain.uneven(1, 2), plain.uneven(2, 1));
        for (EpisodeSampler one : all) {
            for (EpisodeSampler other : all) {
                if (one == other) {
                    constant(one, 4).minus(constant(other, 4));
                } else {
                    assertThrows(IllegalArgumentException.class, () -> constant(one, 4).minus(constant(other, 4)), one + " and " + other);
                }
            }
        }
        constant(plain.distorted(Distortion.NONE), 4).minus(constant(plain, 4));
    }

    @Test
    void theSameThingsInAnotherFormAreTheSameEpisodes() {
        ImageSet data = TestImages.noisy(6, 5, 28, 1).range("half", 1, 6).withRotations();
        Score seen = constant(data);
        constant(data.scaled(14, 14)).minus(seen);
        try (Network encoder = Network.encoder(4, 1); Network other = Network.encoder(4, 2)) {
            ExampleSet embedded = Embedded.of(encoder, data);
            constant(new EpisodeSampler(embedded, 4, 1, 3, 1), 4).minus(seen);
            constant(new EpisodeSampler(Embedded.of(other, data), 4, 1, 3, 1), 4).minus(seen);
            assertThrows(IllegalArgumentException.class, () -> constant(new EpisodeSampler(embedded, 4, 1, 3, 2), 4).minus(seen));
            ExampleSet others = Embedded.of(encoder, TestImages.noisy(6, 5, 28, 2).range("half", 1, 6).withRotations());
            assertThrows(IllegalArgumentException.class, () -> constant(new EpisodeSampler(others, 4, 1, 3, 1), 4).minus(seen));
        }
    }

    @Test
    void namesReadInTwoWaysAreTheSameEpisodesAndOtherNamesAreNot() {
        Words words = Words.draw(6, 1);
        Score letters = dealt(words, new Letters(24));
        dealt(words, new NGrams(64, 3)).minus(letters);
        assertThrows(IllegalArgumentException.class, () -> dealt(Words.draw(6, 2), new Letters(24)).minus(letters));
    }

    private static Score dealt(Words words, Reading reading) {
        return constant(new EpisodeSampler(words.read(reading).splitClasses(0.5, 0.2, 3).test(), 4, 1, 3, 1), 4);
    }

    private static Episode labelled(Episode e, int[] support, int[] query) {
        return new Episode(e.support(), support, e.query(), query, e.classNames());
    }

    @Test
    void aListOfEpisodesIsToldFromAnotherByAllOfItsLabels() {
        FewShotLearner equal = learner((m, e) -> m.zeros(new Shape(e.queryLabels().length, e.way())));
        Episode many = new EpisodeSampler(TestImages.numbered(300, 2), 300, 1, 1, 1).episode(0);
        int[] labels = many.supportLabels();
        int[] swapped = labels.clone();
        swapped[1] = 257; // the same in its low eight bits
        swapped[257] = 1;
        List<Episode> plain = List.of(many, many);
        Score first = Evaluator.evaluate(equal, plain);
        Evaluator.evaluate(equal, List.of(many, labelled(many, labels.clone(), many.queryLabels().clone()))).minus(first);
        for (Episode other : List.of(labelled(many, swapped, many.queryLabels()), labelled(many, labels, swapped))) {
            Score of = Evaluator.evaluate(equal, List.of(many, other));
            assertThrows(IllegalArgumentException.class, () -> of.minus(first));
        }
    }

    @Test
    void sequencesAndBitsOfAnotherSeedArePairedNeither() {
        BiFunction<NDManager, SequenceBatch, NDArray> equal = (m, b) -> m.zeros(new Shape(b.time(), b.size(), b.way()));
        ExampleSet data = sampler.data();
        List<Score> one = Evaluator.byInstance(equal, new SequenceSampler(data, 2, 2, 3, 1), 2);
        one.get(1).minus(one.get(0)); // of the same sequences
        List<Score> two = Evaluator.byInstance(equal, new SequenceSampler(data, 2, 2, 3, 2), 2);
        assertThrows(IllegalArgumentException.class, () -> one.get(0).minus(two.get(0)));
        try (Network network = Network.sequence(new Lstm(5), 4, 3, 1)) {
            BitLearner learner = new BitLearner(network, null);
            Score bits = Evaluator.wrongBits(learner, new CopyTask(3, 2, 2, 2, 4), 2);
            assertThrows(IllegalArgumentException.class, () -> bits.minus(Evaluator.wrongBits(learner, new CopyTask(3, 2, 2, 2, 5), 2)));
        }
    }

    @Test
    void aLearnerIsAskedOnItsOwnDevice() {
        Device elsewhere = Device.gpu(3); // need not be there: nothing is computed on it
        Set<Device> asked = ConcurrentHashMap.newKeySet();
        try (NDManager here = NDManager.newBaseManager(Device.cpu())) {
            FewShotLearner learner = new FewShotLearner() {
                @Override
                public String name() {
                    return "elsewhere";
                }

                @Override
                public Device device() {
                    return elsewhere;
                }

                @Override
                public NDArray logits(NDManager manager, Episode episode) {
                    asked.add(manager.getDevice());
                    return here.zeros(new Shape(12, 4));
                }
            };
            Evaluator.evaluate(learner, sampler, 2);
            Evaluator.byInstance(elsewhere, (manager, batch) -> {
                asked.add(manager.getDevice());
                return here.zeros(new Shape(batch.time(), batch.size(), batch.way()));
            }, new SequenceSampler(sampler.data(), 2, 2, 3, 1), 2);
            assertEquals(Set.of(elsewhere), asked);
            asked.clear();
            Evaluator.firstSights(elsewhere, (manager, batch) -> {
                asked.add(manager.getDevice());
                return here.zeros(new Shape(batch.time(), batch.size(), batch.way()));
            }, new SequenceSampler(sampler.data(), 2, 2, 3, 1), 2);
        }
        assertEquals(Set.of(elsewhere), asked);
    }

    private static void onAYoungThread(Callable<?> work) throws Exception {
        FutureTask<?> young = new FutureTask<>(work);
        new Thread(young).start();
        young.get();
    }

    /** The engine records for gradients on every thread but the one that loaded it. */
    @Test
    void onAThreadThatIsYoungerThanTheEngineNoGraphIsKeptOfAnAnswer() throws Exception {
        Set<Boolean> recorded = ConcurrentHashMap.newKeySet();
        for (boolean concurrent : new boolean[] {false, true}) {
            FewShotLearner learner = learner(concurrent, (manager, episode) -> {
                recorded.add(JniUtils.isGradMode());
                return manager.zeros(new Shape(12, 4));
            });
            onAYoungThread(() -> Evaluator.evaluate(learner, sampler, 4));
        }
        onAYoungThread(() -> Evaluator.byInstance((manager, batch) -> {
            recorded.add(JniUtils.isGradMode());
            return manager.zeros(new Shape(batch.time(), batch.size(), batch.way()));
        }, new SequenceSampler(sampler.data(), 2, 2, 3, 1), 2));
        assertEquals(Set.of(false), recorded);
    }
}
