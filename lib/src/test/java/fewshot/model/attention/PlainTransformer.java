package fewshot.model.attention;

import ai.djl.nn.Block;
import ai.djl.util.Pair;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;

/** A transformer token by token in plain Java, for an oracle that shares nothing with the engine. Its weights go by their names. */
public final class PlainTransformer {
    private final Map<String, double[]> weights;
    private final int heads;
    private final int layers;

    public PlainTransformer(Map<String, double[]> weights, int heads, int layers) {
        this.weights = weights;
        this.heads = heads;
        this.layers = layers;
    }

    /** Numbers for all weights of a block, by name: norms around 1, all else around 0. */
    public static Map<String, double[]> draw(Block block, long seed) {
        Random random = new Random(seed);
        Map<String, double[]> drawn = new HashMap<>();
        for (Pair<String, ai.djl.nn.Parameter> each : block.getParameters()) {
            int size = (int) each.getValue().getShape().size();
            double middle = each.getKey().endsWith("gamma") ? 1 : 0;
            drawn.put(plain(each.getKey()), IntStream.range(0, size).mapToDouble(i -> middle + 0.5 * random.nextGaussian()).toArray());
        }
        return drawn;
    }

    /** DJL counts the children of a block: {@code 01layer0_02attention_01query_weight} is {@code layer0_attention_query_weight} here. */
    public static String plain(String name) {
        return name.replaceAll("(^|_)\\d\\d", "$1");
    }

    /** The numbers as {@code Network.restore} wants them. */
    public static float[][] floats(Block block, Map<String, double[]> weights) {
        return block.getParameters().keys().stream().map(name -> {
            double[] all = weights.get(plain(name));
            float[] some = new float[all.length];
            IntStream.range(0, all.length).forEach(i -> some[i] = (float) all[i]);
            return some;
        }).toArray(float[][]::new);
    }

    /** {@code W x + b} by the layer's name, the weights row by row. */
    public double[] linear(String name, double... x) {
        double[] w = weights.get(name + "_weight");
        double[] y = weights.get(name + "_bias").clone();
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < x.length; j++) {
                y[i] += w[i * x.length + j] * x[j];
            }
        }
        return y;
    }

    private double[] norm(String name, double[] x) {
        double mean = 0;
        for (double v : x) {
            mean += v / x.length;
        }
        double variance = 0;
        for (double v : x) {
            variance += (v - mean) * (v - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int j = 0; j < y.length; j++) {
            y[j] = weights.get(name + "_gamma")[j] * (x[j] - mean) / Math.sqrt(variance + 1e-5) + weights.get(name + "_beta")[j];
        }
        return y;
    }

    /**
     * All tokens of one sequence.
     *
     * @param prefix of the transformer's weights, such as {@code transformer_}
     * @param tokens {@code [n][width]}
     * @param sees whether token i may look at token j
     */
    public double[][] transform(String prefix, double[][] tokens, BiPredicate<Integer, Integer> sees) {
        double[][] x = tokens;
        for (int l = 0; l < layers; l++) {
            x = layer(prefix + "layer" + l + "_", x, sees);
        }
        double[][] last = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            last[i] = norm(prefix + "last", x[i]);
        }
        return last;
    }

    private double[][] layer(String prefix, double[][] x, BiPredicate<Integer, Integer> sees) {
        int n = x.length;
        int width = x[0].length;
        double[][][] parts = new double[3][n][]; // Q, K, V
        for (int i = 0; i < n; i++) {
            double[] normed = norm(prefix + "before", x[i]);
            parts[0][i] = linear(prefix + "attention_query", normed);
            parts[1][i] = linear(prefix + "attention_key", normed);
            parts[2][i] = linear(prefix + "attention_value", normed);
        }
        double[][] out = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] read = new double[width];
            for (int h = 0; h < heads; h++) {
                readByHead(parts, i, h * width / heads, (h + 1) * width / heads, sees, read);
            }
            double[] mixed = sum(x[i], linear(prefix + "attention_output", read));
            double[] hidden = linear(prefix + "hidden", norm(prefix + "between", mixed));
            for (int j = 0; j < hidden.length; j++) {
                hidden[j] = Math.max(0, hidden[j]);
            }
            out[i] = sum(mixed, linear(prefix + "output", hidden));
        }
        return out;
    }

    private static void readByHead(double[][][] parts, int i, int from, int to, BiPredicate<Integer, Integer> sees, double[] read) {
        double[] e = new double[parts[0].length];
        double sum = 0;
        for (int m = 0; m < e.length; m++) {
            if (sees.test(i, m)) {
                double dot = 0;
                for (int j = from; j < to; j++) {
                    dot += parts[0][i][j] * parts[1][m][j];
                }
                e[m] = Math.exp(dot / Math.sqrt(to - from));
                sum += e[m];
            }
        }
        for (int m = 0; m < e.length; m++) {
            for (int j = from; j < to; j++) {
                read[j] += e[m] / sum * parts[2][m][j];
            }
        }
    }

    /** Number by number. */
    public static double[] sum(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] + b[i]).toArray();
    }
}
