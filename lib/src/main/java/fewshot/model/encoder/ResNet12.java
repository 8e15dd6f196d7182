package fewshot.model.encoder;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/**
 * The residual network of twelve convolutions that most work on small photographs uses (Oreshkin et al. 2018, section 3; the widths
 * of Lee et al. 2019, MetaOptNet, section 4.1).
 *
 * <p>Four blocks {@code pool(λ(f(x) + s(x)))}: f is three 3 × 3 convolutions, each with batch normalisation and the first two with a
 * leaky ReLU λ of slope 0.1 behind them; s is a 1 × 1 convolution with batch normalisation; pool is the largest of 2 × 2. Behind them
 * the mean over all places. The convolutions have no bias. Lee's DropBlock, which is for training alone, is left out, and the
 * weights start as in {@link ConvolutionalEncoder}.
 *
 * <p>Images {@code [n, channels, height, width]}, of 16 × 16 or more, become {@code [n, last width]}. With three channels and the
 * usual widths 12.4 million weights.
 */
public final class ResNet12 {
    private static final float SLOPE = 0.1f;

    private ResNet12() {}

    /** A new network as an ordinary DJL block, not yet initialised, of 64, 160, 320 and 640 filters. */
    public static Block create() {
        return create(64, 160, 320, 640);
    }

    /**
     * The same with other widths.
     *
     * @param widths filters in each block, and as many blocks; four in the papers
     * @throws IllegalArgumentException if there is no block, or one without filters
     */
    public static Block create(int... widths) {
        if (widths.length == 0) {
            throw new IllegalArgumentException("ResNet12: no widths; give the filters of each block, such as 64, 160, 320, 640");
        }
        SequentialBlock network = new SequentialBlock();
        for (int filters : widths) {
            network.add(residual(filters)).add(Activation.leakyReluBlock(SLOPE)).add(Pool.maxPool2dBlock(new Shape(2, 2)));
        }
        network.add(Pool.globalAvgPool2dBlock());
        network.setInitializer(ConvolutionalEncoder.initializer(), Parameter.Type.WEIGHT);
        return network;
    }

    /** {@code f(x) + s(x)}. */
    private static Block residual(int filters) {
        SequentialBlock f = new SequentialBlock();
        for (int i = 0; i < 3; i++) {
            if (i > 0) {
                f.add(Activation.leakyReluBlock(SLOPE));
            }
            addNormalised(f, filters, 3);
        }
        SequentialBlock s = new SequentialBlock();
        addNormalised(s, filters, 1);
        return new ParallelBlock(both -> new NDList(both.get(0).head().add(both.get(1).head())), List.of(f, s));
    }

    private static void addNormalised(SequentialBlock to, int filters, int kernel) {
        to.add(Conv2d.builder().setKernelShape(new Shape(kernel, kernel)).setFilters(ConvolutionalEncoder.checked(filters))
                .optPadding(new Shape(kernel / 2, kernel / 2)).optBias(false).build()).add(BatchNorm.builder().build());
    }
}
