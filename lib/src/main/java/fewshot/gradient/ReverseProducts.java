package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The meta-gradient by another road: without a graph through the updates.
 *
 * <p>With {@code θ_{i+1} = θ_i − α ∘ ∇L(θ_i)}, the gradient of the query loss is carried backwards through the k steps,
 * {@code v ← v − ∇²L(θ_i) (α ∘ v)}, starting from {@code v = ∇L_query(θ_k)}: one Hessian-vector product a step. It is what
 * {@link InnerLoop} and {@link Gradients} compute through their graph, so each checks the other; and since only the k weights
 * are kept, and one step's graph at a time, it is the one to take when the graph of many steps would not fit into memory.
 */
public final class ReverseProducts {
    private ReverseProducts() {}

    /**
     * {@code ∇_θ query(θ_k)}, where θ_k comes of θ by k steps of descent on the support.
     *
     * @param manager owns the result
     * @param start θ
     * @param rate α, the same for all weights
     * @param steps k, at least 0
     * @return one array for each of {@code start}, of its shape
     */
    public static NDList metaGradient(
            NDManager manager, NDList start, Objective support, Objective query, double rate, int steps) {
        UnaryOperator<NDArray> scaled = v -> v.mul(rate); // not part of a graph
        try (NDManager scratch = manager.newSubManager(); Recording recording = Recording.on()) {
            List<NDList> path = path(scratch, start, support, scaled, steps);
            NDList end = path.remove(steps);
            NDList v = Gradients.of(query.loss(end), end);
            for (int i = steps - 1; i >= 0; i--) {
                v = back(path.get(i), support, scaled, v);
            }
            v.attach(manager);
            return v;
        }
    }

    /** θ_0 to θ_k, each a leaf. */
    private static List<NDList> path(
            NDManager manager, NDList start, Objective support, UnaryOperator<NDArray> scaled, int steps) {
        List<NDList> path = new ArrayList<>(List.of(Gradients.leaves(manager, start)));
        for (int i = 0; i < steps; i++) {
            NDList here = path.get(i);
            NDList gradients = Gradients.of(support.loss(here), here);
            NDList next = new NDList();
            for (int j = 0; j < here.size(); j++) {
                next.add(here.get(j).sub(scaled.apply(gradients.get(j))));
            }
            path.add(Gradients.leaves(manager, next));
        }
        return path;
    }

    private static NDList back(NDList here, Objective support, UnaryOperator<NDArray> scaled, NDList v) {
        NDList steps = new NDList(v.stream().map(scaled).toList());
        NDList products = Gradients.hessianVectorProduct(support.loss(here), here, steps);
        NDList before = new NDList();
        for (int j = 0; j < v.size(); j++) {
            before.add(v.get(j).sub(products.get(j)));
        }
        return before;
    }
}
