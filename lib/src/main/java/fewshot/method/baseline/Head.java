package fewshot.method.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import fewshot.episode.EngineArrays;
import fewshot.model.encoder.CosineLayer;
import java.util.Arrays;
import java.util.stream.Stream;

/** The last layer of an ordinary classifier, which scores classes by an encoder's features f: {@code [n, features]} to {@code [n, classes]}. */
public enum Head {
    /** {@code W f + b}: of Chen's Baseline. */
    LINEAR {
        @Override
        Block layer(long classes) {
            return Linear.builder().setUnits(classes).build();
        }

        @Override
        NDArray scores(NDArray features, NDList weights) {
            return features.matMul(weights.get(0).transpose()).add(weights.get(1));
        }

        @Override
        NDList at(NDArray centroids, double temperature) {
            return new NDList(centroids.mul(2 / temperature), centroids.square().sum(new int[] {1}).div(-temperature));
        }

        @Override
        double[] input(double[] features) {
            double[] input = Arrays.copyOf(features, features.length + 1);
            input[features.length] = 1;
            return input;
        }

        @Override
        double[][] rows(NDList weights) {
            double[][] rows = EngineArrays.rows(weights.get(0));
            float[] bias = weights.get(1).toFloatArray();
            for (int k = 0; k < bias.length; k++) {
                rows[k] = input(rows[k]);
                rows[k][rows[k].length - 1] = bias[k];
            }
            return rows;
        }

        @Override
        NDList weights(NDManager manager, double[][] rows) {
            int features = rows[0].length - 1;
            float[] bias = flat(Stream.of(rows).map(row -> new double[] {row[features]}).toArray(double[][]::new));
            float[] weight = flat(Stream.of(rows).map(row -> Arrays.copyOf(row, features)).toArray(double[][]::new));
            return new NDList(EngineArrays.of(manager, weight, new Shape(rows.length, features)), EngineArrays.of(manager, bias, new Shape(rows.length)));
        }

        @Override
        double score(double[] row, double[] input, int classes) {
            return product(row, input);
        }

        @Override
        void addGradient(double[] gradient, double[] row, double[] input, double by, int classes) {
            for (int j = 0; j < row.length; j++) {
                gradient[j] += by * input[j];
            }
        }
    },
    /** {@code s · cos(w_k, f)}, a {@link CosineLayer}: of Chen's Baseline++. */
    COSINE {
        @Override
        Block layer(long classes) {
            return new CosineLayer(classes);
        }

        @Override
        NDArray scores(NDArray features, NDList weights) {
            return CosineLayer.scores(features, weights.head());
        }

        @Override
        NDList at(NDArray centroids, double temperature) {
            return new NDList(centroids);
        }

        @Override
        double[] input(double[] features) {
            double length = length(features);
            return Arrays.stream(features).map(f -> f / length).toArray();
        }

        @Override
        double[][] rows(NDList weights) {
            return EngineArrays.rows(weights.head());
        }

        @Override
        NDList weights(NDManager manager, double[][] rows) {
            return new NDList(EngineArrays.of(manager, flat(rows), new Shape(rows.length, rows[0].length)));
        }

        @Override
        double score(double[] row, double[] input, int classes) {
            return CosineLayer.scale(classes) * product(row, input) / length(row);
        }

        /** The gradient of {@code s · cos} by w is {@code s · (f̂ − cos · ŵ) / ‖w‖}. */
        @Override
        void addGradient(double[] gradient, double[] row, double[] input, double by, int classes) {
            double length = length(row);
            double cosine = product(row, input) / length;
            double share = by * CosineLayer.scale(classes) / length;
            for (int j = 0; j < row.length; j++) {
                gradient[j] += share * (input[j] - cosine * row[j] / length);
            }
        }
    };

    /** A layer that has no weights yet. */
    abstract Block layer(long classes);

    /** What the layer makes of features at given weights, one array for each of its own. */
    abstract NDArray scores(NDArray features, NDList weights);

    /**
     * The weights at which the nearest of some centroids has the highest score: by the squared Euclidean distance, since
     * {@code −‖f − c‖² = 2c·f − ‖c‖² − ‖f‖²} and the last term is the same for all classes; or by the cosine.
     *
     * @param centroids {@code [classes, features]}
     * @param temperature what the scores of a linear head are divided by; 1 for a head of cosines
     */
    abstract NDList at(NDArray centroids, double temperature);

    /** What each row of weights is multiplied with. */
    abstract double[] input(double[] features);

    /** The weights as numbers, a row for each class. */
    abstract double[][] rows(NDList weights);

    /** The other way round. */
    abstract NDList weights(NDManager manager, double[][] rows);

    /** The score of a class, one of so many, by its row. */
    abstract double score(double[] row, double[] input, int classes);

    /** Adds so much of the gradient of a class's score by its row. */
    abstract void addGradient(double[] gradient, double[] row, double[] input, double by, int classes);

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    private static double length(double[] x) {
        return Math.max(CosineLayer.SHORTEST, Math.sqrt(product(x, x)));
    }

    /** All numbers of the rows. */
    private static float[] flat(double[][] rows) {
        float[] numbers = new float[rows.length * rows[0].length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) rows[i / rows[0].length][i % rows[0].length];
        }
        return numbers;
    }
}
