package fewshot.model.memory;

import static fewshot.model.memory.PlainDoubles.content;
import static fewshot.model.memory.PlainDoubles.floats;
import static fewshot.model.memory.PlainDoubles.join;
import static fewshot.model.memory.PlainDoubles.linear;
import static fewshot.model.memory.PlainDoubles.lstm;
import static fewshot.model.memory.PlainDoubles.read;
import static fewshot.model.memory.PlainDoubles.sigmoid;
import static fewshot.model.memory.PlainDoubles.softplus;
import static fewshot.model.memory.PlainDoubles.sum;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.model.Network;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MannTest {
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final int TIME = 6;
    private static final int FEATURES = 2;
    private static final int SIZE = 4;
    private static final int SLOTS = 7;
    private static final int WIDTH = 3;
    private static final int HEADS = 2;

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    private static Network network() {
        return new Network(new Mann(SIZE, SLOTS, WIDTH, HEADS), new Shape(1, FEATURES), 5, MANAGER.getDevice());
    }

    /** The network in plain Java: its weights are three layers, of the input, of the past and of the heads. */
    private static final class Plain {
        private final float[][] layers;
        private final double[] h = new double[SIZE];
        private final double[] c = new double[SIZE];
        private double[] read = new double[HEADS * WIDTH];
        private final double[][] memory = new double[SLOTS][WIDTH];
        private final double[][] reading = new double[HEADS][SLOTS];
        private final double[][] writing = new double[HEADS][SLOTS];
        private final double[] usage;

        Plain(float[][] layers, double[] usage) {
            this.layers = layers;
            this.usage = usage;
            Arrays.stream(memory).forEach(slot -> Arrays.fill(slot, 1e-6));
        }

        double[] step(double[] x) {
            lstm(sum(linear(layers[0], layers[1], x), linear(layers[2], layers[3], join(h, read))), h, c);
            double[] told = linear(layers[4], layers[5], h);
            int each = 2 * WIDTH + 2;
            boolean[] least = leastUsed();
            for (int i = 0; i < SLOTS; i++) {
                if (least[i]) {
                    Arrays.fill(memory[i], 0);
                }
            }
            for (int head = 0; head < HEADS; head++) {
                double gate = sigmoid(told[head * each + 2 * WIDTH + 1]);
                for (int i = 0; i < SLOTS; i++) {
                    writing[head][i] = gate * reading[head][i] + (1 - gate) * (least[i] ? 1 : 0);
                    for (int j = 0; j < WIDTH; j++) {
                        memory[i][j] += writing[head][i] * Math.tanh(told[head * each + WIDTH + j]);
                    }
                }
            }
            double[] all = new double[0];
            for (int head = 0; head < HEADS; head++) {
                double[] key = Arrays.copyOfRange(told, head * each, head * each + WIDTH);
                reading[head] = content(memory, key, 1 + softplus(told[head * each + 2 * WIDTH]));
                all = join(all, read(memory, reading[head]));
            }
            read = all;
            for (int i = 0; i < SLOTS; i++) {
                usage[i] = 0.95 * usage[i] + reading[0][i] + reading[1][i] + writing[0][i] + writing[1][i];
            }
            return join(h, read);
        }

        private boolean[] leastUsed() {
            boolean[] least = new boolean[SLOTS];
            IntStream.range(0, SLOTS).boxed().sorted(Comparator.comparingDouble(i -> usage[i])).limit(HEADS).forEach(i -> least[i] = true);
            return least;
        }
    }

    @Test
    void theNetworkEqualsItsEquationsInPlainDoubles() {
        // Begun with slots that were used differently: where all are equal, some are taken, and the oracle cannot know which.
        double[] used = {0.5, 0.1, 0.9, 0.3, 0.7, 0.2, 0.4};
        try (Network network = network()) {
            network.trainable().forEach(p -> p.getArray().muli(2));
            NDArray x = MANAGER.randomNormal(new Shape(TIME, 1, FEATURES));
            NDList start = ((Mann) network.block()).start(MANAGER, 1);
            start.set(2, MANAGER.create(floats(used), new Shape(1, SLOTS)));
            NDList found = network.read(x, start);
            float[] outputs = found.head().toFloatArray();
            Plain plain = new Plain(network.snapshot(), used);
            for (int t = 0; t < TIME; t++) {
                float[] in = x.get(t).toFloatArray();
                double[] expected = plain.step(new double[] {in[0], in[1]});
                int from = t * expected.length;
                assertArrayEquals(floats(expected), Arrays.copyOfRange(outputs, from, from + expected.length), 1e-4f, "step " + t);
            }
            assertArrayEquals(floats(plain.usage), found.get(3).toFloatArray(), 1e-4f);
            assertArrayEquals(floats(plain.memory[4]), found.get(4).get(0, 4).toFloatArray(), 1e-4f);
        }
    }

    @Test
    void theTraceShowsWhereItReadAndWrote() {
        try (Network network = network()) {
            Map<String, NDArray> trace = network.trace(MANAGER.randomNormal(new Shape(TIME, 2, FEATURES)));
            assertEquals(new Shape(TIME, 2, HEADS, SLOTS), trace.get("read weights").getShape());
            assertEquals(new Shape(TIME, 2, HEADS, SLOTS), trace.get("write weights").getShape());
            assertEquals(new Shape(TIME, 2, SLOTS), trace.get("usage").getShape());
            assertEquals(new Shape(TIME, 2, SLOTS, WIDTH), trace.get("memory").getShape());
            for (float sum : trace.get("read weights").sum(new int[] {3}).toFloatArray()) {
                assertEquals(1, sum, 1e-5);
            }
            // Nothing was read before the first step: all that is written goes to as many slots as there are heads.
            float[] first = trace.get("write weights").get(0, 0, 0).toFloatArray();
            int written = 0;
            for (float weight : first) {
                written += weight > 0 ? 1 : 0;
            }
            assertEquals(HEADS, written);
        }
    }

    @Test
    void whatWasWrittenStaysWhileOtherSlotsAreLessUsed() {
        // A slot that was written to is not among the least used at the next step.
        try (Network network = network()) {
            Map<String, NDArray> trace = network.trace(MANAGER.randomNormal(new Shape(3, 1, FEATURES)));
            float[] usage = trace.get("usage").get(0, 0).toFloatArray();
            float[] first = trace.get("write weights").get(0, 0, 0).toFloatArray();
            int most = IntStream.range(0, SLOTS).reduce(0, (a, b) -> first[b] > first[a] ? b : a);
            double[] sorted = IntStream.range(0, SLOTS).mapToDouble(i -> usage[i]).sorted().toArray();
            assertTrue(usage[most] > sorted[HEADS - 1], Arrays.toString(usage));
        }
    }

    @Test
    void noHeadsAndMoreHeadsThanSlotsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Mann(4, 5, 3, 0));
        Exception e = assertThrows(IllegalArgumentException.class, () -> new Mann(4, 2, 3, 3));
        assertTrue(e.getMessage().contains("3 heads and 2 slots"), e.getMessage());
    }
}
