package fewshot.gradient;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Gradients as arrays, of the first order and of any: what {@code torch.autograd.grad} is to Python. DJL's own interface
 * adds them up inside the weights and has none of the second order.
 *
 * <pre>{@code
 * try (NDManager manager = weights.manager().newSubManager(); Recording recording = Recording.on()) {
 *     NDList theta = Gradients.leaves(manager, weights);
 *     NDList g = Gradients.withGraph(loss(theta), theta);      // ∇L(θ), itself part of a graph
 *     NDArray length = g.get(0).square().sum();                // so it can be differentiated again
 *     NDList second = Gradients.of(length, theta);             // ∇‖∇L(θ)‖² = 2 H ∇L
 * }
 * }</pre>
 *
 * <p>All is exact: reverse-mode differentiation of what was computed, on CPU or GPU, in the arrays' own precision. Nothing is
 * kept: the results belong to the manager of the array that is differentiated, and a graph goes with its arrays. Multiply
 * by arrays or by a {@link fewshot.model.Scalar} on the way, not by Java numbers. Safe for use from several threads on
 * different arrays.
 */
public final class Gradients {
    private static final String[] OF = {"y", "xs[]"};
    private static final String[] PRODUCTS = {"ys[]", "xs[]", "vs[]"};

    private Gradients() {}

    /**
     * The same numbers as points to differentiate at: they share the memory of {@code arrays}, but belong to
     * {@code manager}, and so does all that is computed from them. Arithmetic on long-lived weights themselves would leave
     * its results with the weights.
     */
    public static NDList leaves(NDManager manager, NDList arrays) {
        NDList leaves = new NDList(arrays.size());
        for (NDArray array : arrays) {
            NDArray leaf = array.stopGradient();
            leaf.attach(manager);
            leaf.setRequiresGradient(true);
            leaves.add(leaf);
        }
        return leaves;
    }

    /**
     * The gradient of a scalar, as plain numbers. It frees the scalar's graph.
     *
     * @param scalar a single number, computed while a {@link Recording} was on
     * @param at what it was computed from
     * @return {@code ∂scalar/∂at_i}, each of the shape of {@code at_i}
     * @throws IllegalArgumentException if the scalar is not one, has no graph, or an array takes no part in it
     * @throws IllegalStateException if the graph was freed by an earlier call
     */
    public static NDList of(NDArray scalar, NDList at) {
        return allUsed(gradient("plain", scalar, at), at);
    }

    /**
     * The gradient of a scalar with a graph through it, so that what is computed from it has a gradient too. The scalar's
     * own graph is kept.
     *
     * @throws IllegalArgumentException if the scalar is not one, has no graph, or an array takes no part in it
     */
    public static NDList withGraph(NDArray scalar, NDList at) {
        return allUsed(gradient("graph", scalar, at), at);
    }

    private static NDList gradient(String method, NDArray scalar, NDList at) {
        if (scalar.size() != 1) {
            throw new IllegalArgumentException(
                    "Gradients: only a single number has a gradient, but this has shape " + scalar.getShape() + "; take its sum or mean");
        }
        return call(method, OF, new NDList(scalar), at);
    }

    /**
     * Products with a Jacobian's transpose, {@code Σ_j v_j ∂y_j/∂x_i}: one backward pass, whatever the sizes. The graph is kept.
     *
     * @param of arrays, computed while a {@link Recording} was on
     * @param at what they were computed from
     * @param vectors one for each of {@code of}, of its shape
     * @throws IllegalArgumentException if there is not one vector for each array, or an array takes no part
     */
    public static NDList products(NDList of, NDList at, NDList vectors) {
        boolean fit = of.size() == vectors.size()
                && IntStream.range(0, of.size()).allMatch(i -> of.get(i).getShape().equals(vectors.get(i).getShape()));
        if (!fit) {
            throw new IllegalArgumentException("Gradients: " + of.size() + " arrays need as many vectors of their shapes, but there are "
                    + vectors.size() + ": " + shapes(of) + " and " + shapes(vectors));
        }
        return allUsed(call("products", PRODUCTS, of, at, vectors), at);
    }

