package fewshot.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import fewshot.model.encoder.ConvolutionalEncoder;
import fewshot.model.encoder.ResNet12;
import fewshot.model.encoder.VectorEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each task alone, by the block itself at the task's weights in double precision, is the oracle. */
class SideBySideTest {
    private static final int TASKS = 3;

    private final NDManager manager = NDManager.newBaseManager();
    private final Random random = new Random(1);

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray doubles(Shape shape) {
        return manager.create(random.doubles(shape.size(), -1, 1).toArray(), shape);
    }

    private Block initialised(Block block, long... input) {
        block.initialize(manager, DataType.FLOAT64, new Shape(1).addAll(new Shape(input)));
        return block;
    }

    private static Conv2d.Builder convolution(int filters, int height, int width) {
        return Conv2d.builder().setKernelShape(new Shape(height, width)).setFilters(filters);
    }

    /** Every setting that a layer has, away from its usual value. */
    private static SequentialBlock odd() {
        return new SequentialBlock()
                .add(convolution(6, 3, 5).optStride(new Shape(1, 2)).optPadding(new Shape(0, 2)).optDilation(new Shape(2, 1)).build())
                .add(BatchNorm.builder().optEpsilon(0.3f).optMomentum(0.5f).build()).add(Activation.leakyReluBlock(0.2f))
                .add(convolution(4, 2, 2).optGroups(2).optBias(false).build())
                .add(Pool.avgPool2dBlock(new Shape(2, 2), new Shape(1, 1), new Shape(1, 1))).add(Activation.tanhBlock())
                .add(Pool.maxPool2dBlock(new Shape(3, 2), new Shape(2, 1)))
                .add(new SequentialBlock().add(Blocks.batchFlattenBlock()).add(Linear.builder().setUnits(5).optBias(false).build()))
                .add(BatchNorm.builder().build()).add(Linear.builder().setUnits(3).build());
    }

    private void assertEachTaskGetsItsOwn(Block block, long... input) {
        FunctionalBlock one = new FunctionalBlock(block);
        FunctionalBlock all = one.sideBySide(TASKS).orElseThrow();
        List<NDList> weights = new ArrayList<>();
        NDList images = new NDList();
        NDList others = new NDList();
        for (int task = 0; task < TASKS; task++) {
            weights.add(new NDList(one.weights().stream().map(weight -> doubles(weight.getShape())).toList()));
            images.add(doubles(new Shape(7).addAll(new Shape(input))));
            others.add(doubles(new Shape(2).addAll(new Shape(input))));
        }
        NDList together = new NDList(IntStream.range(0, one.weights().size())
                .mapToObj(i -> NDArrays.concat(new NDList(weights.stream().map(list -> list.get(i)).toList()), 0)).toList());
        NDArray scores = all.apply(together, NDArrays.concat(images, 1));
        NDList statistics = all.statistics(together, NDArrays.concat(images, 1));
        NDArray answers = all.apply(together, NDArrays.concat(others, 1), statistics);
        for (int task = 0; task < TASKS; task++) {
            NDArray expected = one.apply(weights.get(task), images.get(task));
            assertTrue(expected.abs().max().toDoubleArray()[0] > 0.1);
            assertArrayEquals(expected.toDoubleArray(), scores.split(TASKS, 1).get(task).toDoubleArray(), 1e-10);
            NDArray alone = one.apply(weights.get(task), others.get(task), one.statistics(weights.get(task), images.get(task)));
            assertArrayEquals(alone.toDoubleArray(), answers.split(TASKS, 1).get(task).toDoubleArray(), 1e-5); // DJL's share is a float
        }
    }

    @Test
    void eachTaskGetsWhatItWouldGetAlone() {
        assertEachTaskGetsItsOwn(initialised(ConvolutionalEncoder.classifier(4, 5), 1, 28, 28), 1, 28, 28);
        assertEachTaskGetsItsOwn(initialised(ConvolutionalEncoder.createMaps(3), 2, 20, 24), 2, 20, 24);
        assertEachTaskGetsItsOwn(initialised(odd(), 2, 12, 15), 2, 12, 15);
        assertEachTaskGetsItsOwn(initialised(VectorEncoder.create(8, 3), 6), 6);
        assertEachTaskGetsItsOwn(initialised(new SequentialBlock().add(convolution(4, 3, 3).build()).add(Pool.globalAvgPool2dBlock())
                .add(Linear.builder().setUnits(2).build()), 3, 9, 9), 3, 9, 9);
    }

    /** DJL's flattening may be told how many numbers an example has, which are as many for each task. */
    @Test
    void aFlatteningOfAGivenSizeFlattensAllTasks() {
        assertEachTaskGetsItsOwn(initialised(new SequentialBlock().add(Blocks.batchFlattenBlock(12)).add(Linear.builder().setUnits(2).build()),
                3, 2, 2), 3, 2, 2);
    }

    @Test
    void whatMayMixTasksIsLeftToOneAfterAnother() {
        Linear linear = Linear.builder().setUnits(4).build();
        Block frozen = initialised(ConvolutionalEncoder.classifier(4, 5), 1, 28, 28);
        frozen.getChildren().values().get(0).freezeParameters(true);
        Map<String, Block> foreign = new LinkedHashMap<>();
        foreign.put("a function of one's own", initialised(new SequentialBlock().add(LambdaBlock.singleton(x -> x.softmax(1))), 4));
        foreign.put("dropout", initialised(new SequentialBlock().add(Linear.builder().setUnits(4).build()).add(Dropout.builder().build()), 4));
        foreign.put("two ways that meet", initialised(ResNet12.create(4, 4), 3, 16, 16));
        foreign.put("a linear layer along rows", initialised(Linear.builder().setUnits(4).build(), 3, 4));
        foreign.put("batch norm that is not over channels", initialised(BatchNorm.builder().optAxis(2).build(), 3, 4));
        foreign.put("one that is not scaled", initialised(BatchNorm.builder().optScale(false).build(), 3));
        foreign.put("a frozen encoder", frozen);
        foreign.put("a layer that stands twice", initialised(new SequentialBlock().add(linear).add(Activation.reluBlock()).add(linear), 4));
        foreign.forEach((name, block) -> assertEquals(Optional.empty(), new FunctionalBlock(block).sideBySide(TASKS), name));
        Block encoder = initialised(ConvolutionalEncoder.create(4), 1, 28, 28);
        assertTrue(new FunctionalBlock(encoder).sideBySide(TASKS).isPresent());
        assertEquals(Optional.empty(), new FunctionalBlock(encoder).withHead().sideBySide(TASKS), "a head behind it");
    }
}
