package fewshot.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import fewshot.model.encoder.ChannelsLast;
import fewshot.model.encoder.ConvolutionalEncoder;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static Network network;
    private static NDManager manager;

    @BeforeAll
    static void make() {
        network = Network.encoder(8, 1);
        manager = network.manager().newSubManager();
    }

    @AfterAll
    static void close() {
        network.close();
    }

    private static NDArray images(int n, long seed) {
        manager.getEngine().setRandomSeed((int) seed);
        return manager.randomUniform(0, 1, new Shape(n, 1, 28, 28));
    }

    /** Without statistics yet batch norm divides by √(1 + ε). */
    private static NDArray firstConvolution(Network fresh, NDArray x) {
        return fresh.block().getChildren().get("01StemConvolution")
                .forward(new ParameterStore(manager, false), new NDList(x), false)
                .singletonOrThrow().mul(Math.sqrt(1 + 1e-5));
    }

    @Test
    void theEncoderOfThePapersHas64FeaturesAnd111936Weights() {
        try (Network paper = Network.encoder(ConvolutionalEncoder.FILTERS, 0)) {
            assertEquals(new Shape(64), paper.output());
            // 9·1·64 + 64 + 128, then three times 9·64·64 + 64 + 128.
            assertEquals(768 + 3 * 37056, paper.size());
        }
    }

    @Test
    void theFirstConvolutionEqualsPlainLoopsWithPaddingOne() {
        NDArray x = images(3, 5);
        float[] pixels = x.toFloatArray();
        NDArray first;
        float[] w;
        try (Network fresh = Network.encoder(8, 1)) {
            w = fresh.trainable().get(0).getArray().toFloatArray();
            first = firstConvolution(fresh, x);
        }
        assertEquals(new Shape(3, 8, 28, 28), first.getShape());
        float[] got = first.toFloatArray();
        for (int n = 0; n < 3; n++) {
            for (int f = 0; f < 8; f++) {
                for (int r = 0; r < 28; r++) {
                    for (int c = 0; c < 28; c++) {
                        double sum = 0;
                        for (int k = 0; k < 9; k++) {
                            int row = r + k / 3 - 1;
                            int column = c + k % 3 - 1;
                            if (row >= 0 && row < 28 && column >= 0 && column < 28) {
                                sum += w[f * 9 + k] * pixels[(n * 28 + row) * 28 + column];
                            }
                        }
                        assertEquals(sum, got[((n * 8 + f) * 28 + r) * 28 + c], 1e-5);
                    }
                }
            }
        }
    }

    @Test
    void convolutionWeightsLieChannelsLastInMemory() {
        // In channels-last order the flat view of the permuted weights needs no copy: writing through it is seen.
        NDArray weights = new ChannelsLast((m, s, t) -> m.randomNormal(s)).initialize(manager, new Shape(4, 3, 3, 3), DataType.FLOAT32);
        assertEquals(new Shape(4, 3, 3, 3), weights.getShape());
        NDArray flat = weights.transpose(0, 2, 3, 1).reshape(-1);
        flat.muli(0);
        assertEquals(0f, weights.abs().sum().getFloat());
    }

    @Test
    void channelsLastKeepsShapeAndValues() {
        NDArray plain = manager.arange(4 * 3 * 2 * 2f).reshape(4, 3, 2, 2);
        NDArray weights = new ChannelsLast((m, s, t) -> plain.duplicate()).initialize(manager, plain.getShape(), DataType.FLOAT32);
        assertArrayEquals(plain.toFloatArray(), weights.toFloatArray());
    }

    @Test
    void oneSeedGivesOneSetOfWeightsAndAnotherSeedAnother() {
        try (Network same = Network.encoder(8, 1); Network other = Network.encoder(8, 2)) {
            assertArrayEquals(same.trainable().get(0).getArray().toFloatArray(), network.trainable().get(0).getArray().toFloatArray());
            assertFalse(Arrays.equals(other.trainable().get(0).getArray().toFloatArray(),
                    network.trainable().get(0).getArray().toFloatArray()));
        }
    }

    @Test
    void inductivelyAnImageIsEmbeddedAsIfItWereAlone() {
        NDArray x = images(6, 2);
        NDArray together = network.forward(x, BatchNormMode.INDUCTIVE);
        NDArray alone = network.forward(x.get(new NDIndex("2:3")), BatchNormMode.INDUCTIVE);
        assertArrayEquals(alone.toFloatArray(), together.get(new NDIndex("2:3")).toFloatArray(), 1e-5f);
    }

    @Test
    void transductivelyItsCompanionsChangeItButNoStatisticIsKept() {
        NDArray x = images(6, 3);
        float[][] before = network.snapshot();
        NDArray together = network.forward(x, BatchNormMode.TRANSDUCTIVE).get(new NDIndex("0:1"));
        NDArray fewer = network.forward(x.get(new NDIndex("0:3")), BatchNormMode.TRANSDUCTIVE).get(new NDIndex("0:1"));
        assertTrue(together.sub(fewer).abs().max().getFloat() > 1e-3);
        assertTrue(Arrays.deepEquals(before, network.snapshot()));
    }

    @Test
    void trainingMovesTheRunningMeanByATenthOfTheWay() {
        try (Network fresh = Network.encoder(4, 9)) {
            NDArray x = manager.ones(new Shape(5, 1, 28, 28));
            NDArray first = firstConvolution(fresh, x);
            float[] mean = first.transpose(1, 0, 2, 3).reshape(4, -1).mean(new int[] {1}).toFloatArray();
            fresh.forward(x, BatchNormMode.TRAINING);
            float[] running = fresh.block().getChildren().get("01StemConvolution").getParameters().get("runningMean").getArray().toFloatArray();
            for (int f = 0; f < 4; f++) {
                assertEquals(0.1 * mean[f], running[f], 1e-5);
            }
        }
    }

    @Test
    void restorePutsBackWeightsAndStatistics() {
        try (Network fresh = Network.encoder(4, 9)) {
            float[][] before = fresh.snapshot();
            fresh.forward(images(4, 4), BatchNormMode.TRAINING);
            fresh.trainable().get(0).getArray().muli(2);
            assertFalse(Arrays.deepEquals(before, fresh.snapshot()));
            fresh.restore(before);
            assertTrue(Arrays.deepEquals(before, fresh.snapshot()));
            NDArray flat = fresh.trainable().get(4).getArray().transpose(0, 2, 3, 1).reshape(-1);
            flat.set(new NDIndex("..."), 0);
            assertEquals(0f, fresh.trainable().get(4).getArray().abs().sum().getFloat(), "still channels last in memory");
        }
    }

    @Test
    void anInputOfTheWrongShapeIsNamed() {
        Exception e = assertThrows(IllegalArgumentException.class,
                () -> network.forward(manager.ones(new Shape(2, 1, 20, 20)), BatchNormMode.INDUCTIVE));
        assertTrue(e.getMessage().contains("(2, 1, 20, 20)") && e.getMessage().contains("(1, 28, 28)"), e.getMessage());
    }
}
