package fewshot.model.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.model.Network;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CausalTransformerTest {
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final int TIME = 4;
    private static final int BATCH = 2;
    private static final int FEATURES = 3;
    private static final int LABELS = 2;
    private static final int STEP = FEATURES + LABELS;
    private static final int WIDTH = 4;

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    private static Network network(int most) {
        return new Network(new CausalTransformer(LABELS, most, WIDTH, 2, 2), new Shape(1, STEP), 3, MANAGER.getDevice());
    }

    private static float[] numbers(int n, long seed) {
        Random random = new Random(seed);
        float[] numbers = new float[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static float[] read(Network network, float[] x) {
        return network.read(MANAGER.create(x, new Shape(TIME, BATCH, STEP))).toFloatArray();
    }

    /** The stream of one sequence in plain Java: the label before, then the image, each with its own position. */
    private static double[][] stream(PlainTransformer plain, double[] positions, float[] x, int b) {
        double[][] tokens = new double[2 * TIME][];
        for (int t = 0; t < TIME; t++) {
            double[] image = new double[FEATURES];
            double[] label = new double[LABELS];
            for (int j = 0; j < STEP; j++) {
                double number = x[(t * BATCH + b) * STEP + j];
                if (j < FEATURES) {
                    image[j] = number;
                } else {
                    label[j - FEATURES] = 5 * number;
                }
            }
            tokens[2 * t] = plain.linear("label", label);
            tokens[2 * t + 1] = plain.linear("image", image);
        }
        return placed(tokens, positions);
    }

    /** The tokens of one sequence of pairs in plain Java; positions may be null. */
    private static double[][] pairs(PlainTransformer plain, double[] positions, float[] x, int b) {
        double[][] tokens = new double[TIME][];
        for (int t = 0; t < TIME; t++) {
            double[] pair = new double[STEP];
            for (int j = 0; j < STEP; j++) {
                pair[j] = x[(t * BATCH + b) * STEP + j];
            }
            tokens[t] = plain.linear("image", pair);
        }
        return positions == null ? tokens : placed(tokens, positions);
    }

    private static double[][] placed(double[][] tokens, double[] positions) {
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = PlainTransformer.sum(tokens[i], Arrays.copyOfRange(positions, i * WIDTH, (i + 1) * WIDTH));
        }
        return tokens;
    }

    /** The tokens of sequence b. */
    private interface Tokens {
        double[][] of(PlainTransformer plain, double[] positions, float[] x, int b);
    }

    /** The answers to drawn numbers, with drawn weights, are those of plain doubles at the last token of each step. */
    private static void assertAnswersAsInPlainDoubles(Network network, int tokensAStep, Tokens tokens) {
        Map<String, double[]> weights = PlainTransformer.draw(network.block(), 3);
        network.restore(PlainTransformer.floats(network.block(), weights));
        float[] x = numbers(TIME * BATCH * STEP, 4);
        float[] found = read(network, x);
        PlainTransformer plain = new PlainTransformer(weights, 2, 2);
        for (int b = 0; b < BATCH; b++) {
            double[][] expected = plain.transform("transformer_", tokens.of(plain, weights.get("positions"), x, b), (i, j) -> j <= i);
            for (int t = 0; t < TIME; t++) {
                for (int j = 0; j < WIDTH; j++) {
                    assertEquals(expected[tokensAStep * (t + 1) - 1][j], found[(t * BATCH + b) * WIDTH + j], 2e-4,
                            "sequence " + b + ", step " + t);
                }
            }
        }
    }

    /** A trace has what each image looks at: each token up to itself, with weights that add up to 1. */
    private static void assertLooksBack(Network network, int tokensAStep) {
        Map<String, NDArray> trace = network.trace(MANAGER.create(numbers(TIME * BATCH * STEP, 4), new Shape(TIME, BATCH, STEP)));
        assertEquals("[attention 1, attention 2, attention 3]", trace.keySet().toString());
        int tokens = tokensAStep * TIME;
        for (NDArray layer : trace.values()) {
            assertEquals(new Shape(TIME, BATCH, 2, tokens), layer.getShape());
            for (int t = 0; t < TIME; t++) {
                float[] weights = layer.get(t).toFloatArray();
                for (int row = 0; row < BATCH * 2; row++) {
                    double sum = 0;
                    for (int i = 0; i < tokens; i++) {
                        float weight = weights[row * tokens + i];
                        sum += weight;
                        assertEquals(i < tokensAStep * (t + 1), weight > 0, "step " + t + ", token " + i);
                    }
                    assertEquals(1, sum, 1e-5);
                }
            }
        }
    }

    @Test
    void itAnswersAtEachImageOfTheStreamOfLabelsAndImagesAsOneInPlainDoublesDoes() {
        try (Network network = network(6)) {
            assertAnswersAsInPlainDoubles(network, 2, CausalTransformerTest::stream);
        }
    }

    @Test
    void whatComesLaterChangesNoBitOfAnAnswerAndWhatIsNowDoes() {
        try (Network network = network(6)) {
            float[] x = numbers(TIME * BATCH * STEP, 4);
            float[] before = read(network, x);
            for (int changed = 0; changed < x.length; changed++) {
                float[] other = x.clone();
                other[changed] += 1;
                float[] after = read(network, other);
                int step = changed / STEP / BATCH;
                int until = step * BATCH * WIDTH;
                assertArrayEquals(Arrays.copyOf(before, until), Arrays.copyOf(after, until), "number " + changed);
                int own = changed / STEP * WIDTH;
                assertFalse(Arrays.equals(before, own, own + WIDTH, after, own, own + WIDTH), "number " + changed + " is not seen at its own step");
            }
        }
    }

    @Test
    void stepByStepItAnswersAsAtOnce() {
        try (Network network = network(TIME)) {
            NDArray x = MANAGER.create(numbers(TIME * BATCH * STEP, 4), new Shape(TIME, BATCH, STEP));
            float[] whole = network.read(x).toFloatArray();
            NDList read = new NDList();
            for (int t = 0; t < TIME; t++) {
                read = network.read(x.get(t).expandDims(0), read.isEmpty() ? read : read.subNDList(1));
                assertArrayEquals(Arrays.copyOfRange(whole, t * BATCH * WIDTH, (t + 1) * BATCH * WIDTH), read.head().toFloatArray(), 1e-5f);
                assertEquals(new Shape(BATCH, 2 * (t + 1), WIDTH), read.get(1).getShape(), "the state has what was read");
            }
        }
    }

    @Test
    void aTraceHoldsHowMuchEachImageLooksAtEachTokenBeforeIt() {
        try (Network network = Network.sequence(new CausalTransformer(LABELS, 6, WIDTH, 2, 3), STEP, LABELS, 3)) {
            assertLooksBack(network, 2);
        }
    }

    private static Network pairs(int most) {
        return new Network(CausalTransformer.ofPairs(most, WIDTH, 2, 2), new Shape(1, STEP), 3, MANAGER.getDevice());
    }

    @Test
    void ofPairsEachStepIsOneTokenWithItsOwnLabelAsInPlainDoubles() {
        for (int most : new int[] {0, 6}) {
            try (Network network = pairs(most)) {
                assertAnswersAsInPlainDoubles(network, 1, CausalTransformerTest::pairs);
            }
        }
    }

    @Test
    void ofPairsStepByStepItAnswersAsAtOnceAndWithoutPositionsForAsLongAsOneLikes() {
        try (Network endless = pairs(0); Network placed = pairs(TIME)) {
            for (Network network : new Network[] {endless, placed}) {
                NDArray x = MANAGER.create(numbers(TIME * BATCH * STEP, 4), new Shape(TIME, BATCH, STEP));
                NDArray whole = network.read(x);
                NDList first = network.read(x.get(":1"), new NDList());
                NDList rest = network.read(x.get("1:"), first.subNDList(1));
                assertArrayEquals(whole.get("1:").toFloatArray(), rest.head().toFloatArray(), 1e-5f);
                assertEquals(new Shape(BATCH, TIME, WIDTH), rest.get(1).getShape(), "a token a pair");
            }
            assertEquals(new Shape(200, 1, WIDTH), endless.read(MANAGER.zeros(new Shape(200, 1, STEP))).getShape());
            refused("step 5, but there are positions for 4", () -> placed.read(MANAGER.zeros(new Shape(TIME + 1, BATCH, STEP))));
        }
    }

    @Test
    void ofPairsATraceHoldsHowMuchEachPairLooksAtEach() {
        try (Network network = Network.sequence(CausalTransformer.ofPairs(0, WIDTH, 2, 3), STEP, LABELS, 3)) {
            assertLooksBack(network, 1);
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWithItsNumbers() {
        refused("0 labels", () -> new CausalTransformer(0, 4));
        refused("up to 0 steps", () -> new CausalTransformer(2, 0));
        refused("up to -1 pairs", () -> CausalTransformer.ofPairs(-1, 8, 2, 2));
        refused("2 numbers has no room for an image and 2 labels", () -> Network.sequence(new CausalTransformer(2, 4), 2, 2, 1));
        try (Network network = network(TIME - 1)) {
            NDArray x = MANAGER.zeros(new Shape(TIME, BATCH, STEP));
            refused("step 4, but there are positions for 3", () -> network.read(x));
            NDList state = network.read(x.get("1:"), new NDList()).subNDList(1);
            refused("step 4, but there are positions for 3", () -> network.read(x.get(":1"), state));
        }
    }

    private static void refused(String part, Runnable made) {
        String message = assertThrows(IllegalArgumentException.class, made::run).getMessage();
        assertTrue(message.contains(part), message);
    }
}
