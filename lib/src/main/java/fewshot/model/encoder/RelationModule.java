package fewshot.model.encoder;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import fewshot.model.Network;

/**
 * The learned comparison of Relation Networks: two blocks of convolution, batch normalisation, ReLU and 2 × 2 max pooling,
 * then a layer of 8 and one output before the sigmoid (Sung et al. 2018, section 3.4 and figure 2).
 *
 * <p>Two images' feature maps, one behind the other, {@code [n, 2 × channels, side, side]}, become {@code [n, 1]}.
 */
public final class RelationModule {
    private static final int HIDDEN = 8;

    private RelationModule() {}

    /**
     * A new module as an ordinary DJL block, not yet initialised.
     *
     * @param filters filters in each block; 64 in the paper
     */
    public static Block create(int filters) {
        SequentialBlock module = new SequentialBlock();
        for (int i = 0; i < 2; i++) {
            ConvolutionalEncoder.addBlock(module, filters, 1, true);
        }
        module.add(Blocks.batchFlattenBlock())
                .add(Linear.builder().setUnits(HIDDEN).build())
                .add(Activation.reluBlock())
                .add(Linear.builder().setUnits(1).build());
        module.setInitializer(ConvolutionalEncoder.initializer(), Parameter.Type.WEIGHT);
        return module;
    }

    /** A module for the feature maps of a network; the caller closes it. */
    public static Network network(Network maps, int filters, long seed) {
        Shape one = maps.output();
        Shape two = new Shape(2 * one.get(0), one.get(1), one.get(2));
        return new Network(create(filters), two, seed, maps.manager().getDevice());
    }
}
