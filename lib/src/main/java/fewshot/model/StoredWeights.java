package fewshot.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import ai.djl.util.PairList;
import fewshot.state.StateReader;
import fewshot.state.StateWriter;
import fewshot.state.Stateful;
import java.util.List;

/**
 * A network's weights and running statistics as Java numbers, and as entries of a file.
 *
 * @param shapes those of an input and an output
 * @param block holds them
 */
record StoredWeights(String shapes, Block block) implements Stateful {
    private static final String SHAPES = "architecture";
    private static final String BLOCKS = "blocks"; // not before the end of version 0.2
    private static final String BEFORE_VERSION_0_2 = "network";

    private PairList<String, Parameter> parameters() {
        return block.getParameters();
    }

    float[][] numbers() {
        return parameters().values().stream().map(p -> p.getArray().toFloatArray()).toArray(float[][]::new);
    }

    void put(float[][] numbers) {
        List<Parameter> all = parameters().values();
        if (numbers.length != all.size()) {
            throw new IllegalArgumentException("Network: the snapshot has " + numbers.length + " arrays, but this network has "
                    + all.size() + "; restore what its own snapshot() gave");
        }
        for (int i = 0; i < numbers.length; i++) {
            NDArray array = all.get(i).getArray();
            try (NDArray saved = array.getManager().create(numbers[i], array.getShape()); NDArray weights = array.stopGradient()) {
                // In place: copyTo would replace the weights' memory with a Java buffer, and their layout with it. Through a
                // handle without a gradient: a thread that is younger than the engine records, and may not write to a leaf.
                weights.set(new NDIndex("..."), saved);
            }
        }
    }

    @Override
    public void save(StateWriter out) {
        out.text(SHAPES, shapes);
        out.text(BLOCKS, Architecture.of(block).text());
        for (Pair<String, Parameter> each : parameters()) {
            NDArray array = each.getValue().getArray();
            out.floats(each.getKey(), array.getShape().getShape(), array.toFloatArray());
        }
    }

    @Override
    public Runnable restore(StateReader in) {
        // Then it was what the network printed: "network (1, 28, 28) → (32), 28320 weights".
        String saved = in.has(SHAPES) ? in.text(SHAPES)
                : in.text(BEFORE_VERSION_0_2).replaceFirst("^network (.*), \\d+ weights$", "$1");
        if (!saved.equals(shapes)) {
            throw in.refusal("holds a network " + saved + ", but this one is " + shapes);
        }
        if (in.has(BLOCKS)) {
            Architecture.of(block).difference(in.text(BLOCKS)).ifPresent(reason -> {
                throw in.refusal(reason);
            });
        }
        float[][] numbers = parameters().stream()
                .map(each -> in.floats(each.getKey(), each.getValue().getArray().getShape().getShape()))
                .toArray(float[][]::new);
        return () -> put(numbers);
    }
}
