package fewshot.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SymbolBlock;
import ai.djl.util.Pair;
import java.util.Arrays;

/** Gives a block the weights that it has not, and finds what it makes of an input; says it where the two do not fit. */
final class Preparation {
    /** Up to this side it is tried whether a larger image would fit. */
    private static final int LARGEST = 256;
    /** How a message begins that is in our words already. */
    private static final String OURS = "Network: ";

    private Preparation() {}

    /**
     * Prepares a block.
     *
     * @param input the shape of one input without the batch
     * @param manager owns the new weights
     * @return the shape of one output without the batch
     * @throws IllegalArgumentException if the block cannot take such an input, or its weights lie on another device
     */
    static Shape of(Block block, Shape input, NDManager manager, long seed) {
        Shape one = new Shape(1).addAll(input);
        try {
            block.initialize(WeightGenerator.of(manager, seed), DataType.FLOAT32, one);
            requireDevice(block, manager);
            Shape output = output(block, one, manager);
            if (fits(output)) {
                return output.slice(1);
            }
            throw new IllegalStateException("the output would be " + output.slice(1));
        } catch (RuntimeException e) { // the engine's own, of many kinds
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            if (reason.startsWith(OURS)) {
                throw e;
            }
            throw new IllegalArgumentException(OURS + "an input of " + input + " does not fit the block " + name(block)
                    + smallest(block, input) + " (" + reason + ")", e);
        }
    }

    private static Shape output(Block block, Shape one, NDManager manager) {
        if (!(block instanceof SymbolBlock)) {
            return block.getOutputShapes(new Shape[] {one})[0];
        }
        // DJL would ask it on the default device, which may be another.
        try (NDManager scratch = manager.newSubManager(); NDArray x = scratch.zeros(one)) {
            return block.forward(new OwnParameters(scratch), new NDList(x), false).head().getShape();
        }
    }

    private static boolean fits(Shape output) {
        return Arrays.stream(output.getShape()).allMatch(size -> size > 0);
    }

    private static void requireDevice(Block block, NDManager manager) {
        for (Pair<String, Parameter> each : block.getParameters()) {
            Device device = each.getValue().getArray().getDevice();
            if (!device.equals(manager.getDevice())) {
                throw new IllegalArgumentException(OURS + "the block's weight " + each.getKey() + " lies on " + device
                        + ", but the network is to be on " + manager.getDevice() + "; name the device that the block is on");
            }
        }
    }

    private static String name(Block block) {
        return block.getClass().getSimpleName() + " of " + block.getChildren().size() + " layers";
    }

    /** The smallest larger square that would do, if images are put in and there is one. */
    private static String smallest(Block block, Shape input) {
        if (input.dimension() != 3 || block instanceof SymbolBlock) {
            return "";
        }
        for (long side = Math.min(input.get(1), input.get(2)) + 1; side <= LARGEST; side++) {
            try {
                if (fits(block.getOutputShapes(new Shape[] {new Shape(1, input.get(0), side, side)})[0])) {
                    return "; images of at least " + side + " × " + side + " would";
                }
            } catch (RuntimeException stillTooSmall) {
                continue;
            }
        }
        return "";
    }
}
