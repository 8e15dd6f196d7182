package fewshot.method.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.episode.Episode;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Gradients;
import fewshot.gradient.Objective;
import fewshot.gradient.Recording;
import fewshot.gradient.Step;
import fewshot.gradient.Workers;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.Scalar;
import fewshot.state.Stop;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is trained by the gradient of what an episode's queries cost after its support has been learned: MAML and its kin. A
 * method says what a task costs, as a function of all that is meta-learned; the gradients of a batch's tasks are found side
 * by side, added up in their order, and make one step.
 *
 * <p>On a GPU, where small operations wait for each other, the tasks of a batch of {@link Maml} run as one network of many groups, if
 * they are of one size: the same step up to rounding. The graphs of all tasks are then in memory at once, where one after another would
 * take the memory of one; a batch that is too large for the device has to be given as fewer tasks.
 */
public abstract class MetaGradientLearner extends AdaptingLearner {
    private final GradientDescent descent;

    /**
     * A learner on a classifier.
     *
     * @param descent updates what is meta-learned; {@link GradientDescent#none} for a learner that only answers
     */
    protected MetaGradientLearner(Network network, BatchNormMode mode, GradientDescent descent) {
        this(network, false, mode, descent);
    }

    /**
     * A learner on a classifier or on an encoder.
     *
     * @param encoder whether the network makes features, and {@link #start} the head behind them
     */
    MetaGradientLearner(Network network, boolean encoder, BatchNormMode mode, GradientDescent descent) {
        super(network, encoder, mode);
        this.descent = GradientDescent.orNone(descent);
    }

    /** Refuses a number of steps on a task that is below 0. */
    final int noneOrMore(int steps) {
        if (steps < 0) {
            throw new IllegalArgumentException(getClass().getSimpleName() + ": " + steps + " steps on a task; there must be 0 or more");
        }
        return steps;
    }

    /** What updates all that is meta-learned, or none. */
    protected final GradientDescent descent() {
        return descent;
    }

    /** One task's part in a batch, or that of all. */
    private record TaskGradient(NDArray loss, NDList gradients) {}

    /**
     * What a task costs, as a function of all that is meta-learned, in the order of the descent's weights: a scalar of their
     * manager. It is called on a thread of its own.
     */
    protected abstract Objective cost(Episode episode);

    /** What each task of a batch costs; a method whose tasks have to do with each other overrides it. */
    protected List<Objective> costs(List<Episode> batch) {
        return batch.stream().map(this::cost).toList();
    }

    /**
     * What the tasks of a batch cost, all computed as one: {@code [tasks]}, as a function of all that is meta-learned. Empty, as here,
     * where each has to be computed by itself.
     */
    Optional<Function<NDList, NDArray>> costsAsOne(List<Episode> batch) {
        return Optional.empty();
    }

    @Override
    public Step step(List<Episode> batch) {
        return step(batch, device().isGpu());
    }

    /** The same; {@code asOne} says whether tasks that can be computed as one are. */
    final Step step(List<Episode> batch, boolean asOne) {
        Stop.before("a training step");
        descent.requireSome();
        if (batch.isEmpty()) {
            throw new IllegalArgumentException(getClass().getSimpleName() + ": an empty batch teaches nothing; give it at least one episode");
        }
        batch.forEach(this::check);
        try (NDManager manager = network().manager().newSubManager()) {
            Optional<Function<NDList, NDArray>> one = asOne ? costsAsOne(batch) : Optional.empty();
            if (one.isPresent()) {
                TaskGradient all = part(manager, one.get());
                return descent.update(all.loss.split(batch.size()), all.gradients);
            }
            List<TaskGradient> parts = Workers.map(manager.getDevice(), costs(batch), cost -> part(manager, cost::loss));
            NDList sum = new NDList();
            parts.forEach(part -> Gradients.add(sum, part.gradients));
            sum.forEach(gradient -> gradient.divi(batch.size()));
            return descent.update(new NDList(parts.stream().map(TaskGradient::loss).toList()), sum);
        }
    }

    /** The gradient of a cost, or of the mean of several. */
    private TaskGradient part(NDManager batch, Function<NDList, NDArray> cost) {
        try (NDManager manager = batch.newSubManager(); Recording recording = Recording.on()) {
            NDList learned = Gradients.leaves(manager, descent.weights());
            NDArray loss = cost.apply(learned);
            NDList gradients = Gradients.of(loss.size() == 1 ? loss : loss.mean(), learned);
            gradients.attach(batch);
            NDArray number = loss.stopGradient();
            number.attach(batch);
            return new TaskGradient(number, gradients);
        }
    }

    /** A scalar times a number, in a graph. */
    static NDArray times(NDArray scalar, double factor) {
        return scalar.mul(Scalar.like(scalar, factor));
    }
}
