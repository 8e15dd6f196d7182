package fewshot.method.gradient;

import java.util.Arrays;

/** The LSTMs of the two methods in plain Java doubles, one coordinate at a time, sharing nothing with the engine. */
final class PlainOptimiser {
    private final double[][] weights;

    /** With the arrays of a network, in its order. */
    PlainOptimiser(float[][] weights) {
        this.weights = Arrays.stream(weights).map(PlainOptimiser::doubles).toArray(double[][]::new);
    }

    private PlainOptimiser(double[][] weights) {
        this.weights = Arrays.stream(weights).map(double[]::clone).toArray(double[][]::new);
    }

    /** The same with one number moved. */
    PlainOptimiser moved(int array, int at, double by) {
        PlainOptimiser moved = new PlainOptimiser(weights);
        moved.weights[array][at] += by;
        return moved;
    }

    static double[] doubles(float[] numbers) {
        double[] doubles = new double[numbers.length];
        Arrays.setAll(doubles, i -> numbers[i]);
        return doubles;
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    static double[] logAndSign(double x) {
        return Math.abs(x) >= Math.exp(-10) ? new double[] {Math.log(Math.abs(x)) / 10, Math.signum(x)}
                : new double[] {-1, Math.exp(10) * x};
    }

    /** One step of an LSTM whose four arrays begin at a place of the list: weights of the input and of the state, with biases. */
    double[][] lstm(int place, double[] x, double[] h, double[] c) {
        int n = h.length;
        double[] gates = new double[4 * n];
        for (int i = 0; i < gates.length; i++) {
            gates[i] = row(place, i, x) + row(place + 2, i, h);
        }
        double[][] next = new double[2][n];
        for (int i = 0; i < n; i++) {
            next[1][i] = sigmoid(gates[n + i]) * c[i] + sigmoid(gates[i]) * Math.tanh(gates[2 * n + i]);
            next[0][i] = sigmoid(gates[3 * n + i]) * Math.tanh(next[1][i]);
        }
        return next;
    }

    /** A row of a linear layer whose weights lie at a place and whose biases lie behind them. */
    double row(int place, int row, double[] x) {
        double sum = weights[place + 1][row];
        for (int j = 0; j < x.length; j++) {
            sum += weights[place][row * x.length + j] * x[j];
        }
        return sum;
    }

    /** The steps that a learned optimiser of two layers answers the gradients of one coordinate with. */
    double[] steps(int size, double[] gradients) {
        double[][] lower = new double[2][size];
        double[][] upper = new double[2][size];
        double[] steps = new double[gradients.length];
        for (int t = 0; t < steps.length; t++) {
            lower = lstm(0, logAndSign(gradients[t]), lower[0], lower[1]);
            upper = lstm(4, lower[0], upper[0], upper[1]);
            steps[t] = 0.1 * row(8, 0, upper[0]);
        }
        return steps;
    }

    /** The cell of a meta-learner after some gradients of one coordinate, from its start. */
    double cell(int size, double theta, double[] gradients, double[] losses) {
        double[][] reader = new double[2][size];
        double i = 0;
        double f = 0;
        for (int t = 0; t < gradients.length; t++) {
            double[] seen = join(logAndSign(gradients[t]), logAndSign(losses[t]));
            reader = lstm(0, seen, reader[0], reader[1]);
            i = sigmoid(row(4, 0, join(reader[0], theta, i)));
            f = sigmoid(row(6, 0, join(reader[0], theta, f)));
            theta = f * theta - i * gradients[t];
        }
        return theta;
    }

    private static double[] join(double[] a, double... b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
