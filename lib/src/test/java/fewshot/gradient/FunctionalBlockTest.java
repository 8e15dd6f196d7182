package fewshot.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import org.junit.jupiter.api.Test;

class FunctionalBlockTest {
    @Test
    void atItsOwnWeightsABlockAnswersAsItAlwaysDoes() {
        try (Network network = Network.classifier(4, 5, 1); NDManager manager = network.manager().newSubManager()) {
            NDArray images = manager.randomUniform(0, 1, new Shape(6, 1, 28, 28));
            float[][] before = network.snapshot();
            FunctionalBlock block = new FunctionalBlock(network.block());
            float[] functional = block.apply(block.weights(), images).toFloatArray();
            assertArrayEquals(network.forward(images, BatchNormMode.TRANSDUCTIVE).toFloatArray(), functional, 1e-6f);
            block.statistics(block.weights(), images);
            float[][] after = network.snapshot();
            for (int i = 0; i < before.length; i++) {
                assertArrayEquals(before[i], after[i], "weights and running statistics must stay as they are");
            }
        }
    }

    @Test
    void atOtherWeightsItComputesWithThose() {
        try (Network network = new Network(Linear.builder().setUnits(1).build(), new Shape(2), 1, Engine.getInstance().defaultDevice());
                NDManager manager = network.manager().newSubManager()) {
            FunctionalBlock block = new FunctionalBlock(network.block());
            NDList weights = new NDList(manager.create(new float[] {2, 3}, new Shape(1, 2)), manager.create(new float[] {10}));
            NDArray x = manager.create(new float[] {5, 7}, new Shape(1, 2));
            assertArrayEquals(new float[] {2 * 5 + 3 * 7 + 10}, block.apply(weights, x).toFloatArray());
            String why = assertThrows(IllegalArgumentException.class, () -> block.apply(new NDList(x), x)).getMessage();
            assertTrue(why.contains("1 weights, but the block has 2"), why);
        }
    }

    @Test
    void aHeadBehindTheBlockHasAsManyOutputsAsItsWeights() {
        try (Network network = new Network(Linear.builder().setUnits(1).build(), new Shape(2), 1, Engine.getInstance().defaultDevice());
                NDManager manager = network.manager().newSubManager()) {
            FunctionalBlock block = new FunctionalBlock(network.block()).withHead();
            NDList weights = new NDList(manager.create(new float[] {2, 3}, new Shape(1, 2)), manager.create(new float[] {10}),
                    manager.create(new float[] {1, -1, 4}, new Shape(3, 1)), manager.create(new float[] {0.5f, 0, 7}));
            NDArray x = manager.create(new float[] {5, 7}, new Shape(1, 2));
            assertArrayEquals(new float[] {41 + 0.5f, -41, 4 * 41 + 7}, block.apply(weights, x).toFloatArray());
            assertEquals(2, block.weights().size());
            String why = assertThrows(IllegalArgumentException.class, () -> block.apply(block.weights(), x)).getMessage();
            assertTrue(why.contains("2 weights, but the block has 2") && why.contains("two for the head"), why);
        }
    }

    @Test
    void statisticsAreTheMeanAndTheVarianceOfTheBatch() {
        try (Network network = new Network(BatchNorm.builder().build(), new Shape(2), 1, Engine.getInstance().defaultDevice());
                NDManager manager = network.manager().newSubManager()) {
            FunctionalBlock block = new FunctionalBlock(network.block());
            NDArray x = manager.create(new float[] {1, 10, 2, 20, 6, 60}, new Shape(3, 2)); // means 3 and 30, variances 7 and 700
            NDList statistics = block.statistics(block.weights(), x);
            assertEquals(2, statistics.size());
            assertArrayEquals(new float[] {3, 30}, statistics.get(0).toFloatArray(), 1e-4f);
            assertArrayEquals(new float[] {7, 700}, statistics.get(1).toFloatArray(), 1e-3f);
            // Another point, standardised by them: (5 − 3)/√7
            NDArray other = manager.create(new float[] {5, 50}, new Shape(1, 2));
            float expected = (float) (2 / Math.sqrt(7));
            assertArrayEquals(new float[] {expected, expected}, block.apply(block.weights(), other, statistics).toFloatArray(), 1e-4f);
        }
    }

    @Test
    void aBlockWithoutWeightsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new FunctionalBlock(Linear.builder().setUnits(1).build()));
    }
}
