package fewshot.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import fewshot.TestImages;
import fewshot.data.Examples;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.UpdateRule;
import fewshot.method.baseline.Chance;
import fewshot.method.baseline.FineTuning;
import fewshot.method.baseline.Head;
import fewshot.method.baseline.PixelNearestNeighbour;
import fewshot.method.baseline.SimpleShot;
import fewshot.method.gradient.LstmMetaLearner;
import fewshot.method.gradient.Maml;
import fewshot.method.gradient.MamlPlusPlus;
import fewshot.method.gradient.MetaSgd;
import fewshot.method.gradient.ProtoMaml;
import fewshot.method.gradient.Reptile;
import fewshot.method.memory.InContextLearner;
import fewshot.method.memory.RecurrentLearner;
import fewshot.method.metric.MatchingNetwork;
import fewshot.method.metric.MetricClassifier;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.method.metric.RelationNetwork;
import fewshot.method.metric.SiameseNetwork;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.encoder.FullContext;
import fewshot.model.encoder.RelationModule;
import fewshot.model.rule.LearnedGates;
import fewshot.model.rule.LearnedRates;
import fewshot.model.sequence.Lstm;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClassifierTest {
    private static final ImageSet DATA = TestImages.noisy(8, 9, 28, 4);
    private static final Episode TASK = new EpisodeSampler(DATA, 5, 2, 3, 1).next();
    private static final List<Network> NETWORKS = new ArrayList<>();
    private static final List<AutoCloseable> OTHERS = new ArrayList<>();

    private static Network owned(Network network) {
        NETWORKS.add(network);
        return network;
    }

    @AfterAll
    static void close() throws Exception {
        for (AutoCloseable other : OTHERS) {
            other.close();
        }
        NETWORKS.forEach(Network::close);
    }

    static List<FewShotLearner> learners() {
        Network encoder = owned(Network.encoder(4, 1));
        Network maps = owned(Network.maps(4, 1));
        Network start = owned(Network.classifier(4, 5, 1));
        FullContext context = new FullContext(encoder, 2, 3);
        Reptile reptile = Reptile.of(start, Reptile.Inner.adam(1e-2, 2, 5), Reptile.Inner.adam(1e-2, 3, 5), step -> 1, 1);
        OTHERS.addAll(List.of(context, reptile));
        GradientDescent none = GradientDescent.none();
        PrototypicalNetwork prototypical = PrototypicalNetwork.of(encoder);
        InnerLoop inner = new InnerLoop(UpdateRule.descent(0.1), 1, InnerLoop.Order.NONE);
        Maml maml = Maml.of(start, inner, 2, none);
        RecurrentLearner recurrent = RecurrentLearner.of(encoder, owned(Network.sequence(new Lstm(12), 9, 5, 2)), none);
        return List.of(prototypical, prototypical.with(BatchNormMode.TRANSDUCTIVE),
                MatchingNetwork.of(encoder, none), MatchingNetwork.of(encoder, context, none).withMeanOverShots(),
                SiameseNetwork.contrastive(encoder, 1, none),
                RelationNetwork.of(maps, owned(RelationModule.network(maps, 4, 2)), none), maml, maml.inductive(),
                MetaSgd.of(start, owned(LearnedRates.of(start, 0.005, 0.1, 1)), none),
                ProtoMaml.of(encoder, inner, 2, none), ProtoMaml.of(encoder, inner, 2, none).inductive(),
                MamlPlusPlus.of(start, owned(LearnedRates.ofSteps(start, 2, 0.1)), 0, none).inductive(),
                Maml.of(owned(Network.classifier(4, 1, 1)), inner, 2, none).inductive(),
                LstmMetaLearner.of(start, owned(LearnedGates.of(4, 0.1, 1)), 2, none), reptile.inductive(),
                recurrent, recurrent.withFrozenEncoder(DATA),
                InContextLearner.of(encoder, DATA, owned(Network.sequence(new Lstm(12), 10, 6, 2)), none), new FineTuning("fine-tuned", encoder, 2, 1e-2f, 1),
                FineTuning.ofHead("Baseline", Head.LINEAR, encoder, 2, 0.01, 1), FineTuning.ofHead("Baseline++", Head.COSINE, encoder, 2, 0.01, 1),
                SimpleShot.of(encoder, DATA), SimpleShot.of(encoder, DATA).with(BatchNormMode.TRANSDUCTIVE),
                new PixelNearestNeighbour());
    }

    @ParameterizedTest
    @MethodSource("learners")
    void askingALearnedTaskIsWhatTheLearnerSaysOfTheEpisode(FewShotLearner learner) {
        try (NDManager manager = NDManager.newBaseManager(); Classifier classifier = learner.fit(TASK)) {
            float[] asked = classifier.scores(manager, TASK.query()).toFloatArray();
            assertArrayEquals(learner.logits(manager, TASK).toFloatArray(), asked, 2e-4f);
            assertArrayEquals(asked, classifier.scores(manager, TASK.query()).toFloatArray(), 1e-6f, "and the same when asked again");
            assertEquals(List.of(TASK.classNames()), classifier.classNames());
            for (double[] row : classifier.probabilities(TASK.query())) {
                assertEquals(1, Arrays.stream(row).sum(), 1e-5);
            }
        }
    }

    /** Inductively, and by what has no batch norm at all, one question has nothing to do with another. */
    @ParameterizedTest
    @MethodSource("learners")
    void aQuestionAskedAloneIsAnsweredAsAmongOthersUnlessTheyHelpEachOther(FewShotLearner learner) {
        boolean alone = learner.batchNorm().filter(mode -> mode == BatchNormMode.TRANSDUCTIVE).isEmpty();
        try (NDManager manager = NDManager.newBaseManager(); Classifier classifier = learner.fit(TASK)) {
            float[] all = classifier.scores(manager, TASK.query()).toFloatArray();
            float[] one = classifier.scores(manager, TASK.query().pick(7)).toFloatArray();
            float[] among = Arrays.copyOfRange(all, 35, 40);
            if (alone) {
                assertArrayEquals(among, one, 2e-4f);
            } else {
                assertFalse(Arrays.equals(among, one));
            }
        }
    }

    /** The rule's threshold is put between the queries, so that some are strangers and some are not. */
    @ParameterizedTest
    @MethodSource("learners")
    void everyMethodsClassifierDecidesByItsRuleAndItsScoresStay(FewShotLearner learner) {
        try (NDManager manager = NDManager.newBaseManager(); Classifier classifier = learner.fit(TASK)) {
            float[] scores = classifier.scores(manager, TASK.query()).toFloatArray();
            double[] largest = IntStream.range(0, 15)
                    .mapToDouble(q -> IntStream.range(5 * q, 5 * q + 5).mapToDouble(i -> scores[i]).max().orElseThrow()).toArray();
            double[] sorted = Arrays.stream(largest).sorted().toArray();
            int[] closed = classifier.labels(TASK.query());
            double threshold = (sorted[6] + sorted[7]) / 2;
            classifier.decideBy(new DecisionRule(2, OpenSetScore.MAXIMUM_LOGIT, threshold / 2));
            int[] open = classifier.labels(TASK.query());
            double[][] cool = classifier.probabilities(TASK.query());
            for (int q = 0; q < 15; q++) {
                double sum = 0;
                for (int k = 0; k < 5; k++) {
                    sum += Math.exp((scores[5 * q + k] - largest[q]) / 2);
                }
                assertEquals(1 / sum, cool[q][closed[q]], 1e-4);
                if (Math.abs(largest[q] - threshold) > 1e-3) {
                    assertEquals(largest[q] < threshold ? Episode.STRANGER : closed[q], open[q]);
                }
            }
            assertTrue(Arrays.stream(open).anyMatch(label -> label < 0) || sorted[14] - sorted[0] < 1e-2, "some are strangers");
            assertArrayEquals(scores, classifier.scores(manager, TASK.query()).toFloatArray(), 1e-4f, "scores are as they were");
        }
    }

    @ParameterizedTest
    @MethodSource("learners")
    void severalThreadsGetTheSameAnswersAsOne(FewShotLearner learner) {
        try (Classifier classifier = learner.fit(TASK)) {
            double[][] one = IntStream.range(0, 15).mapToObj(q -> classifier.probabilities(TASK.query().pick(q))[0]).toArray(double[][]::new);
            double[][] many = IntStream.range(0, 15).parallel()
                    .mapToObj(q -> classifier.probabilities(TASK.query().pick(q))[0]).toArray(double[][]::new);
            for (int q = 0; q < 15; q++) {
                assertArrayEquals(one[q], many[q], 1e-5, "query " + q);
            }
        }
    }

    @Test
    void aNewClassIsLearnedWithoutTouchingTheOthers() {
        try (NDManager manager = NDManager.newBaseManager();
                MetricClassifier classifier = PrototypicalNetwork.of(owned(Network.encoder(4, 1))).fit(TASK)) {
            float[] before = classifier.scores(manager, TASK.query()).toFloatArray();
            Examples sixth = DATA.pick(new int[] {0}, new int[][] {{5, 6}});
            classifier.add("sixth", sixth);
            float[] after = classifier.scores(manager, TASK.query()).toFloatArray();
            for (int i = 0; i < before.length; i++) {
                assertEquals(before[i], after[i / 5 * 6 + i % 5], 1e-5);
            }
            assertEquals("sixth", classifier.classNames().get(5));
            try (MetricClassifier alone = PrototypicalNetwork.of(NETWORKS.get(NETWORKS.size() - 1)).fit(
                    new Episode(sixth, new int[] {0, 0}, sixth.pick(), new int[0], new String[] {"sixth"}))) {
                float[] one = alone.scores(manager, TASK.query()).toFloatArray();
                IntStream.range(0, 15).forEach(q -> assertEquals(one[q], after[6 * q + 5], 1e-5));
            }
            assertThrows(IllegalArgumentException.class, () -> classifier.add("sixth", sixth), "the name is taken");
            assertThrows(IllegalArgumentException.class, () -> classifier.add("seventh", sixth.pick()), "nothing to learn from");
        }
    }

    @Test
    void aStrangerBelongsOnceItsClassIsAdded() {
        try (MetricClassifier classifier = PrototypicalNetwork.of(owned(Network.encoder(4, 1))).fit(TASK)) {
            Examples stranger = DATA.pick(2, 5);
            assertTrue(classifier.labels(stranger)[0] >= 0, "it must be of a class until a rule says else");
            classifier.decideBy(new DecisionRule(1, OpenSetScore.MAXIMUM_LOGIT, -1e-3));
            assertEquals(Episode.STRANGER, classifier.labels(stranger)[0]);
            classifier.add("sixth", stranger);
            assertEquals(5, classifier.labels(stranger)[0]);
            assertEquals(6, classifier.probabilities(stranger)[0].length);
        }
    }

    @Test
    void whatCannotBeAnsweredIsRefusedByName() {
        Classifier classifier = new PixelNearestNeighbour().fit(TASK);
        Exception shape = assertThrows(IllegalArgumentException.class, () -> classifier.labels(Examples.bytes(new byte[9], 1, 3, 3)));
        assertEquals("Classifier: asked about 1 examples of 1 × 3 × 3 bytes, but it has learned from examples like 1 × 28 × 28 bytes;"
                + " ask about one or more of these", shape.getMessage());
        assertThrows(IllegalArgumentException.class, () -> classifier.labels(TASK.query().pick()));
        classifier.close();
        Exception closed = assertThrows(IllegalStateException.class, () -> classifier.labels(TASK.query()));
        assertTrue(closed.getMessage().contains("it was closed"), closed.getMessage());
    }

    @Test
    void aLearnerThatKnowsNothingQuickerLearnsTheTaskAnewWithEachQuestion() {
        try (Classifier classifier = new Chance(3).fit(TASK)) {
            assertEquals(5, classifier.probabilities(TASK.query().pick(0))[0].length);
        }
    }

    private static int resources(NDManager manager) {
        try {
            Field resources = BaseNDManager.class.getDeclaredField("resources");
            resources.setAccessible(true);
            return ((Map<?, ?>) resources.get(manager)).size();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void classesAreAddedWithoutKeepingTheEmbeddingsBefore() {
        Network network = owned(Network.encoder(4, 1));
        try (MetricClassifier classifier = PrototypicalNetwork.of(network).fit(TASK)) {
            int held = resources(classifier.manager());
            for (int i = 0; i < 5; i++) {
                classifier.add("class " + i, DATA.pick(2, 5));
                assertEquals(held, resources(classifier.manager()), "after " + i + " more");
            }
            assertEquals(10, classifier.probabilities(TASK.query())[0].length);
        }
    }

    @Test
    void classesAreAddedWhileOthersAsk() throws Exception {
        try (MetricClassifier classifier = PrototypicalNetwork.of(owned(Network.encoder(4, 1))).fit(TASK)) {
            FutureTask<Integer> asking = new FutureTask<>(() -> {
                int most = 0;
                while (most < 40) {
                    most = Math.max(most, classifier.scores(TASK.query().pick(0))[0].length);
                }
                return most;
            });
            new Thread(asking).start();
            for (int i = 5; i < 40; i++) {
                classifier.add("class " + i, DATA.pick(2, 5));
            }
            assertEquals(40, asking.get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void aTaskThatCannotBeEmbeddedLeavesNothingOpen() {
        Network network = owned(Network.encoder(4, 1));
        int held = resources(network.manager());
        Examples small = Examples.bytes(new byte[9], 1, 3, 3);
        Episode task = new Episode(small, new int[] {0}, small.pick(), new int[0], new String[] {"small"});
        assertThrows(IllegalArgumentException.class, () -> PrototypicalNetwork.of(network).fit(task));
        assertEquals(held, resources(network.manager()));
    }
}
