package fewshot.method.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.sequence.SequenceBatch;
import fewshot.episode.sequence.SequenceSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.attention.CausalTransformer;
import fewshot.model.memory.Mann;
import fewshot.model.sequence.Gru;
import fewshot.model.sequence.Lstm;
import fewshot.model.sequence.NormedReader;
import fewshot.model.sequence.SequenceBlock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RecurrentLearnerTest {
    private static final ImageSet DATA = TestImages.noisy(20, 10, 28, 5);
    private static final int WAY = 4;
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final Network ENCODER = Network.encoder(8, 2);
    private static final List<Supplier<SequenceBlock>> READERS =
            List.of(() -> new Gru(12), () -> new Lstm(12), () -> new Mann(12, 16, 6, 2),
                    () -> new CausalTransformer(WAY, 12, 12, 2, 2));

    @AfterAll
    static void close() {
        ENCODER.close();
        MANAGER.close();
    }

    private static Network onPixels(SequenceBlock block) {
        return Network.sequence(block, 784 + WAY, WAY, 1);
    }

    private static Network onEmbeddings(SequenceBlock block) {
        return Network.sequence(block, 8 + WAY, WAY, 1);
    }

    @Test
    void anEpisodeIsAnsweredAsTheLastStepOfItsSupportReadAsASequence() {
        Episode episode = new EpisodeSampler(DATA, WAY, 2, 3, 1).next();
        SequenceBatch support = SequenceBatch.ofSupport(episode);
        for (Supplier<SequenceBlock> reader : READERS) {
            try (Network network = onPixels(reader.get())) {
                RecurrentLearner learner = RecurrentLearner.of(network, null);
                float[] logits = learner.logits(MANAGER, episode).toFloatArray();
                for (int q = 0; q < WAY * 3; q++) {
                    byte[] pixels = Arrays.copyOf(support.pixels(), support.pixels().length + 784);
                    System.arraycopy(episode.queryImage(q), 0, pixels, support.pixels().length, 784);
                    int[] labels = Arrays.copyOf(support.labels(), support.labels().length + 1); // the query's is not looked at
                    NDArray scores = learner.scores(MANAGER, new SequenceBatch(WAY, 1, 28, 28, pixels, labels));
                    assertArrayEquals(scores.get(WAY * 2, 0).toFloatArray(), Arrays.copyOfRange(logits, q * WAY, (q + 1) * WAY), 1e-5f,
                            learner.name() + ", query " + q);
                }
            }
        }
    }

    @Test
    void theScoresOfAQueryDoNotDependOnTheOtherQueries() {
        Episode episode = new EpisodeSampler(DATA, WAY, 1, 2, 1).next();
        byte[] others = new EpisodeSampler(DATA, WAY, 1, 2, 9).next().query().bytes().clone();
        System.arraycopy(episode.query().bytes(), 784, others, 784, 784);
        Episode changed = new Episode(WAY, 1, 2, 28, 28, episode.support().bytes(), others, episode.classNames());
        for (Supplier<SequenceBlock> reader : READERS) {
            try (Network network = onEmbeddings(reader.get())) {
                RecurrentLearner learner = RecurrentLearner.of(ENCODER, network, null);
                assertArrayEquals(learner.logits(MANAGER, episode).get(1).toFloatArray(), learner.logits(MANAGER, changed).get(1).toFloatArray(),
                        1e-5f, learner.name());
            }
        }
    }

    @Test
    void aLabelIsFirstSeenOneStepAfterItsImage() {
        SequenceBatch batch = new SequenceSampler(DATA, WAY, 2, 1, 3).next();
        for (Supplier<SequenceBlock> reader : READERS) {
            try (Network network = onPixels(reader.get())) {
                RecurrentLearner learner = RecurrentLearner.of(network, null);
                float[] before = learner.scores(MANAGER, batch).toFloatArray();
                for (int changed = 0; changed < batch.time(); changed++) {
                    int[] labels = batch.labels().clone();
                    labels[changed] = (labels[changed] + 1) % WAY;
                    float[] after = learner.scores(MANAGER, new SequenceBatch(WAY, 1, 28, 28, batch.pixels(), labels)).toFloatArray();
                    int until = (changed + 1) * WAY;
                    assertArrayEquals(Arrays.copyOf(before, until), Arrays.copyOf(after, until), 1e-6f, learner.name() + ", label " + changed);
                    assertEquals(changed + 1 < batch.time(), !Arrays.equals(before, after), learner.name() + ", label " + changed);
                }
            }
        }
    }

    @Test
    void theLossIsTheMeanSurpriseAtEveryLabelOfEverySequence() {
        SequenceBatch batch = new SequenceSampler(DATA, WAY, 2, 3, 3).next();
        try (Network network = onPixels(new Gru(5))) {
            RecurrentLearner learner = RecurrentLearner.of(network, null);
            float[] scores = learner.scores(MANAGER, batch).toFloatArray();
            double sum = 0;
            for (int i = 0; i < batch.labels().length; i++) {
                double all = 0;
                for (int k = 0; k < WAY; k++) {
                    all += Math.exp(scores[i * WAY + k]);
                }
                sum -= Math.log(Math.exp(scores[i * WAY + batch.labels()[i]]) / all);
            }
            assertEquals(sum / batch.labels().length, learner.loss(MANAGER, batch).getFloat(), 1e-5);
        }
    }

    @Test
    void trainingLowersTheLossOfEachReader() {
        for (Supplier<SequenceBlock> reader : READERS) {
            try (Network network = Network.sequence(reader.get(), 64 + WAY, WAY, 1); Adam adam = new Adam(5e-3f)) {
                RecurrentLearner learner = RecurrentLearner.of(network, new GradientDescent(List.of(network), adam, 10));
                SequenceBatch batch = new SequenceSampler(TestImages.noisy(8, 10, 8, 5), WAY, 3, 4, 1).next();
                double first = learner.step(batch).loss();
                for (int i = 0; i < 80; i++) {
                    learner.step(batch);
                }
                double last = learner.step(batch).loss();
                assertEquals(Math.log(WAY), first, 0.7, "close to guessing at first");
                assertTrue(last < 0.8 * first, learner.name() + ": " + first + " → " + last);
            }
        }
    }

    @Test
    void trainingReachesTheEncoderUnlessItIsFrozen() {
        SequenceSampler sampler = new SequenceSampler(DATA, WAY, 2, 2, 1);
        for (boolean frozen : new boolean[] {true, false}) {
            try (Network encoder = Network.encoder(8, 3); Network network = onEmbeddings(new Gru(6)); Adam adam = new Adam(1e-3f)) {
                List<Network> trained = frozen ? List.of(network) : List.of(encoder, network);
                RecurrentLearner open = RecurrentLearner.of(encoder, network, new GradientDescent(trained, adam, 10));
                float[][] before = encoder.snapshot();
                float[][] reader = network.snapshot();
                (frozen ? open.withFrozenEncoder() : open).step(sampler.next());
                assertEquals(frozen, Arrays.deepEquals(before, encoder.snapshot()), "frozen " + frozen);
                assertTrue(!Arrays.deepEquals(reader, network.snapshot()));
            }
        }
    }

    /** Adam's moments of the joint steps would go on moving it, were it among what is updated. */
    @Test
    void anEncoderThatIsFrozenAfterJointStepsStaysWhereItIs() {
        SequenceSampler sampler = new SequenceSampler(DATA, WAY, 2, 2, 1);
        try (Network encoder = Network.encoder(8, 3); Network network = onEmbeddings(new Gru(6)); Adam adam = new Adam(1e-3f)) {
            GradientDescent descent = new GradientDescent(List.of(encoder, network), adam, 10);
            RecurrentLearner joint = RecurrentLearner.of(encoder, network, descent);
            for (int i = 0; i < 3; i++) {
                joint.step(sampler.next());
            }
            float[][] after = encoder.snapshot();
            float[][] reader = network.snapshot();
            RecurrentLearner frozen = joint.withFrozenEncoder();
            for (int i = 0; i < 3; i++) {
                frozen.step(sampler.next());
            }
            assertTrue(Arrays.deepEquals(after, encoder.snapshot()));
            assertTrue(!Arrays.deepEquals(reader, network.snapshot()));
            assertEquals(6, descent.steps(), "steps count for the whole");
            joint.step(sampler.next());
            assertTrue(!Arrays.deepEquals(after, encoder.snapshot()), "and joint steps go on");
            RecurrentLearner unread = RecurrentLearner.of(encoder, network, new GradientDescent(encoder, adam));
            assertThrows(IllegalArgumentException.class, unread::withFrozenEncoder);
        }
    }

    @Test
    void itIsNamedAfterItsReaderAndSaysWhenAnEncoderIsInFront() {
        try (Network gru = onPixels(new Gru(3)); Network lstm = onPixels(new Lstm(3)); Network mann = onEmbeddings(new Mann(3, 5, 2, 1))) {
            assertEquals("GRU", RecurrentLearner.of(gru, null).name());
            assertEquals("LSTM", RecurrentLearner.of(lstm, null).name());
            assertEquals(Optional.empty(), RecurrentLearner.of(lstm, null).batchNorm());
            RecurrentLearner learner = RecurrentLearner.of(ENCODER, mann, null);
            assertEquals("MANN, encoder", learner.name());
            assertEquals(Optional.of(BatchNormMode.INDUCTIVE), learner.batchNorm());
            assertEquals(new Shape(8, 2, 1, 5), learner.trace(MANAGER, new SequenceSampler(DATA, WAY, 2, 2, 1).next()).get("read weights").getShape());
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWithItsNumbers() {
        try (Network network = Network.sequence(new Gru(3), 10, WAY, 1); Network pixels = onPixels(new Gru(3))) {
            String sizes = assertThrows(IllegalArgumentException.class, () -> RecurrentLearner.of(ENCODER, network, null)).getMessage();
            assertTrue(sizes.contains("10 numbers") && sizes.contains("(8)"), sizes);
            assertThrows(IllegalArgumentException.class, () -> RecurrentLearner.of(ENCODER, null));
            Episode episode = new EpisodeSampler(DATA, 5, 1, 1, 1).next();
            String way = assertThrows(IllegalArgumentException.class, () -> RecurrentLearner.of(pixels, null).logits(MANAGER, episode)).getMessage();
            assertTrue(way.contains("5 labels") && way.contains("made for 4"), way);
            SequenceBatch small = new SequenceSampler(TestImages.noisy(8, 4, 20, 1), WAY, 2, 1, 1).next();
            String side = assertThrows(IllegalArgumentException.class, () -> RecurrentLearner.of(pixels, null).scores(MANAGER, small)).getMessage();
            assertTrue(side.contains("20 × 20") && side.contains("784"), side);
            assertThrows(IllegalStateException.class, () -> RecurrentLearner.of(pixels, null).step(new SequenceSampler(DATA, WAY, 2, 2, 1).next()));
            assertThrows(IllegalStateException.class, () -> RecurrentLearner.of(pixels, null).withFrozenEncoder());
        }
    }

    @Test
    void aReadersStatisticsMoveInAStepAloneWhichDropsWhereAnAnswerDoesNot() {
        Episode episode = new EpisodeSampler(DATA, WAY, 2, 3, 1).next();
        SequenceBatch batch = new SequenceSampler(DATA, WAY, 2, 6, 3).next();
        try (Network network = onPixels(new NormedReader(WAY)); Adam adam = new Adam(1e-3f)) {
            RecurrentLearner learner = RecurrentLearner.of(network, new GradientDescent(network, adam));
            float[][] before = network.snapshot();
            float[] answer = learner.logits(MANAGER, episode).toFloatArray();
            assertArrayEquals(answer, learner.logits(MANAGER, episode).toFloatArray());
            learner.scores(MANAGER, batch);
            learner.fit(episode).close();
            assertTrue(Arrays.deepEquals(before, network.snapshot()));
            float first = learner.loss(MANAGER, batch).getFloat();
            assertNotEquals(first, learner.loss(MANAGER, batch).getFloat(), "dropped at random");
            learner.step(batch);
            assertFalse(Arrays.equals(before[4], network.snapshot()[4]), network.block().getParameters().keys().get(4));
        }
    }
}
