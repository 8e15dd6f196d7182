package fewshot.method.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.UpdateRule;
import fewshot.model.rule.LearnedGates;
import java.util.ArrayList;
import java.util.List;

/**
 * The cell of an LSTM as a rule of descent, {@code θ' = f ∘ θ + i ∘ (−∇L)}, with the gates of {@link LearnedGates}. It remembers:
 * one is made for each task and used for its steps in their order.
 */
final class GatedDescent implements UpdateRule {
    private final FunctionalBlock gates;
    private final LearnedGates cell;
    private final NDList weights;
    private final List<NDList> opened = new ArrayList<>();
    private NDList state;

    /**
     * A rule for one task.
     *
     * @param weights of the gates
     */
    GatedDescent(FunctionalBlock gates, LearnedGates cell, NDList weights) {
        this.gates = gates;
        this.cell = cell;
        this.weights = weights;
    }

    /** The input and the forget gate of each step so far, {@code [coordinates]} each. */
    List<NDList> opened() {
        return opened;
    }

    @Override
    public NDArray next(int place, NDArray weight, NDArray gradient) {
        throw new UnsupportedOperationException("GatedDescent: it looks at all weights together, and at the loss");
    }

    @Override
    public NDList all(int[] places, NDList theta, NDList gradients, NDArray loss) {
        NDManager manager = theta.head().getManager();
        NDArray gradient = flat(gradients).stopGradient();
        NDArray cellBefore = flat(theta);
        if (state == null) {
            NDList zeros = cell.start(manager, gradient.size());
            state = new NDList(zeros.stream().map(zero -> zero.toType(gradient.getDataType(), false)).toList());
        }
        state = gates.apply(weights, new NDList(gradient, loss.stopGradient(), cellBefore).addAll(state));
        state.attach(manager);
        opened.add(new NDList(state.get(0), state.get(1)));
        NDArray next = state.get(1).mul(cellBefore).sub(state.get(0).mul(gradient));
        return shaped(next, theta);
    }

    private static NDArray flat(NDList arrays) {
        return NDArrays.concat(new NDList(arrays.stream().map(NDArray::flatten).toList()));
    }

    private static NDList shaped(NDArray flat, NDList like) {
        long[] ends = new long[like.size() - 1];
        long end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += like.get(i).size();
            ends[i] = end;
        }
        NDList shaped = flat.split(ends);
        for (int i = 0; i < like.size(); i++) {
            shaped.set(i, shaped.get(i).reshape(like.get(i).getShape()));
        }
        return shaped;
    }
}
