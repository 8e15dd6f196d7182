package fewshot.model.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;

/**
 * A linear layer {@code y = x W + b} that can answer many tasks at once: with weights {@code [in, out]} and {@code [1, out]}
 * all tasks share them, with {@code [tasks, in, out]} and {@code [tasks, 1, out]} each task has its own. So a whole batch of small
 * networks, each adapted to its task, is a single product of matrices.
 *
 * <p>In {@code [tasks, n, in]}, out {@code [tasks, n, out]}.
 */
public final class TaskwiseLinear extends AbstractBlock {
    private final long in;
    private final long out;
    private final Parameter weight;
    private final Parameter bias;

    private TaskwiseLinear(long in, long out) {
        this.in = in;
        this.out = out;
        this.weight = addParameter(Parameter.builder().setName("weight").setType(Parameter.Type.WEIGHT)
                .optShape(new Shape(in, out)).build());
        this.bias = addParameter(Parameter.builder().setName("bias").setType(Parameter.Type.BIAS)
                .optShape(new Shape(1, out)).build());
    }

    /**
     * Layers with ReLU between them, not yet initialised; the weights will be drawn from N(0, 0.01²).
     *
     * @param sizes numbers in, hidden, out, such as 1, 40, 40, 1; at least two
     */
    public static Block perceptron(long... sizes) {
        SequentialBlock layers = new SequentialBlock();
        for (int i = 1; i < sizes.length; i++) {
            layers.add(new TaskwiseLinear(sizes[i - 1], sizes[i]));
            if (i < sizes.length - 1) {
                layers.add(Activation.reluBlock());
            }
        }
        // As in the code of MAML's authors. Wider starts have such curvature that a step of 0.01 on a wave overshoots.
        layers.setInitializer(new NormalInitializer(0.01f), Parameter.Type.WEIGHT);
        return layers;
    }

    @Override
    protected NDList forwardInternal(ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray x = inputs.singletonOrThrow();
        NDArray w = weights.getValue(weight, x.getDevice(), training);
        boolean paired = w.getShape().dimension() == 3 && x.getShape().dimension() == 3 && w.getShape().get(0) == x.getShape().get(0);
        NDArray product = paired ? x.batchMatMul(w) : x.matMul(w); // a plain batch has the shorter graph to go back through
        return new NDList(product.add(weights.getValue(bias, x.getDevice(), training)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape shape = inputs[0];
        if (shape.get(shape.dimension() - 1) != in) {
            throw new IllegalArgumentException("TaskwiseLinear: the input has shape " + shape + ", but should end in " + in);
        }
        return new Shape[] {shape.slice(0, shape.dimension() - 1).add(out)};
    }
}
