package fewshot.method.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.episode.wave.SineBatch;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Gradients;
import fewshot.gradient.InnerLoop.Order;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Objective;
import fewshot.gradient.Recording;
import fewshot.gradient.Step;
import fewshot.model.Network;
import fewshot.state.Stop;
import java.util.Arrays;

/**
 * MAML on sine waves (Finn, Abbeel and Levine 2017, section 5.1): all waves of a batch are learned at once, each with weights of
 * its own, in a single computation.
 *
 * <p>Each task's loss is the mean squared error over its points. The tasks' losses are added up in the inner loop, so that each
 * gets its own gradient, and averaged in the outer one. With no inner step this is ordinary training on all waves together.
 * The network is the caller's to close.
 */
public final class SineLearner {
    private final String name;
    private final Network network;
    private final FunctionalBlock block;
    private final InnerLoop inner;
    private final GradientDescent descent;

    /**
     * A learner.
     *
     * @param name in results, such as {@code MAML}
     * @param network made by {@link Network#sine}
     * @param inner how a wave is learned; its order and number of steps are those of training
     * @param descent updates the network; {@link GradientDescent#none} for a learner that only answers
     */
    public SineLearner(String name, Network network, InnerLoop inner, GradientDescent descent) {
        this.name = name;
        this.network = network;
        this.block = new FunctionalBlock(network.block());
        this.inner = inner;
        this.descent = GradientDescent.orNone(descent).updating("SineLearner", network);
    }

    /** The name in results and plots. */
    public String name() {
        return name;
    }

    /** One update from a batch of waves: the mean squared error at the queries, after the inner loop. */
    public Step step(SineBatch batch) {
        Stop.before("a training step");
        descent.requireSome();
        try (NDManager manager = network.manager().newSubManager(); Recording recording = Recording.on()) {
            NDList theta = Gradients.leaves(manager, block.weights());
            NDList own = learned(theta, batch, inner);
            NDArray loss = squares(block.apply(own, batch.queryInputs(manager)), batch.queryTargets(manager)).mean();
            return descent.update(new NDList(loss), Gradients.of(loss, theta));
        }
    }

    /**
     * What each wave's support points make of the network's weights.
     *
     * @return for each array of weights {@code [tasks, …]}, plain numbers of {@code manager}
     */
    public NDList adapt(NDManager manager, SineBatch batch, int steps) {
        NDList theta = Gradients.leaves(manager, block.weights());
        return learned(theta, batch, inner.steps(steps).order(Order.NONE));
    }

    /** The heights that networks with these weights give, {@code [tasks, n, 1]} for inputs {@code [tasks, n, 1]}. */
    public NDArray predict(NDList weights, NDArray inputs) {
        try (Recording none = Recording.off()) {
            return block.apply(weights, inputs);
        }
    }

    /** The mean squared error of each wave at its queries, after so many steps on its support points. */
    public double[] errors(SineBatch batch, int steps) {
        Stop.before("an answer");
        try (NDManager manager = network.manager().newSubManager()) {
            NDArray answers = predict(adapt(manager, batch, steps), batch.queryInputs(manager));
            float[] each = meanSquares(answers, batch.queryTargets(manager)).toFloatArray();
            double[] errors = new double[each.length];
            Arrays.setAll(errors, i -> each[i]);
            return errors;
        }
    }

    /** A copy of the weights for each task, and each learned on its own. */
    private NDList learned(NDList theta, SineBatch batch, InnerLoop inner) {
        try (Recording recording = Recording.on()) {
            int tasks = batch.tasks().size();
            NDList own = new NDList(theta.stream().map(a -> a.broadcast(new Shape(tasks).addAll(a.getShape()))).toList());
            return inner.adapt(own, supportLoss(batch));
        }
    }

    /** The sum over the waves of the mean squared error at the support points. */
    public Objective supportLoss(SineBatch batch) {
        return weights -> {
            NDManager manager = weights.head().getManager();
            return sum(block.apply(weights, batch.supportInputs(manager)), batch.supportTargets(manager));
        };
    }

    /** The sum over the waves of the mean squared error at the queries. */
    public Objective queryLoss(SineBatch batch) {
        return weights -> {
            NDManager manager = weights.head().getManager();
            return sum(block.apply(weights, batch.queryInputs(manager)), batch.queryTargets(manager));
        };
    }

    private static NDArray sum(NDArray answers, NDArray targets) {
        return MetaGradientLearner.times(squares(answers, targets).sum(), 1.0 / targets.getShape().get(1));
    }

    /** A product, not a power: gradients go back through it twice. */
    private static NDArray squares(NDArray answers, NDArray targets) {
        NDArray gaps = answers.sub(targets);
        return gaps.mul(gaps);
    }

    /** The mean squared error of each wave, {@code [tasks]}. */
    private static NDArray meanSquares(NDArray answers, NDArray targets) {
        return answers.sub(targets).square().flatten(1, 2).mean(new int[] {1});
    }

    @Override
    public String toString() {
        return name + " on " + network;
    }
}
