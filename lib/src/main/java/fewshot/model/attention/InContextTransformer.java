package fewshot.model.attention;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import fewshot.model.Network;

/**
 * A transformer whose tokens are examples with their labels, and whose answers are scores of labels. With
 * {@link Mask#supportToQuery} the examples of a support see one another, and each query sees them and itself. There are no positions,
 * so the order of the support cannot matter.
 *
 * <p>A token is {@code W [f(x), y] + b}: an example's features and its label side by side, zeros for the label that is asked for. Behind
 * the {@link Transformer} a linear layer scores all labels that it knows.
 *
 * <p>In: {@code [batch, n, features + labels]}, and then the mask and what was read before, as in {@link Transformer}. Out: scores
 * {@code [batch, n, labels]}, then the state and the attention, as there.
 */
public final class InContextTransformer extends AbstractBlock {
    /** What stands for a label's 1: it is one number among the features, and five times as large it is found sooner. */
    public static final float LABEL = 5;
    /** Numbers in a token unless it is said. */
    public static final long WIDTH = 64;
    /** Heads in each layer unless it is said. */
    public static final int HEADS = 4;
    /** Layers unless it is said. */
    public static final int LAYERS = 2;

    private final Linear token;
    private final Transformer transformer;
    private final Linear scores;
    private final int labels;

    /**
     * A new block, not yet initialised.
     *
     * @param labels that it knows, so that tasks may have 2 to as many classes
     * @param width numbers in a token; a multiple of {@code heads}
     * @param heads of each layer
     * @param layers at least 1
     */
    public InContextTransformer(int labels, long width, int heads, int layers) {
        if (labels < 2) {
            throw new IllegalArgumentException("InContextTransformer: " + labels + " labels; there must be at least 2 to tell apart");
        }
        this.labels = labels;
        this.token = addChildBlock("token", Linear.builder().setUnits(width).build());
        this.transformer = addChildBlock("transformer", new Transformer(width, heads, layers));
        this.scores = addChildBlock("scores", Linear.builder().setUnits(labels).build());
    }

    /**
     * A network for the embeddings of an encoder, on its device: two layers of four heads on tokens of 64 numbers.
     *
     * @param encoder makes vectors of examples
     * @param labels that it knows, so that tasks may have 2 to as many classes
     * @param seed fixes the initial weights
     * @return the caller's to close
     */
    public static Network network(Network encoder, int labels, long seed) {
        return network(new InContextTransformer(labels, WIDTH, HEADS, LAYERS), encoder.output().size(), seed, encoder.manager().getDevice());
    }

    /**
     * A network for features of any origin.
     *
     * @param block has no weights yet
     * @param features numbers that an example has
     * @return the caller's to close
     */
    public static Network network(InContextTransformer block, long features, long seed, Device device) {
        return new Network(block, new Shape(1, features + block.labels), seed, device);
    }

    /** The labels that it knows. */
    public int labels() {
        return labels;
    }

    /** Of what this returns, the keys and values: the state to go on with. */
    public NDList state(NDList outputs) {
        return transformer.state(outputs);
    }

    /** Of what this returns, how much each token looks at each other, layer by layer, {@code [batch, heads, n, m]}. */
    public NDList attention(NDList outputs) {
        return transformer.attention(outputs);
    }

    @Override
    protected NDList forwardInternal(ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray tokens = token.forward(weights, new NDList(inputs.head()), training).head();
        NDList read = transformer.forward(weights, new NDList(tokens).addAll(inputs.subNDList(1)), training);
        return scores.forward(weights, new NDList(read.head()), training).addAll(read.subNDList(1));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        Shape tokens = new Shape(1, 1, transformer.width());
        token.initialize(manager, type, inputs[0]);
        transformer.initialize(manager, type, tokens);
        scores.initialize(manager, type, tokens);
    }

    /** The shape of the scores alone. */
    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {inputs[0].slice(0, 2).add(labels)};
    }
}
