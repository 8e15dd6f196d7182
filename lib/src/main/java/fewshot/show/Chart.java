package fewshot.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fewshot.evaluate.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tech.tablesaw.plotly.components.Axis;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.traces.BarTrace;
import tech.tablesaw.plotly.traces.ScatterTrace;
import tech.tablesaw.plotly.traces.Trace;

/**
 * A plot in the suite's look: interactive in JupyterLab, a picture elsewhere, a sentence for those who hear the page.
 *
 * <p>Series take their method's colour from {@link Palette}. It builds a Tablesaw {@link Figure}; a figure of the reader's
 * own is shown just as well.
 */
public final class Chart implements Displayable {
    /** What a series adds to its Tablesaw trace, and what it says in words. */
    private record Series(Trace trace, String name, String kind, Palette.Style style, String[] labels, double[] x, double[] y, double[] ci95) {
        boolean isRegion() {
            return "region".equals(kind);
        }
    }

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Series> series = new ArrayList<>();
    private final List<double[]> levels = new ArrayList<>();
    private final List<String> levelNames = new ArrayList<>();
    private final Set<String> categories = new LinkedHashSet<>(); // of bars
    private String description;
    private double[] yRange;
    private boolean logX;
    private int tile;
    private int width = 700;
    private int height = 420;

    private Chart(String title, String xLabel, String yLabel) {
        this.title = title;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
    }

    /** An empty plot; say the unit in the label, as in {@code accuracy (%)}. */
    public static Chart of(String title, String xLabel, String yLabel) {
        return new Chart(title, xLabel, yLabel);
    }

    /** A line through points. */
    public Chart line(String name, double[] x, double[] y) {
        return scatter(name, "line", ScatterTrace.Mode.LINE, x, y, null);
    }

    /** Points without a line. */
    public Chart points(String name, double[] x, double[] y) {
        return scatter(name, "points", ScatterTrace.Mode.MARKERS, x, y, null);
    }

    /** A line through points, each with its 95 % confidence interval: {@code y ± ci95}. */
    public Chart intervals(String name, double[] x, double[] y, double[] ci95) {
        return scatter(name, "line with intervals", ScatterTrace.Mode.LINE_AND_MARKERS, x, y, ci95);
    }

    /** A line through the means of measured values, each with its 95 % confidence interval. */
    public Chart intervals(String name, int[] x, List<Score> scores) {
        return intervals(name, Arrays.stream(x).asDoubleStream().toArray(), scores.stream().mapToDouble(Score::mean).toArray(),
                scores.stream().mapToDouble(Score::ci95).toArray());
    }

    private Chart scatter(String name, String kind, ScatterTrace.Mode mode, double[] x, double[] y, double[] ci95) {
        if (x.length != y.length || ci95 != null && ci95.length != y.length) {
            throw new IllegalArgumentException("Chart " + title + ": series " + name + " has " + x.length + " x and "
                    + y.length + " y; there must be as many of each");
        }
        Trace trace = ScatterTrace.builder(x, y).mode(mode).name(name).build();
        series.add(new Series(trace, name, kind, style(name), null, x, y, ci95));
        return this;
    }

    /** One bar a label, none where the value is NaN; series may have different labels; {@code ci95} may be null, and an interval of 0 or NaN is not drawn. */
    public Chart bars(String name, String[] labels, double[] values, double[] ci95) {
        if (labels.length != values.length || ci95 != null && ci95.length != values.length) {
            throw new IllegalArgumentException("Chart " + title + ": bars " + name + " have " + labels.length
                    + " labels and " + values.length + " values; there must be as many of each");
        }
        categories.addAll(List.of(labels));
        Trace trace = BarTrace.builder((Object[]) labels, values).name(name).build();
        series.add(new Series(trace, name, "bars", style(name), labels.clone(), null, values, ci95));
        return this;
    }

    /** A method's own style, else that of its place among the series; the ground is none. */
    private Palette.Style style(String name) {
        return Palette.of(name, (int) series.stream().filter(s -> !s.isRegion()).count());
    }

