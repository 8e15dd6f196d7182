package fewshot.model.encoder;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import fewshot.model.Scalar;

/**
 * The first convolution of an encoder and the batch normalisation behind it (Ioffe and Szegedy 2015) in one pass over the
 * feature maps: the same numbers, the same weights in the same order, as DJL's {@code Conv2d} and {@code BatchNorm}.
 *
 * <p>A filter's output is {@code u = w·p + b} for each patch p of the image, so its mean over a batch is {@code w·m + b} and its
 * variance {@code wᵀSw}, with m and S the mean and the covariance of the patches. An image of one channel has patches of nine
 * numbers, so S is 9 × 9 and costs next to nothing; then
 *
 * <pre>{@code y = β + γ (u − mean) / √(variance + ε) = β + (γ w / √(wᵀSw + ε)) · (p − m)}</pre>
 *
 * is one linear function of the patches: a product of matrices, or a convolution with other weights. Which of the two is faster
 * depends on the processor ({@link Processor}). The normalisation never touches the feature maps, which are largest behind the first convolution: that,
 * and its first and second derivative, would take most of the time of a small batch. It pays on a CPU while there are fewer numbers
 * in a patch than filters; otherwise it is an ordinary convolution and {@code BatchNorm}. With running statistics there is nothing
 * to find out, and a convolution with the weights {@code γ w / √(variance + ε)} is faster still.
 *
 * <p>Images {@code [n, channels, side, side]} become maps {@code [n, filters, s, s]}, laid out with the channels last in memory;
 * 3 × 3 filters.
 */
public final class StemConvolution extends AbstractBlock {
    private static final int KERNEL = 3;
    /** DJL's settings of batch norm: of a batch's statistics the running ones take this share. */
    private static final float SHARE = 1 - 0.9f;
    private static final float EPSILON = 1e-5f;

    private final int filters;
    private final int padding;
    private final transient boolean byProduct; // the processor's choice, and no part of the architecture
    private final Parameter weight;
    private final Parameter bias;
    private final Parameter gamma;
    private final Parameter beta;
    private final Parameter runningMean;
    private final Parameter runningVar;

    /**
     * One that has no weights yet.
     *
     * @param padding rows of zeros around the image
     */
    public StemConvolution(int filters, int padding) {
        this(filters, padding, Processor.MULTIPLIES_FASTER_THAN_IT_CONVOLVES);
    }

    /** The same with the choice between a product and a convolution. */
    StemConvolution(int filters, int padding, boolean byProduct) {
        this.filters = filters;
        this.padding = padding;
        this.byProduct = byProduct;
        this.weight = parameter("weight", Parameter.Type.WEIGHT, true);
        this.bias = parameter("bias", Parameter.Type.BIAS, true);
        this.gamma = parameter("gamma", Parameter.Type.GAMMA, true);
        this.beta = parameter("beta", Parameter.Type.BETA, true);
        this.runningMean = parameter("runningMean", Parameter.Type.RUNNING_MEAN, false);
        this.runningVar = parameter("runningVar", Parameter.Type.RUNNING_VAR, false);
    }

    private Parameter parameter(String name, Parameter.Type type, boolean learned) {
        return addParameter(Parameter.builder().setName(name).setType(type).optRequiresGrad(learned).build());
    }

    @Override
    protected void prepare(Shape[] inputs) {
        weight.setShape(new Shape(filters, inputs[0].get(1), KERNEL, KERNEL));
        for (Parameter each : new Parameter[] {bias, gamma, beta, runningMean, runningVar}) {
            each.setShape(new Shape(filters));
        }
    }

    @Override
    protected NDList forwardInternal(ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray x = inputs.singletonOrThrow();
        boolean small = x.getShape().get(1) * KERNEL * KERNEL < filters;
        if (x.getDevice().isGpu() || training && !small) {
            return twoLayers(store, x, training, 1);
        }
        return new NDList(training ? normalisedByBatch(store, x) : normalisedByRunning(store, x));
    }

    /**
     * The two layers for several tasks at once.
     *
     * @param store gives out the weights of all tasks, {@code [tasks × filters, …]}
     * @param x {@code [n, tasks × channels, side, side]}
     * @param training whether the second has the statistics of the batch
     * @return {@code [n, tasks × filters, s, s]}
     */
    public NDArray sideBySide(ParameterStore store, NDArray x, int tasks, boolean training) {
        return twoLayers(store, x, training, tasks).head();
    }

