package fewshot.model.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * One layer of a {@link Transformer}: attention mixes the tokens, a small network with one hidden layer works on each by itself,
 * and both only add to what is there.
 *
 * <p>{@code x ← x + Attention(LN(x))}, then {@code x ← x + max(0, LN(x) W₁ + b₁) W₂ + b₂} (Vaswani et al. 2017, section 3 and
 * equation 2), with the norm before each part and not behind it (Xiong et al. 2020, figure 1b): so it learns without a careful
 * start. {@code LN(x) = γ ∘ (x − mean x) / √(var x + 10⁻⁵) + β} over the numbers of each token (Ba, Kiros and Hinton 2016); the hidden
 * layer has 4 × width numbers.
 *
 * <p>Inputs and outputs are those of {@link MultiHeadAttention}.
 */
final class TransformerLayer extends AbstractBlock {
    private static final int HIDDEN = 4;

    private final LayerNorm before;
    private final MultiHeadAttention attention;
    private final LayerNorm between;
    private final Linear hidden;
    private final Linear output;
    private final long width;

    TransformerLayer(long width, int heads) {
        this.width = width;
        this.before = addChildBlock("before", Transformer.norm());
        this.attention = addChildBlock("attention", new MultiHeadAttention(width, heads));
        this.between = addChildBlock("between", Transformer.norm());
        this.hidden = addChildBlock("hidden", Linear.builder().setUnits(HIDDEN * width).build());
        this.output = addChildBlock("output", Linear.builder().setUnits(width).build());
    }

    @Override
    protected NDList forwardInternal(ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray x = inputs.head();
        NDArray normed = MultiHeadAttention.apply(before, weights, x, training);
        NDList read = attention.forward(weights, new NDList(normed).addAll(inputs.subNDList(1)), training);
        NDArray mixed = x.add(read.head());
        NDArray renormed = MultiHeadAttention.apply(between, weights, mixed, training);
        NDArray inner = Activation.relu(MultiHeadAttention.apply(hidden, weights, renormed, training));
        return new NDList(mixed.add(MultiHeadAttention.apply(output, weights, inner, training))).addAll(read.subNDList(1));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        Shape tokens = new Shape(1, 1, width);
        for (Block block : new Block[] {before, attention, between, hidden}) {
            block.initialize(manager, type, tokens);
        }
        output.initialize(manager, type, new Shape(1, 1, HIDDEN * width));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {inputs[0]};
    }
}
