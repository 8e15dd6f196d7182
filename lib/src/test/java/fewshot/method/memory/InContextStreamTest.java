package fewshot.method.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Draws;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.attention.CausalTransformer;
import fewshot.model.memory.Mann;
import fewshot.model.sequence.Gru;
import fewshot.model.sequence.Lstm;
import fewshot.model.sequence.SequenceBlock;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The in-context learner with readers that read one pair of example and label after the other. */
class InContextStreamTest {
    private static final ImageSet DATA = TestImages.noisy(12, 8, 28, 5);
    private static final int FEATURES = 8;
    private static final int LABELS = 6;
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final Network ENCODER = Network.encoder(FEATURES, 2);

    @AfterAll
    static void close() {
        ENCODER.close();
        MANAGER.close();
    }

    static Stream<SequenceBlock> readers() {
        return Stream.of(new Gru(12), new Lstm(12), new Mann(12, 16, 6, 2), CausalTransformer.ofPairs(0, 12, 2, 2),
                CausalTransformer.ofPairs(30, 12, 2, 2));
    }

    private static Network network(SequenceBlock reader) {
        return Network.sequence(reader, FEATURES + LABELS, LABELS, 1);
    }

    private static EpisodeSampler tasks(int way, int shot, int queries) {
        return new EpisodeSampler(DATA, way, shot, queries, 1);
    }

    /** The scores of all labels for one query, from a sequence of its own: the support in its order, then the query. */
    private static float[] asOneSequence(Network reader, InContextLearner learner, Episode task, int query) {
        double[][] support = EngineArrays.rows(ENCODER.forward(EngineArrays.of(MANAGER, task.support()), BatchNormMode.INDUCTIVE));
        double[][] asked = EngineArrays.rows(ENCODER.forward(EngineArrays.of(MANAGER, task.query()), BatchNormMode.INDUCTIVE));
        int[] order = Draws.order(new SplittableRandom(task.support().hashCode()), support.length);
        float[] sequence = new float[(support.length + 1) * (FEATURES + LABELS)];
        for (int t = 0; t <= support.length; t++) {
            double[] features = t < support.length ? support[order[t]] : asked[query];
            for (int j = 0; j < FEATURES; j++) {
                sequence[t * (FEATURES + LABELS) + j] = (float) features[j];
            }
            if (t < support.length) {
                sequence[t * (FEATURES + LABELS) + FEATURES + learner.deal(task)[task.supportLabels()[order[t]]]] = 5;
            }
        }
        return reader.read(MANAGER.create(sequence, new Shape(support.length + 1, 1, FEATURES + LABELS))).get(support.length, 0).toFloatArray();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aQueryIsAnsweredAsTheEndOfASequenceOfItsOwnAmongTheLabelsThatWereDealt(SequenceBlock block) {
        Episode task = tasks(4, 2, 2).next();
        try (Network reader = network(block)) {
            InContextLearner learner = InContextLearner.of(ENCODER, reader, null);
            float[] found = learner.logits(MANAGER, task).toFloatArray();
            for (int q = 0; q < 8; q++) {
                float[] all = asOneSequence(reader, learner, task, q);
                for (int k = 0; k < 4; k++) {
                    assertEquals(all[learner.deal(task)[k]], found[4 * q + k], 1e-4, learner.name() + ", query " + q + ", class " + k);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void theLossIsTheMeanSurpriseOfTheAnswersWhateverTheSizesOfTheEpisodes(SequenceBlock block) {
        List<Episode> batch = Stream.of(tasks(5, 1, 2), tasks(3, 2, 2), tasks(5, 1, 2)).flatMap(s -> s.next(2).stream()).toList();
        try (Network reader = network(block)) {
            InContextLearner learner = InContextLearner.of(ENCODER, reader, null);
            double sum = 0;
            for (Episode task : batch) {
                double[][] scores = EngineArrays.rows(learner.logits(MANAGER, task));
                for (int q = 0; q < scores.length; q++) {
                    double all = Arrays.stream(scores[q]).map(Math::exp).sum();
                    sum -= Math.log(Math.exp(scores[q][task.queryLabels()[q]]) / all) / scores.length;
                }
            }
            assertEquals(sum / batch.size(), learner.loss(MANAGER, batch).getFloat(), 1e-3, learner.name());
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void trainingLowersTheLossAndLeavesTheEncoder(SequenceBlock block) {
        float[][] before = ENCODER.snapshot();
        try (Network reader = network(block); Adam adam = new Adam(1e-2f)) {
            InContextLearner learner = InContextLearner.of(ENCODER, DATA, reader, new GradientDescent(List.of(ENCODER, reader), adam, 1));
            List<Episode> batch = tasks(3, 1, 2).batch(0, 3);
            double first = learner.step(batch).loss();
            for (int i = 0; i < 60; i++) {
                learner.step(batch);
            }
            double last = learner.step(batch).loss();
            assertTrue(last < 0.5 * first, learner.name() + ": " + first + " → " + last);
            assertTrue(Arrays.deepEquals(before, ENCODER.snapshot()));
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aQuerysAnswerDoesNotDependOnTheOthersAndTheOrderInWhichTheSupportIsReadDoesMatter(SequenceBlock block) {
        Episode task = tasks(4, 1, 2).next();
        try (Network reader = network(block)) {
            InContextLearner learner = InContextLearner.of(ENCODER, reader, null);
            float[] all = learner.logits(MANAGER, task).toFloatArray();
            assertArrayEquals(Arrays.copyOfRange(all, 4 * 5, 4 * 6),
                    learner.logits(MANAGER, task.asking(task.query().pick(5))).toFloatArray(), 1e-4f);
            List<float[]> orders = IntStream.range(0, 4).mapToObj(i -> learner.logits(MANAGER,
                    task.ordered(i, (i + 1) % 4, (i + 2) % 4, (i + 3) % 4)).toFloatArray()).toList();
            assertTrue(orders.stream().anyMatch(other -> !Arrays.equals(all, other)), learner.name());
        }
    }

    @ParameterizedTest
    @MethodSource("readers")
    void oneNetworkAnswersAnyNumberOfClassesUpToItsLabelsAndRefusesMore(SequenceBlock block) {
        try (Network reader = network(block)) {
            InContextLearner learner = InContextLearner.of(ENCODER, reader, null);
            assertEquals(LABELS, learner.mostWays());
            for (int way : new int[] {2, 6}) {
                assertEquals(new Shape(2L * way, way), learner.logits(MANAGER, tasks(way, 1, 2).uneven(1, 3).next()).getShape());
            }
            Episode seven = tasks(7, 1, 1).next();
            String refused = assertThrows(IllegalArgumentException.class, () -> learner.logits(MANAGER, seven)).getMessage();
            assertTrue(refused.contains("7 classes") && refused.contains("6 labels"), refused);
            assertFalse(learner.name().equals("In-context"), learner.name());
            assertThrows(UnsupportedOperationException.class, () -> learner.attention(MANAGER, tasks(3, 1, 1).next()));
        }
    }
}
