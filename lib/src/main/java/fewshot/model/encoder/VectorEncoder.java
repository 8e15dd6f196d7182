package fewshot.model.encoder;

import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import java.util.Arrays;

/**
 * The encoder of what is no image: fingerprints, n-grams, the rows of a table. Hidden layers {@code h ← ReLU(batch norm(W h))}, then a
 * last one that is linear.
 *
 * <p>Examples {@code [n, …]} of any shape are flattened and become embeddings {@code [n, last size]}.
 */
public final class VectorEncoder {
    private VectorEncoder() {}

    /**
     * A new encoder as an ordinary DJL block, not yet initialised: {@code Network} does that.
     *
     * @param sizes of the hidden layers and then of the embedding, such as 256, 64
     * @throws IllegalArgumentException if there is none, or one is below 1
     */
    public static Block create(int... sizes) {
        if (sizes.length == 0 || Arrays.stream(sizes).anyMatch(size -> size < 1)) {
            throw new IllegalArgumentException("VectorEncoder: layers of " + Arrays.toString(sizes)
                    + " numbers; there must be at least one, each at least 1");
        }
        SequentialBlock encoder = new SequentialBlock();
        encoder.add(Blocks.batchFlattenBlock());
        for (int i = 0; i < sizes.length - 1; i++) {
            encoder.add(Linear.builder().setUnits(sizes[i]).build()).add(BatchNorm.builder().build()).add(Activation.reluBlock());
        }
        encoder.add(Linear.builder().setUnits(sizes[sizes.length - 1]).build());
        encoder.setInitializer(ConvolutionalEncoder.initializer(), Parameter.Type.WEIGHT);
        return encoder;
    }
}
