package fewshot.model.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.attention.CausalTransformer;
import fewshot.model.memory.Controller;
import fewshot.model.memory.Mann;
import fewshot.model.memory.NeuralTuringMachine;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What holds for whatever reads sequences. */
class SequenceBlockTest {
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final int TIME = 7;
    private static final int BATCH = 3;
    private static final int FEATURES = 4;
    private static final int ANSWERS = 2;
    private static final List<Supplier<SequenceBlock>> READERS = List.of(() -> new Rnn(6), () -> new Gru(6), () -> new Lstm(6),
            () -> new NeuralTuringMachine(Controller.FEED_FORWARD, 6, 5, 3), () -> new NeuralTuringMachine(Controller.LSTM, 6, 5, 3),
            () -> new Mann(6, 9, 4, 2), () -> new CausalTransformer(1, 40, 6, 2, 2), () -> CausalTransformer.ofPairs(0, 6, 2, 2));

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    private static Network network(Supplier<SequenceBlock> reader) {
        return Network.sequence(reader.get(), FEATURES, ANSWERS, 3);
    }

    private static NDArray sequence(int time, int batch) {
        return MANAGER.randomNormal(new Shape(time, batch, FEATURES));
    }

    @Test
    void aSequenceReadInTwoPartsIsAnsweredAsIfReadAtOnce() {
        for (Supplier<SequenceBlock> reader : READERS) {
            try (Network network = network(reader)) {
                NDArray x = sequence(TIME, BATCH);
                NDArray whole = network.read(x);
                assertEquals(new Shape(TIME, BATCH, ANSWERS), whole.getShape());
                NDList first = network.read(x.get(":3"), new NDList());
                NDList second = network.read(x.get("3:"), first.subNDList(1));
                assertArrayEquals(whole.get(":3").toFloatArray(), first.head().toFloatArray(), 1e-5f, name(network));
                assertArrayEquals(whole.get("3:").toFloatArray(), second.head().toFloatArray(), 1e-5f, name(network));
            }
        }
    }

    private static String name(Network network) {
        return ((SequenceBlock) network.block()).name();
    }

    @Test
    void theSequencesOfABatchDoNotSeeOneAnother() {
        for (Supplier<SequenceBlock> reader : READERS) {
            try (Network network = network(reader)) {
                NDArray x = sequence(TIME, BATCH);
                assertArrayEquals(network.read(x.get(":, 1:2")).toFloatArray(), network.read(x).get(":, 1:2").toFloatArray(), 1e-5f,
                        name(network));
            }
        }
    }

    @Test
    void noAnswerDependsOnWhatComesLaterAndTheLastOnWhatCameFirst() {
        for (Supplier<SequenceBlock> reader : READERS) {
            try (Network network = network(reader)) {
                NDArray x = sequence(TIME, 1);
                NDArray otherEnd = x.get(":4").concat(sequence(TIME - 4, 1), 0);
                NDArray otherStart = sequence(1, 1).concat(x.get("1:"), 0);
                float[] answers = network.read(x).toFloatArray();
                float[] otherLater = network.read(otherEnd).toFloatArray();
                float[] otherFirst = network.read(otherStart).toFloatArray();
                for (int i = 0; i < 4 * ANSWERS; i++) {
                    assertEquals(answers[i], otherLater[i], 1e-6, name(network));
                }
                assertTrue(Math.abs(answers[TIME * ANSWERS - 1] - otherFirst[TIME * ANSWERS - 1]) > 1e-7, name(network) + " forgot");
            }
        }
    }

    @Test
    void theGradientThroughASequenceEqualsTheDifferenceOfItsLossAlongItself() {
        for (Supplier<SequenceBlock> reader : READERS) {
            try (Network network = network(reader)) {
                NDArray x = sequence(TIME, BATCH);
                NDArray target = MANAGER.randomNormal(new Shape(TIME, BATCH, ANSWERS));
                float rate = name(network).equals("Transformer") ? 3e-5f : 3e-4f; // its gradient is so large that 3e-4 along it is too far
                float[][] start = network.snapshot();
                Optimizer descent = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(rate)).build();
                Step step = new GradientDescent(network, descent).minimise(List.of(x), (m, item) -> loss(network, m, item, target));
                double lower = loss(network, x, target);
                float[][] mirrored = network.snapshot();
                for (int i = 0; i < start.length; i++) {
                    for (int j = 0; j < start[i].length; j++) {
                        mirrored[i][j] = 2 * start[i][j] - mirrored[i][j];
                    }
                }
                network.restore(mirrored);
                // θ ± rate·g: the central difference is 2·rate·‖g‖².
                double expected = (loss(network, x, target) - lower) / (2 * rate);
                assertEquals(expected, step.gradientNorm() * step.gradientNorm(), 0.03 * expected, name(network));
            }
        }
    }

    private static NDArray loss(Network network, NDManager manager, NDArray x, NDArray target) {
        NDArray own = x.duplicate(); // results belong to the manager of the first operand
        own.attach(manager);
        return network.read(own).sub(target).square().sum();
    }

    private static double loss(Network network, NDArray x, NDArray target) {
        try (NDManager manager = MANAGER.newSubManager()) {
            return loss(network, manager, x, target).getFloat();
        }
    }

    @Test
    void aStepMakesNoArrayInJavasMemory() {
        for (Supplier<SequenceBlock> reader : READERS) {
            try (Network network = network(reader); NDManager manager = MANAGER.newSubManager()) {
                NDArray x = manager.zeros(new Shape(40, BATCH, FEATURES));
                network.read(x);
                long before = buffers();
                network.read(x);
                assertTrue(buffers() - before < 40, (buffers() - before) + " buffers were made by 40 steps of " + name(network));
            }
        }
    }

    private static long buffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct")).mapToLong(BufferPoolMXBean::getCount).sum();
    }

    @Test
    void aSequenceWithoutABatchIsRefused() {
        try (Network network = network(READERS.get(1))) {
            Exception e = assertThrows(IllegalArgumentException.class, () -> network.read(MANAGER.zeros(new Shape(TIME, FEATURES))));
            assertTrue(e.getMessage().contains("(7, 4)") && e.getMessage().contains("[time, batch, features]"), e.getMessage());
        }
    }

    @Test
    void oneSeedGivesOneSetOfWeights() {
        try (Network a = network(READERS.get(4)); Network b = network(READERS.get(4));
                Network raw = new Network(new Gru(6), new Shape(1, FEATURES), 3, MANAGER.getDevice())) {
            assertArrayEquals(a.snapshot()[0], b.snapshot()[0]);
            assertEquals(new Shape(1, ANSWERS), a.output());
            assertEquals(3 * 6 * (FEATURES + 6 + 2), raw.size());
        }
    }

    @Test
    void withoutDropoutOrBatchNormTheModeMakesNoDifferenceToTheLastBit() {
        for (Supplier<SequenceBlock> reader : READERS) {
            try (Network network = network(reader)) {
                NDArray x = sequence(TIME, BATCH);
                float[] answer = network.read(x).toFloatArray();
                for (BatchNormMode mode : BatchNormMode.values()) {
                    assertArrayEquals(answer, network.read(x, mode).toFloatArray(), name(network) + " " + mode);
                }
            }
        }
    }
}
