package fewshot.model.memory;

import java.util.Arrays;

/** The arithmetic of networks in plain Java, for oracles that share nothing with the engine. */
final class PlainDoubles {
    private PlainDoubles() {}

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    static double softplus(double x) {
        return Math.log1p(Math.exp(x));
    }

    static double[] softmax(double[] x) {
        double[] e = Arrays.stream(x).map(Math::exp).toArray();
        double sum = Arrays.stream(e).sum();
        return Arrays.stream(e).map(v -> v / sum).toArray();
    }

    /** {@code W x + b}, the weights row by row. */
    static double[] linear(float[] weight, float[] bias, double[] x) {
        double[] y = new double[bias.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = bias[i];
            for (int j = 0; j < x.length; j++) {
                y[i] += weight[i * x.length + j] * x[j];
            }
        }
        return y;
    }

    static double[] sum(double[] a, double[] b) {
        double[] sum = a.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    static double[] join(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** One step of an LSTM in place: h and c from the gates i, f, g, o. */
    static void lstm(double[] gates, double[] h, double[] c) {
        int n = h.length;
        for (int i = 0; i < n; i++) {
            c[i] = sigmoid(gates[n + i]) * c[i] + sigmoid(gates[i]) * Math.tanh(gates[2 * n + i]);
            h[i] = sigmoid(gates[3 * n + i]) * Math.tanh(c[i]);
        }
    }

    /** {@code softmax(β cos)}; a vector shorter than 1/1000 counts as that long. */
    static double[] content(double[][] memory, double[] key, double strength) {
        double[] scores = new double[memory.length];
        for (int i = 0; i < scores.length; i++) {
            double dot = 0;
            for (int j = 0; j < key.length; j++) {
                dot += memory[i][j] * key[j];
            }
            scores[i] = strength * dot / length(memory[i]) / length(key);
        }
        return softmax(scores);
    }

    private static double length(double[] vector) {
        return Math.max(1e-3, Math.sqrt(Arrays.stream(vector).map(v -> v * v).sum()));
    }

    static double[] read(double[][] memory, double[] weights) {
        double[] read = new double[memory[0].length];
        for (int i = 0; i < memory.length; i++) {
            for (int j = 0; j < read.length; j++) {
                read[j] += weights[i] * memory[i][j];
            }
        }
        return read;
    }

    static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
