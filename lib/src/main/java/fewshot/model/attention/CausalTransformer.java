package fewshot.model.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import fewshot.model.Scalar;
import fewshot.model.sequence.SequenceBlock;
import java.util.Map;
import java.util.TreeMap;

/**
 * A transformer that reads a stream of images and labels and answers at each image: each token sees itself and those before.
 *
 * <p>In the stream of Chan et al. (2022, section 2 and figure 1), image, label, image, label, …, a step is that of the recurrent cells,
 * {@code [f(x_t), y_{t−1}]}, an image and the label of the one before. It is two tokens, {@code 5 U y_{t−1} + c} and then
 * {@code W f(x_t) + b}, so that a label stands right behind its image; before the first image there is an empty one. A token has a
 * position of its own, which is learned. The answer of a step is what the {@link Transformer} makes of the image.
 *
 * <p>In a stream of {@linkplain #ofPairs pairs} (Mishra et al. 2018, section 3) an image and its own label are one token,
 * {@code W [f(x_t), y_t] + b}, with zeros for a label that is asked for. One look finds an image and its label together.
 *
 * <p>The state is all that was read: the keys and values of each layer, {@code [batch, tokens, width]}. It grows, where that of a GRU is
 * of one size.
 *
 * <p>{@code [time, batch, features + labels]} to {@code [time, batch, width]}. {@link #trace} has {@code attention 1} and so on, one a layer,
 * {@code [time, batch, heads, tokens]}: how much each image looks at each token. Token t is pair t; where labels have tokens of their own,
 * token 2 t + 1 is image t and token 2 t the label before it.
 */
public final class CausalTransformer extends SequenceBlock {
    private static final float POSITION = 0.02f; // the deviation at the start, as in GPT

    private final int labels;
    private final int most;
    private final Linear image;
    private final Linear label; // null where a label shares the token of its image
    private final Transformer transformer;

    /**
     * A new block, not yet initialised.
     *
     * @param labels the last so many numbers of a step are a label
     * @param most steps in the longest sequence; positions are learned for as many
     * @param width numbers in a token; a multiple of {@code heads}
     * @param heads of each layer
     * @param layers at least 1
     */
    public CausalTransformer(int labels, int most, long width, int heads, int layers) {
        this(requireSome(labels, most), most, width, heads, layers, false);
    }

    /** With two layers of four heads on tokens of 64 numbers. */
    public CausalTransformer(int labels, int most) {
        this(labels, most, InContextTransformer.WIDTH, InContextTransformer.HEADS, InContextTransformer.LAYERS);
    }

    private CausalTransformer(int labels, int most, long width, int heads, int layers, boolean pairs) {
        this.labels = labels;
        this.most = most;
        this.image = addChildBlock("image", Linear.builder().setUnits(width).build());
        this.label = pairs ? null : addChildBlock("label", Linear.builder().setUnits(width).build());
        if (most > 0) {
            addParameter(Parameter.builder().setName("positions").setType(Parameter.Type.OTHER)
                    .optInitializer(new NormalInitializer(POSITION)).optShape(new Shape(tokensAStep() * (long) most, width)).build());
        }
        this.transformer = addChildBlock("transformer", new Transformer(width, heads, layers));
    }

    private static int requireSome(int labels, int most) {
        if (labels < 1 || most < 1) {
            throw new IllegalArgumentException("CausalTransformer: " + labels + " labels and sequences of up to " + most
                    + " steps; there must be at least 1 of each");
        }
        return labels;
    }

    /**
     * A new block, not yet initialised, whose steps are pairs of an image and its own label, one token each.
     *
     * @param most steps in the longest sequence, for which positions are learned; 0 for no positions and sequences of any length
     * @param width numbers in a token; a multiple of {@code heads}
     * @param heads of each layer
     * @param layers at least 1
     * @throws IllegalArgumentException if {@code most} is below 0
     */
    public static CausalTransformer ofPairs(int most, long width, int heads, int layers) {
        if (most < 0) {
            throw new IllegalArgumentException("CausalTransformer: sequences of up to " + most + " pairs; give 1 or more, or 0 for any length");
        }
        return new CausalTransformer(0, most, width, heads, layers, true);
    }

    /** With two layers of four heads on tokens of 64 numbers, and no positions. */
    public static CausalTransformer ofPairs() {
        return ofPairs(0, InContextTransformer.WIDTH, InContextTransformer.HEADS, InContextTransformer.LAYERS);
    }

