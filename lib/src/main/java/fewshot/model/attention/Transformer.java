package fewshot.model.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;

/**
 * A transformer (Vaswani et al. 2017): layers of {@link MultiHeadAttention} and of a small network, each behind a norm and added to
 * what is there, and a last norm. What a layer does is in {@code TransformerLayer}. It knows no positions: whoever wants some
 * adds them to the tokens.
 *
 * <p>In: tokens {@code [batch, n, width]}, a {@link Mask} {@code [n, past + n]}, and, to go on where others ended, the keys and values of
 * each layer in turn. Out, in this order: {@code [batch, n, width]}; the keys and values of each layer, {@code 2 × layers} arrays
 * {@code [batch, past + n, width]}, to go on with; the attention of each layer, {@code [batch, heads, n, past + n]}. All belong to the
 * manager of the tokens.
 */
public final class Transformer extends AbstractBlock {
    private static final int TOKEN = 2; // the axis of a token's numbers

    private final List<TransformerLayer> layers = new ArrayList<>();
    private final LayerNorm last;
    private final long width;

    /**
     * A new block, not yet initialised.
     *
     * @param width numbers in a token; a multiple of {@code heads}
     * @param heads of each layer, at least 1
     * @param layers at least 1
     */
    public Transformer(long width, int heads, int layers) {
        if (layers < 1) {
            throw new IllegalArgumentException("Transformer: " + layers + " layers; there must be at least 1");
        }
        this.width = width;
        for (int i = 0; i < layers; i++) {
            this.layers.add(addChildBlock("layer" + i, new TransformerLayer(width, heads)));
        }
        this.last = addChildBlock("last", norm());
    }

    static LayerNorm norm() {
        return LayerNorm.builder().axis(TOKEN).build();
    }

    /** How many layers there are. */
    public int layers() {
        return layers.size();
    }

    /** Numbers in a token. */
    public long width() {
        return width;
    }

    /** Of what this returns, the keys and values: the state to go on with. */
    public NDList state(NDList outputs) {
        return outputs.subNDList(1, 1 + 2 * layers());
    }

    /** Of what this returns, how much each token looks at each other, layer by layer. */
    public NDList attention(NDList outputs) {
        return outputs.subNDList(1 + 2 * layers());
    }

    @Override
    protected NDList forwardInternal(ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray x = inputs.get(0);
        NDArray mask = inputs.get(1);
        NDList past = inputs.subNDList(2);
        NDList state = new NDList();
        NDList attention = new NDList();
        for (int i = 0; i < layers(); i++) {
            NDList before = past.isEmpty() ? past : past.subNDList(2 * i, 2 * i + 2);
            NDList read = layers.get(i).forward(weights, new NDList(x, mask).addAll(before), training);
            x = read.get(0);
            state.addAll(read.subNDList(1, 3));
            attention.add(read.get(3));
        }
        return last.forward(weights, new NDList(x), training).addAll(state).addAll(attention);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        Shape tokens = new Shape(1, 1, width);
        layers.forEach(layer -> layer.initialize(manager, type, tokens));
        last.initialize(manager, type, tokens);
    }

    /** The shape of the tokens alone. */
    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {inputs[0]};
    }
}
