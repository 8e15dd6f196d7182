package fewshot.method.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import fewshot.episode.Draws;
import fewshot.episode.EngineArrays;
import fewshot.gradient.DivergenceException;
import fewshot.state.Stop;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Trains a {@link Head} on features that stay as they are, with momentum, dampening and weight decay as {@code torch.optim.SGD} has them:
 * {@code d = g + λθ}; {@code m ← d} at the first step and {@code m ← μm + (1 − τ)d} afterwards; {@code θ ← θ − αm}.
 *
 * <p>In plain Java: a step on four examples is a few thousand multiplications, for which the engine's calls alone would take a hundred
 * times as long.
 *
 * @param rate α, above 0
 * @param passes how often it goes over all examples, each time in a new order
 * @param seed fixes the order
 */
record HeadDescent(Head head, double rate, int passes, long seed) {
    private static final double MOMENTUM = 0.9;
    private static final double DAMPENING = 0.9;
    private static final double DECAY = 0.001;
    private static final int BATCH = 4;

    /**
     * The weights after training.
     *
     * @param start the weights before
     * @param features {@code [n, features]}
     * @param labels of the examples
     * @return the weights, of the manager of {@code features}
     */
    NDList learn(NDList start, NDArray features, int[] labels) {
        double[][] inputs = Arrays.stream(EngineArrays.rows(features)).map(head::input).toArray(double[][]::new);
        double[][] rows = head.rows(start);
        double[][] mean = null;
        SplittableRandom random = new SplittableRandom(seed);
        int step = 0;
        for (int pass = 0; pass < passes; pass++) {
            Stop.before("a pass over a task's support");
            int[] order = labels.length > BATCH ? Draws.order(random, labels.length) : IntStream.range(0, labels.length).toArray();
            for (int from = 0; from < order.length; from += BATCH) {
                int[] chosen = Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH));
                mean = update(rows, gradient(rows, inputs, labels, chosen, ++step), mean);
            }
        }
        return head.weights(features.getManager(), rows);
    }

    /** Of the mean cross-entropy of some examples, row by row. */
    private double[][] gradient(double[][] rows, double[][] inputs, int[] labels, int[] chosen, int step) {
        double[][] gradient = new double[rows.length][rows[0].length];
        double loss = 0;
        for (int i : chosen) {
            double[] scores = new double[rows.length];
            Arrays.setAll(scores, k -> head.score(rows[k], inputs[i], rows.length));
            double most = Arrays.stream(scores).max().orElseThrow();
            double sum = Arrays.stream(scores).map(score -> Math.exp(score - most)).sum();
            loss += most + Math.log(sum) - scores[labels[i]];
            for (int k = 0; k < rows.length; k++) {
                double by = Math.exp(scores[k] - most) / sum - (k == labels[i] ? 1 : 0);
                head.addGradient(gradient[k], rows[k], inputs[i], by / chosen.length, rows.length);
            }
        }
        if (!Double.isFinite(loss)) {
            throw new DivergenceException("FineTuning: the loss is " + loss + " at step " + step + " on a task's support; this is too fast"
                    + " for it (gradient descent with momentum " + MOMENTUM + ", learning rate " + rate + "), or its data is not finite");
        }
        return gradient;
    }

    /** Moves the rows, and says the mean of the gradients so far; that before the first step is null. */
    private double[][] update(double[][] rows, double[][] gradient, double[][] before) {
        for (int k = 0; k < rows.length; k++) {
            for (int j = 0; j < rows[k].length; j++) {
                double d = gradient[k][j] + DECAY * rows[k][j];
                gradient[k][j] = before == null ? d : MOMENTUM * before[k][j] + (1 - DAMPENING) * d;
                rows[k][j] -= rate * gradient[k][j];
            }
        }
        return gradient;
    }
}
