package fewshot.model.sequence;

import static fewshot.GradientCheck.assertGradient;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.nn.recurrent.RecurrentBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import fewshot.model.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RecurrentCellTest {
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final int TIME = 6;
    private static final int BATCH = 3;
    private static final int FEATURES = 5;
    private static final int SIZE = 4;

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    private static NDArray row(double... values) {
        return MANAGER.create(values, new Shape(1, values.length));
    }

    @Test
    void aGruStepWorkedByHandHasPyTorchsConvention() {
        // r = σ(0) = 1/2. z = σ(ln 3) = 3/4. n = tanh(1 + 1/2 · 2): r outside the brackets of W' h + b'.
        // h' = 1/4 tanh 2 + 3/4 · 3: z keeps.
        Gru.State next = Gru.next(row(0, Math.log(3), 1), row(0, 0, 2), row(3));
        assertEquals(0.5, next.reset().toDoubleArray()[0], 1e-12);
        assertEquals(0.75, next.update().toDoubleArray()[0], 1e-12);
        assertEquals(0.25 * 0.9640275800758169 + 2.25, next.h().toDoubleArray()[0], 1e-12);
    }

    @Test
    void anLstmStepWorkedByHandHasItsGatesInTheOrderInputForgetCandidateOutput() {
        // i = σ(−ln 4) = 1/5, f = σ(ln 3) = 3/4, g = tanh 1, o = σ(0) = 1/2, and c = 2.
        Lstm.State next = Lstm.next(row(-Math.log(4), Math.log(3), 1, 0), row(2));
        double c = 0.75 * 2 + 0.2 * 0.7615941559557649;
        assertArrayEquals(new double[] {0.2, 0.75, 0.5}, new double[] {next.input().toDoubleArray()[0],
            next.forget().toDoubleArray()[0], next.output().toDoubleArray()[0]}, 1e-12);
        assertEquals(c, next.c().toDoubleArray()[0], 1e-12);
        assertEquals(0.5 * Math.tanh(c), next.h().toDoubleArray()[0], 1e-12);
    }

    @Test
    void theGradientsOfTheGatesEqualFiniteDifferences() {
        double[] x = new Random(1).doubles(12).map(u -> 4 * u - 2).toArray();
        NDArray weights = row(0.3, -1, 0.7, 1.3);
        NDArray three = row(0.1, 0.4, -0.2, 1, 0.5, -0.3, 0.2, 0.8, -1, 0.6, 0, 0.9);
        NDArray one = row(0.5, -0.4, 1.2, 0);
        Map<String, UnaryOperator<NDArray>> steps = Map.of(
                "GRU, from the input", v -> Gru.next(v, three, one).h(),
                "GRU, from the state", v -> Gru.next(three, v, one).h(),
                "GRU, the state kept", v -> Gru.next(three, three.neg(), v.get(":, :4")).h(),
                "LSTM, the gates", v -> Lstm.next(v.concat(one, 1), one).h(),
                "LSTM, the cell", v -> Lstm.next(three.concat(one, 1), v.get(":, 4:8")).c().add(v.get(":, 8:")),
                "RNN", v -> Rnn.next(v.get(":, :4"), v.get(":, 4:8")));
        steps.forEach((what, step) ->
                assertGradient(what, MANAGER, x, new Shape(1, 12), v -> step.apply(v).mul(weights).sum()));
    }

    @Test
    void readingEqualsDjlsOwnBlocksWithTheSameWeights() {
        compare(new Gru(SIZE), settings(GRU.builder()).build());
        compare(new Lstm(SIZE), settings(LSTM.builder()).build());
        compare(new Rnn(SIZE), settings(RNN.builder()).setActivation(RNN.Activation.TANH).build());
    }

    private static <T extends RecurrentBlock.BaseBuilder<T>> T settings(RecurrentBlock.BaseBuilder<T> builder) {
        return builder.setStateSize(SIZE).setNumLayers(1).optBatchFirst(false).optReturnState(true);
    }

    private static void compare(RecurrentCell ours, RecurrentBlock djls) {
        djls.setInitializer(new NormalInitializer(0.5f), Parameter.Type.WEIGHT);
        djls.setInitializer(new NormalInitializer(0.5f), Parameter.Type.BIAS);
        djls.initialize(MANAGER, DataType.FLOAT32, new Shape(TIME, BATCH, FEATURES));
        NDArray x = MANAGER.randomNormal(new Shape(TIME, BATCH, FEATURES));
        NDList expected = djls.forward(new ParameterStore(MANAGER, false), new NDList(x), false);
        try (Network network = new Network(ours, new Shape(1, FEATURES), 1, MANAGER.getDevice())) {
            network.restore(Stream.of("i2h_WEIGHT", "i2h_BIAS", "h2h_WEIGHT", "h2h_BIAS")
                    .map(name -> djls.getParameters().get("l_0_" + name).getArray().toFloatArray()).toArray(float[][]::new));
            NDList found = network.read(x, new NDList());
            assertEquals(expected.size(), found.size());
            assertEquals(new Shape(TIME, BATCH, SIZE), found.head().getShape());
            for (int i = 0; i < found.size(); i++) {
                assertArrayEquals(expected.get(i).toFloatArray(), found.get(i).toFloatArray(), 1e-5f, ours.name() + ", array " + i);
            }
        }
    }

    @Test
    void readingAWholeSequenceHasTheNumbersAndTheGradientsOfReadingItStepByStepHoweverTheWeightsLie() {
        for (RecurrentCell cell : List.of(new Gru(SIZE), new Lstm(SIZE), new Rnn(SIZE))) {
            NDArray x = MANAGER.randomNormal(new Shape(TIME, BATCH, FEATURES));
            try (Network network = new Network(cell, new Shape(1, FEATURES), 1, MANAGER.getDevice())) {
                ParameterStore weights = new ParameterStore(network.manager(), false);
                NDList start = new NDList(cell.start(MANAGER, BATCH).stream().map(a -> MANAGER.randomNormal(a.getShape())).toList());
                SequenceBlock.Pass pass = new SequenceBlock.Pass(weights, true);
                NDList whole = gradients(network, () -> cell.read(pass, x, start));
                NDList piece = gradients(network, () -> cell.read(pass, x, start, true)); // as cuDNN wants them
                NDList steps = gradients(network, () -> stepByStep(cell, pass, x, start));
                assertEquals(1 + start.size() + 4, steps.size());
                for (int i = 0; i < steps.size(); i++) {
                    assertEquals(steps.get(i).getShape(), whole.get(i).getShape());
                    assertArrayEquals(steps.get(i).toFloatArray(), whole.get(i).toFloatArray(), 2e-5f, cell.name() + ", array " + i);
                    assertArrayEquals(steps.get(i).toFloatArray(), piece.get(i).toFloatArray(), 2e-5f, cell.name() + ", array " + i);
                }
            }
        }
    }

    @Test
    void weightsInOnePieceAreTheSameNumbersInOneMemoryOneAfterTheOther() {
        NDList arrays = new NDList(MANAGER.create(new float[] {1, 2, 3, 4}, new Shape(2, 2)), MANAGER.create(new float[] {5, 6}));
        NDArray piece = RecurrentCell.inOnePiece(arrays);
        NDList views = RecurrentCell.views(piece, arrays);
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, piece.toFloatArray());
        assertEquals(new Shape(2, 2), views.get(0).getShape());
        piece.muli(10);
        assertArrayEquals(new float[] {10, 20, 30, 40}, views.get(0).toFloatArray());
        assertArrayEquals(new float[] {50, 60}, views.get(1).toFloatArray());
    }

    private static NDList stepByStep(RecurrentCell cell, SequenceBlock.Pass pass, NDArray sequence, NDList start) {
        NDList outputs = new NDList();
        NDList state = start;
        for (int t = 0; t < TIME; t++) {
            SequenceBlock.StepOutput moment = cell.step(pass, cell.project(pass, sequence.get(t)), state);
            outputs.add(moment.output());
            state = moment.state();
        }
        return new NDList(NDArrays.stack(outputs)).addAll(state);
    }

    /** What was read, and the gradients of the sum of its squares with respect to the four arrays of weights. */
    private static NDList gradients(Network network, Supplier<NDList> reading) {
        List<NDArray> weights = network.trainable().stream().map(Parameter::getArray).toList();
        weights.forEach(array -> array.setRequiresGradient(true));
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDList read = reading.get();
            collector.backward(NDArrays.add(read.stream().map(array -> array.square().sum()).toArray(NDArray[]::new)));
            NDList found = new NDList(weights.stream().map(array -> array.getGradient().duplicate()).toList());
            weights.forEach(array -> array.getGradient().subi(array.getGradient())); // the engine adds the next to it
            return new NDList(read).addAll(found);
        } finally {
            weights.forEach(array -> array.setRequiresGradient(false));
        }
    }

    @Test
    void theForgetGateStartsOpen() {
        try (Network network = new Network(new Lstm(2), new Shape(1, 3), 1, MANAGER.getDevice())) {
            float[][] weights = network.snapshot();
            assertArrayEquals(new float[8], weights[1]);
            assertArrayEquals(new float[] {0, 0, 1, 1, 0, 0, 0, 0}, weights[3]);
        }
    }

    @Test
    void aKeepingGruKeepsOfItsStateWhatAnLstmKeepsOfItsCellAtTheStart() {
        try (Network network = new Network(Gru.keeping(2), new Shape(1, 3), 1, MANAGER.getDevice())) {
            assertArrayEquals(new float[6], network.snapshot()[1]);
            assertArrayEquals(new float[] {0, 0, 1, 1, 0, 0}, network.snapshot()[3]);
            for (float z : network.trace(MANAGER.zeros(new Shape(1, 1, 3))).get("update gate").toFloatArray()) {
                assertEquals(1 / (1 + Math.exp(-1)), z, 1e-6);
            }
        }
    }

    @Test
    void aTraceHoldsTheGatesThatMadeEachState() {
        NDArray x = MANAGER.randomNormal(new Shape(TIME, BATCH, FEATURES));
        try (Network lstm = new Network(new Lstm(SIZE), new Shape(1, FEATURES), 1, MANAGER.getDevice());
                Network gru = new Network(new Gru(SIZE), new Shape(1, FEATURES), 1, MANAGER.getDevice())) {
            Map<String, NDArray> trace = lstm.trace(x);
            assertEquals(new Shape(TIME, BATCH, SIZE), trace.get("forget gate").getShape());
            assertArrayEquals(lstm.read(x).toFloatArray(), trace.get("state").toFloatArray(), 1e-6f);
            assertArrayEquals(trace.get("state").toFloatArray(),
                    trace.get("cell").tanh().mul(trace.get("output gate")).toFloatArray(), 1e-6f);
            assertEquals("[reset gate, state, update gate]", gru.trace(x).keySet().toString());
        }
    }

    @Test
    void aStateOfNothingAndABlockThatReadsNoSequenceAreRefused() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new Gru(0)).getMessage().startsWith("GRU: a state of 0"));
        try (Network encoder = Network.encoder(4, 1)) {
            Exception e = assertThrows(IllegalStateException.class, () -> encoder.read(MANAGER.zeros(new Shape(1, 1, 2))));
            assertTrue(e.getMessage().contains("Network.sequence"), e.getMessage());
        }
    }

    @Test
    void theGradientOfAPlainStepVanishesOverFiftyStepsAndThatOfAnOpenLstmLasts() {
        double[] at = {0.5};
        double plain = Math.abs(fewshot.GradientCheck.gradient(MANAGER, at, new Shape(1, 1), h -> {
            NDArray state = h;
            for (int t = 0; t < 50; t++) {
                state = Rnn.next(row(0.1), state.mul(row(0.8)));
            }
            return state.sum();
        })[0]);
        double open = fewshot.GradientCheck.gradient(MANAGER, at, new Shape(1, 1), c -> {
            NDArray cell = c;
            for (int t = 0; t < 50; t++) {
                cell = Lstm.next(row(0, 10, 0, 0), cell).c();
            }
            return cell.sum();
        })[0];
        assertTrue(plain < Math.pow(0.8, 50), "0.8 at most at each step, but " + plain);
        assertEquals(Math.pow(1 / (1 + Math.exp(-10)), 50), open, 1e-9, "the forget gate at each step");
        assertTrue(Arrays.stream(new double[] {plain, open}).allMatch(Double::isFinite));
    }
}
