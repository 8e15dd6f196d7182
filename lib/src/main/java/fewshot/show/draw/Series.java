package fewshot.show.draw;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import java.util.function.ToIntBiFunction;
import java.util.stream.IntStream;
import tech.tablesaw.plotly.traces.ScatterTrace;
import tech.tablesaw.plotly.traces.Trace;

/**
 * A series of a {@link Chart}: its Tablesaw trace, what the trace cannot hold, and what it says in words.
 *
 * @param kind what it is in words, such as {@code line} or {@code points}
 * @param labels of bars, else null
 * @param x null for bars
 * @param ci95 half of the interval at each point; null if there are none
 */
public record Series(Trace trace, String name, String kind, Palette.Style style, String[] labels, double[] x, double[] y, double[] ci95) {
    private static final String REGION = "region";
    private static final int ROWS = 160;
    private static final int COLUMNS = 120;

    /**
     * The places of the plane, a series for each class that they belong to, in its colour, but light; see {@link Chart#regions}. In each
     * of many rows there is a wide line from border to border; it ends where a y is missing.
     */
    public static List<Series> regions(double x0, double x1, double y0, double y1, ToIntBiFunction<Double, Double> classOf) {
        Map<Integer, List<double[]>> runs = new TreeMap<>();
        for (int r = 0; r < ROWS; r++) {
            double y = rounded(y0 + (r + 0.5) * (y1 - y0) / ROWS, y1 - y0);
            double from = x0;
            int k = classOf.applyAsInt(x0, y);
            for (int c = 1; c <= COLUMNS; c++) {
                double right = x0 + c * (x1 - x0) / COLUMNS;
                int next = classOf.applyAsInt(right, y);
                if (next != k) {
                    int own = k;
                    double to = rounded(border(right - (x1 - x0) / COLUMNS, right, x -> classOf.applyAsInt(x, y) == own), x1 - x0);
                    runs.computeIfAbsent(k, any -> new ArrayList<>()).addAll(run(from, to, y));
                    from = to;
                    k = next;
                }
            }
            runs.computeIfAbsent(k, any -> new ArrayList<>()).addAll(run(from, x1, y));
        }
        return IntStream.rangeClosed(0, Collections.max(runs.keySet())).mapToObj(k -> region(k, runs.getOrDefault(k, List.of()))).toList();
    }

    private static List<double[]> run(double from, double to, double y) {
        return List.of(new double[] {from, y}, new double[] {to, y}, new double[] {to, Double.NaN});
    }

    private static Series region(int k, List<double[]> places) {
        double[] x = places.stream().mapToDouble(p -> p[0]).toArray();
        double[] y = places.stream().mapToDouble(p -> p[1]).toArray();
        String name = "region " + (k + 1);
        Trace trace = ScatterTrace.builder(x, y).mode(ScatterTrace.Mode.LINE).name(name).build();
        Palette.Style light = new Palette.Style(Palette.Style.paler(Palette.of("", k).colour(), 0.18), "solid", "square");
        return new Series(trace, name, REGION, light, null, x, y, null);
    }

    /** Where a class ends that begins on the left. */
    private static double border(double left, double right, DoublePredicate inside) {
        double in = left;
        double out = right;
        for (int i = 0; i < 12; i++) {
            double middle = (in + out) / 2;
            boolean still = inside.test(middle);
            in = still ? middle : in;
            out = still ? out : middle;
        }
        return out;
    }

    /** To a hundred-thousandth of a range, or some of them. */
    private static double rounded(double value, double range) {
        double parts = Math.pow(10, 5 - Math.ceil(Math.log10(Math.abs(range))));
        return range == 0 ? value : Math.rint(parts * value) / parts;
    }

    public boolean isRegion() {
        return REGION.equals(kind);
    }

    /** The colour that its style gives it. */
    public String colour() {
        return x == null ? style.fill() : style.colour();
    }

    /**
     * Writes colour, dashes, markers and intervals into its trace's JSON.
     *
     * @param height of the picture in pixels: the rows of a region lie over each other a little, and leave no gap
     */
    public void look(ObjectNode json, String colour, int height) {
        ObjectNode marker = json.putObject("marker").put("color", colour);
        if (x != null) {
            marker.put("symbol", style.symbol()).put("size", 9);
            json.put("showlegend", !isRegion());
            if (isRegion()) {
                json.put("hoverinfo", "skip");
            }
            json.putObject("line").put("color", colour).put("dash", style.dash()).put("width", isRegion() ? Math.max(4, 1 + height / ROWS) : 2);
        } else {
        labels(json, List.of(labels));
        }
        if (ci95 != null) {
            ObjectNode error = json.putObject("error_y").put("type", "data").put("visible", true);
            // A bar without an interval, such as a published figure, should have no tick either.
            ArrayNode lengths = error.putArray("array");
            Arrays.stream(ci95).forEach(c -> lengths.add(c > 0 || x != null ? Double.valueOf(c) : null));
        }
    }

    /** The labels as they are: Tablesaw has lost which of them is text. */
    public static void labels(ObjectNode json, Collection<String> labels) {
        ArrayNode x = json.putArray("x");
        labels.forEach(x::add);
    }

    /** What it shows, for those who hear the page. */
    public String words() {
        if (labels != null) {
            return name + ": " + bars();
        }
        if (y.length == 0) {
            return name + ", " + kind + ", no points yet";
        }
        if (y.length == 1) {
            return name + ", at (" + number(x[0]) + ", " + number(y[0]) + ")";
        }
        String through = "points".equals(kind) ? "" : kind + " through ";
        return name + ", " + through + y.length + " points, from (" + number(x[0]) + ", " + number(y[0]) + ") to ("
                + number(x[x.length - 1]) + ", " + number(y[y.length - 1]) + ")";
    }

    private String bars() {
        List<String> bars = new ArrayList<>();
        for (int i = 0; i < y.length; i++) {
            if (Double.isFinite(y[i])) {
                boolean interval = ci95 != null && ci95[i] > 0;
                bars.add(labels[i] + " " + number(y[i]) + (interval ? " ± " + number(ci95[i]) : ""));
            }
        }
        return String.join(", ", bars);
    }

    /** Four significant digits, without zeros at the end. */
    public static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value).replaceAll("(\\.\\d*?)0+$", "$1").replaceAll("\\.$", "");
    }
}
