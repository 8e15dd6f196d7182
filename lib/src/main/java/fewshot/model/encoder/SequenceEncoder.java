package fewshot.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.norm.BatchNorm;

/**
 * The encoder of short sequences, such as the letters of a name: layers of convolution over time with batch norm and ReLU, and of each
 * filter the strongest answer anywhere (Collobert et al. 2011, section 3.3; over letters Zhang, Zhao and LeCun 2015).
 *
 * <p>Sequences {@code [n, time, features]} become embeddings {@code [n, filters]}. Where in the sequence something stands makes no
 * difference, but for its ends.
 */
public final class SequenceEncoder {
    private static final int WIDTH = 5;

    private SequenceEncoder() {}

    /**
     * A new encoder as an ordinary DJL block, not yet initialised: {@code Network} does that.
     *
     * @param filters of each layer, and numbers of an embedding
     * @param layers each sees five steps of the one before
     * @throws IllegalArgumentException if there is none of either
     */
    public static Block create(int filters, int layers) {
        if (filters < 1 || layers < 1) {
            throw new IllegalArgumentException("SequenceEncoder: " + layers + " layers of " + filters + " filters; there must be at least 1 of each");
        }
        SequentialBlock encoder = new SequentialBlock();
        encoder.add(new LambdaBlock(inputs -> new NDList(timeLast(inputs.singletonOrThrow())), "timeLast"));
        for (int i = 0; i < layers; i++) {
            encoder.add(Conv1d.builder().setKernelShape(new Shape(WIDTH)).optPadding(new Shape(WIDTH / 2)).setFilters(filters).build())
                    .add(BatchNorm.builder().build()).add(Activation.reluBlock());
        }
        encoder.add(new LambdaBlock(inputs -> new NDList(inputs.singletonOrThrow().max(new int[] {2})), "strongest"));
        encoder.setInitializer(ConvolutionalEncoder.initializer(), Parameter.Type.WEIGHT);
        return encoder;
    }

    private static NDArray timeLast(NDArray sequences) {
        if (sequences.getShape().dimension() != 3) {
            throw new IllegalArgumentException("SequenceEncoder: sequences of shape " + sequences.getShape() + "; they should be [n, time, features]");
        }
        return sequences.transpose(0, 2, 1);
    }
}
