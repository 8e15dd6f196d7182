package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import fewshot.model.Network;
import fewshot.model.Scalar;
import fewshot.state.StateReader;
import fewshot.state.StateWriter;
import fewshot.state.Stateful;
import fewshot.state.Stop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * Minimises a loss over the weights of one or more networks, one batch at a time, and watches the gradient while it does so.
 *
 * <p>{@code θ ← θ − optimiser(∇θ 1/n Σ loss(item))}. The gradients of a step are arrays of its own, summed over the batch, and
 * go with it: nothing of one step is left in the next. A loss or gradient that is not a number, or a norm that leaps far
 * beyond what it has been, stops training <em>before</em> the weights are touched. An optimiser that divides by a running
 * mean of squares (Adam) would otherwise be frozen by it for thousands of steps.
 */
public final class GradientDescent implements Stateful {
    private final List<Network> networks;
    private final List<Parameter> parameters;
    private final Optimizer optimizer;
    private final double clip;
    private final GradientWatch watch;
    private final RunningStatistics statistics;
    private final long[] steps; // one number, shared by those that are parts of this

    /**
     * Without clipping.
     *
     * @param network whose trainable weights are updated
     * @param optimizer a DJL optimiser of its own, such as {@code new Adam(1e-3f)}; the caller closes it
     * @throws IllegalArgumentException if it is frozen
     */
    public GradientDescent(Network network, Optimizer optimizer) {
        this(List.of(network), optimizer, Double.POSITIVE_INFINITY);
    }

    /**
     * With several networks, and the gradient of all weights together scaled down to a largest norm (Pascanu 2013).
     *
     * @param networks whose trainable weights are updated, such as an encoder and its head, all on one device
     * @param optimizer a DJL optimiser of its own
     * @param clip the largest norm, above 0; infinity for none
     * @throws IllegalArgumentException if there is nothing to train in them
     */
    public GradientDescent(List<Network> networks, Optimizer optimizer, double clip) {
        this(networks, optimizer, clip, new GradientWatch(Double.isInfinite(clip) ? 0 : clip), new long[1]); // a norm near the one that is clipped to does no harm
    }

    private GradientDescent(List<Network> networks, Optimizer optimizer, double clip, GradientWatch watch, long[] steps) {
        if (!(clip > 0)) {
            throw new IllegalArgumentException("GradientDescent: the gradient's largest norm is " + clip + "; it must be above 0");
        }
        this.networks = List.copyOf(networks);
        this.parameters = parameters(networks);
        if (parameters.isEmpty() && optimizer != null) {
            throw new IllegalArgumentException(
                    "GradientDescent: there is nothing to train in " + networks + "; give it a network that is not frozen");
        }
        this.optimizer = optimizer;
        this.clip = clip;
        this.statistics = new RunningStatistics(networks);
        this.watch = watch;
        this.steps = steps;
    }

    private static List<Parameter> parameters(List<Network> networks) {
        return networks.stream().flatMap(n -> n.trainable().stream()).toList();
    }

    /** That of a learner that only answers: it has no weights, and refuses to be asked for a step. */
    public static GradientDescent none() {
        return new GradientDescent(List.of(), null, Double.POSITIVE_INFINITY);
    }

    /** {@link #none} in the place of null. */
    public static GradientDescent orNone(GradientDescent descent) {
        return descent == null ? none() : descent;
    }

    /**
     * The same descent over some of its networks: the others stay where they are, whatever an optimiser's momentum would still
     * do to them. What it has learned of the gradient so far is shared, and steps count for both. Either may go on afterwards.
     *
     * @throws IllegalArgumentException if it updates none of them
     */
    public GradientDescent only(List<Network> some) {
        List<Network> kept = networks.stream().filter(some::contains).toList();
        if (kept.isEmpty() && optimizer != null) {
            throw new IllegalArgumentException("GradientDescent: it updates " + networks + " and none of " + some + "; make it for those");
        }
        return new GradientDescent(kept, optimizer, clip, watch, steps);
    }

    /**
     * This, for a learner that finds gradients at its weights by their place.
     *
     * @param learner in the message
     * @param all the networks that it learns, in their order
     * @throws IllegalArgumentException if what is updated is anything else, which would take gradients for others'; {@link #none} is not
     */
    public GradientDescent updating(String learner, Network... all) {
        if (optimizer != null && !parameters.equals(parameters(List.of(all)))) {
            throw new IllegalArgumentException(learner + ": the descent updates " + networks + ", but what is learned is "
                    + Arrays.toString(all) + "; make it for just that, such as new GradientDescent(List.of(…), adam, 10)");
        }
        return this;
    }

    /** Refuses, if this is {@link #none}. */
    public void requireSome() {
        if (optimizer == null) {
            throw new IllegalStateException(
                    "GradientDescent: this learner was made without a GradientDescent, so it cannot be trained; it only answers");
        }
    }

