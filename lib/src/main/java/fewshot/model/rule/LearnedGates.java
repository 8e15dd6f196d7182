package fewshot.model.rule;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.util.PairList;
import fewshot.model.Network;
import fewshot.model.sequence.Lstm;

/**
 * How far to step, and how much to keep: the two gates of an LSTM whose cell is the weights of a learner (Ravi and Larochelle
 * 2017, section 3.2).
 *
 * <p>{@code i = σ(W_i [s, θ, i'] + b_i)}, {@code f = σ(W_f [s, θ, f'] + b_f)}, where i' and f' are the gates of the step
 * before, zero at first, and s is the state of a first layer, an {@link Lstm} that has read the {@link LogAndSign} of the gradient
 * and of the loss. Everything is done coordinate by coordinate with the same weights; n coordinates are the batch.
 *
 * <p>The weights of the gates start near zero, and their biases so that i is a small rate and f nearly 1: as gradient descent.
 */
public final class LearnedGates extends AbstractBlock {
    /** Where the forget gate starts: {@code σ(5) = 0.993}; the authors draw the bias from 4 to 6. */
    public static final double FORGET_BIAS = 5;
    private static final float SMALL = 0.01f;

    private final Lstm reader;
    private final Linear input;
    private final Linear forget;

    private LearnedGates(long size, double rate) {
        this.reader = addChildBlock("reader", new Lstm(size));
        this.input = addChildBlock("input gate", gate(Math.log(rate / (1 - rate))));
        this.forget = addChildBlock("forget gate", gate(FORGET_BIAS));
    }

    private static Linear gate(double bias) {
        Linear gate = Linear.builder().setUnits(1).build();
        gate.setInitializer(new UniformInitializer(SMALL), "weight");
        gate.setInitializer((manager, shape, type) -> manager.full(shape, (float) bias, type), "bias");
        return gate;
    }

    /**
     * A network with weights, on DJL's default device.
     *
     * @param size numbers in the state of the first layer; 20 in the authors' code
     * @param rate where the input gate starts, between 0 and 1
     * @param seed fixes the initial weights
     * @return the caller's to close
     */
    public static Network of(long size, double rate, long seed) {
        if (!(rate > 0 && rate < 1)) {
            throw new IllegalArgumentException("LearnedGates: the input gate starts at " + rate + "; a gate lies between 0 and 1");
        }
        return new Network(new LearnedGates(size, rate), new Shape(1), seed, Engine.getInstance().defaultDevice());
    }

    /** The state before the first step, all zero: the gates i and f {@code [n]}, then h and c of the first layer {@code [n, size]}. */
    public NDList start(NDManager manager, long n) {
        return new NDList(manager.zeros(new Shape(n)), manager.zeros(new Shape(n))).addAll(reader.start(manager, n));
    }

    /**
     * From the gradient {@code [n]} and the loss, both constants, the weights θ {@code [n]}, and the state, to the next state:
     * its first two arrays are the gates.
     */
    @Override
    protected NDList forwardInternal(ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray gradient = inputs.get(0);
        NDArray loss = LogAndSign.of(inputs.get(1).reshape(1)).broadcast(gradient.size(), 2);
        NDArray seen = LogAndSign.of(gradient).concat(loss, 1);
        NDList read = reader.advance(weights, seen, inputs.subNDList(5));
        NDArray theta = inputs.get(2).expandDims(1);
        NDArray i = gate(input, weights, read.head(), theta, inputs.get(3));
        NDArray f = gate(forget, weights, read.head(), theta, inputs.get(4));
        return new NDList(i, f).addAll(read);
    }

    private static NDArray gate(Linear gate, ParameterStore weights, NDArray state, NDArray theta, NDArray before) {
        NDArray sees = NDArrays.concat(new NDList(state, theta, before.expandDims(1)), 1);
        return Activation.sigmoid(gate.forward(weights, new NDList(sees), true).head().squeeze(1));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        Shape sees = new Shape(1, reader.outputs() + 2);
        reader.initialize(manager, type, new Shape(1, 1, 4));
        input.initialize(manager, type, sees);
        forget.initialize(manager, type, sees);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {inputs[0], inputs[0]};
    }
}
