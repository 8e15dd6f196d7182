package fewshot.model.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import fewshot.model.Scalar;

/**
 * Multi-head attention (Vaswani et al. 2017, section 3.2): each token asks with a query, and reads the values of the tokens
 * whose keys answer to it.
 *
 * <p>{@code A = softmax(Q Kᵀ / √d + mask)} and {@code Attention(Q, K, V) = A V} (equation 1), with {@code Q = x W_Q + b_Q} and so on.
 * Each head has its own {@code d = width / heads} of the numbers of Q, K and V; what the heads have read stands side by side and
 * goes through a last linear layer.
 *
 * <p>In: tokens {@code [batch, n, width]}, a {@link Mask} {@code [n, past + n]}, and, if some were read before, their keys and
 * values {@code [batch, past, width]}. Out: {@code [batch, n, width]}, the keys and the values of all {@code m = past + n} tokens
 * {@code [batch, m, width]}, and A {@code [batch, heads, n, m]}; all of the manager of the tokens.
 */
public final class MultiHeadAttention extends AbstractBlock {
    private final long width;
    private final int heads;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear output;

    /**
     * A new block, not yet initialised.
     *
     * @param width numbers in a token; a multiple of {@code heads}
     * @param heads how many look at once, at least 1
     */
    public MultiHeadAttention(long width, int heads) {
        if (width < 1 || heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException("MultiHeadAttention: " + heads + " heads for tokens of " + width
                    + " numbers; there must be at least one head, and as many numbers for each");
        }
        this.width = width;
        this.heads = heads;
        this.query = addChildBlock("query", Linear.builder().setUnits(width).build());
        this.key = addChildBlock("key", Linear.builder().setUnits(width).build());
        this.value = addChildBlock("value", Linear.builder().setUnits(width).build());
        this.output = addChildBlock("output", Linear.builder().setUnits(width).build());
    }

    @Override
    protected NDList forwardInternal(ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray x = inputs.get(0);
        NDArray keys = apply(key, weights, x, training);
        NDArray values = apply(value, weights, x, training);
        if (inputs.size() > 2) {
            keys = behind(inputs.get(2), keys);
            values = behind(inputs.get(3), values);
        }
        NDArray attention = attention(byHead(apply(query, weights, x, training)), byHead(keys), inputs.get(1));
        NDArray read = attention.matMul(byHead(values)).transpose(0, 2, 1, 3).reshape(x.getShape());
        return new NDList(apply(output, weights, read, training), keys, values, attention);
    }

    /** What a layer of one output makes of some tokens. */
    static NDArray apply(Block layer, ParameterStore weights, NDArray x, boolean training) {
        return layer.forward(weights, new NDList(x), training).head();
    }

    private static NDArray behind(NDArray past, NDArray now) {
        NDArray both = NDArrays.concat(new NDList(past, now), 1);
        both.attach(now.getManager());
        return both;
    }

    /** {@code [batch, n, width]} to {@code [batch, heads, n, d]}. */
    private NDArray byHead(NDArray x) {
        return x.reshape(x.getShape().get(0), x.getShape().get(1), heads, width / heads).transpose(0, 2, 1, 3);
    }

    /**
     * How much each token looks at each other, {@code softmax(Q Kᵀ / √d + mask)}; each row adds up to 1.
     *
     * @param queries {@code [batch, heads, n, d]}
     * @param keys {@code [batch, heads, m, d]}
     * @param mask {@code [n, m]}
     * @return {@code [batch, heads, n, m]}
     */
    public static NDArray attention(NDArray queries, NDArray keys, NDArray mask) {
        NDArray scale = Scalar.like(queries, 1 / Math.sqrt(queries.getShape().get(3)));
        return queries.matMul(keys.transpose(0, 1, 3, 2)).mul(scale).add(mask).softmax(3);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        for (Linear layer : new Linear[] {query, key, value, output}) {
            layer.initialize(manager, type, new Shape(1, width));
        }
    }

    /** The shape of what was read alone, that of the tokens. */
    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {inputs[0]};
    }
}
