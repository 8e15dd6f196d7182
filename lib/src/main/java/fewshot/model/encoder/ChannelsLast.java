package fewshot.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;

/**
 * Lays the weights of two-dimensional convolutions out with the channels last in memory, on which PyTorch's CPU
 * convolutions are 1.3 to 2.4 times faster; on a GPU they lie as usual. Shapes and values are those of the initialiser inside.
 *
 * @param values what the weights start as
 */
public record ChannelsLast(Initializer values) implements Initializer {
    @Override
    public NDArray initialize(NDManager manager, Shape shape, DataType dataType) {
        NDArray weights = values.initialize(manager, shape, dataType);
        return shape.dimension() == 4 && !manager.getDevice().isGpu() ? laid(weights) : weights;
    }

    /** The same numbers, {@code [filters, channels, height, width]}, with the channels last in memory. */
    public static NDArray laid(NDArray weights) {
        // Only reshape through one dimension copies in the new order: duplicate() and mul(1) keep the old one.
        NDArray ordered = weights.transpose(0, 2, 3, 1).reshape(-1);
        Shape shape = weights.getShape();
        Shape channelsLast = new Shape(shape.get(0), shape.get(2), shape.get(3), shape.get(1));
        return ordered.reshape(channelsLast).transpose(0, 3, 1, 2);
    }
}
