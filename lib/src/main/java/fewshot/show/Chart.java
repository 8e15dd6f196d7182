package fewshot.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fewshot.evaluate.Interval;
import fewshot.evaluate.Score;
import fewshot.evaluate.ScoreTable;
import fewshot.show.draw.Bundle;
import fewshot.show.draw.Displayable;
import fewshot.show.draw.EndLabels;
import fewshot.show.draw.LogTicks;
import fewshot.show.draw.Palette;
import fewshot.show.draw.PlotlyFigure;
import fewshot.show.draw.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToIntBiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.plotly.components.Axis;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.traces.BarTrace;
import tech.tablesaw.plotly.traces.ScatterTrace;
import tech.tablesaw.plotly.traces.Trace;

/**
 * A plot in the suite's look: interactive in JupyterLab, a picture elsewhere, a sentence for those who hear the page.
 *
 * <p>Series take their method's colour from {@link Palette}, others that of their place, or one of their own. It builds a Tablesaw
 * {@link Figure}; a figure of the reader's own is shown just as well.
 */
public final class Chart implements Displayable {
    /** A line across the plot. */
    private record Level(String name, double value) {}

    private static final int CURVE = 100; // parts

    private final String title;
    private final String xLabel;
    private final String yLabel;
    private final List<Series> series = new ArrayList<>();
    private final List<Level> levels = new ArrayList<>();
    private final Map<String, String> colours = new HashMap<>(); // of series that the caller has chosen one for
    private final Set<String> categories = new LinkedHashSet<>(); // of bars
    private String description;
    private double[] xRange;
    private double[] yRange;
    private boolean logX;
    private boolean logY;
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

    /** A function between two places, as a line through 101 points at equal distances. */
    public Chart curve(String name, double x0, double x1, DoubleUnaryOperator f) {
        double[] x = IntStream.rangeClosed(0, CURVE).mapToDouble(i -> x0 + i * (x1 - x0) / CURVE).toArray();
        return line(name, x, Arrays.stream(x).map(f).toArray());
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
        return intervals(name, Arrays.stream(x).asDoubleStream().toArray(), scores);
    }

    /** The same at any places. */
    public Chart intervals(String name, double[] x, List<Score> scores) {
        return intervals(name, x, scores.stream().mapToDouble(Score::mean).toArray(), scores.stream().mapToDouble(Score::ci95).toArray());
    }

    /**
     * Lines with their intervals, a line for each of some rows of a table whose columns are numbers, such as shots; a line goes through
     * what was measured of it.
     *
     * @param rows of the table; all if none is named
     * @throws IllegalArgumentException if a column is no number
     */
    public Chart intervals(ScoreTable scores, String... rows) {
        for (String row : rows.length == 0 ? scores.rows() : List.of(rows)) {
            List<String> columns = scores.columns().stream().filter(column -> !scores.scores(row, column).isEmpty())
                    .sorted(Comparator.comparingDouble(this::place)).toList();
            List<Interval> each = columns.stream().map(column -> scores.interval(row, column)).toList();
            intervals(row, columns.stream().mapToDouble(this::place).toArray(), each.stream().mapToDouble(Interval::mean).toArray(),
                    each.stream().mapToDouble(Interval::ci95).toArray());
        }
        return this;
    }

