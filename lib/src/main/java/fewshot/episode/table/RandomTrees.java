package fewshot.episode.table;

import java.util.SplittableRandom;

/**
 * A function drawn at random: the sum of one to four trees. Each asks at most four questions "is this column above that value?", the
 * value taken from a row drawn at random, and ends at numbers from a normal distribution.
 */
final class RandomTrees {
    private final int depth;
    private final int[][] column; // [tree][node]; the children of node n are 2n + 1 and 2n + 2
    private final double[][] threshold;
    private final double[][][] leaves; // [tree][leaf][output]

    RandomTrees(SplittableRandom random, double[][] rows, int outputs) {
        int trees = random.nextInt(1, 5);
        depth = random.nextInt(2, 5);
        int nodes = (1 << depth) - 1;
        column = new int[trees][nodes];
        threshold = new double[trees][nodes];
        leaves = new double[trees][nodes + 1][outputs];
        for (int t = 0; t < trees; t++) {
            for (int n = 0; n < nodes; n++) {
                column[t][n] = random.nextInt(rows[0].length);
                threshold[t][n] = rows[random.nextInt(rows.length)][column[t][n]];
            }
            for (double[] leaf : leaves[t]) {
                for (int o = 0; o < outputs; o++) {
                    leaf[o] = random.nextGaussian();
                }
            }
        }
    }

    double[] of(double[] row) {
        double[] sum = new double[leaves[0][0].length];
        for (int t = 0; t < leaves.length; t++) {
            int node = 0;
            for (int level = 0; level < depth; level++) {
                node = 2 * node + (row[column[t][node]] > threshold[t][node] ? 2 : 1);
            }
            double[] leaf = leaves[t][node - column[t].length];
            for (int o = 0; o < sum.length; o++) {
                sum[o] += leaf[o];
            }
        }
        return sum;
    }
}
