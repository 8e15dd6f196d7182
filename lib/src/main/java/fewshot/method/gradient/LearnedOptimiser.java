package fewshot.method.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.episode.problem.Problems;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Gradients;
import fewshot.gradient.Recording;
import fewshot.gradient.Step;
import fewshot.model.Network;
import fewshot.model.Scalar;
import fewshot.model.rule.LearnedStep;
import fewshot.state.Stop;

/**
 * An optimiser that is itself learned by gradient descent (Andrychowicz, Denil, Gómez, Hoffman, Pfau, Schaul, Shillingford and
 * de Freitas 2016, section 2).
 *
 * <p>{@code θ_{t+1} = θ_t + g_t} with {@code (g_t, h_{t+1}) = m(∇f(θ_t), h_t, φ)}, where m is a {@link LearnedStep} that looks at
 * each parameter by itself. Its weights φ are moved against {@code ∇_φ Σ_t f(θ_t)} over some steps at a time (20 in the paper); then
 * θ and h go on as plain numbers. The gradients {@code ∇f(θ_t)} that go in are taken as constants, so that no second derivative is
 * needed (the dashed edges of figure 2).
 *
 * <p>The network is the caller's to close. Not safe for use from several threads.
 */
public final class LearnedOptimiser implements Minimiser {
    private final Network network;
    private final LearnedStep cell;
    private final FunctionalBlock block;
    private final GradientDescent descent;
    private final int unroll;

    /**
     * An optimiser.
     *
     * @param network made by {@link LearnedStep#of}
     * @param unroll over how many steps of optimisation its gradient is taken, at least 1
     * @param descent updates the network's weights; {@link GradientDescent#none} for one that is only used
     */
    public LearnedOptimiser(Network network, int unroll, GradientDescent descent) {
        if (!(network.block() instanceof LearnedStep learned)) {
            throw new IllegalArgumentException("LearnedOptimiser: the network is a " + network.block().getClass().getSimpleName()
                    + "; make it with LearnedStep.of");
        }
        if (unroll < 1) {
            throw new IllegalArgumentException("LearnedOptimiser: unrolled for " + unroll + " steps; it must be at least 1");
        }
        this.network = network;
        this.cell = learned;
        this.block = new FunctionalBlock(learned);
        this.unroll = unroll;
        this.descent = GradientDescent.orNone(descent).updating("LearnedOptimiser", network);
    }

    /** Where a batch of problems has got to: parameters {@code [problems, size]} and the state of all their coordinates. */
    private record Position(NDArray parameters, NDList state) {
        /** As plain numbers, owned by a manager: a new beginning for the next unroll. */
        Position in(NDManager manager) {
            NDList plain = new NDList(state.stream().map(NDArray::stopGradient).toList());
            plain.attach(manager);
            NDArray end = parameters.stopGradient();
            end.attach(manager);
            return new Position(end, plain);
        }

        void close() {
            parameters.close();
            state.close();
        }
    }

    /**
     * Learns from minimising one batch of problems: one update of the weights for each unroll.
     *
     * @param steps how long the problems are minimised, a multiple of the unroll
     * @return the mean loss of the problems over all steps, and the largest norm of the gradient of any update
     * @throws fewshot.gradient.DivergenceException if the losses or the gradient are no longer finite
     */
    public Step step(Problems problems, int steps) {
        Stop.before("a training step");
        descent.requireSome();
        if (steps < unroll || steps % unroll != 0) {
            throw new IllegalArgumentException("LearnedOptimiser: " + steps + " steps of optimisation; they must be a multiple of "
                    + unroll + ", the steps of one unroll");
        }
        double loss = 0;
        double norm = 0;
        try (NDManager manager = network.manager().newSubManager()) {
            Position place = start(manager, problems);
            for (int done = 0; done < steps; done += unroll) {
                try (NDManager scratch = manager.newSubManager()) {
                    Unrolled unrolled = unrolled(scratch, problems, place);
                    Step update = descent.update(unrolled.loss, unrolled.gradients);
                    place.close();
                    place = unrolled.end.in(manager);
                    loss += update.loss() * unroll / steps;
                    norm = Math.max(norm, update.gradientNorm());
                }
            }
        }
        return new Step(loss, norm);
    }

    private Position start(NDManager manager, Problems problems) {
        return new Position(problems.start(manager), cell.start(manager, (long) problems.count() * problems.size()));
    }

    /** The mean loss of some steps, its gradient with respect to the weights, and where they end. */
    private record Unrolled(double loss, NDList gradients, Position end) {}

    /**
     * The gradient of {@code Σ f(θ_t)} is that of {@code Σ ∇f(θ_t) · θ_t} with {@code ∇f(θ_t)} as numbers: the chain rule. So each
     * problem's own graph is freed as soon as its gradient is known, and only that of the LSTM is kept.
     */
    private Unrolled unrolled(NDManager scratch, Problems problems, Position place) {
        try (Recording recording = Recording.on()) {
            NDList weights = Gradients.leaves(scratch, block.weights());
            Minimiser.LossGradient slope = Minimiser.LossGradient.at(problems, place.parameters, scratch);
            NDArray proxy = scratch.zeros(new Shape());
            double loss = 0;
            for (int step = 0; step < unroll; step++) {
                place = next(weights, slope.gradient(), place);
                slope = Minimiser.LossGradient.at(problems, place.parameters, scratch);
                proxy = proxy.add(slope.gradient().mul(place.parameters).sum());
                loss += mean(slope.losses()) / unroll;
            }
            NDArray perProblem = proxy.div(Scalar.of(scratch, problems.count()));
            return new Unrolled(loss, Gradients.of(perProblem, weights), place);
        }
    }

    private Position next(NDList weights, NDArray gradient, Position place) {
        NDList answer = block.apply(weights, new NDList(gradient.flatten()).addAll(place.state));
        NDArray step = answer.head().reshape(gradient.getShape());
        return new Position(step.add(place.parameters), answer.subNDList(1));
    }

    private static double mean(float[] losses) {
        double sum = 0;
        for (float loss : losses) {
            sum += loss;
        }
        return sum / losses.length;
    }

    @Override
    public double[][] minimise(Problems problems, int steps) {
        double[][] losses = new double[problems.count()][steps + 1];
        try (NDManager manager = network.manager().newSubManager(); Recording none = Recording.off()) {
            Position place = start(manager, problems);
            for (int step = 0; step <= steps; step++) {
                Stop.before("a step of minimising");
                try (NDManager scratch = manager.newSubManager()) {
                    Minimiser.LossGradient slope = Minimiser.LossGradient.at(problems, place.parameters, scratch);
                    slope.into(losses, step);
                    Position next = next(block.weights(), slope.gradient(), place).in(manager);
                    place.close();
                    place = next;
                }
            }
        }
        return losses;
    }

    /** The steps that it would make in answer to gradients that come one after the other, {@code [time]} of one coordinate. */
    public double[] answers(double[] gradients) {
        double[] steps = new double[gradients.length];
        try (NDManager manager = network.manager().newSubManager(); Recording none = Recording.off()) {
            NDList state = cell.start(manager, 1);
            for (int t = 0; t < steps.length; t++) {
                NDArray gradient = manager.create(new float[] {(float) gradients[t]});
                NDList answer = block.apply(block.weights(), new NDList(gradient).addAll(state));
                steps[t] = answer.head().getFloat();
                state = answer.subNDList(1);
            }
        }
        return steps;
    }

    @Override
    public String toString() {
        return "learned optimiser, " + network + ", unrolled for " + unroll + " steps";
    }
}
