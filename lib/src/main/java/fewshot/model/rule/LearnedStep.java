package fewshot.model.rule;

import ai.djl.engine.Engine;
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
import fewshot.model.Scalar;
import fewshot.model.sequence.Lstm;

/**
 * A step of optimisation that is computed by a network: a gradient goes in, what is to be added to the parameters comes out
 * (Andrychowicz and others 2016, equation 3 and section 2.1). Two layers of {@link Lstm} read {@link LogAndSign}, a linear
 * layer writes one number, and that times 0.1 is the step.
 *
 * <p>{@code [n]} gradients and the state of n coordinates to n steps and the next state. Each coordinate is read by itself,
 * with a state of its own and the same weights: n is the batch, and may be different each time.
 */
public final class LearnedStep extends AbstractBlock {
    private static final double SCALE = 0.1;

    private final Lstm first;
    private final Lstm second;
    private final Linear output;

    private LearnedStep(long size) {
        this.first = addChildBlock("first", new Lstm(size));
        this.second = addChildBlock("second", new Lstm(size));
        this.output = addChildBlock("output", Linear.builder().setUnits(1).build());
    }

    /**
     * A network with weights, on DJL's default device.
     *
     * @param size numbers in the state of each layer; 20 in the paper
     * @param seed fixes the initial weights
     * @return the caller's to close
     */
    public static Network of(long size, long seed) {
        return new Network(new LearnedStep(size), new Shape(1), seed, Engine.getInstance().defaultDevice());
    }

    /** The state before the first gradient: h and c of both layers, zero, {@code [n, size]} each. */
    public NDList start(NDManager manager, long n) {
        return first.start(manager, n).addAll(second.start(manager, n));
    }

    /** From {@code [n]} gradients, constants, and the state to {@code [n]} steps and the next state. */
    @Override
    protected NDList forwardInternal(ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
        NDList lower = first.advance(weights, LogAndSign.of(inputs.head()), inputs.subNDList(1).subNDList(0, 2));
        NDList upper = second.advance(weights, lower.head(), inputs.subNDList(3));
        NDArray step = output.forward(weights, new NDList(upper.head()), training).head().squeeze(1);
        return new NDList(step.mul(Scalar.of(step.getManager(), SCALE))).addAll(lower).addAll(upper);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        Shape state = new Shape(1, 1, first.outputs());
        first.initialize(manager, type, new Shape(1, 1, 2));
        second.initialize(manager, type, state);
        output.initialize(manager, type, state);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {inputs[0]};
    }
}
