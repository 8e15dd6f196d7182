package fewshot.model.encoder;

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
import ai.djl.training.initializer.Initializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import ai.djl.training.initializer.XavierInitializer;

/**
 * The encoder of nearly all few-shot work on Omniglot: four blocks of 3 × 3 convolution with padding 1, batch
 * normalisation, ReLU and 2 × 2 max pooling, then flattened (Vinyals 2016, section 4.1; Snell 2017, section 3.1).
 *
 * <p>Images {@code [n, 1, 28, 28]} become embeddings {@code [n, filters]}: each block halves the side, 28 → 14 → 7 → 3 → 1.
 * The largest of four numbers is the same before and after ReLU, so we pool first and ReLU has a quarter of the work. The first
 * block, with the largest maps and the smallest patches, is a {@link StemConvolution}.
 */
public final class ConvolutionalEncoder {
    /** The number of filters in the papers. */
    public static final int FILTERS = 64;

    private static final int BLOCKS = 4;

    private ConvolutionalEncoder() {}

    /**
     * A new encoder as an ordinary DJL block, not yet initialised: {@code Network} does that.
     *
     * @param filters filters in each block, and features for each 28 × 28 image; {@value #FILTERS} in the papers
     */
    public static Block create(int filters) {
        return create(filters, BLOCKS);
    }

    /**
     * A new encoder of so many blocks, for images of any shape whose sides can be halved so often: {@code [n, channels, height, width]}
     * become {@code [n, filters × ⌊height / 2ᵇ⌋ × ⌊width / 2ᵇ⌋]}.
     */
    public static Block create(int filters, int blocks) {
        if (blocks < 1) {
            throw new IllegalArgumentException("ConvolutionalEncoder: " + blocks + " blocks; there must be at least 1");
        }
        SequentialBlock encoder = new SequentialBlock();
        addStem(encoder, filters, 1);
        for (int i = 1; i < blocks; i++) {
            addBlock(encoder, filters, 1, true);
        }
        encoder.add(Blocks.batchFlattenBlock());
        encoder.setInitializer(initializer(), Parameter.Type.WEIGHT);
        return encoder;
    }

    /**
     * A new encoder with a linear layer behind it that scores classes: images {@code [n, 1, 28, 28]} become {@code [n, way]}
     * (Finn 2017, section 5.2).
     */
    public static Block classifier(int filters, int way) {
        SequentialBlock classifier = new SequentialBlock();
        classifier.add(create(filters)).add(Linear.builder().setUnits(way).build());
        return classifier;
    }

    /**
     * A new encoder that keeps the place of things: the first two blocks have no padding and pool, the last two have
     * padding and do not pool, so that images {@code [n, 1, 28, 28]} become feature maps {@code [n, filters, 5, 5]}
     * (Sung et al. 2018, section 3.4, and the authors' code for Omniglot).
     *
     * @param filters filters in each block; {@value #FILTERS} in the paper
     */
    public static Block createMaps(int filters) {
        SequentialBlock encoder = new SequentialBlock();
        addStem(encoder, filters, 0);
        addBlock(encoder, filters, 0, true);
        addBlock(encoder, filters, 1, false);
        addBlock(encoder, filters, 1, false);
        encoder.setInitializer(initializer(), Parameter.Type.WEIGHT);
        return encoder;
    }

    /** Adds the first block, which sees images of few channels. */
    private static void addStem(SequentialBlock to, int filters, int padding) {
        to.add(new StemConvolution(checked(filters), padding));
        addEnd(to, true);
    }

    /** Adds 3 × 3 convolution, batch normalisation, 2 × 2 max pooling where asked for, and ReLU. */
    static void addBlock(SequentialBlock to, int filters, int padding, boolean pool) {
        to.add(Conv2d.builder()
                        .setKernelShape(new Shape(3, 3))
                        .setFilters(checked(filters))
                        .optPadding(new Shape(padding, padding))
                        .build())
                .add(BatchNorm.builder().build());
        addEnd(to, pool);
    }

    private static void addEnd(SequentialBlock to, boolean pool) {
        if (pool) {
            to.add(Pool.maxPool2dBlock(new Shape(2, 2)));
        }
        to.add(Activation.reluBlock());
    }

    static int checked(int filters) {
        if (filters < 1) {
            throw new IllegalArgumentException("ConvolutionalEncoder: " + filters + " filters; there must be at least 1");
        }
        return filters;
    }

    /** He's initialisation (2015), the weights of convolutions laid out for speed. */
    static Initializer initializer() {
        return new ChannelsLast(new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 2));
    }
}
