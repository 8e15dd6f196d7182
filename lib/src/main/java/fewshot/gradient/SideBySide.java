package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import fewshot.model.encoder.StemConvolution;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;

/**
 * One network's layers run for several tasks at once: whatever has channels has those of the first task, then those of the second,
 * and so on, and the weights lie likewise along their first dimension. A convolution becomes one in groups, a linear layer a product of
 * matrices for each task; batch norm, activations and pooling look at each channel by itself and stay as they are.
 */
final class SideBySide {
    /** DJL's names of layers without weights that look at each channel by itself; a flattening keeps channels in their order. */
    private static final String FLATTEN = "batchFlatten";
    private static final Set<String> BY_CHANNEL = Set.of(FLATTEN, "identity", "ReLU", "LeakyReLU", "ELU", "sigmoid", "Tanh",
            "maxPool2d", "avgPool2d", "globalMaxPool2d", "globalAvgPool2d");

    private SideBySide() {}

    /** Whether all layers of a block are known to keep tasks apart, and all their weights are learned. */
    static boolean fits(Block block) {
        Class<?> type = block.getClass(); // one that extends a layer may do anything
        if (type == SequentialBlock.class) {
            return block.getChildren().values().stream().allMatch(SideBySide::fits);
        }
        boolean known = type == Conv2d.class || type == StemConvolution.class
                || type == Linear.class && block.describeInput().valueAt(0).dimension() == 1 // only a batch stands before the features
                || type == BatchNorm.class && isOverChannels(block)
                || type == LambdaBlock.class && BY_CHANNEL.contains(((LambdaBlock) block).getName());
        return known && parameters(block).stream().allMatch(each -> each.requiresGradient() || RunningStatistics.is(each));
    }

    private static boolean isOverChannels(Block batchNorm) {
        try {
            Field axis = BatchNorm.class.getDeclaredField("axis"); // DJL has no other way to it
            axis.setAccessible(true);
            return axis.getInt(batchNorm) == 1;
        } catch (ReflectiveOperationException otherVersion) {
            return false;
        }
    }

    private static List<Parameter> parameters(Block layer) {
        return layer.getDirectParameters().values();
    }

    /**
     * Runs a block that {@link #fits}.
     *
     * @param store gives out the weights of all tasks, {@code [tasks × first, …]}
     * @param x {@code [n, tasks × first, …]}
     * @param training whether batch norm has the statistics of {@code x}
     * @return {@code [n, tasks × first, …]}
     */
    static NDArray forward(Block block, int tasks, ParameterStore store, NDArray x, boolean training) {
        if (block instanceof SequentialBlock) {
            NDArray y = x;
            for (Block child : block.getChildren().values()) {
                y = forward(child, tasks, store, y, training);
            }
            return y;
        }
        List<NDArray> own = parameters(block).stream().map(each -> store.getValue(each, x.getDevice(), training)).toList();
        if (block instanceof Conv2d c) {
            NDArray bias = own.size() > 1 ? own.get(1) : null;
            return Conv2d.conv2d(x, own.get(0), bias, c.getStride(), c.getPadding(), c.getDilation(), tasks * c.getGroups()).head();
        }
        if (block instanceof StemConvolution stem) {
            return stem.sideBySide(store, x, tasks, training);
        }
        if (block instanceof Linear) {
            NDArray y = products(x, own.get(0), tasks);
            return own.size() > 1 ? y.add(own.get(1)) : y;
        }
        if (block instanceof LambdaBlock layer && layer.getName().equals(FLATTEN)) { // DJL's may be told the size of one task
            return x.reshape(x.getShape().get(0), -1);
        }
        return block.forward(store, new NDList(x), training).singletonOrThrow();
    }

    /** {@code [n, tasks × features]} by {@code [tasks × outputs, features]}, each task by its own: {@code [n, tasks × outputs]}. */
    private static NDArray products(NDArray x, NDArray weight, int tasks) {
        long n = x.getShape().get(0);
        Shape all = weight.getShape();
        NDArray byTask = x.reshape(n, tasks, all.get(1)).transpose(1, 0, 2);
        NDArray columns = weight.reshape(tasks, all.get(0) / tasks, all.get(1)).transpose(0, 2, 1);
        return byTask.matMul(columns).transpose(1, 0, 2).reshape(n, all.get(0));
    }
}