    /** A thin horizontal line across the plot, such as chance. */
    public Chart level(String name, double value) {
        levelNames.add(name);
        levels.add(new double[] {value});
        return this;
    }

    /**
     * Which class each place of the plane belongs to, as a light ground under the points. Set the plot's size before.
     *
     * @param x0 the left edge
     * @param x1 the right edge
     * @param y0 the lower edge
     * @param y1 the upper edge
     * @param classOf {@code classOf[row][column]}, the lowest row first; class k has the colour of the k-th series to follow
     */
    public Chart regions(double x0, double x1, double y0, double y1, int[][] classOf) {
        // The axes, their titles and the legend take about 150 by 100 pixels of the picture.
        tile = (int) Math.ceil(Math.max((width - 150.0) / classOf[0].length, (height - 100.0) / classOf.length));
        int classes = Arrays.stream(classOf).flatMapToInt(Arrays::stream).max().orElse(0) + 1;
        for (int k = 0; k < classes; k++) {
            List<double[]> places = new ArrayList<>();
            for (int r = 0; r < classOf.length; r++) {
                for (int c = 0; c < classOf[r].length; c++) {
                    if (classOf[r][c] == k) {
                        places.add(new double[] {x0 + (c + 0.5) * (x1 - x0) / classOf[r].length, y0 + (r + 0.5) * (y1 - y0) / classOf.length});
                    }
                }
            }
            double[] x = places.stream().mapToDouble(p -> p[0]).toArray();
            double[] y = places.stream().mapToDouble(p -> p[1]).toArray();
            String name = "region " + (k + 1);
            Trace trace = ScatterTrace.builder(x, y).mode(ScatterTrace.Mode.MARKERS).name(name).build();
            String light = faint(Palette.of("", k).colour());
            series.add(new Series(trace, name, "region", new Palette.Style(light, "solid", "square"), null, x, y, null));
        }
        return this;
    }

    private static String faint(String colour) {
        int rgb = Integer.parseInt(colour.substring(1), 16);
        return "rgba(" + (rgb >> 16) + "," + (rgb >> 8 & 255) + "," + (rgb & 255) + ",0.18)";
    }

    /** What the plot shows, for those who hear the page; the series follow by themselves. */
    public Chart describe(String text) {
        this.description = text;
        return this;
    }

    /** The lowest and the highest y. */
    public Chart yRange(double low, double high) {
        this.yRange = new double[] {low, high};
        return this;
    }

    /** A logarithmic x axis. */
    public Chart logX() {
        this.logX = true;
        return this;
    }

    /** Width and height in pixels; 700 by 420 unless told. */
    public Chart size(int width, int height) {
        this.width = width;
        this.height = height;
        return this;
    }

    /** The plot as a Tablesaw figure, without the intervals that Tablesaw has no words for. */
    public Figure figure() {
        Axis.AxisBuilder x = Axis.builder().title(xLabel);
        Layout layout = Layout.builder()
                .title(title)
                .xAxis((logX ? x.type(Axis.Type.LOG) : x).build())
                .yAxis(Axis.builder().title(yLabel).build())
                .width(width)
                .height(height)
                .build();
        return new Figure(layout, Stream.concat(series.stream().map(Series::trace), levelTraces().stream()).toArray(Trace[]::new));
    }

