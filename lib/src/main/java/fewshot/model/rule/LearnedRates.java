package fewshot.model.rule;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.UniformInitializer;
import ai.djl.util.PairList;
import fewshot.model.Network;
import java.util.Collections;
import java.util.List;

/**
 * A learning rate for each weight of a network, or for each of its arrays and each step, as weights of their own that training changes. It computes nothing: whoever
 * descends asks for {@link #values}.
 */
public final class LearnedRates extends AbstractBlock {
    private LearnedRates(List<Shape> shapes) {
        for (int i = 0; i < shapes.size(); i++) {
            addParameter(Parameter.builder().setName("rate" + i).setType(Parameter.Type.OTHER).optShape(shapes.get(i)).build());
        }
    }

    /**
     * Rates for the weights of a network, drawn evenly from a range.
     *
     * @param low the smallest, above 0
     * @param high the largest; the paper draws from 0.005 to 0.1
     * @param seed fixes them
     * @return the caller's to close
     */
    public static Network of(Network network, double low, double high, long seed) {
        if (!(low > 0 && high > low)) {
            throw new IllegalArgumentException("LearnedRates: from " + low + " to " + high + " is no range of rates above 0");
        }
        LearnedRates block = new LearnedRates(network.trainable().stream().map(Parameter::getShape).toList());
        float middle = (float) ((low + high) / 2);
        float half = (float) ((high - low) / 2);
        block.setInitializer((manager, shape, type) -> drawn(manager, shape, type, middle, half), Parameter.Type.OTHER);
        return new Network(block, new Shape(1), seed, network.manager().getDevice());
    }

    /**
     * Rates for each array of a network's weights and each step of an inner loop, alike at first.
     *
     * @param steps how many, at least 1
     * @param rate of all, above 0
     * @return {@code [steps]} for each array; the caller's to close
     */
    public static Network ofSteps(Network network, int steps, double rate) {
        if (steps < 1 || !(rate > 0) || Double.isInfinite(rate)) {
            throw new IllegalArgumentException(
                    "LearnedRates: " + steps + " steps at a rate of " + rate + "; there must be 1 step or more, and a rate above 0");
        }
        LearnedRates block = new LearnedRates(Collections.nCopies(network.trainable().size(), new Shape(steps)));
        block.setInitializer((manager, shape, type) -> manager.full(shape, (float) rate), Parameter.Type.OTHER);
        return new Network(block, new Shape(1), 0, network.manager().getDevice());
    }

    private static NDArray drawn(NDManager manager, Shape shape, DataType type, float middle, float half) {
        return new UniformInitializer(half).initialize(manager, shape, type).addi(middle);
    }

    /**
     * Refuses rates that were not made for a network.
     *
     * @throws IllegalArgumentException if their shapes are not those of the network's weights
     */
    public static void check(Network network, Network rates) {
        List<Shape> expected = network.trainable().stream().map(Parameter::getShape).toList();
        List<Shape> found = rates.trainable().stream().map(Parameter::getShape).toList();
        if (!(rates.block() instanceof LearnedRates) || !found.equals(expected)) {
            throw new IllegalArgumentException(
                    "LearnedRates: these are not the rates of this network; make them with LearnedRates.of(network, …)");
        }
    }

    /**
     * How many steps there are rates for.
     *
     * @throws IllegalArgumentException if they were not made by {@link #ofSteps} for the network
     */
    public static int steps(Network network, Network rates) {
        List<Shape> found = rates.trainable().stream().map(Parameter::getShape).toList();
        boolean ofSteps = rates.block() instanceof LearnedRates && found.size() == network.trainable().size()
                && found.stream().distinct().count() == 1 && found.get(0).dimension() == 1;
        if (!ofSteps) {
            throw new IllegalArgumentException(
                    "LearnedRates: these are not the steps' rates of this network; make them with LearnedRates.ofSteps(network, …)");
        }
        return Math.toIntExact(found.get(0).get(0));
    }

    /** The rates, in the order of the network's trainable weights; they stay the network's. */
    public static NDList values(Network rates) {
        return new NDList(rates.trainable().stream().map(Parameter::getArray).toList());
    }

    @Override
    protected NDList forwardInternal(ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
        throw new UnsupportedOperationException("LearnedRates: rates compute nothing; see LearnedRates.values");
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
