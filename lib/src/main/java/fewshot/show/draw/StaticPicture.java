package fewshot.show.draw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.ChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The picture that the web and paper show where Plotly does not run, drawn by XChart from the same JSON. */
final class StaticPicture {
    private static final Set<String> LINES = Set.of("scatter");
    private static final Set<String> BARS = Set.of("bar", "scatter");
    private static final Color GRID = new Color(0xE5E5E5);

    private StaticPicture() {}

    /** The picture as base64, or nothing for a kind of plot that has none, or where there is no font. */
    static Optional<String> png(ObjectNode figure) {
        JsonNode traces = figure.get("data");
        boolean lines = all(traces, LINES);
        if (!lines && !all(traces, BARS) || !Fonts.any()) {
            return Optional.empty();
        }
        ObjectNode drawn = (ObjectNode) PlotlyFigure.texts(figure, StaticPicture::onOneLine);
        Chart<?, ?> chart = lines ? XyPicture.of(drawn) : BarPicture.of(drawn);
        BufferedImage picture = BitmapEncoder.getBufferedImage(chart);
        JsonNode layout = drawn.get("layout");
        return Optional.of(Png.encode(EndLabels.room(layout) == 0 ? picture : EndLabels.beside(picture, layout, chart::getScreenYFromChart)));
    }

    private static boolean all(JsonNode traces, Set<String> types) {
        return visible(traces).findAny().isPresent()
                && StreamSupport.stream(traces.spliterator(), false).allMatch(t -> types.contains(t.path("type").asText()));
    }

    /** XChart breaks no line. */
    private static String onOneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    /** Whether a trace is drawn now: a stage of a slider may be hidden, or a reader's own that waits in the legend. */
    static boolean isVisible(JsonNode trace) {
        return "true".equals(trace.path("visible").asText("true"));
    }

    static Stream<JsonNode> visible(JsonNode traces) {
        return StreamSupport.stream(traces.spliterator(), false).filter(StaticPicture::isVisible);
    }

    /** XChart cannot measure an empty text. */
    static String notEmpty(String text) {
        return text.isEmpty() ? " " : text;
    }

    /** A series' name; XChart needs one, and for each another. */
    static String name(Chart<?, ?> chart, JsonNode trace) {
        String name = notEmpty(trace.path("name").asText());
        while (chart.getSeriesMap().containsKey(name)) {
            name += " ";
        }
        return name;
    }

    static String title(JsonNode owner) {
        return owner.path("title").path("text").asText("");
    }

    private static int size(ObjectNode figure, String side, int usual) {
        int size = figure.get("layout").path(side).asInt(0);
        return size > 0 ? size : usual;
    }

    /** {@code #rrggbb}, or {@code rgba(r,g,b,a)}. */
    static Color colour(String text, Color usual) {
        if (text.startsWith("#")) {
            return Color.decode(text);
        }
        if (text.startsWith("rgba(")) {
            String[] parts = text.substring(5, text.length() - 1).split(",");
            return new Color(Integer.parseInt(parts[0].strip()), Integer.parseInt(parts[1].strip()),
                    Integer.parseInt(parts[2].strip()), (int) Math.round(255 * Double.parseDouble(parts[3].strip())));
        }
        return usual;
    }

    /** An empty chart with a figure's size, titles and ranges, in the suite's style. */
    static <C extends Chart<? extends AxesChartStyler, ?>> C sized(ChartBuilder<?, C> builder, ObjectNode figure) {
        builder.width(size(figure, "width", 700) - EndLabels.room(figure.get("layout")));
        builder.height(size(figure, "height", 420));
        C chart = builder.build();
        JsonNode layout = figure.get("layout");
        chart.setTitle(title(layout));
        chart.setXAxisTitle(title(layout.path("xaxis")));
        chart.setYAxisTitle(title(layout.path("yaxis")));
        style(chart.getStyler(), figure);
        if (!isLogarithmic(layout.path("yaxis"))) {
            chart.getStyler().setyAxisTickLabelsFormattingFunction(StaticPicture::number);
        }
        if (chart instanceof XYChart && !isLogarithmic(layout.path("xaxis"))) {
            chart.getStyler().setxAxisTickLabelsFormattingFunction(StaticPicture::number);
        }
        return chart;
    }

    /**
     * How low and how high some traces go, with their intervals, on a scale; from infinity to minus infinity if there is nothing finite.
     * Where the end of an interval has no place on the scale, its middle counts.
     *
     * @param scale of a number, such as its logarithm
     */
    static double[] reach(Stream<JsonNode> traces, DoubleUnaryOperator scale) {
        double[] reach = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        traces.forEach(trace -> {
            double[] y = XyPicture.numbers(trace.path("y"));
            double[] error = Arrays.copyOf(XyPicture.numbers(trace.path("error_y").path("array")), y.length); // 0 where there is none
            for (int i = 0; i < y.length; i++) {
                double middle = scale.applyAsDouble(y[i]);
                double least = scale.applyAsDouble(y[i] - error[i]);
                least = Double.isFinite(least) ? least : middle;
                double most = scale.applyAsDouble(y[i] + error[i]);
                reach[0] = Double.isFinite(least) ? Math.min(reach[0], least) : reach[0];
                reach[1] = Double.isFinite(most) ? Math.max(reach[1], most) : reach[1];
            }
        });
        return reach;
    }

    /** At an axis; XChart's own form of 0.05 is .05, beside 0.1. */
    static String number(double value) {
        boolean plain = value == 0 || Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6;
        return new DecimalFormat(plain ? "#,##0.####" : "0.####E0", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
    }

    private static void style(AxesChartStyler styler, ObjectNode figure) {
        styler.setLocale(Locale.ROOT);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new java.awt.BasicStroke(1));
        styler.setLegendBorderColor(GRID);
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setChartTitleBoxVisible(false);
        styler.setLegendVisible(figure.get("layout").path("showlegend").asBoolean(visible(figure.get("data")).count() > 1));
        styler.setChartFontColor(new Color(0x222222));
        styler.setErrorBarsColorSeriesColor(true);
        JsonNode layout = figure.get("layout");
        limits(layout.path("yaxis"), styler::setYAxisMin, styler::setYAxisMax);
        limits(layout.path("xaxis"), styler::setXAxisMin, styler::setXAxisMax);
    }

    /** Plotly's range of a logarithmic axis is in exponents. */
    private static void limits(JsonNode axis, Consumer<Double> min, Consumer<Double> max) {
        JsonNode range = axis.path("range");
        if (range.size() == 2) {
            min.accept(value(axis, range.get(0).asDouble()));
            max.accept(value(axis, range.get(1).asDouble()));
        }
    }

    static boolean isLogarithmic(JsonNode axis) {
        return "log".equals(axis.path("type").asText());
    }

    /** The number at a place of an axis. */
    static double value(JsonNode axis, double place) {
        return isLogarithmic(axis) ? Math.pow(10, place) : place;
    }
}