    private List<Trace> levelTraces() {
        double[] all = series.stream().filter(s -> s.x != null).flatMapToDouble(s -> Arrays.stream(s.x)).filter(Double::isFinite).toArray();
        double low = Arrays.stream(all).min().orElse(0);
        double high = Arrays.stream(all).max().orElse(1);
        List<Trace> traces = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            double value = levels.get(i)[0];
            double[] y = new double[categories.isEmpty() ? 2 : categories.size()];
            Arrays.fill(y, value);
            ScatterTrace.ScatterBuilder builder = categories.isEmpty()
                    ? ScatterTrace.builder(new double[] {low, high}, y)
                    : ScatterTrace.builder(tech.tablesaw.api.StringColumn.create("x", List.copyOf(categories)), tech.tablesaw.api.DoubleColumn.create("y", y));
            traces.add(builder.mode(ScatterTrace.Mode.LINE).name(levelNames.get(i)).build());
        }
        return traces;
    }

    @Override
    public Bundle bundle() {
        PlotlyFigure figure = PlotlyFigure.of(figure());
        for (int i = 0; i < series.size() + levels.size(); i++) {
            ObjectNode trace = (ObjectNode) figure.json().get("data").get(i);
            if (i < series.size()) {
                look(trace, series.get(i));
            } else {
                Palette.Style style = Palette.of(levelNames.get(i - series.size()), 7);
                trace.putObject("line").put("color", style.colour()).put("dash", "dot").put("width", 1.5);
            }
        }
        ObjectNode layout = (ObjectNode) figure.json().get("layout");
        layout.put("showlegend", series.size() + levels.size() > 1);
        if (yRange != null) {
            ((ObjectNode) layout.get("yaxis")).putArray("range").add(yRange[0]).add(yRange[1]);
        }
        return figure.bundle(text());
    }

    private void look(ObjectNode trace, Series s) {
        ObjectNode marker = trace.putObject("marker").put("color", s.x == null ? s.style.fill() : s.style.colour());
        if (s.x != null) {
            marker.put("symbol", s.style.symbol()).put("size", s.isRegion() ? tile : 9);
            trace.put("showlegend", !s.isRegion());
            if (s.isRegion()) {
                trace.put("hoverinfo", "skip");
            }
            trace.putObject("line").put("color", s.style.colour()).put("dash", s.style.dash()).put("width", 2);
        }
        if (s.ci95 != null) {
            ObjectNode error = trace.putObject("error_y").put("type", "data").put("visible", true);
            // A bar without an interval, such as a published figure, should have no tick either.
            ArrayNode lengths = error.putArray("array");
            Arrays.stream(s.ci95).forEach(c -> lengths.add(c > 0 || s.x != null ? Double.valueOf(c) : null));
        }
    }

    /** The sentence for those who hear the page. */
    private String text() {
        String told = series.stream().filter(s -> !s.isRegion()).map(this::words).collect(Collectors.joining("; "));
        String lines = levels.isEmpty() ? "" : "; level " + levelNames.stream()
                .map(n -> n + " " + number(levels.get(levelNames.indexOf(n))[0])).collect(Collectors.joining(", "));
        return (description == null ? "" : description + " ") + "Plot '" + title + "', " + yLabel + (xLabel.isBlank() ? "" : " against " + xLabel) + ": " + told + lines + ".";
    }

    private String words(Series s) {
        if (s.labels != null) {
            List<String> bars = new ArrayList<>();
            for (int i = 0; i < s.y.length; i++) {
                if (Double.isFinite(s.y[i])) {
                    boolean interval = s.ci95 != null && s.ci95[i] > 0;
                    bars.add(s.labels[i] + " " + number(s.y[i]) + (interval ? " ± " + number(s.ci95[i]) : ""));
                }
            }
            return s.name + ": " + String.join(", ", bars);
        }
        if (s.y.length == 0) {
            return s.name + ", " + s.kind + ", no points yet";
        }
        if (s.y.length == 1) {
            return s.name + ", at (" + number(s.x[0]) + ", " + number(s.y[0]) + ")";
        }
        String through = "points".equals(s.kind) ? "" : " through";
        return s.name + ", " + s.kind.replace("points", "") + through + (through.isEmpty() ? "" : " ") + s.y.length + " points, from (" + number(s.x[0]) + ", " + number(s.y[0]) + ") to ("
                + number(s.x[s.x.length - 1]) + ", " + number(s.y[s.y.length - 1]) + ")";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value).replaceAll("(\\.\\d*?)0+$", "$1").replaceAll("\\.$", "");
    }

    @Override
    public String toString() {
        return text();
    }
}