    private double place(String column) {
        try {
            return Double.parseDouble(column);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Chart " + title + ": the column " + column + " is no number; lines need numbers, bars do not", e);
        }
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

    /**
     * One bar a label, none where the value is NaN; series may have different labels; {@code ci95} may be null, and an interval of 0
     * or NaN is not drawn. Where no label has bars of two series, each bar stands on its label, as wide as if it were alone.
     */
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

    /**
     * Bars with their intervals: a series for each column of a table, a label for each of some rows.
     *
     * @param some rows of the table, all if none is named; there is no bar where it has nothing
     */
    public Chart bars(ScoreTable scores, String... some) {
        String[] rows = some.length == 0 ? scores.rows().toArray(String[]::new) : some;
        for (String column : scores.columns()) {
            Interval[] each = Arrays.stream(rows).map(row -> scores.scores(row, column).isEmpty() ? new Interval(Double.NaN, Double.NaN, 0)
                    : scores.interval(row, column)).toArray(Interval[]::new);
            bars(column, rows, Arrays.stream(each).mapToDouble(Interval::mean).toArray(), Arrays.stream(each).mapToDouble(Interval::ci95).toArray());
        }
        return this;
    }

    /** One bar a label: the mean of measured values, each with its 95 % confidence interval. */
    public Chart bars(String name, String[] labels, List<Score> scores) {
        return bars(name, labels, scores.stream().mapToDouble(Score::mean).toArray(), scores.stream().mapToDouble(Score::ci95).toArray());
    }

    /** One bar for each measured value, with its 95 % confidence interval. */
    public Chart bars(String name, Map<String, Score> scores) {
        return bars(name, scores.keySet().toArray(String[]::new), scores.values().stream().mapToDouble(Score::mean).toArray(),
                scores.values().stream().mapToDouble(Score::ci95).toArray());
    }

    /** A method's own style, a variant's that no series has, else that of its place among the series; the ground is none. */
    private Palette.Style style(String name) {
        List<Series> drawn = series.stream().filter(s -> !s.isRegion()).toList();
        Palette.Style usual = Palette.of(name, drawn.size());
        return Palette.isVariant(name) ? usual.unlike(drawn.stream().filter(s -> !s.name().equals(name)).map(Series::style).toList()) : usual;
    }

    /** A thin horizontal line across the plot, such as chance. */
    public Chart level(String name, double value) {
        levels.add(new Level(name, value));
        return this;
    }

    /**
     * Which class each place of the plane belongs to, as a light ground under the points.
     *
     * @param x0 the left edge
     * @param x1 the right edge
     * @param y0 the lower edge
     * @param y1 the upper edge
     * @param classOf {@code classOf[row][column]}, the lowest row first, at most 160 rows and 120 columns, of which more would be
     *     passed over; class k has the colour of the k-th series to follow
     */
    public Chart regions(double x0, double x1, double y0, double y1, int[][] classOf) {
        return regions(x0, x1, y0, y1, (x, y) -> {
            int[] row = classOf[part(y, y0, y1, classOf.length)];
            return row[part(x, x0, x1, row.length)];
        });
    }

    /** Which of some equal parts from one edge to the other a place is in; one at an edge is in the outermost. */
    private static int part(double place, double low, double high, int parts) {
        return Math.max(0, Math.min((int) (parts * (place - low) / (high - low)), parts - 1));
    }

    /**
     * Which class each place of the plane belongs to, as a light ground under the points, with borders as they are and not as steps.
     *
     * @param x0 the left edge
     * @param x1 the right edge
     * @param y0 the lower edge
     * @param y1 the upper edge
     * @param classOf the class, from 0, at x and y; class k has the colour of the k-th series to follow
     */
    public Chart regions(double x0, double x1, double y0, double y1, ToIntBiFunction<Double, Double> classOf) {
        series.addAll(Series.regions(x0, x1, y0, y1, classOf));
        return this;
    }

    /**
     * A colour for a series of one's own, instead of its method's or its place's; for a level too.
     *
     * @param name the series' name
     * @param colour as {@code #rrggbb}
     */
    public Chart colour(String name, String colour) {
        if (!colour.matches("#[0-9A-Fa-f]{6}")) {
            throw new IllegalArgumentException(
                    "Chart " + title + ": the colour of " + name + " is '" + colour + "'; it must be like #0072B2");
        }
        colours.put(name, colour);
        return this;
    }

    /** What the plot shows, for those who hear the page; the series follow by themselves. */
    public Chart describe(String text) {
        this.description = text;
        return this;
    }

    /** The lowest and the highest y; both above 0 where the axis is logarithmic. */
    public Chart yRange(double low, double high) {
        this.yRange = new double[] {low, high};
        return this;
    }

    /** The lowest and the highest x, for panels that are compared; both above 0 where the axis is logarithmic. */
    public Chart xRange(double low, double high) {
        this.xRange = new double[] {low, high};
        return this;
    }

    /** A logarithmic x axis. */
    public Chart logX() {
        this.logX = true;
        return this;
    }

    /** A logarithmic y axis; all y must be above 0. */
    public Chart logY() {
        this.logY = true;
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
        Axis.AxisBuilder y = Axis.builder().title(yLabel);
        Layout.LayoutBuilder layout = Layout.builder()
                .title(title)
                .xAxis((logX ? x.type(Axis.Type.LOG) : x).build())
                .yAxis((logY ? y.type(Axis.Type.LOG) : y).build())
                .width(width)
                .height(height);
        if (oneBarALabel()) {
            layout.barMode(Layout.BarMode.OVERLAY);
        }
        return new Figure(layout.build(), Stream.concat(series.stream().map(Series::trace), levelTraces().stream()).toArray(Trace[]::new));
    }

    private boolean oneBarALabel() {
        List<Series> bars = series.stream().filter(s -> s.labels() != null).toList();
        List<String> drawn = bars.stream().flatMap(s -> IntStream.range(0, s.labels().length).filter(i -> !Double.isNaN(s.y()[i]))
                .mapToObj(i -> s.labels()[i])).toList();
        return bars.size() > 1 && Set.copyOf(drawn).size() == drawn.size();
    }

    private List<Trace> levelTraces() {
        double[] all = series.stream().filter(s -> s.x() != null).flatMapToDouble(s -> Arrays.stream(s.x())).filter(Double::isFinite)
                .toArray();
        double low = Arrays.stream(all).min().orElse(0);
        double high = Arrays.stream(all).max().orElse(1);
        List<Trace> traces = new ArrayList<>();
        for (Level level : levels) {
            double[] y = new double[categories.isEmpty() ? 2 : categories.size()];
            Arrays.fill(y, level.value);
            ScatterTrace.ScatterBuilder builder = categories.isEmpty()
                    ? ScatterTrace.builder(new double[] {low, high}, y)
                    : ScatterTrace.builder(StringColumn.create("x", List.copyOf(categories)), DoubleColumn.create("y", y));
            traces.add(builder.mode(ScatterTrace.Mode.LINE).name(level.name).build());
        }
        return traces;
    }

    @Override
    public Bundle bundle() {
        return plotly().literal(text());
    }

    /** The figure with what Tablesaw has no words for. */
    PlotlyFigure plotly() {
        PlotlyFigure figure = PlotlyFigure.of(figure());
        JsonNode traces = figure.json().get("data");
        for (int i = 0; i < series.size(); i++) {
            Series each = series.get(i);
            each.look((ObjectNode) traces.get(i), colours.getOrDefault(each.name(), each.colour()), height);
        }
        for (int i = 0; i < levels.size(); i++) {
            String name = levels.get(i).name;
            ObjectNode level = (ObjectNode) traces.get(series.size() + i);
            level.putObject("line").put("color", colours.getOrDefault(name, Palette.of(name, 7).colour())).put("dash", "dot").put("width", 1.5);
            if (!categories.isEmpty()) {
                Series.labels(level, categories);
            }
        }
        ObjectNode layout = (ObjectNode) figure.json().get("layout");
        if (!categories.isEmpty()) {
            layout.withObject("/xaxis").put("type", "category"); // whatever the labels look like
        }
        layout.put("showlegend", series.size() + levels.size() > 1);
        range(layout.get("xaxis"), xRange, logX);
        range(layout.get("yaxis"), yRange, logY);
        EndLabels.write(figure.json());
        LogTicks.write(figure.json());
        return figure;
    }

    private static void range(JsonNode axis, double[] limits, boolean log) {
        if (limits != null) {
            ArrayNode range = ((ObjectNode) axis).putArray("range");
            Arrays.stream(limits).map(limit -> log ? Math.log10(limit) : limit).forEach(range::add); // Plotly wants exponents
        }
    }

    /** The sentence for those who hear the page. */
    private String text() {
        String shown = series.stream().filter(s -> !s.isRegion()).map(Series::words).collect(Collectors.joining("; "));
        String lines = levels.isEmpty() ? "" : levels.stream().map(l -> l.name + " " + Series.number(l.value))
                .collect(Collectors.joining(", ", "; level ", ""));
        return (description == null ? "" : description + " ") + "Plot '" + title + "', " + yLabel
                + (xLabel.isBlank() ? "" : " against " + xLabel) + ": " + shown + lines + ".";
    }

    @Override
    public String toString() {
        return text();
    }
}
