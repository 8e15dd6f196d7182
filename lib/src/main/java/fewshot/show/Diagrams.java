package fewshot.show;

import fewshot.evaluate.Calibration;
import fewshot.evaluate.RocCurve;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The standard pictures of how well a decision is made: ROC curves and reliability diagrams, each one a {@link Chart}. */
public final class Diagrams {
    private static final double[] WHOLE = {0, 100};
    private static final int POINTS = 200; // of a curve: more would not be seen, but would make the notebook large

    private Diagrams() {}

    /**
     * ROC curves beside chance, in per cent; in words their areas.
     *
     * @param curves by name, in the order in which they are drawn
     */
    public static Chart roc(String title, Map<String, RocCurve> curves) {
        Chart chart = Chart.of(title, "false positives (%)", "true positives (%)").yRange(0, 101)
                .describe("Areas under the curves: " + listed(curves, RocCurve::area) + ".");
        curves.forEach((name, curve) -> chart.line(name, thinned(curve.falsePositives()), thinned(curve.truePositives())));
        return chart.line("chance", WHOLE, WHOLE);
    }

    /**
     * A reliability diagram, in per cent: a point for each bin that holds answers, on the diagonal if its probabilities mean what
     * they say, below it if they are too sure; in words the expected calibration errors.
     *
     * @param calibrations by name, in the order in which they are drawn; temperatures of one method by these, such as {@code T = 1},
     *     since variants of a method have its colour
     */
    public static Chart reliability(String title, Map<String, Calibration> calibrations) {
        Chart chart = Chart.of(title, "mean probability of the answers in a bin (%)", "right (%)").yRange(0, 101)
                .describe("Expected calibration errors in percentage points: " + listed(calibrations, c -> 100 * c.error()) + ".");
        calibrations.forEach((name, c) -> chart.points(name, filled(c.confidences()), filled(c.accuracies())));
        return chart.line("calibrated", WHOLE, WHOLE);
    }

    private static <T> String listed(Map<String, T> named, ToDoubleFunction<T> number) {
        return named.entrySet().stream().map(e -> e.getKey() + String.format(Locale.ROOT, " %.3f", number.applyAsDouble(e.getValue())))
                .collect(Collectors.joining(", "));
    }

    private static double[] thinned(double[] shares) {
        int steps = Math.min(POINTS, shares.length - 1);
        return IntStream.rangeClosed(0, steps).mapToDouble(i -> 100 * shares[(int) ((long) i * (shares.length - 1) / steps)]).toArray();
    }

    private static double[] filled(double[] bins) {
        return DoubleStream.of(bins).filter(Double::isFinite).map(share -> 100 * share).toArray();
    }
}
