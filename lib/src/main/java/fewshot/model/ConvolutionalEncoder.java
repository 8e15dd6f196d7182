package fewshot.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;

/**
 * The encoder of nearly all few-shot work on Omniglot: four blocks of 3 × 3 convolution with padding 1, batch
 * normalisation, ReLU and 2 × 2 max pooling, then flattened (Vinyals 2016, section 4.1; Snell 2017, section 3.1).
 *
 * <p>Images {@code [n, 1, 28, 28]} become embeddings {@code [n, filters]}: each block halves the side, 28 → 14 → 7 → 3 → 1.
 * The largest of four numbers is the same before and after ReLU, so we pool first and ReLU has a quarter of the work.
 */
public final class ConvolutionalEncoder {
    /** The number of filters in the papers. */
    public static final int FILTERS = 64;

    private static final int BLOCKS = 4;

    private ConvolutionalEncoder() {}

    /**
     * A new encoder as an ordinary DJL block, not yet initialised: {@link Network} does that.
     *
     * @param filters filters in each block, and features for each 28 × 28 image; {@value #FILTERS} in the papers
     */
    public static Block create(int filters) {
        if (filters < 1) {
            throw new IllegalArgumentException("ConvolutionalEncoder: " + filters + " filters; there must be at least 1");
        }
        SequentialBlock encoder = new SequentialBlock();
        for (int i = 0; i < BLOCKS; i++) {
            encoder.add(Conv2d.builder()
                            .setKernelShape(new Shape(3, 3))
                            .setFilters(filters)
                            .optPadding(new Shape(1, 1))
                            .build())
                    .add(BatchNorm.builder().build())
                    .add(Pool.maxPool2dBlock(new Shape(2, 2)))
                    .add(Activation.reluBlock());
        }
        encoder.add(Blocks.batchFlattenBlock());
        encoder.setInitializer(
                new ChannelsLast(new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 2)), Parameter.Type.WEIGHT);
        return encoder;
    }
}