    /**
     * The Hessian of a scalar times a vector, {@code H v = ∇(∇L · v)} (Pearlmutter 1994), without the Hessian.
     *
     * @param vector as many arrays as {@code at}, of their shapes
     */
    public static NDList hessianVectorProduct(NDArray scalar, NDList at, NDList vector) {
        return filled(call("curved", PRODUCTS, withGraph(scalar, at), at, vector), at, scalar.getManager());
    }

    /** As {@link #of}, but an array that takes no part has a gradient of zeros. */
    public static NDList orZero(NDArray scalar, NDList at) {
        return filled(gradient("plain", scalar, at), at, scalar.getManager());
    }

    /** The same, but it is refused if no array takes part. */
    static NDList orZero(NDArray scalar, NDList at, Supplier<IllegalArgumentException> none) {
        NDList gradients = gradient("plain", scalar, at);
        if (IntStream.range(0, at.size()).allMatch(i -> unused(gradients, at, i))) {
            throw none.get();
        }
        return filled(gradients, at, scalar.getManager());
    }

    /**
     * Adds gradients to a sum of such, in place. An empty sum begins with copies: the engine may give one array to several
     * weights, and what is added to that would count for each of them.
     *
     * @param sum changed; copies in it belong to the managers of the gradients that they are of
     */
    public static void add(NDList sum, NDList gradients) {
        if (sum.isEmpty()) {
            gradients.forEach(gradient -> sum.add(gradient.duplicate()));
        } else {
            IntStream.range(0, sum.size()).forEach(i -> sum.get(i).addi(gradients.get(i)));
        }
    }

    /** With zeros for the arrays that take no part. */
    private static NDList filled(NDList gradients, NDList at, NDManager manager) {
        NDList filled = new NDList(at.size());
        for (int i = 0; i < at.size(); i++) {
            filled.add(unused(gradients, at, i) ? manager.zeros(at.get(i).getShape(), at.get(i).getDataType()) : gradients.get(i));
        }
        return filled;
    }

    static String shapes(NDList arrays) {
        return arrays.stream().map(a -> a.getShape().toString()).toList().toString();
    }

    /** A call of the engine; the second of the arguments is what is differentiated at. */
    private static NDList call(String method, String[] names, NDList... arguments) {
        if (arguments[1].isEmpty()) {
            throw new IllegalArgumentException("Gradients: nothing to differentiate at; give at least one array");
        }
        try {
            return TorchScript.engine().call(method, names, arguments);
        } catch (EngineException e) {
            throw explained(e);
        }
    }

    private static NDList allUsed(NDList gradients, NDList at) {
        for (int i = 0; i < at.size(); i++) {
            if (unused(gradients, at, i)) {
                gradients.close();
                throw new IllegalArgumentException("Gradients: array " + i + " of " + at.size() + ", of shape " + at.get(i).getShape()
                        + ", takes no part in what is differentiated; leave it out");
            }
        }
        return gradients;
    }

    /** Whether there is no way to an array: the engine's gradient is an empty array then. */
    private static boolean unused(NDList gradients, NDList at, int i) {
        return gradients.get(i).size() == 0 && at.get(i).size() > 0;
    }

    /** The engine's reason in our words; its own message quotes the script. */
    private static RuntimeException explained(EngineException e) {
        String reason = String.valueOf(e.getMessage());
        if (reason.contains("backward through the graph a second time")) {
            return new IllegalStateException("Gradients: the graph was freed by an earlier gradient; compute the loss again, or use"
                    + " withGraph, which keeps it", e);
        }
        if (reason.contains("does not require grad")) {
            return new IllegalArgumentException("Gradients: there is no graph; compute inside a Recording, from arrays that"
                    + " require a gradient, such as Gradients.leaves", e);
        }
        return e;
    }
}
