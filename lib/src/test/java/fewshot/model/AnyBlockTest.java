package fewshot.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.Gradients;
import fewshot.gradient.Recording;
import fewshot.model.sequence.NormedReader;
import fewshot.state.StateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnyBlockTest {
    private static final Shape SEVEN = new Shape(7);

    private final NDManager manager = NDManager.newBaseManager();

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray numbers(Shape shape) {
        return manager.arange((float) shape.size()).reshape(shape).mod(5).sub(2);
    }

    private static Network network(Block block, Shape input) {
        return new Network(block, input, 1, Device.cpu());
    }

    private static Block layers(Block... blocks) {
        SequentialBlock all = new SequentialBlock();
        List.of(blocks).forEach(all::add);
        return all;
    }

    private static Linear linear(int units) {
        return Linear.builder().setUnits(units).build();
    }

    private static Dropout dropout() {
        return Dropout.builder().optRate(0.5f).build();
    }

    @Test
    void anImageThatIsTooSmallIsRefusedWithTheSizeThatWouldDo() {
        Exception four = assertThrows(IllegalArgumentException.class, () -> Network.encoder(new Shape(1, 8, 8), 4, 4, 1));
        assertTrue(four.getMessage().startsWith("Network: an input of (1, 8, 8) does not fit the block SequentialBlock of ")
                && four.getMessage().contains("; images of at least 16 × 16 would"), four.getMessage());
        Exception flat = assertThrows(IllegalArgumentException.class, () -> Network.encoder(new Shape(3, 40, 7), 4, 3, 1));
        assertTrue(flat.getMessage().contains("at least 8 × 8"), flat.getMessage());
        try (Network maps = Network.encoder(new Shape(1, 16, 16), 4, 4, 1)) {
            assertEquals(new Shape(4), maps.output());
        }
        Block wide = Conv2d.builder().setKernelShape(new Shape(9, 9)).setFilters(2).build();
        Exception kernel = assertThrows(IllegalArgumentException.class, () -> network(wide, new Shape(1, 5, 6)));
        assertTrue(kernel.getMessage().contains("at least 9 × 9"), kernel.getMessage());
    }

    @Test
    void aBlockForAnotherKindOfInputIsRefusedByName() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> network(layers(BatchNorm.builder().build(),
                Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(2).build()), SEVEN));
        assertTrue(e.getMessage().startsWith("Network: an input of (7) does not fit the block SequentialBlock of 2 layers"),
                e.getMessage());
    }

    @Test
    void theEncoderTakesImagesOfAnyShapeAndHalvesTheirSidesOncePerBlock() {
        try (Network colour = Network.encoder(new Shape(3, 20, 13), 6, 2, 1)) {
            assertEquals(new Shape(6 * 5 * 3), colour.output());
            // 27 · 6 + 6 + 12, then 9 · 6 · 6 + 6 + 12.
            assertEquals(180 + 342, colour.size());
            assertEquals(new Shape(2, 90), colour.forward(numbers(new Shape(2, 3, 20, 13)), BatchNormMode.INDUCTIVE).getShape());
        }
        assertThrows(IllegalArgumentException.class, () -> Network.encoder(new Shape(1, 28, 28), 6, 0, 1));
    }

    @Test
    void theShapeOfTheOutputIsFoundOnceAndNotByRunningTheBlockAgain() {
        int[] asked = new int[1];
        Block counting = new AbstractBlock() {
            @Override
            protected NDList forwardInternal(ParameterStore w, NDList x, boolean training, PairList<String, Object> params) {
                return x;
            }

            @Override
            public Shape[] getOutputShapes(Shape[] inputs) {
                asked[0]++;
                return inputs;
            }
        };
        try (Network network = network(counting, SEVEN)) {
            for (int i = 0; i < 3; i++) {
                assertEquals(SEVEN, network.output());
                assertEquals("network (7) → (7), 0 weights", network.toString());
            }
        }
        assertEquals(1, asked[0]);
    }

    @Test
    void theWeightsThatABlockHasAreKeptAndOnlyWhatIsMissingIsDrawn() {
        Linear body = linear(3);
        body.initialize(manager, DataType.FLOAT32, new Shape(1, 7));
        float[] before = body.getParameters().get("weight").getArray().toFloatArray();
        try (Network network = network(layers(body, linear(2)), SEVEN)) {
            assertArrayEquals(before, network.trainable().get(0).getArray().toFloatArray());
            assertEquals(7 * 3 + 3 + 3 * 2 + 2, network.size());
        }
        assertArrayEquals(before, body.getParameters().get("weight").getArray().toFloatArray(), "they are not the network's to close");
    }

    @Test
    void whatIsFrozenBeforeIsNotTrained() {
        Linear body = linear(3);
        body.freezeParameters(true);
        try (Network network = network(layers(body, linear(2)), SEVEN)) {
            assertEquals(3 * 2 + 2, network.size());
        }
    }

    @Test
    void aFrozenNetworkHasNothingToTrainAndNeverChanges() {
        NDArray images = numbers(new Shape(4, 1, 28, 28));
        Network trained = Network.encoder(4, 1);
        trained.forward(images, BatchNormMode.TRAINING);
        float[] inductive = trained.forward(images, BatchNormMode.INDUCTIVE).toFloatArray();
        float[] transductive = trained.forward(images, BatchNormMode.TRANSDUCTIVE).toFloatArray();
        try (Network frozen = trained.frozen()) {
            float[][] before = frozen.snapshot();
            assertArrayEquals(inductive, frozen.forward(images, BatchNormMode.TRAINING).toFloatArray());
            assertArrayEquals(transductive, frozen.forward(images, BatchNormMode.TRANSDUCTIVE).toFloatArray());
            assertTrue(Arrays.deepEquals(before, frozen.snapshot()));
            assertEquals(List.of(), frozen.trainable());
            assertTrue(frozen.block().getParameters().values().stream().noneMatch(p -> p.getArray().hasGradient()));
            assertEquals("network (1, 28, 28) → (4), frozen", frozen.toString());
        }
        assertFalse(trained.manager().isOpen(), "the frozen one owned the weights");
    }

    @Test
    void aGradientFlowsThroughAFrozenNetworkToItsInput() {
        try (Network frozen = network(linear(2), SEVEN).frozen(); Recording recording = Recording.on()) {
            float[] w = frozen.snapshot()[0];
            NDList x = Gradients.leaves(manager, new NDList(numbers(new Shape(1, 7))));
            float[] slope = Gradients.of(frozen.forward(x.head(), BatchNormMode.TRAINING).sum(), x).head().toFloatArray();
            for (int i = 0; i < 7; i++) {
                assertEquals(w[i] + w[7 + i], slope[i], 1e-6);
            }
        }
    }

    @Test
    void withDropoutTheSameQuestionHasTheSameAnswerAndOnlyTrainingHasNot() {
        NDArray x = numbers(new Shape(64, 7));
        try (Network network = network(layers(linear(30), BatchNorm.builder().build(), layers(dropout()), linear(3)), SEVEN)) {
            for (BatchNormMode mode : List.of(BatchNormMode.TRANSDUCTIVE, BatchNormMode.INDUCTIVE)) {
                float[] first = network.forward(x, mode).toFloatArray();
                assertArrayEquals(first, network.forward(x, mode).toFloatArray(), mode.label());
                float[] other = network.forward(x, BatchNormMode.TRAINING).toFloatArray();
                assertFalse(Arrays.equals(other, network.forward(x, BatchNormMode.TRAINING).toFloatArray()), "dropped at random");
            }
        }
    }

    @Test
    void adaptedWeightsAnswerWithoutDropoutToo() {
        NDArray x = numbers(new Shape(64, 7));
        try (Network network = network(layers(linear(30), dropout(), BatchNorm.builder().build(), linear(3)), SEVEN)) {
            FunctionalBlock function = new FunctionalBlock(network.block());
            float[] first = function.apply(function.weights(), x).toFloatArray();
            assertArrayEquals(first, function.apply(function.weights(), x).toFloatArray());
            assertArrayEquals(first, network.forward(x, BatchNormMode.TRANSDUCTIVE).toFloatArray(), 1e-5f);
        }
    }

    @Test
    void theDropoutBetweenTheLayersOfDjlsRecurrentBlocksRestsToo() {
        NDArray x = numbers(new Shape(5, 6, 7));
        Block lstm = LSTM.builder().setNumLayers(2).setStateSize(20).optDropRate(0.5f).optBatchFirst(true).build();
        try (Network network = network(lstm, new Shape(6, 7))) {
            assertArrayEquals(network.forward(x, BatchNormMode.TRANSDUCTIVE).toFloatArray(),
                    network.forward(x, BatchNormMode.TRANSDUCTIVE).toFloatArray());
        }
    }

    @Test
    void aTorchScriptFileIsAFrozenNetwork(@TempDir Path folder) throws IOException {
        NDArray x = manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 1, 2));
        try (Network network = Network.torchScript(TinyTorchScript.write(folder.resolve("tiny.pt"), 10, 0.5f), new Shape(1, 2))) {
            assertEquals(new Shape(2), network.output());
            for (BatchNormMode mode : List.of(BatchNormMode.TRAINING, BatchNormMode.INDUCTIVE)) {
                assertArrayEquals(new float[] {10, 1, 30, 2}, network.forward(x, mode).toFloatArray(), "no dropout in " + mode);
            }
            assertEquals("network (1, 2) → (2), frozen", network.toString());
            assertEquals(List.of(), network.trainable());
            assertArrayEquals(new float[] {10, 0.5f}, network.snapshot()[0]);
            Exception e = assertThrows(IllegalArgumentException.class, () -> network.forward(x, BatchNormMode.TRANSDUCTIVE));
            assertTrue(e.getMessage().contains("BatchNormMode.INDUCTIVE"), e.getMessage());
        }
    }

    @Test
    void theWeightsOfALoadedModelStayTheModels(@TempDir Path folder) throws Exception {
        NDArray x = manager.create(new float[] {1, 2}, new Shape(1, 2));
        try (Model model = Model.newInstance("tiny", Device.cpu())) {
            model.load(TinyTorchScript.write(folder.resolve("tiny.pt"), 3, 4));
            network(model.getBlock(), new Shape(2)).close();
            try (Network again = network(model.getBlock(), new Shape(2))) {
                assertArrayEquals(new float[] {3, 8}, again.forward(x, BatchNormMode.INDUCTIVE).toFloatArray());
            }
        }
    }

    @Test
    void whatIsNoTorchScriptFileIsRefusedByName(@TempDir Path folder) throws IOException {
        Path file = TinyTorchScript.write(folder.resolve("tiny.pt"), 1, 2);
        Exception shape = assertThrows(IllegalArgumentException.class, () -> Network.torchScript(file, new Shape(3)));
        assertTrue(shape.getMessage().contains("an input of (3) does not fit"), shape.getMessage());
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        Exception e = assertThrows(StateException.class, () -> Network.torchScript(file, new Shape(2)));
        assertTrue(e.getMessage().startsWith(file + " is no TorchScript module, or is damaged") && !e.getMessage().contains("\n"),
                e.getMessage());
        Exception none = assertThrows(IOException.class, () -> Network.torchScript(folder.resolve("none.pt"), new Shape(2)));
        assertTrue(none.getMessage().contains("none.pt"), none.getMessage());
    }

    /** Two inputs, side by side, through batch norm and dropout. */
    private static Block pair() {
        return new AbstractBlock() {
            private final Block behind = addChildBlock("behind", layers(BatchNorm.builder().build(), dropout()));

            @Override
            protected NDList forwardInternal(ParameterStore w, NDList x, boolean training, PairList<String, Object> params) {
                return behind.forward(w, new NDList(x.get(0).concat(x.get(1), 1)), training);
            }

            @Override
            protected void initializeChildBlocks(NDManager m, DataType type, Shape... inputs) {
                behind.initialize(m, type, new Shape(1, 2 * inputs[0].get(1)));
            }

            @Override
            public Shape[] getOutputShapes(Shape[] inputs) {
                return new Shape[] {new Shape(inputs[0].get(0), 2 * inputs[0].get(1))};
            }
        };
    }

    private static double[] means(float[] rows, int columns) {
        double[] means = new double[columns];
        for (int i = 0; i < rows.length; i++) {
            means[i % columns] += (double) rows[i] * columns / rows.length;
        }
        return means;
    }

    @Test
    void aBlockOfSeveralInputsAnswersAsItIsAndOnlyTrainingMovesItsStatisticsAndDrops() {
        NDArray x = numbers(new Shape(40, 7));
        NDList inputs = new NDList(x, x.mul(2));
        Network network = network(pair(), SEVEN);
        float[][] before = network.snapshot();
        float[] answer = network.forward(inputs).head().toFloatArray();
        assertArrayEquals(inputs.get(0).concat(inputs.get(1), 1).div(Math.sqrt(1 + 1e-5)).toFloatArray(), answer, 1e-5f, "as at first");
        assertArrayEquals(answer, network.forward(inputs, BatchNormMode.INDUCTIVE).head().toFloatArray());
        float[] together = network.forward(inputs, BatchNormMode.TRANSDUCTIVE).head().toFloatArray();
        assertArrayEquals(new double[14], means(together, 14), 1e-5, "the batch's own mean is taken off, and nothing is dropped");
        assertTrue(Arrays.deepEquals(before, network.snapshot()));

        float[] trained = network.forward(inputs, BatchNormMode.TRAINING).head().toFloatArray();
        long dropped = IntStream.range(0, trained.length).filter(i -> trained[i] == 0).count();
        assertEquals(0.5, (double) dropped / trained.length, 0.1);
        double[] means = means(inputs.get(0).concat(inputs.get(1), 1).toFloatArray(), 14);
        float[] running = network.block().getParameters().get("01behind_01BatchNorm_runningMean").getArray().toFloatArray();
        for (int i = 0; i < 14; i++) {
            assertEquals(0.1 * means[i], running[i], 1e-5);
        }
        try (Network frozen = network.frozen()) {
            float[][] then = frozen.snapshot();
            assertArrayEquals(frozen.forward(inputs).head().toFloatArray(), frozen.forward(inputs, BatchNormMode.TRAINING).head().toFloatArray());
            assertTrue(Arrays.deepEquals(then, frozen.snapshot()));
        }
    }

    @Test
    void aReaderAnswersAsItIsAndOnlyTrainingMovesItsStatisticsAndDrops() {
        NDArray x = numbers(new Shape(3, 40, 7));
        Network network = network(new NormedReader(5), new Shape(1, 7));
        float[][] before = network.snapshot();
        float[] answer = network.read(x).toFloatArray();
        assertArrayEquals(answer, network.read(x).toFloatArray());
        assertArrayEquals(answer, network.read(x, BatchNormMode.INDUCTIVE).toFloatArray());
        assertArrayEquals(answer, network.read(x, new NDList(manager.zeros(new Shape(40, 1)))).head().toFloatArray());
        float[] together = network.read(x, BatchNormMode.TRANSDUCTIVE).toFloatArray();
        assertArrayEquals(new double[5], means(Arrays.copyOf(together, 40 * 5), 5), 1e-5);
        assertTrue(Arrays.deepEquals(before, network.snapshot()));

        float[] trained = network.read(x, BatchNormMode.TRAINING).toFloatArray();
        long dropped = IntStream.range(0, trained.length).filter(i -> trained[i] == 0).count();
        assertEquals(0.5, (double) dropped / trained.length, 0.1);
        assertFalse(Arrays.deepEquals(before, network.snapshot()));
        try (Network frozen = network.frozen()) {
            float[][] then = frozen.snapshot();
            assertArrayEquals(frozen.read(x).toFloatArray(), frozen.read(x, BatchNormMode.TRAINING).toFloatArray());
            assertTrue(Arrays.deepEquals(then, frozen.snapshot()));
        }
    }
}
