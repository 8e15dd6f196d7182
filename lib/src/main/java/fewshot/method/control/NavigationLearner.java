package fewshot.method.control;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import fewshot.episode.control.Goal;
import fewshot.episode.control.Navigation;
import fewshot.episode.control.Trips;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Gradients;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.InnerLoop.Order;
import fewshot.gradient.Objective;
import fewshot.gradient.Recording;
import fewshot.gradient.Step;
import fewshot.model.Network;
import fewshot.model.Scalar;
import fewshot.model.rule.TaskwiseLinear;
import fewshot.state.Stop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * MAML by policy gradient on {@link Navigation} (Finn, Abbeel and Levine 2017, section 5.3 and algorithm 3): all goals of a batch are
 * learned at once, each by a policy of its own, in a single computation.
 *
 * <p>An inner step walks to a goal some times and descends what {@link Trips#surrogate} makes of the trips,
 * {@code θ' = θ − α ∇L₀(θ)}; the outer one walks anew with θ' and moves θ against {@code ∇_θ L₁(θ')}. L is the mean over a trip's steps,
 * and a goal's advantages are brought to a mean square of 1, as in the authors' code: else a step from a start that lets small errors
 * add up would be far too long. The trips themselves are numbers: with {@link Order#SECOND} the gradient goes through the inner step's
 * gradient, with {@link Order#FIRST} it does not, and neither has a term for θ's say in where the inner step has walked, as in the paper
 * (Stadie et al. 2018 add one). With no inner step this is ordinary training on all goals together. The paper's outer step is TRPO and
 * its baseline a linear fit; here they are those of the descent and of the trips.
 *
 * <p>A policy is a network of positions {@code [tasks, n, 2]} to where it would go, the same shape, made of {@link TaskwiseLinear}; the
 * plane adds the noise. The network is the caller's to close.
 */
public final class NavigationLearner {
    /** Walks that one number has room for, so that learners with more and with fewer steps have their noise in common. */
    private static final int MOST_WALKS = 1000;
    /** Of an advantage's size, lest a loss be divided by nothing. */
    private static final double LEAST = 1e-8;

    private final String name;
    private final Network network;
    private final FunctionalBlock block;
    private final Navigation plane;
    private final int trips;
    private final double discount;
    private final InnerLoop inner;
    private final GradientDescent descent;

    /**
     * A learner.
     *
     * @param name in results, such as {@code MAML}
     * @param network made by {@link #policy}
     * @param plane where it walks
     * @param trips to each goal before each step, at least 2; 20 in the paper
     * @param discount of later rewards, 0 to 1
     * @param inner how a goal is learned; its order and number of steps are those of training
     * @param descent updates the network; {@link GradientDescent#none} for a learner that only answers
     */
    public NavigationLearner(
            String name, Network network, Navigation plane, int trips, double discount, InnerLoop inner, GradientDescent descent) {
        this.name = name;
        this.network = network;
        this.block = new FunctionalBlock(network.block());
        this.plane = plane;
        this.trips = trips;
        this.discount = discount;
        this.inner = inner;
        this.descent = GradientDescent.orNone(descent).updating("NavigationLearner", network);
    }

    /** A policy with two hidden layers of ReLU, on DJL's default device; the paper's have 100 numbers each. */
    public static Network policy(int hidden, long seed) {
        return new Network(TaskwiseLinear.perceptron(2, hidden, hidden, 2), new Shape(1, 2), seed, Engine.getInstance().defaultDevice());
    }

    /** The name in results and plots. */
    public String name() {
        return name;
    }

    /** Walks whenever its loss is asked for, with common random numbers for all that have its number, and keeps the trips. */
    private final class Walks implements Objective {
        private final List<Goal> goals;
        private final long first;
        private final List<Trips> done = new ArrayList<>();

        Walks(List<Goal> goals, long index) {
            this.goals = goals;
            this.first = MOST_WALKS * index;
        }

        Trips walk(NDManager manager, NDList weights) {
            try (Recording none = Recording.off()) {
                done.add(plane.walk(manager, goals, trips, policy(weights), first + done.size()));
            }
            return done.get(done.size() - 1);
        }

        /** The sum over the goals, so that each has the gradient of its own. */
        @Override
        public NDArray loss(NDList weights) {
            NDManager manager = weights.head().getManager();
            Trips trips = walk(manager, weights);
            double[] scales = Arrays.stream(trips.advantageSizes(discount)).map(size -> plane.horizon() * (size + LEAST)).toArray();
            NDArray each = trips.surrogate(manager, policy(weights), discount);
            return each.div(manager.create(scales).toType(DataType.FLOAT32, false)).sum();
        }

        /** A copy of the weights for each goal. */
        NDList copies(NDList theta) {
            return new NDList(theta.stream().map(a -> a.broadcast(new Shape(goals.size()).addAll(a.getShape()))).toList());
        }
    }

    private UnaryOperator<NDArray> policy(NDList weights) {
        return at -> block.apply(weights, at);
    }

    /**
     * One update from a batch of goals.
     *
     * @param index the number of the walks, which fixes their noise
     * @return with minus the mean return of the trips after the inner loop as its loss: the surrogate's value means nothing
     */
    public Step step(List<Goal> goals, long index) {
        Stop.before("a training step");
        descent.requireSome();
        try (NDManager manager = network.manager().newSubManager(); Recording recording = Recording.on()) {
            Walks walks = new Walks(goals, index);
            NDList theta = Gradients.leaves(manager, block.weights());
            NDArray loss = walks.loss(inner.adapt(walks.copies(theta), walks));
            NDList gradients = Gradients.of(loss.div(Scalar.like(loss, goals.size())), theta);
            Trips last = walks.done.get(walks.done.size() - 1);
            return descent.update(-Arrays.stream(last.returns()).average().orElseThrow(), gradients);
        }
    }

    /**
     * Learns goals and keeps all trips.
     *
     * @param steps of learning, each from the trips before it, fewer than 1,000
     * @param index the number of the walks, which fixes their noise
     * @return the trips before the first step, after it, and so on: one more than there are steps
     */
    public List<Trips> learn(List<Goal> goals, int steps, long index) {
        Stop.before("an answer");
        try (NDManager manager = network.manager().newSubManager(); Recording recording = Recording.on()) {
            Walks walks = new Walks(goals, index);
            NDList theta = walks.copies(Gradients.leaves(manager, block.weights()));
            walks.walk(manager, inner.steps(steps).order(Order.NONE).adapt(theta, walks));
            return List.copyOf(walks.done);
        }
    }

    @Override
    public String toString() {
        return name + " on " + network;
    }
}
