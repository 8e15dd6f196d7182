package fewshot.model.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import fewshot.GradientCheck;
import fewshot.gradient.FunctionalBlock;
import fewshot.model.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransformerTest {
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final float NO = Float.NEGATIVE_INFINITY;
    private static final int BATCH = 2;
    private static final int SUPPORT = 3;
    private static final int QUERIES = 2;
    private static final int TIME = SUPPORT + QUERIES;
    private static final int WIDTH = 4;
    private static final int HEADS = 2;
    private static final int LAYERS = 2;
    private static final BiPredicate<Integer, Integer> SEES = (i, j) -> j < SUPPORT || i.equals(j);

    @TempDir
    Path temp;

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    private static Transformer block() {
        Transformer block = new Transformer(WIDTH, HEADS, LAYERS);
        block.initialize(MANAGER, DataType.FLOAT32, new Shape(1, 1, WIDTH));
        return block;
    }

    private static double[] numbers(int n, long seed) {
        return new Random(seed).doubles(n, -2, 2).toArray();
    }

    /** The same weights for the engine, in double precision. */
    private static NDList inDoubles(Block block, Map<String, double[]> weights) {
        return new NDList(block.getParameters().stream()
                .map(each -> MANAGER.create(weights.get(PlainTransformer.plain(each.getKey())), each.getValue().getShape())).toList());
    }

    @Test
    void attentionWorkedByHandDividesByTheRootOfTheHeadsSizeAndIsZeroWhereTheMaskForbids() {
        // q · k₀ = 2 ln 3 and d = 4, so that the score is ln 3; q · k₁ = 0; k₂ would win, but may not be seen.
        NDArray query = MANAGER.create(new double[] {2 * Math.log(3), 0, 0, 5}, new Shape(1, 1, 1, 4));
        NDArray keys = MANAGER.create(new double[] {1, 0, 0, 0, 0, 7, 0, 0, 9, 0, 0, 9}, new Shape(1, 1, 3, 4));
        double[] found = MultiHeadAttention.attention(query, keys, MANAGER.create(new float[] {0, 0, NO}, new Shape(1, 3))).toDoubleArray();
        assertArrayEquals(new double[] {0.75, 0.25, 0}, found, 1e-12);
        assertEquals(0, found[2]);
    }

    @Test
    void theMasksAreTheTablesOfWhoSeesWhom() {
        assertArrayEquals(new float[] {0, NO, NO, 0, 0, NO, 0, 0, 0}, Mask.causal(MANAGER, 0, 3).toFloatArray());
        assertArrayEquals(new float[] {0, 0, 0, NO, 0, 0, 0, 0}, Mask.causal(MANAGER, 2, 2).toFloatArray());
        assertArrayEquals(new float[] {0, 0, NO, NO, 0, 0, NO, NO, 0, 0, 0, NO, 0, 0, NO, 0}, Mask.supportToQuery(MANAGER, 2, 2).toFloatArray());
        assertArrayEquals(new float[] {0, 0, 0, NO, 0, 0, NO, 0}, Mask.queries(MANAGER, 2, 2).toFloatArray());
        assertEquals(new Shape(2, 4), Mask.queries(MANAGER, 2, 2).getShape());
    }

    @Test
    void aTransformerEqualsOneInPlainDoubles() {
        Transformer block = block();
        Map<String, double[]> weights = PlainTransformer.draw(block, 3);
        double[] x = numbers(BATCH * TIME * WIDTH, 4);
        NDArray tokens = MANAGER.create(x, new Shape(BATCH, TIME, WIDTH));
        double[] found = new FunctionalBlock(block).apply(inDoubles(block, weights),
                new NDList(tokens, Mask.supportToQuery(MANAGER, SUPPORT, QUERIES))).head().toDoubleArray();
        for (int b = 0; b < BATCH; b++) {
            int first = b * TIME;
            double[][] sequence = IntStream.range(first, first + TIME)
                    .mapToObj(i -> Arrays.copyOfRange(x, i * WIDTH, (i + 1) * WIDTH)).toArray(double[][]::new);
            double[][] expected = new PlainTransformer(weights, HEADS, LAYERS).transform("", sequence, SEES);
            for (int i = 0; i < TIME; i++) {
                assertArrayEquals(expected[i], Arrays.copyOfRange(found, (first + i) * WIDTH, (first + i + 1) * WIDTH), 1e-9);
            }
        }
    }

    @Test
    void theGradientsOfTheTokensAndOfEveryWeightEqualFiniteDifferences() {
        Transformer block = block();
        FunctionalBlock function = new FunctionalBlock(block);
        Map<String, double[]> weights = PlainTransformer.draw(block, 5);
        NDArray mask = Mask.supportToQuery(MANAGER, SUPPORT, QUERIES);
        NDArray target = MANAGER.create(numbers(TIME * WIDTH, 6), new Shape(1, TIME, WIDTH));
        NDArray x = MANAGER.create(numbers(TIME * WIDTH, 7), new Shape(1, TIME, WIDTH));
        NDList given = inDoubles(block, weights);
        GradientCheck.assertGradient("tokens", MANAGER, x.toDoubleArray(), x.getShape(),
                v -> function.apply(given, new NDList(v, mask)).head().mul(target).sum());
        List<String> names = block.getParameters().keys();
        for (int i = 0; i < names.size(); i++) {
            int place = i;
            GradientCheck.assertGradient(names.get(i), MANAGER, given.get(i).toDoubleArray(), given.get(i).getShape(), v -> {
                NDList others = new NDList(given);
                others.set(place, v);
                return function.apply(others, new NDList(x, mask)).head().mul(target).sum();
            });
        }
    }

    @Test
    void queriesThatGoOnFromTheSupportsKeysAndValuesAnswerAsIfAllWereReadAtOnce() {
        Transformer block = block();
        FunctionalBlock function = new FunctionalBlock(block);
        NDList weights = inDoubles(block, PlainTransformer.draw(block, 8));
        NDArray x = MANAGER.create(numbers(BATCH * TIME * WIDTH, 9), new Shape(BATCH, TIME, WIDTH));
        NDList whole = function.apply(weights, new NDList(x, Mask.supportToQuery(MANAGER, SUPPORT, QUERIES)));
        NDList first = function.apply(weights, new NDList(x.get(":, :3"), Mask.supportToQuery(MANAGER, SUPPORT, 0)));
        NDList second = function.apply(weights, new NDList(x.get(":, 3:"), Mask.queries(MANAGER, SUPPORT, QUERIES)).addAll(block.state(first)));
        assertArrayEquals(whole.head().get(":, :3").toDoubleArray(), first.head().toDoubleArray(), 1e-12);
        assertArrayEquals(whole.head().get(":, 3:").toDoubleArray(), second.head().toDoubleArray(), 1e-12);
        assertEquals(2 * LAYERS, block.state(second).size());
        assertArrayEquals(block.state(whole).get(3).toDoubleArray(), block.state(second).get(3).toDoubleArray(), 1e-12);
        assertArrayEquals(block.attention(whole).get(1).get(":, :, 3:").toDoubleArray(), block.attention(second).get(1).toDoubleArray(), 1e-12);
    }

    @Test
    void anUnseenTokenHasNoWeightAndTheOthersAddUpToOne() {
        Transformer block = block();
        NDArray x = MANAGER.create(numbers(BATCH * TIME * WIDTH, 9), new Shape(BATCH, TIME, WIDTH));
        NDList read = new FunctionalBlock(block).apply(inDoubles(block, PlainTransformer.draw(block, 2)),
                new NDList(x, Mask.supportToQuery(MANAGER, SUPPORT, QUERIES)));
        for (NDArray layer : block.attention(read)) {
            assertEquals(new Shape(BATCH, HEADS, TIME, TIME), layer.getShape());
            double[] rows = layer.sum(new int[] {3}).toDoubleArray();
            assertTrue(Arrays.stream(rows).allMatch(sum -> Math.abs(sum - 1) < 1e-12), Arrays.toString(rows));
            assertEquals(0, layer.get(":, :, 3, 4").sum().toDoubleArray()[0]);
            assertEquals(0, layer.get(":, :, :3, 3:").sum().toDoubleArray()[0]);
        }
    }

    @Test
    void aNetworkOfItIsSeededSavedAndLoadedLikeAnyOther() throws IOException {
        NDArray tokens = MANAGER.create(numbers(TIME * 6, 1), new Shape(1, TIME, 6)).toType(DataType.FLOAT32, false);
        NDList inputs = new NDList(tokens, Mask.supportToQuery(MANAGER, SUPPORT, QUERIES));
        try (Network one = network(7); Network same = network(7); Network other = network(8)) {
            assertEquals(new Shape(1, 4), one.output());
            float[] expected = one.forward(inputs).head().toFloatArray();
            assertArrayEquals(expected, same.forward(inputs).head().toFloatArray());
            for (String name : List.of("in-context.network", "in-context.safetensors")) {
                same.restore(other.snapshot());
                assertTrue(!Arrays.equals(expected, same.forward(inputs).head().toFloatArray()));
                one.save(temp.resolve(name));
                assertArrayEquals(expected, same.load(temp.resolve(name)).forward(inputs).head().toFloatArray(), name);
            }
        }
    }

    private static Network network(long seed) {
        return InContextTransformer.network(new InContextTransformer(4, 8, 2, 2), 2, seed, MANAGER.getDevice());
    }

    @Test
    void whatCannotBeIsRefusedWithItsNumbers() {
        refused("3 heads", () -> new MultiHeadAttention(64, 3));
        refused("0 heads", () -> new MultiHeadAttention(64, 0));
        refused("0 layers", () -> new Transformer(64, 4, 0));
        refused("1 labels", () -> new InContextTransformer(1, 64, 4, 2));
    }

    private static void refused(String part, Runnable made) {
        String message = assertThrows(IllegalArgumentException.class, made::run).getMessage();
        assertTrue(message.contains(part) && message.contains("must be"), message);
    }
}
