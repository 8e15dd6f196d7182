package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.initializer.XavierInitializer;
import fewshot.model.encoder.StemConvolution;
import java.util.Random;

/**
 * A small classifier of images that has derivatives of every order, in double precision: the encoder with tanh and average
 * pooling in the place of ReLU and largest-of-four, on which finite differences can be trusted.
 */
final class SmoothTask implements AutoCloseable {
    static final int WAY = 3;

    final NDManager manager = NDManager.newBaseManager();
    final FunctionalBlock block;
    final NDList start;
    private final NDArray support;
    private final NDArray query;

    SmoothTask(long seed) {
        SequentialBlock layers = new SequentialBlock();
        layers.add(new StemConvolution(4, 1)).add(Activation.tanhBlock()).add(Pool.avgPool2dBlock(new Shape(2, 2)))
                .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(4).optPadding(new Shape(1, 1)).build())
                .add(BatchNorm.builder().build()).add(Activation.tanhBlock()).add(Pool.avgPool2dBlock(new Shape(2, 2)));
        layers.add(Blocks.batchFlattenBlock()).add(Linear.builder().setUnits(WAY).build());
        layers.setInitializer(new XavierInitializer(), Parameter.Type.WEIGHT);
        manager.getEngine().setRandomSeed((int) seed);
        layers.initialize(manager, DataType.FLOAT64, new Shape(1, 1, 8, 8));
        block = new FunctionalBlock((Block) layers);
        start = block.weights();
        Random random = new Random(seed);
        support = images(random, WAY * 2);
        query = images(random, WAY * 3);
    }

    private NDArray images(Random random, int count) {
        return manager.create(random.doubles(count * 64L).toArray(), new Shape(count, 1, 8, 8));
    }

    Objective supportLoss() {
        return loss(support);
    }

    Objective queryLoss() {
        return loss(query);
    }

    private Objective loss(NDArray images) {
        int each = (int) (images.getShape().get(0) / WAY);
        int[] labels = new int[each * WAY];
        java.util.Arrays.setAll(labels, i -> i / each);
        return weights -> {
            NDArray scores = block.apply(weights, Objective.in(weights, images));
            NDArray right = scores.getManager().create(labels).oneHot(WAY).toType(DataType.FLOAT64, false);
            return scores.logSoftmax(1).mul(right).sum().neg();
        };
    }

    /** The query loss after some steps, at the start moved by {@code by} along a direction; no graph goes further than a step. */
    double queryLossAfter(int steps, double rate, NDList direction, double by) {
        try (NDManager scratch = manager.newSubManager()) {
            NDList moved = new NDList();
            for (int i = 0; i < start.size(); i++) {
                NDArray weight = start.get(i).add(direction.get(i).mul(by));
                weight.attach(scratch);
                moved.add(weight);
            }
            NDList leaves = Gradients.leaves(scratch, moved);
            NDList adapted = new InnerLoop(UpdateRule.descent(rate), steps, InnerLoop.Order.NONE).adapt(leaves, supportLoss());
            return queryLoss().loss(adapted).toDoubleArray()[0];
        }
    }

    /** A direction in the space of the weights, of length one. */
    NDList direction(long seed) {
        Random random = new Random(seed);
        NDList direction = new NDList();
        for (NDArray weight : start) {
            direction.add(manager.create(random.doubles(weight.size()).map(d -> d - 0.5).toArray(), weight.getShape()));
        }
        double length = Math.sqrt(dot(direction, direction));
        direction.forEach(array -> array.divi(length));
        return direction;
    }

    static double dot(NDList a, NDList b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            double[] x = a.get(i).toDoubleArray();
            double[] y = b.get(i).toDoubleArray();
            for (int j = 0; j < x.length; j++) {
                sum += x[j] * y[j];
            }
        }
        return sum;
    }

    /** The largest difference, as a share of the largest number. */
    static double relative(NDList a, NDList b) {
        double difference = 0;
        double largest = 0;
        for (int i = 0; i < a.size(); i++) {
            double[] x = a.get(i).toDoubleArray();
            double[] y = b.get(i).toDoubleArray();
            for (int j = 0; j < x.length; j++) {
                difference = Math.max(difference, Math.abs(x[j] - y[j]));
                largest = Math.max(largest, Math.abs(y[j]));
            }
        }
        return difference / largest;
    }

    @Override
    public void close() {
        manager.close();
    }
}