    /**
     * One update from a batch. The graph of each item is freed before the next is built.
     *
     * @param batch what the loss is taken on, at least one
     * @param loss makes a scalar from an item, with arrays of the manager that it is given; that manager is closed afterwards.
     *     It multiplies and divides by arrays or a {@link Scalar}, not by Java numbers
     * @throws IllegalArgumentException if none of the weights takes part in the loss, as if it were another network's
     * @throws DivergenceException if the loss or the gradient is not finite, or the gradient's norm jumps. Weights and running
     *     statistics are then those before the step, as they are when the loss throws
     */
    public <T> Step minimise(List<T> batch, BiFunction<NDManager, T, NDArray> loss) {
        Stop.before("a training step");
        requireSome();
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("GradientDescent: an empty batch has no loss; give it at least one item");
        }
        try (NDManager manager = networks.get(0).manager().newSubManager()) {
            NDList before = statistics.copies(manager);
            try {
                NDList losses = new NDList();
                NDList gradients = new NDList();
                for (T item : batch) {
                    losses.add(accumulate(manager, gradients, item, batch.size(), loss));
                }
                return update(losses, gradients);
            } catch (RuntimeException | Error e) {
                statistics.putBack(before);
                throw e;
            }
        }
    }

    /**
     * One update from a gradient that was computed elsewhere, such as a meta-gradient, watched and clipped like any other.
     *
     * @param losses what is being minimised is their mean: single numbers. They are read once, together with the gradient's norm
     * @param gradients one array for each of {@link #weights()}, of its shape, left as they are; the caller's to close
     * @throws DivergenceException if the loss or the gradient is not finite, or the gradient's norm jumps; no weight has changed
     *     then. Running statistics are as the caller's own forward passes have left them; a {@link FunctionalBlock} moves none
     */
    public Step update(NDList losses, NDList gradients) {
        double[] numbers = report(losses, gradients);
        double loss = Arrays.stream(numbers, 0, losses.size()).sum() / losses.size();
        return update(loss, numbers[losses.size()], gradients);
    }

    /** The same from a loss that is known as a number. */
    public Step update(double loss, NDList gradients) {
        return update(loss, report(new NDList(), gradients)[0], gradients);
    }

    private Step update(double loss, double norm, NDList gradients) {
        steps[0]++;
        watch.check(steps[0], loss, norm);
        if (norm > clip) { // not where they lie: several may be one array
            NDList clipped = new NDList(gradients.stream().map(gradient -> gradient.mul(clip / norm)).toList());
            Optimizers.update(optimizer, parameters, weights(), clipped);
            clipped.close();
        } else {
            Optimizers.update(optimizer, parameters, weights(), gradients);
        }
        return new Step(loss, norm);
    }

    /** The losses, and then the Euclidean norm of all gradients together: on a GPU a step waits for the device here alone. */
    private double[] report(NDList losses, NDList gradients) {
        requireSome();
        if (gradients.size() != parameters.size()) {
            throw new IllegalArgumentException("GradientDescent: there are " + gradients.size() + " gradients, but "
                    + parameters.size() + " arrays of weights; give one for each");
        }
        try (NDList report = TorchScript.engine().run(gradients.head().getManager(), "report", List.of(losses, gradients))) {
            return report.head().toDoubleArray();
        }
    }

    /** The weights that are updated, in the networks' order, as they are; they stay the networks'. */
    public NDList weights() {
        return new NDList(parameters.stream().map(Parameter::getArray).toList());
    }

    /** Adds the gradient of one item's share of the mean loss to those before, and returns its loss. */
    private <T> NDArray accumulate(NDManager manager, NDList sums, T item, int batchSize, BiFunction<NDManager, T, NDArray> loss) {
        try (NDManager scratch = manager.newSubManager(); Recording recording = Recording.on()) {
            NDArray value = loss.apply(scratch, item);
            NDList gradients = Gradients.orZero(share(value, batchSize), weights(), () -> new IllegalArgumentException(
                    "GradientDescent: none of the weights takes part in the loss; it updates " + networks + ", which is not what the loss is of"));
            if (batchSize == 1) {
                sums.addAll(gradients);
            } else {
                Gradients.add(sums, gradients);
            }
            sums.attach(manager);
            NDArray number = value.stopGradient();
            number.attach(manager);
            return number;
        }
    }

    /** A loss's part of the mean over so many items. */
    static NDArray share(NDArray loss, int items) {
        return items == 1 ? loss : loss.div(Scalar.of(loss.getManager(), items));
    }

    /** How many updates have been asked for, the one that failed included. */
    public long steps() {
        return steps[0];
    }

    /** Writes all that an update changes: the networks, the optimiser's moments, and what the gradient's norm has been. */
    @Override
    public void save(StateWriter out) {
        for (int i = 0; i < networks.size(); i++) {
            networks.get(i).save(out.at("network " + i));
        }
        adam().save(out.at("Adam"), parameters);
        out.longs("steps", steps[0]);
        out.doubles("clip and largest norm", clip, watch.largest());
    }

    @Override
    public Runnable restore(StateReader in) {
        List<Runnable> parts = new ArrayList<>();
        for (int i = 0; i < networks.size(); i++) {
            parts.add(networks.get(i).restore(in.at("network " + i)));
        }
        parts.add(adam().restore(in.at("Adam"), parameters));
        long done = in.longs("steps")[0];
        double[] norms = in.doubles("clip and largest norm");
        if (norms[0] != clip) {
            throw in.refusal("holds a run with the gradient's norm clipped at " + norms[0] + ", but here it is " + clip);
        }
        return () -> {
            parts.forEach(Runnable::run);
            steps[0] = done;
            watch.begin(norms[1]);
        };
    }

    private Adam adam() {
        if (optimizer instanceof Adam adam) {
            return adam;
        }
        requireSome();
        throw new IllegalStateException("GradientDescent: the state of " + optimizer.getClass().getSimpleName()
                + " cannot be read, so it cannot be saved; use fewshot.gradient.Adam");
    }

    @Override
    public String toString() {
        if (optimizer == null) {
            return "no gradient descent: for answers only";
        }
        long size = networks.stream().mapToLong(Network::size).sum();
        return String.format(Locale.ROOT, "gradient descent on %,d weights, %,d steps done%s; %s", size, steps[0],
                Double.isInfinite(clip) ? "" : ", norm clipped at " + clip,
                optimizer instanceof Adam ? optimizer : optimizer.getClass().getSimpleName());
    }
}