    /** The two layers that this stands for, one after the other. */
    private NDList twoLayers(ParameterStore store, NDArray x, boolean training, int groups) {
        Device device = x.getDevice();
        NDArray maps = convolved(x, store.getValue(weight, device, training), store.getValue(bias, device, training), groups);
        return BatchNorm.batchNorm(maps, store.getValue(runningMean, device, training), store.getValue(runningVar, device, training),
                store.getValue(gamma, device, training), store.getValue(beta, device, training), 1, 1 - SHARE, EPSILON, training);
    }

    private NDArray normalisedByBatch(ParameterStore store, NDArray x) {
        NDArray patches = patches(x);
        NDArray w = use(store, weight, x, filters, -1);
        NDArray b = use(store, bias, x, filters);
        long count = patches.getShape().get(0);
        NDArray middle = patches.mean(new int[] {0});
        NDArray centred = patches.sub(middle);
        NDArray covariance = centred.transpose().matMul(centred).div(Scalar.like(x, count));
        NDArray variance = w.matMul(covariance).mul(w).sum(new int[] {1});
        track(store.getValue(runningMean, x.getDevice(), true), w.stopGradient().matMul(middle.stopGradient()).add(b.stopGradient()));
        track(store.getValue(runningVar, x.getDevice(), true), variance.stopGradient().mul(count / (count - 1.0)));
        NDArray scale = scale(store, x, variance);
        // The mean has the bias too: only its gradient, of zero, is to be had.
        NDArray shift = use(store, beta, x, filters).add(b.mul(Scalar.like(x, 0)).mul(scale));
        NDArray filter = w.mul(scale.reshape(filters, 1));
        if (!byProduct) {
            NDArray moved = shift.sub(filter.matMul(middle.reshape(-1, 1)).reshape(filters));
            return convolved(x, ChannelsLast.laid(filter.reshape(weight.getShape())), moved);
        }
        // The shift is one more weight, of a number that is always 1: adding it afterwards would pass over all maps once more.
        NDArray one = x.getManager().ones(new Shape(count, 1), x.getDataType());
        NDArray out = centred.concat(one, 1).matMul(filter.concat(shift.reshape(filters, 1), 1).transpose());
        Shape maps = getOutputShapes(new Shape[] {x.getShape()})[0];
        return out.reshape(maps.get(0), maps.get(2), maps.get(3), filters).transpose(0, 3, 1, 2);
    }

    /** With statistics that are known beforehand it is a convolution with other weights. */
    private NDArray normalisedByRunning(ParameterStore store, NDArray x) {
        NDArray scale = scale(store, x, use(store, runningVar, x, filters));
        NDArray mean = use(store, runningMean, x, filters);
        NDArray shift = use(store, bias, x, filters).sub(mean).mul(scale).add(use(store, beta, x, filters));
        NDArray w = use(store, weight, x, weight.getShape().getShape()).mul(scale.reshape(filters, 1, 1, 1));
        return convolved(x, ChannelsLast.laid(w), shift);
    }

    /** What a filter's output is multiplied by, {@code γ / √(variance + ε)}. */
    private NDArray scale(ParameterStore store, NDArray x, NDArray variance) {
        return use(store, gamma, x, filters).div(variance.add(EPSILON).sqrt());
    }

    /** A parameter to compute with: what is made of it belongs to the manager of {@code x}, not to the long-lived one of the weights. */
    private static NDArray use(ParameterStore store, Parameter parameter, NDArray x, long... shape) {
        NDArray view = store.getValue(parameter, x.getDevice(), true).reshape(shape);
        view.attach(x.getManager());
        return view;
    }

    /** The running statistic takes its share of a batch's, which is used up. */
    private static void track(NDArray running, NDArray batch) {
        running.muli(1 - SHARE).addi(batch.muli(SHARE));
    }

    /** The numbers under the filter at each place, {@code [n × s × s, channels × 9]}: a convolution with filters of a single 1. */
    private NDArray patches(NDArray x) {
        long size = x.getShape().get(1) * KERNEL * KERNEL;
        NDArray ones = x.getManager().eye((int) size, (int) size, 0, x.getDataType()).reshape(size, x.getShape().get(1), KERNEL, KERNEL);
        return convolved(x, ones, null).transpose(0, 2, 3, 1).reshape(-1, size);
    }

    private NDArray convolved(NDArray x, NDArray weights, NDArray shift) {
        return convolved(x, weights, shift, 1);
    }

    private NDArray convolved(NDArray x, NDArray weights, NDArray shift, int groups) {
        Shape one = new Shape(1, 1);
        return Conv2d.conv2d(x, weights, shift, one, new Shape(padding, padding), one, groups).singletonOrThrow();
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape x = inputs[0];
        long lost = KERNEL - 1 - 2L * padding;
        return new Shape[] {new Shape(x.get(0), filters, x.get(2) - lost, x.get(3) - lost)};
    }
}
