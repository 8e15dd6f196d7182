package fewshot.method.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.TestImages;
import fewshot.data.Examples;
import fewshot.data.ImageSet;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.method.Classifier;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.attention.InContextTransformer;
import fewshot.model.attention.PlainTransformer;
import fewshot.model.sequence.Gru;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class InContextLearnerTest {
    private static final ImageSet DATA = TestImages.noisy(24, 8, 28, 5);
    private static final int FEATURES = 8;
    private static final int LABELS = 20;
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final Network ENCODER = Network.encoder(FEATURES, 2);
    private static final Network READER = reader(LABELS);
    private static final InContextLearner LEARNER = InContextLearner.of(ENCODER, DATA, READER, null);

    @AfterAll
    static void close() {
        READER.close();
        ENCODER.close();
        MANAGER.close();
    }

    private static Network reader(int labels) {
        Network reader = InContextTransformer.network(new InContextTransformer(labels, 16, 2, 2), FEATURES, 1, MANAGER.getDevice());
        reader.restore(PlainTransformer.floats(reader.block(), PlainTransformer.draw(reader.block(), 3)));
        return reader;
    }

    private static EpisodeSampler tasks(int way, int shot, int queries) {
        return new EpisodeSampler(DATA, way, shot, queries, 1);
    }

    /** The episode with its support in another order. */
    private static Episode reordered(Episode episode, int... order) {
        int[] labels = Arrays.stream(order).map(i -> episode.supportLabels()[i]).toArray();
        return new Episode(episode.support().pick(order), labels, episode.query(), episode.queryLabels(), episode.classNames());
    }

    private static double[][] forward(Examples examples) {
        return EngineArrays.rows(ENCODER.forward(EngineArrays.of(MANAGER, examples), BatchNormMode.INDUCTIVE));
    }

    /** Each feature less its mean over all images of the set, by its deviation. */
    private static double[][] standardised(Examples examples) {
        double[][] all = forward(DATA.pick(IntStream.range(0, 24).toArray(), IntStream.range(0, 24).mapToObj(c -> IntStream.range(0, 8).toArray()).toArray(int[][]::new)));
        double[][] rows = forward(examples);
        for (int j = 0; j < FEATURES; j++) {
            int feature = j;
            double mean = Arrays.stream(all).mapToDouble(row -> row[feature]).average().orElseThrow();
            double variance = Arrays.stream(all).mapToDouble(row -> Math.pow(row[feature] - mean, 2)).average().orElseThrow();
            for (double[] row : rows) {
                row[j] = variance == 0 ? row[j] - mean : (row[j] - mean) / Math.sqrt(variance);
            }
        }
        return rows;
    }

    @Test
    void theScoresEqualThoseOfATransformerInPlainDoublesOnFeaturesAndLabels() {
        Episode episode = tasks(3, 2, 2).next();
        int[] dealt = {7, 0, 12};
        double[][] features = standardised(episode.support().and(episode.query()));
        Map<String, double[]> weights = PlainTransformer.draw(READER.block(), 3);
        PlainTransformer plain = new PlainTransformer(weights, 2, 2);
        double[][] tokens = new double[12][];
        for (int i = 0; i < 12; i++) {
            double[] seen = Arrays.copyOf(features[i], FEATURES + LABELS);
            if (i < 6) {
                seen[FEATURES + dealt[episode.supportLabels()[i]]] = 5;
            }
            tokens[i] = plain.linear("token", seen);
        }
        double[][] read = plain.transform("transformer_", tokens, (i, j) -> j < 6 || i.equals(j));
        double[][] found = EngineArrays.rows(LEARNER.logits(MANAGER, episode, dealt));
        assertEquals(6, found.length);
        for (int q = 0; q < 6; q++) {
            double[] scores = plain.linear("scores", read[6 + q]);
            assertArrayEquals(Arrays.stream(dealt).mapToDouble(label -> scores[label]).toArray(), found[q], 2e-3, "query " + q);
        }
    }

    @Test
    void withoutTrainingExamplesTheFeaturesAreAsTheEncoderMakesThem() {
        Episode episode = tasks(3, 1, 2).next();
        double[][] features = forward(episode.support().and(episode.query()));
        PlainTransformer plain = new PlainTransformer(PlainTransformer.draw(READER.block(), 3), 2, 2);
        double[][] tokens = new double[9][];
        for (int i = 0; i < 9; i++) {
            double[] seen = Arrays.copyOf(features[i], FEATURES + LABELS);
            if (i < 3) {
                seen[FEATURES + 4 + i] = 5;
            }
            tokens[i] = plain.linear("token", seen);
        }
        double[][] read = plain.transform("transformer_", tokens, (i, j) -> j < 3 || i.equals(j));
        double[][] found = EngineArrays.rows(InContextLearner.of(ENCODER, READER, null).logits(MANAGER, episode, new int[] {4, 5, 6}));
        for (int q = 0; q < 6; q++) {
            assertArrayEquals(Arrays.copyOfRange(plain.linear("scores", read[3 + q]), 4, 7), found[q], 2e-3, "query " + q);
        }
    }

    @Test
    void aQuerysAnswerHasTheSameBitsWhateverTheOthersAre() {
        Episode episode = tasks(5, 1, 3).next();
        byte[] others = new EpisodeSampler(DATA, 5, 1, 3, 9).next().query().bytes().clone();
        System.arraycopy(episode.query().bytes(), 4 * 784, others, 4 * 784, 784);
        Episode changed = episode.asking(episode.query().like(others));
        float[] before = LEARNER.logits(MANAGER, episode).get(4).toFloatArray();
        assertArrayEquals(before, LEARNER.logits(MANAGER, changed).get(4).toFloatArray());
        assertArrayEquals(before, LEARNER.logits(MANAGER, episode.asking(episode.query().pick(4))).toFloatArray(), 1e-4f);
    }

    @Test
    void theOrderOfTheSupportChangesNothing() {
        Episode episode = tasks(4, 2, 2).next();
        Episode reordered = reordered(episode, 6, 1, 7, 0, 3, 5, 2, 4);
        assertArrayEquals(LEARNER.deal(episode), LEARNER.deal(reordered));
        assertArrayEquals(LEARNER.logits(MANAGER, episode).toFloatArray(), LEARNER.logits(MANAGER, reordered).toFloatArray(), 1e-4f);
    }

    @Test
    void classesThatKeepTheirLabelsAreAnsweredAlikeHoweverTheyAreNumbered() {
        Episode episode = tasks(4, 2, 2).next();
        int[] numbered = {2, 0, 3, 1}; // class k becomes class numbered[k]
        int[] dealt = {5, 17, 0, 9};
        int[] moved = new int[4];
        IntStream.range(0, 4).forEach(k -> moved[numbered[k]] = dealt[k]);
        Episode renumbered = new Episode(episode.support(), Arrays.stream(episode.supportLabels()).map(k -> numbered[k]).toArray(),
                episode.query(), new int[8], episode.classNames());
        double[][] before = EngineArrays.rows(LEARNER.logits(MANAGER, episode, dealt));
        double[][] after = EngineArrays.rows(LEARNER.logits(MANAGER, renumbered, moved));
        for (int q = 0; q < 8; q++) {
            for (int k = 0; k < 4; k++) {
                assertEquals(before[q][k], after[q][numbered[k]], 1e-5, "query " + q + ", class " + k);
            }
        }
        assertNotEquals(before[0][0], EngineArrays.rows(LEARNER.logits(MANAGER, episode, new int[] {6, 17, 0, 9}))[0][0], "another label, another answer");
    }

    @Test
    void theDealIsOfDifferentLabelsAndAnotherForAnotherTask() {
        List<int[]> deals = IntStream.range(0, 20).mapToObj(i -> LEARNER.deal(tasks(20, 1, 1).episode(i))).toList();
        for (int[] deal : deals) {
            assertArrayEquals(IntStream.range(0, 20).toArray(), Arrays.stream(deal).sorted().toArray());
        }
        assertEquals(20, deals.stream().map(Arrays::toString).distinct().count());
        long labels = IntStream.range(0, 60).mapToObj(i -> LEARNER.deal(tasks(5, 1, 1).episode(i))).flatMapToInt(Arrays::stream).distinct().count();
        assertEquals(20, labels, "five classes have any of the labels");
    }

    @Test
    void oneNetworkAnswersAnyNumberOfClassesUpToItsLabels() {
        for (int way : new int[] {2, 5, 20}) {
            Episode uneven = tasks(way, 1, 1).uneven(1, 3).next();
            assertEquals(new Shape(way, way), LEARNER.logits(MANAGER, uneven).getShape());
        }
        assertEquals(20, LEARNER.mostWays());
    }

    @Test
    void aFittedTaskIsAnsweredAsAnEpisodeIsHoweverManyAreAsked() {
        Episode episode = tasks(20, 1, 7).next();
        Examples many = episode.query().and(episode.query());
        double[][] expected = EngineArrays.rows(LEARNER.logits(MANAGER, episode));
        try (Classifier classifier = LEARNER.fit(episode)) {
            double[][] found = classifier.scores(many);
            assertEquals(280, found.length);
            for (int q = 0; q < 280; q++) {
                assertArrayEquals(expected[q % 140], found[q], 1e-4, "query " + q);
            }
            assertArrayEquals(expected[3], classifier.scores(many.pick(3))[0], 1e-4);
        }
    }

    @Test
    void anEpisodeWithoutQueriesHasNoScores() {
        Episode episode = tasks(5, 2, 0).next();
        assertEquals(new Shape(0, 5), LEARNER.logits(MANAGER, episode).getShape());
    }

    /** The mean over the queries of a class of {@code −Σ target log p}, with these targets for the right class and for each other. */
    private static double surprise(Episode episode, double right, double other) {
        double[][] scores = EngineArrays.rows(LEARNER.logits(MANAGER, episode));
        int[] known = IntStream.range(0, scores.length).filter(q -> episode.queryLabels()[q] != Episode.STRANGER).toArray();
        double sum = 0;
        for (int q : known) {
            double all = Arrays.stream(scores[q]).map(Math::exp).sum();
            for (int k = 0; k < episode.way(); k++) {
                sum -= (k == episode.queryLabels()[q] ? right : other) * Math.log(Math.exp(scores[q][k]) / all);
            }
        }
        return sum / known.length;
    }

    @Test
    void theLossIsTheMeanSurpriseOfTheAnswersWhateverTheSizesOfTheEpisodes() {
        List<Episode> batch = Stream.of(tasks(5, 1, 2), tasks(3, 2, 2), tasks(5, 1, 2).withStrangers(2)).flatMap(s -> s.next(2).stream()).toList();
        double mean = batch.stream().mapToDouble(episode -> surprise(episode, 1, 0)).average().orElseThrow();
        assertEquals(mean, LEARNER.loss(MANAGER, batch).getFloat(), 1e-3);
    }

    @Test
    void smoothedLabelsAimAtEveryClassALittleAndLeaveTheAnswersAsTheyAre() {
        InContextLearner smoothed = LEARNER.smoothing(0.2);
        Episode episode = tasks(5, 1, 2).withStrangers(2).next();
        assertEquals(surprise(episode, 0.84, 0.04), smoothed.loss(MANAGER, List.of(episode)).getFloat(), 1e-3);
        assertArrayEquals(LEARNER.logits(MANAGER, episode).toFloatArray(), smoothed.logits(MANAGER, episode).toFloatArray());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> LEARNER.smoothing(1)).getMessage().contains("1.0"));
    }

    @Test
    void trainingLowersTheLoss() {
        try (Network reader = InContextTransformer.network(ENCODER, 4, 1); Adam adam = new Adam(3e-3f)) {
            InContextLearner learner = InContextLearner.of(ENCODER, DATA, reader, new GradientDescent(List.of(reader), adam, 1));
            List<Episode> batch = tasks(3, 1, 2).batch(0, 4);
            double first = learner.step(batch).loss();
            for (int i = 0; i < 15; i++) {
                learner.step(batch);
            }
            double last = learner.step(batch).loss();
            assertTrue(last < 0.5 * first, first + " → " + last);
        }
    }

    /** Adam's moments of the encoder's own steps would go on moving it, were it among what is updated. */
    @Test
    void theEncoderStaysWhereItIs() {
        try (Network encoder = Network.encoder(FEATURES, 3); Network reader = InContextTransformer.network(encoder, 4, 1); Adam adam = new Adam(3e-3f)) {
            GradientDescent descent = new GradientDescent(List.of(encoder, reader), adam, 1);
            List<Episode> batch = tasks(3, 1, 2).batch(0, 2);
            PrototypicalNetwork.of(encoder, descent).step(batch);
            float[][] before = encoder.snapshot();
            float[][] start = reader.snapshot();
            InContextLearner.of(encoder, DATA, reader, descent).step(batch);
            assertTrue(Arrays.deepEquals(before, encoder.snapshot()));
            assertTrue(!Arrays.deepEquals(start, reader.snapshot()));
        }
    }

    @Test
    void aQuerysAttentionIsOnTheSupportAndOnItself() {
        Episode episode = tasks(3, 1, 2).next();
        List<NDArray> layers = LEARNER.attention(MANAGER, episode);
        assertEquals(2, layers.size());
        for (NDArray layer : layers) {
            assertEquals(new Shape(2, 9, 9), layer.getShape());
            float[] weights = layer.get(1).toFloatArray();
            for (int i = 0; i < 81; i++) {
                assertEquals(i % 9 < 3 || i / 9 == i % 9, weights[i] > 0, "token " + i / 9 + " at token " + i % 9);
            }
        }
    }

    @Test
    void itSaysWhatItIs() {
        assertEquals("In-context", LEARNER.name());
        assertEquals(Optional.of(BatchNormMode.INDUCTIVE), LEARNER.batchNorm());
        assertTrue(LEARNER.toString().contains("frozen"), LEARNER.toString());
    }

    @Test
    void whatDoesNotFitIsRefusedWithItsNumbers() {
        try (Network gru = Network.sequence(new Gru(3), 27, 20, 1); Network wide = Network.encoder(6, 1); Network few = reader(4)) {
            refused(List.of("InContextTransformer.network", "Network.sequence"), () -> InContextLearner.of(ENCODER, DATA, wide, null));
            refused(List.of("27 numbers", "20 are a label", "(8)"), () -> InContextLearner.of(ENCODER, DATA, gru, null));
            refused(List.of("28 numbers", "20 are a label", "(6)"), () -> InContextLearner.of(wide, DATA, READER, null));
            InContextLearner learner = InContextLearner.of(ENCODER, DATA, few, null);
            Episode five = tasks(5, 1, 1).next();
            refused(List.of("5 classes", "4 labels", "at most 4"), () -> learner.logits(MANAGER, five));
            refused(List.of("[1, 2, 3, 4, 4]", "5 classes"), () -> LEARNER.logits(MANAGER, five, new int[] {1, 2, 3, 4, 4}));
            refused(List.of("[1, 2, 3, 4]", "0 to 19"), () -> LEARNER.logits(MANAGER, five, new int[] {1, 2, 3, 4}));
            refused(List.of("20", "0 to 19"), () -> LEARNER.logits(MANAGER, five, new int[] {1, 2, 3, 4, 20}));
            refused(List.of("empty batch"), () -> LEARNER.loss(MANAGER, List.of()));
            assertThrows(IllegalStateException.class, () -> LEARNER.step(List.of(five)));
        }
    }

    private static void refused(List<String> parts, Runnable asked) {
        String message = assertThrows(IllegalArgumentException.class, asked::run).getMessage();
        assertTrue(parts.stream().allMatch(message::contains), message);
    }
}
