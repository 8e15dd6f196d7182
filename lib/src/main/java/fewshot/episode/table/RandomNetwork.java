package fewshot.episode.table;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * A function drawn at random: one or two layers of weights from a normal distribution, a bend after each but the last. The bend is
 * drawn too: none, tanh, max(0, ·), |·| or sine.
 */
final class RandomNetwork {
    private static final DoubleUnaryOperator[] BENDS = {x -> x, Math::tanh, x -> Math.max(0, x), Math::abs, Math::sin};

    private final double[][][] weights; // [layer][output][input, and the constant last]
    private final DoubleUnaryOperator bend;

    RandomNetwork(SplittableRandom random, int inputs, int outputs) {
        int hidden = random.nextInt(Math.min(8, inputs + outputs), inputs + outputs + 8);
        int[] sizes = random.nextInt(3) == 0 ? new int[] {inputs, outputs} : new int[] {inputs, hidden, outputs};
        weights = new double[sizes.length - 1][][];
        for (int layer = 0; layer < weights.length; layer++) {
            weights[layer] = new double[sizes[layer + 1]][sizes[layer] + 1];
            double deviation = 1 / Math.sqrt(sizes[layer]);
            for (double[] row : weights[layer]) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = random.nextGaussian() * (i < sizes[layer] ? deviation : 1);
                }
            }
        }
        bend = BENDS[random.nextInt(BENDS.length)];
    }

    double[] of(double[] inputs) {
        double[] x = inputs;
        for (int layer = 0; layer < weights.length; layer++) {
            double[] next = new double[weights[layer].length];
            for (int o = 0; o < next.length; o++) {
                double[] row = weights[layer][o];
                double sum = row[x.length];
                for (int i = 0; i < x.length; i++) {
                    sum += row[i] * x[i];
                }
                next[o] = layer < weights.length - 1 ? bend.applyAsDouble(sum) : sum;
            }
            x = next;
        }
        return x;
    }
}
