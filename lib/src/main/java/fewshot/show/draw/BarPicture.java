package fewshot.show.draw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Bars over categories, and lines across them. */
final class BarPicture {
    private static final int LEGEND = 60; // pixels of a legend beside its names, about
    private static final int BESIDE = 110; // pixels on the left and right of the plot, about
    private static final int APART = 8; // pixels from a name to the next

    private BarPicture() {}

    static CategoryChart of(ObjectNode figure) {
        CategoryChart chart = StaticPicture.sized(new CategoryChartBuilder(), figure);
        chart.getStyler().setAvailableSpaceFill(0.7);
        chart.getStyler().setOverlapped(figure.path("layout").path("barmode").asText().equals("overlay"));
        // In the bar's own colour the lower half of an interval cannot be seen.
        chart.getStyler().setErrorBarsColorSeriesColor(false);
        chart.getStyler().setErrorBarsColor(Color.BLACK);
        Set<String> categories = new LinkedHashSet<>();
        StaticPicture.visible(figure.get("data")).forEach(t -> t.path("x").forEach(x -> categories.add(x.asText())));
        chart.getStyler().setXAxisLabelRotation(fit(chart, figure, categories) ? 0 : 25);
        int place = 0;
        for (JsonNode trace : figure.get("data")) {
            if (!StaticPicture.isVisible(trace)) {
                place++;
            } else if (isLevel(trace)) {
                level(chart, trace);
            } else {
                add(chart, trace, new ArrayList<>(categories), place++);
            }
        }
        nameLevels(chart, figure);
        makeRoom(chart, figure);
        return chart;
    }

    /** Whether the names of the bars have room side by side: each as much as the plot's width has for it. */
    private static boolean fit(CategoryChart chart, ObjectNode figure, Set<String> categories) {
        double legend = !chart.getStyler().isLegendVisible() ? 0 : LEGEND + bars(figure)
                .mapToDouble(t -> Fonts.width(t.path("name").asText(), chart.getStyler().getLegendFont())).max().orElse(0);
        double room = (chart.getWidth() - BESIDE - legend) / Math.max(1, categories.size());
        return categories.stream().allMatch(name -> Fonts.width(name, chart.getStyler().getAxisTickLabelsFont()) + APART < room);
    }

    private static void nameLevels(CategoryChart chart, ObjectNode figure) {
        List<String> levels = levels(figure).map(trace -> trace.path("name").asText()).toList();
        if (!levels.isEmpty()) {
            String names = (levels.size() > 1 ? "lines across: " : "line across: ") + String.join(", ", levels);
            chart.setXAxisTitle(chart.getXAxisTitle().isEmpty() ? names : chart.getXAxisTitle() + " (" + names + ")");
        }
    }

    /** XChart's axis goes as far as the bars do, which begin at 0; a level may lie beyond. */
    private static void makeRoom(CategoryChart chart, ObjectNode figure) {
        if (!figure.get("layout").path("yaxis").path("range").isEmpty()) {
            return;
        }
        double[] bars = StaticPicture.reach(bars(figure), y -> y);
        double[] levels = StaticPicture.reach(levels(figure), y -> y);
        double low = Math.min(0, bars[0]);
        double high = Math.max(0, bars[1]);
        double edge = 0.05 * (Math.max(high, levels[1]) - Math.min(low, levels[0]));
        if (levels[0] < low) {
            chart.getStyler().setYAxisMin(levels[0] - edge);
        }
        if (levels[1] > high) {
            chart.getStyler().setYAxisMax(levels[1] + edge);
        }
    }

    private static Stream<JsonNode> bars(ObjectNode figure) {
        return StaticPicture.visible(figure.get("data")).filter(trace -> !isLevel(trace));
    }

    private static Stream<JsonNode> levels(ObjectNode figure) {
        return StaticPicture.visible(figure.get("data")).filter(BarPicture::isLevel);
    }

    private static boolean isLevel(JsonNode trace) {
        return "scatter".equals(trace.path("type").asText()) && Arrays.stream(XyPicture.numbers(trace.path("y"))).distinct().count() == 1;
    }

    /** A line from edge to edge; as a series it would begin and end inside the outer bars. */
    private static void level(CategoryChart chart, JsonNode trace) {
        double value = trace.path("y").get(0).asDouble();
        chart.getStyler().setAnnotationLineColor(StaticPicture.colour(trace.path("line").path("color").asText(""), Color.GRAY));
        chart.getStyler().setAnnotationLineStroke(XyPicture.dash(trace.path("line").path("dash").asText("solid")));
        chart.addAnnotation(new AnnotationLine(value, false, false));
    }

    private static void add(CategoryChart chart, JsonNode trace, List<String> categories, int place) {
        List<Double> y = aligned(trace, XyPicture.numbers(trace.path("y")), categories);
        double[] given = XyPicture.numbers(trace.path("error_y").path("array"));
        List<Double> errors = given.length == 0 ? null : aligned(trace, given, categories);
        CategorySeries series = chart.addSeries(
                StaticPicture.name(chart, trace), categories.stream().map(StaticPicture::notEmpty).toList(), y, errors);
        boolean line = "scatter".equals(trace.path("type").asText());
        Color usual = Color.decode(Palette.of("", place).colour());
        String written = line ? trace.path("line").path("color").asText("") : trace.path("marker").path("color").asText("");
        Color colour = StaticPicture.colour(written, usual);
        series.setFillColor(colour);
        series.setLineColor(colour);
        if (line) {
            series.setChartCategorySeriesRenderStyle(CategorySeriesRenderStyle.Line);
            series.setMarker(SeriesMarkers.NONE);
            series.setLineStyle(XyPicture.dash(trace.path("line").path("dash").asText("solid")));
        }
    }

    /** The values in the order of the chart's categories; NaN, which is not drawn, where a trace has none. */
    private static List<Double> aligned(JsonNode trace, double[] values, List<String> categories) {
        Double[] aligned = new Double[categories.size()];
        Arrays.fill(aligned, Double.NaN);
        for (int i = 0; i < values.length; i++) {
            aligned[categories.indexOf(trace.path("x").get(i).asText())] = values[i];
        }
        return Arrays.asList(aligned);
    }
}
