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
import java.util.List;

/**
 * A learning rate for each weight of a network, as weights of their own that training changes. It computes nothing: whoever
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