    private int tokensAStep() {
        return label == null ? 1 : 2;
    }

    @Override
    public String name() {
        return "Transformer";
    }

    @Override
    public long outputs() {
        return transformer.width();
    }

    /** Nothing was read: keys and values of no tokens, {@code [batch, 0, width]}. */
    @Override
    public NDList start(NDManager manager, long batch) {
        NDList nothing = new NDList();
        for (int i = 0; i < 2 * transformer.layers(); i++) {
            nothing.add(manager.zeros(new Shape(batch, 0, outputs())));
        }
        return nothing;
    }

    /** The sequence as it is. */
    @Override
    protected NDArray project(Pass pass, NDArray sequence) {
        return sequence;
    }

    @Override
    protected StepOutput step(Pass pass, NDArray projected, NDList state) {
        NDList read = read(pass, projected.expandDims(0), state);
        return new StepOutput(read.head().squeeze(0), read.subNDList(1), Map.of());
    }

    /** All steps at once. */
    @Override
    protected NDList read(Pass pass, NDArray sequence, NDList state) {
        NDList read = transform(pass, sequence, state);
        return new NDList(images(read.head(), 1)).addAll(transformer.state(read));
    }

    /** What the transformer returns of the tokens of the steps. */
    private NDList transform(Pass pass, NDArray sequence, NDList state) {
        int past = Math.toIntExact(state.head().getShape().get(1));
        int time = tokensAStep() * Math.toIntExact(sequence.getShape().get(0));
        requirePositions(past + time);
        NDArray tokens = tokens(pass, sequence);
        if (most > 0) {
            tokens = tokens.add(pass.weight(this, "positions", sequence).get(new NDIndex("{}:{}", past, past + time)));
        }
        NDList inputs = new NDList(tokens, Mask.causal(sequence.getManager(), past, time)).addAll(state);
        return transformer.forward(pass.weights(), inputs, pass.training());
    }

    private void requirePositions(int tokens) {
        if (most > 0 && tokens > tokensAStep() * most) {
            throw new IllegalArgumentException("CausalTransformer: the sequence goes on to step " + tokens / tokensAStep()
                    + ", but there are positions for " + most + "; make it for longer ones");
        }
    }

    /**
     * {@code [time, batch, features + labels]} to {@code [batch, tokens, width]}: pairs, or a label, its step's image, a label and
     * so on.
     */
    private NDArray tokens(Pass pass, NDArray sequence) {
        if (label == null) {
            return pass.apply(image, sequence.transpose(1, 0, 2));
        }
        Shape shape = sequence.getShape();
        NDList parts = sequence.transpose(1, 0, 2).split(new long[] {shape.get(2) - labels}, 2);
        NDArray before = pass.apply(label, parts.get(1).mul(Scalar.like(sequence, InContextTransformer.LABEL)));
        return NDArrays.stack(new NDList(before, pass.apply(image, parts.get(0))), 2).reshape(shape.get(1), tokensAStep() * shape.get(0), outputs());
    }

    /** Of the tokens, which lie along an axis, those that are images, time first. */
    private NDArray images(NDArray tokens, int axis) {
        Shape shape = tokens.getShape();
        Shape steps = shape.slice(0, axis).add(shape.get(axis) / tokensAStep(), tokensAStep()).addAll(shape.slice(axis + 1));
        return tokens.reshape(steps).split(tokensAStep(), axis + 1).get(tokensAStep() - 1).squeeze(axis + 1).swapAxes(0, axis);
    }

    @Override
    public Map<String, NDArray> trace(ParameterStore weights, NDArray sequence) {
        NDList start = start(sequence.getManager(), sequence.getShape().get(1));
        NDList read = transformer.attention(transform(new Pass(weights, false), sequence, start));
        Map<String, NDArray> trace = new TreeMap<>();
        for (int i = 0; i < read.size(); i++) {
            NDArray tokensFirst = read.get(i).transpose(0, 2, 1, 3);
            trace.put("attention " + (i + 1), images(tokensFirst, 1));
        }
        return trace;
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        long features = inputs[0].get(2) - labels;
        if (features < 1) {
            throw new IllegalArgumentException("Network: a step of " + inputs[0].get(2) + " numbers has no room for an image and "
                    + labels + " labels; features and labels should add up");
        }
        image.initialize(manager, type, new Shape(1, features));
        if (label != null) {
            label.initialize(manager, type, new Shape(1, labels));
        }
        transformer.initialize(manager, type, new Shape(1, 1, outputs()));
    }
}
