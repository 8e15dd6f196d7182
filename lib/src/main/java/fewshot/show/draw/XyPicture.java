package fewshot.show.draw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.DoubleSummaryStatistics;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines and points. */
final class XyPicture {
    private static final int LABELS = 12; // where each x has its own, as many as can stand side by side

    private XyPicture() {}

    static XYChart of(ObjectNode figure) {
        JsonNode layout = figure.get("layout");
        XYChart chart = StaticPicture.sized(new XYChartBuilder(), figure);
        chart.getStyler().setXAxisMaxLabelCount(LABELS);
        chart.getStyler().setXAxisLogarithmic(StaticPicture.isLogarithmic(layout.path("xaxis")));
        chart.getStyler().setYAxisLogarithmic(StaticPicture.isLogarithmic(layout.path("yaxis")));
        int place = 0;
        for (JsonNode trace : figure.get("data")) {
            add(chart, trace, place++);
        }
        leaveOutWhatIsBelowZero(chart, figure.get("data"));
        roundLabels(chart);
        DoubleSummaryStatistics x = places(chart, XYSeries::getXData);
        DoubleSummaryStatistics y = places(chart, XYSeries::getYData);
        chart.getStyler().setXAxisLogarithmicDecadeOnly(hasDecades(x));
        chart.getStyler().setYAxisLogarithmicDecadeOnly(hasDecades(y));
        if (chart.getStyler().isXAxisLogarithmic() && !hasDecades(x) && x.getMax() > x.getMin()) {
            LogLabels.below(chart);
        }
        if (chart.getStyler().isYAxisLogarithmic() && !hasDecades(y) && y.getMax() > y.getMin()) {
            LogLabels.beside(chart);
        }
        return chart;
    }

    /** XChart draws no logarithmic axis, unless told where it begins, if an interval reaches below 0. */
    private static void leaveOutWhatIsBelowZero(XYChart chart, JsonNode traces) {
        Supplier<Stream<JsonNode>> all = () -> StreamSupport.stream(traces.spliterator(), false);
        double least = StaticPicture.reach(all.get(), Math::log10)[0];
        boolean below = StaticPicture.reach(all.get(), y -> y)[0] <= 0;
        if (below && chart.getStyler().isYAxisLogarithmic() && chart.getStyler().getYAxisMin() == null && Double.isFinite(least)) {
            chart.getStyler().setYAxisMin(Math.pow(10, least));
        }
    }

    /** Whether powers of ten are enough of a scale; within two decades there are three of them, or fewer. */
    private static boolean hasDecades(DoubleSummaryStatistics places) {
        return Math.log10(places.getMax()) - Math.log10(places.getMin()) > 2;
    }

    private static DoubleSummaryStatistics places(XYChart chart, Function<XYSeries, double[]> axis) {
        return chart.getSeriesMap().values().stream().flatMapToDouble(series -> DoubleStream.of(axis.apply(series)))
                .filter(Double::isFinite).summaryStatistics();
    }

    /**
     * XChart labels the x of evenly spaced points, every so many, whatever numbers these are. That is right for a few; where there are
     * more, a point that is not seen breaks the spacing, and the labels are round numbers.
     */
    private static void roundLabels(XYChart chart) {
        double[] x = chart.getSeriesMap().values().stream().flatMapToDouble(series -> DoubleStream.of(series.getXData())).sorted().distinct().toArray();
        if (x.length > LABELS) {
            double y = chart.getSeriesMap().values().iterator().next().getYData()[0];
            String free = "spacing" + " ".repeat(chart.getSeriesMap().size()); // a name that no series has
            XYSeries between = chart.addSeries(free, new double[] {x[0] + 0.37 * (x[1] - x[0])}, new double[] {y});
            between.setMarker(SeriesMarkers.NONE).setLineStyle(SeriesLines.NONE).setShowInLegend(false);
        }
    }

    private static void add(XYChart chart, JsonNode trace, int place) {
        double[] y = numbers(trace.path("y"));
        double[] x = trace.path("x").size() == y.length ? numbers(trace.path("x")) : IntStream.range(0, y.length).asDoubleStream().toArray();
        boolean runs = trace.path("line").path("width").asDouble() > 2; // of a region, which end where a y is missing
        int[] drawn = IntStream.range(0, y.length).filter(i -> Double.isFinite(x[i]) && (runs || Double.isFinite(y[i]))).toArray();
        if (drawn.length == 0 || !StaticPicture.isVisible(trace)) {
            return;
        }
        JsonNode error = trace.path("error_y").path("array");
        double[] bars = error.size() == y.length ? pick(numbers(error), drawn) : null;
        XYSeries series = chart.addSeries(StaticPicture.name(chart, trace), pick(x, drawn), pick(y, drawn), bars);
        look(series, trace, place);
    }

    private static void look(XYSeries series, JsonNode trace, int place) {
        String mode = trace.path("mode").asText("lines+markers");
        float width = (float) trace.path("line").path("width").asDouble(2);
        boolean lines = mode.contains("lines");
        Color usual = Color.decode(Palette.of("", place).colour());
        String written = trace.path("line").path("color").asText(trace.path("marker").path("color").asText(""));
        Color colour = StaticPicture.colour(lines ? written : trace.path("marker").path("color").asText(written), usual);
        series.setLineColor(colour);
        series.setMarkerColor(colour);
        series.setLineStyle(!lines ? SeriesLines.NONE : width > 2 ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL)
                : dash(trace.path("line").path("dash").asText("solid")));
        if (lines) {
            series.setLineWidth(width);
        }
        series.setMarker(mode.contains("markers") ? symbol(trace.path("marker").path("symbol").asText("circle")) : SeriesMarkers.NONE);
        series.setShowInLegend(trace.path("showlegend").asBoolean(true));
    }

    static BasicStroke dash(String name) {
        return switch (name) {
            case "dash" -> SeriesLines.DASH_DASH;
            case "dot" -> SeriesLines.DOT_DOT;
            case "dashdot" -> SeriesLines.DASH_DOT;
            default -> SeriesLines.SOLID;
        };
    }

    private static Marker symbol(String name) {
        return switch (name) {
            case "square" -> SeriesMarkers.SQUARE;
            case "diamond" -> SeriesMarkers.DIAMOND;
            case "triangle-up" -> SeriesMarkers.TRIANGLE_UP;
            case "cross" -> SeriesMarkers.PLUS;
            case "x" -> SeriesMarkers.CROSS;
            default -> SeriesMarkers.CIRCLE;
        };
    }

    static double[] numbers(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).isNumber() ? array.get(i).asDouble() : Double.NaN;
        }
        return values;
    }

    private static double[] pick(double[] values, int[] indices) {
        return IntStream.of(indices).mapToDouble(i -> values[i]).toArray();
    }
}
