package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A few steps of learning on one task, that can be learned from: {@code θ_{i+1} = rule(θ_i, ∇L(θ_i))} for k steps, with as
 * much of a graph through them as asked for (Finn, Abbeel and Levine 2017, equation 1 and section 2.2).
 *
 * <pre>{@code
 * InnerLoop inner = new InnerLoop(UpdateRule.descent(0.4), 1, InnerLoop.Order.SECOND);
 * NDList theta = Gradients.leaves(manager, block.weights());
 * NDList adapted = inner.adapt(theta, support);                            // θ' = θ − α ∇L_support(θ)
 * NDList metaGradient = Gradients.of(query.loss(adapted), theta);          // ∇_θ L_query(θ')
 * }</pre>
 *
 * <p>A value: it holds no arrays and may be shared by threads. What it makes belongs to the manager of the weights it starts
 * from, and goes with it. Second order keeps the graphs of all k steps at once, so its memory grows with k; none keeps one.
 *
 * @param rule makes one step
 * @param steps k, at least 0
 * @param order what gradients can flow through
 * @param adapts which arrays of the weights are changed, by their place; the others stay as they are
 */
public record InnerLoop(UpdateRule rule, int steps, Order order, IntPredicate adapts) {
    private static final IntPredicate ALL = place -> true;

    /** What gradients can flow through the adapted weights. */
    public enum Order {
        /** Through the steps and the gradients in them: {@code ∂θ'/∂θ = I − α ∇²L}. */
        SECOND,
        /** Through the steps, with the gradients in them taken as constants: {@code ∂θ'/∂θ = I}. */
        FIRST,
        /** None: the adapted weights are plain numbers, and each step's graph is freed behind it. */
        NONE
    }

    /** Refuses a negative number of steps. */
    public InnerLoop {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(adapts, "adapts");
        if (steps < 0) {
            throw new IllegalArgumentException("InnerLoop: " + steps + " steps; there must be 0 or more");
        }
    }

    /** One that adapts all weights. */
    public InnerLoop(UpdateRule rule, int steps, Order order) {
        this(rule, steps, order, ALL);
    }

    /** The same with another number of steps. */
    public InnerLoop steps(int steps) {
        return new InnerLoop(rule, steps, order, adapts);
    }

    /** The same with another order. */
    public InnerLoop order(Order order) {
        return new InnerLoop(rule, steps, order, adapts);
    }

    /** The same, changing only some of the arrays. */
    public InnerLoop adapting(IntPredicate adapts) {
        return new InnerLoop(rule, steps, order, adapts);
    }

    /**
     * Whether a step moves each number by its own gradient alone, at a rate that nothing is learned of: then weights of several tasks
     * may lie in one array, and the sum of their losses be the objective.
     */
    public boolean isPlainDescent() {
        return rule instanceof Descent || rule instanceof ArraywiseDescent;
    }

    /**
     * The weights that k steps on a task lead to.
     *
     * @param start weights that require a gradient, such as those of {@link Gradients#leaves}
     * @param objective the task's loss on what it is learned from; the arrays that it makes should be of the manager of the
     *     weights it is given, so that they go with the step
     * @return the weights after the last step; with {@link Order#NONE} leaves of their own
     * @throws DivergenceException if the loss is no longer a finite number; it says at which step. On a GPU that is found after
     *     the last step, elsewhere at once
     * @throws IllegalArgumentException if the loss is not a single number, or an array to be adapted takes no part in it
     */
    public NDList adapt(NDList start, Objective objective) {
        return adapt(start, objective, start.head().getDevice().isGpu());
    }

    /** The same, with the losses read at the end if {@code late}. */
    NDList adapt(NDList start, Objective objective, boolean late) {
        LossWatch watch = new LossWatch(late, (step, loss) -> "InnerLoop: the loss is " + loss + " at inner step " + step
                + "; the inner rate is too high for this task, or its data is not finite");
        try (Recording recording = Recording.on()) {
            NDList weights = start;
            for (int step = 1; step <= steps; step++) {
                NDList next = order == Order.SECOND ? throughGraph(weights, objective, watch) : alone(weights, objective, watch);
                if (order == Order.NONE && step > 1) {
                    changing(weights).close();
                }
                weights = next;
            }
            watch.end();
            return weights;
        }
    }

    private NDList throughGraph(NDList weights, Objective objective, LossWatch watch) {
        NDArray loss = objective.loss(weights);
        NDList gradients = Gradients.withGraph(loss, changing(weights));
        watch.see(loss, weights.head().getManager());
        return next(weights, gradients, loss);
    }

    /** A step whose gradient is plain numbers: all that it took to find it is freed at once. */
    private NDList alone(NDList weights, Objective objective, LossWatch watch) {
        try (NDManager scratch = weights.head().getManager().newSubManager()) {
            NDList leaves = Gradients.leaves(scratch, weights);
            NDArray loss = objective.loss(leaves);
            NDList gradients = Gradients.of(loss, changing(leaves));
            watch.see(loss, weights.head().getManager());
            if (order == Order.FIRST) {
                return next(weights, gradients, loss);
            }
            try (Recording none = Recording.off()) {
                NDList next = next(weights, gradients, loss);
                changing(next).forEach(array -> array.setRequiresGradient(true));
                return next;
            }
        }
    }

    private NDList next(NDList weights, NDList gradients, NDArray loss) {
        int[] places = IntStream.range(0, weights.size()).filter(adapts).toArray();
        NDList changed = rule.all(places, changing(weights), gradients, loss);
        NDList next = new NDList(weights);
        for (int i = 0; i < places.length; i++) {
            next.set(places[i], changed.get(i));
        }
        return next;
    }

    private NDList changing(NDList weights) {
        return new NDList(IntStream.range(0, weights.size()).filter(adapts).mapToObj(weights::get).toList());
    }

    /** Such as {@code 5 steps of gradient descent at a rate of 0.4, differentiated to the second order}. */
    @Override
    public String toString() {
        String through = switch (order) {
            case SECOND -> "differentiated to the second order";
            case FIRST -> "differentiated to the first order";
            case NONE -> "not differentiated";
        };
        return steps + (steps == 1 ? " step of " : " steps of ") + rule + (adapts == ALL ? "" : " on some arrays") + ", " + through;
    }
}
