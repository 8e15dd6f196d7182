package fewshot.show;

import ai.djl.ndarray.NDManager;
import fewshot.data.Examples;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.method.DecisionRule;
import fewshot.method.FewShotLearner;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Tables as pictures: rows as points of a plane, and the class that a function or a learner says at each of its places. */
public final class TablePlots {
    private static final int ACROSS = 32;
    private static final int UP = 24;
    private static final String PALE = "#BBBBBB";

    private TablePlots() {}

    /**
     * Two columns of a table: the labelled rows in the colours of their classes, those that are asked about in grey.
     *
     * @param x the column across, counted from 0
     * @param y the column up
     */
    public static Chart rows(String title, Episode table, int x, int y) {
        Chart chart = labelled(chart(title, x, y), table, x, y);
        return chart.points("asked", column(table.query(), x), column(table.query(), y)).colour("asked", PALE);
    }

    /**
     * What a learner says of every place between the rows of a table of two columns, under its labelled rows.
     *
     * @throws IllegalArgumentException if the table has another number of columns
     */
    public static Chart borders(String title, FewShotLearner learner, Episode table) {
        if (table.support().length() != 2) {
            throw new IllegalArgumentException("TablePlots: " + table.support() + "; a plane has two columns");
        }
        Examples all = table.support().and(table.query());
        double[] x = Arrays.stream(column(all, 0)).sorted().toArray();
        double[] y = Arrays.stream(column(all, 1)).sorted().toArray();
        double[] at = {x[0], x[x.length - 1], y[0], y[y.length - 1]};
        try (NDManager manager = NDManager.newBaseManager(learner.device())) {
            double[][] scores = EngineArrays.rows(learner.logits(manager, table.asking(grid(at))));
            return labelled(chart(title, 0, 1).regions(at[0], at[1], at[2], at[3], (u, v) -> largest(scores,
                    ACROSS * part(u, at[0], at[1]) - 0.5, UP * part(v, at[2], at[3]) - 0.5)), table, 0, 1);
        }
    }

    /**
     * The class that has the highest score at each place of a plane, from −3 to 3 both ways; a point stands where the score of its class
     * is highest.
     *
     * @param scores makes of two numbers a score for each class
     */
    public static Chart regions(String title, UnaryOperator<double[]> scores) {
        double[] at = {-3, 3, -3, 3};
        float[] places = grid(at).floats();
        double[][] each = IntStream.range(0, ACROSS * UP)
                .mapToObj(i -> scores.apply(new double[] {places[2 * i], places[2 * i + 1]})).toArray(double[][]::new);
        Chart chart = chart(title, 0, 1).yRange(-3, 3)
                .regions(-3, 3, -3, 3, (x, y) -> DecisionRule.largest(scores.apply(new double[] {x, y})));
        for (int k = 0; k < each[0].length; k++) {
            int own = k;
            int surest = DecisionRule.largest(Arrays.stream(each).mapToDouble(scored -> scored[own]).toArray());
            chart.points("class " + k, new double[] {places[2 * surest]}, new double[] {places[2 * surest + 1]});
        }
        return chart;
    }

    private static Chart chart(String title, int x, int y) {
        return Chart.of(title, "column " + (x + 1), "column " + (y + 1)).size(520, 360);
    }

    private static Chart labelled(Chart chart, Episode table, int x, int y) {
        for (int k = 0; k < table.way(); k++) {
            int label = k;
            Examples own = table.support().pick(IntStream.range(0, table.support().size()).filter(i -> table.supportLabels()[i] == label).toArray());
            chart.points(table.classNames()[k], column(own, x), column(own, y));
        }
        return chart;
    }

    private static double[] column(Examples rows, int j) {
        float[] all = rows.floats();
        return IntStream.range(0, rows.size()).mapToDouble(i -> all[i * rows.length() + j]).toArray();
    }

    /** The middle of each tile of a rectangle, row by row, the lowest first. */
    private static Examples grid(double[] at) {
        float[] places = new float[2 * ACROSS * UP];
        for (int i = 0; i < ACROSS * UP; i++) {
            places[2 * i] = (float) (at[0] + (at[1] - at[0]) * (i % ACROSS + 0.5) / ACROSS);
            places[2 * i + 1] = (float) (at[2] + (at[3] - at[2]) * (i / ACROSS + 0.5) / UP);
        }
        return Examples.floats(places, 2);
    }

    /** How far a place is on the way between two edges, from 0 to 1. */
    private static double part(double place, double low, double high) {
        return high > low ? (place - low) / (high - low) : 0.5;
    }

    /** The class of the largest score, where each is read between the grid's places (bilinearly), or beyond the outermost. */
    private static int largest(double[][] scores, double across, double up) {
        int c = Math.max(0, Math.min((int) across, ACROSS - 2));
        int r = Math.max(0, Math.min((int) up, UP - 2));
        int first = ACROSS * r + c;
        return DecisionRule.largest(IntStream.range(0, scores[first].length).mapToDouble(k -> between(
                between(scores[first][k], scores[first + 1][k], across - c),
                between(scores[first + ACROSS][k], scores[first + ACROSS + 1][k], across - c), up - r)).toArray());
    }

    private static double between(double from, double to, double share) {
        return from + share * (to - from);
    }
}
