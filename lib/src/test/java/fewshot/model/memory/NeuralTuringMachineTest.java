package fewshot.model.memory;

import static fewshot.model.memory.PlainDoubles.content;
import static fewshot.model.memory.PlainDoubles.floats;
import static fewshot.model.memory.PlainDoubles.join;
import static fewshot.model.memory.PlainDoubles.linear;
import static fewshot.model.memory.PlainDoubles.lstm;
import static fewshot.model.memory.PlainDoubles.read;
import static fewshot.model.memory.PlainDoubles.sigmoid;
import static fewshot.model.memory.PlainDoubles.softmax;
import static fewshot.model.memory.PlainDoubles.softplus;
import static fewshot.model.memory.PlainDoubles.sum;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.model.Network;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class NeuralTuringMachineTest {
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final int TIME = 5;
    private static final int FEATURES = 2;
    private static final int SIZE = 4;
    private static final int SLOTS = 6;
    private static final int WIDTH = 3;

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    private static Network machine(Controller controller) {
        return new Network(new NeuralTuringMachine(controller, SIZE, SLOTS, WIDTH), new Shape(1, FEATURES), 5, MANAGER.getDevice());
    }

    /** The machine in plain Java: its weights are three layers, of the input, of the past and of the heads. */
    private static final class Plain {
        private final Controller controller;
        private final float[][] layers;
        private final double[] h = new double[SIZE];
        private final double[] c = new double[SIZE];
        private double[] read = new double[WIDTH];
        private final double[][] memory = new double[SLOTS][WIDTH];
        private final double[][] weights = new double[2][SLOTS];

        Plain(Controller controller, float[][] layers) {
            this.controller = controller;
            this.layers = layers;
            Arrays.stream(memory).forEach(slot -> Arrays.fill(slot, 1e-6));
            weights[0][0] = 1;
            weights[1][0] = 1;
        }

        double[] step(double[] x) {
            double[] fromInput = linear(layers[0], layers[1], x);
            if (controller == Controller.LSTM) {
                lstm(sum(fromInput, linear(layers[2], layers[3], join(h, read))), h, c);
            } else {
                double[] all = sum(fromInput, linear(layers[2], layers[3], read));
                Arrays.setAll(h, i -> Math.tanh(all[i]));
            }
            double[] told = linear(layers[4], layers[5], h);
            int each = WIDTH + 6;
            weights[0] = address(Arrays.copyOfRange(told, 0, each), weights[0]);
            weights[1] = address(Arrays.copyOfRange(told, each, 2 * each), weights[1]);
            read = read(memory, weights[0]);
            for (int i = 0; i < SLOTS; i++) {
                for (int j = 0; j < WIDTH; j++) {
                    double erase = sigmoid(told[2 * each + j]);
                    double add = told[2 * each + WIDTH + j];
                    memory[i][j] = memory[i][j] * (1 - weights[1][i] * erase) + weights[1][i] * add;
                }
            }
            return join(h, read);
        }

        /** Told: the key, the strength, the gate, the power, three shifts. */
        private double[] address(double[] told, double[] before) {
            double[] content = content(memory, Arrays.copyOf(told, WIDTH), softplus(told[WIDTH]));
            double gate = sigmoid(told[WIDTH + 1]);
            double power = 1 + softplus(told[WIDTH + 2]);
            double[] shift = softmax(Arrays.copyOfRange(told, WIDTH + 3, WIDTH + 6));
            double[] moved = new double[SLOTS];
            for (int i = 0; i < SLOTS; i++) {
                double mixed = gate * content[i] + (1 - gate) * before[i];
                moved[(i + SLOTS - 1) % SLOTS] += mixed * shift[0];
                moved[i] += mixed * shift[1];
                moved[(i + 1) % SLOTS] += mixed * shift[2];
            }
            double[] sharp = Arrays.stream(moved).map(w -> Math.pow(w, power)).toArray();
            double all = Arrays.stream(sharp).sum();
            return Arrays.stream(sharp).map(w -> w / all).toArray();
        }
    }

    @Test
    void theMachineEqualsItsEquationsInPlainDoubles() {
        for (Controller controller : Controller.values()) {
            try (Network network = machine(controller)) {
                network.trainable().forEach(p -> p.getArray().muli(2)); // far from its beginnings, where heads do little
                NDArray x = MANAGER.randomNormal(new Shape(TIME, 1, FEATURES));
                float[] found = network.read(x).toFloatArray();
                Map<String, NDArray> trace = network.trace(x);
                Plain plain = new Plain(controller, network.snapshot());
                for (int t = 0; t < TIME; t++) {
                    float[] in = x.get(t).toFloatArray();
                    double[] expected = plain.step(new double[] {in[0], in[1]});
                    int from = t * (SIZE + WIDTH);
                    assertArrayEquals(floats(expected), Arrays.copyOfRange(found, from, from + SIZE + WIDTH), 1e-4f, controller + ", step " + t);
                    assertArrayEquals(floats(plain.weights[0]), trace.get("read weights").get(t, 0).toFloatArray(), 1e-4f);
                    assertArrayEquals(floats(plain.weights[1]), trace.get("write weights").get(t, 0).toFloatArray(), 1e-4f);
                    assertArrayEquals(floats(plain.memory[2]), trace.get("memory").get(t, 0, 2).toFloatArray(), 1e-4f);
                }
            }
        }
    }

    @Test
    void theTraceShowsDistributionsOverTheSlotsAndWhatWasWrittenWhere() {
        try (Network network = machine(Controller.LSTM)) {
            Map<String, NDArray> trace = network.trace(MANAGER.randomNormal(new Shape(TIME, 2, FEATURES)));
            for (String head : new String[] {"read weights", "write weights"}) {
                assertEquals(new Shape(TIME, 2, SLOTS), trace.get(head).getShape());
                assertTrue(trace.get(head).min().getFloat() >= 0);
                for (float sum : trace.get(head).sum(new int[] {2}).toFloatArray()) {
                    assertEquals(1, sum, 1e-5);
                }
            }
            assertEquals(new Shape(TIME, 2, SLOTS, WIDTH), trace.get("memory").getShape());
            assertEquals(new Shape(TIME, 2, WIDTH), trace.get("add").getShape());
            assertEquals(new Shape(TIME, 2, 2, 3), trace.get("shift").getShape());
            // What was read is the memory before the step, under the read weights.
            NDArray before = trace.get("memory").get(1, 0);
            NDArray weights = trace.get("read weights").get(2, 0);
            assertArrayEquals(weights.expandDims(0).dot(before).toFloatArray(), trace.get("read").get(2, 0).toFloatArray(), 1e-5f);
        }
    }

    @Test
    void beforeTheFirstStepBothHeadsPointToTheFirstSlotAndTheMemoryIsBlank() {
        var start = new NeuralTuringMachine(Controller.FEED_FORWARD, SIZE, SLOTS, WIDTH).start(MANAGER, 2);
        assertEquals(3, start.size(), "a feed-forward controller has no state");
        float[] weights = start.get(1).toFloatArray();
        for (int i = 0; i < weights.length; i++) {
            assertEquals(i % SLOTS == 0 ? 1 : 0, weights[i]);
        }
        assertEquals(1e-6f, start.get(2).max().getFloat());
        assertEquals(1e-6f, start.get(2).min().getFloat());
    }

    @Test
    void theNumberOfWeightsIsWhatIsCountedByHand() {
        // The gates see 9 + 100 + 20 numbers, the heads are told 2 (20 + 6) + 2 · 20 numbers, and 8 bits are answered from 120.
        try (Network paper = Network.sequence(new NeuralTuringMachine(Controller.LSTM, 100, 128, 20), 9, 8, 1)) {
            assertEquals(400 * 9 + 400 + 400 * 120 + 400 + 92 * 100 + 92 + 8 * 120 + 8, paper.size());
        }
    }

    @Test
    void tooFewSlotsOrNoWidthAreRefused() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> new NeuralTuringMachine(Controller.LSTM, 4, 2, 3));
        assertTrue(e.getMessage().contains("2 slots"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new NeuralTuringMachine(Controller.LSTM, 4, 5, 0));
        assertThrows(IllegalArgumentException.class, () -> new NeuralTuringMachine(Controller.LSTM, 0, 5, 3));
    }
}
