package fewshot.show.draw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.StreamSupport;

/** The names of a chart's lines where these end, in their colours, in the place of a legend. */
public final class EndLabels {
    private static final int GAP = 15; // pixels from a label to the next
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final int AROUND = 100; // pixels above and below the plot, about
    private static final int OFF = 6; // pixels from the plot to a label
    private static final double WIDEST = 0.4; // of the chart

    private record End(String name, String colour, double y) {}

    private EndLabels() {}

    /**
     * Writes them into a figure. One that has something else than lines keeps its legend, and so does one in which they have no room
     * or all lines end at one place.
     */
    public static void write(ObjectNode figure) {
        ObjectNode layout = (ObjectNode) figure.get("layout");
        List<End> ends = ends(figure.get("data"), layout);
        int room = (int) Math.ceil(ends.stream().mapToDouble(end -> Fonts.width(end.name, FONT)).max().orElse(0)) + 2 * OFF;
        double height = layout.path("height").asInt() - AROUND;
        boolean apart = ends.stream().mapToDouble(End::y).distinct().count() > 1; // else a name at the end tells no line from another
        if (!apart || room > WIDEST * layout.path("width").asInt() || ends.size() * GAP > height) {
            return;
        }
        boolean log = StaticPicture.isLogarithmic(layout.path("yaxis"));
        double[] range = range(figure, log);
        double pixel = Math.max(1e-300, (range[1] - range[0]) / height);
        double[] places = spread(ends.stream().mapToDouble(end -> log ? Math.log10(end.y) : end.y)
                .map(y -> Math.max(range[0], Math.min(y, range[1])) / pixel).toArray(), GAP); // a line may leave the range
        if (layout.path("yaxis").path("range").size() == 2) {
            keepWithin(places, range[0] / pixel, range[1] / pixel, GAP); // Plotly shows no name beyond it
        }
        ArrayNode labels = layout.putArray("annotations");
        for (int i = 0; i < places.length; i++) {
            ObjectNode label = labels.addObject().put("text", ends.get(i).name).put("xref", "paper").put("x", 1).put("xanchor", "left")
                    .put("xshift", OFF).put("yref", "y").put("y", places[i] * pixel).put("showarrow", false);
            label.putObject("font").put("color", ends.get(i).colour);
        }
        layout.withObject("/margin").put("r", room);
        layout.put("showlegend", false);
    }

    /** The lowest first; none if a trace is no line or has no end. */
    private static List<End> ends(JsonNode traces, JsonNode layout) {
        List<End> ends = new ArrayList<>();
        for (JsonNode trace : traces) {
            double[] y = XyPicture.numbers(trace.path("y"));
            int last = y.length - 1;
            while (last >= 0 && !Double.isFinite(y[last])) {
                last--;
            }
            boolean line = "scatter".equals(trace.path("type").asText()) && trace.path("mode").asText().contains("lines");
            if (!line || last < 0 || !trace.path("showlegend").asBoolean(true) || "category".equals(layout.path("xaxis").path("type").asText())) {
                return List.of();
            }
            ends.add(new End(trace.path("name").asText(), trace.path("line").path("color").asText("#222222"), y[last]));
        }
        ends.sort(Comparator.comparingDouble(End::y));
        return ends;
    }

    private static double[] range(ObjectNode figure, boolean log) {
        JsonNode said = figure.get("layout").path("yaxis").path("range");
        if (said.size() == 2) {
            return new double[] {said.get(0).asDouble(), said.get(1).asDouble()};
        }
        return StaticPicture.reach(StreamSupport.stream(figure.get("data").spliterator(), false), log ? Math::log10 : y -> y);
    }

    /**
     * Places that are as near to some as can be (by least squares) while each is so far above the one before: isotonic regression of
     * {@code place − number · gap} by pooling neighbours (Ayer et al. 1955).
     *
     * @param places in order, the lowest first
     */
    static double[] spread(double[] places, double gap) {
        double[] means = new double[places.length]; // of a pool
        int[] counts = new int[places.length];
        int pools = 0;
        for (int i = 0; i < places.length; i++) {
            means[pools] = places[i] - i * gap;
            counts[pools++] = 1;
            while (pools > 1 && means[pools - 2] > means[pools - 1]) {
                int both = counts[pools - 2] + counts[pools - 1];
                means[pools - 2] = (means[pools - 2] * counts[pools - 2] + means[pools - 1] * counts[pools - 1]) / both;
                counts[--pools - 1] = both;
            }
        }
        double[] spread = new double[places.length];
        int i = 0;
        for (int pool = 0; pool < pools; pool++) {
            for (int end = i + counts[pool]; i < end; i++) {
                spread[i] = means[pool] + i * gap;
            }
        }
        return spread;
    }

    /**
     * Moves places that leave a range back into it, and their neighbours as far as they must.
     *
     * @param places in order, each so far above the one before; all have room in the range
     */
    static void keepWithin(double[] places, double low, double high, double gap) {
        for (int i = 0; i < places.length; i++) {
            double most = high - (places.length - 1 - i) * gap;
            places[i] = Math.max(low + i * gap, Math.min(places[i], most));
        }
    }

    /** How many pixels of a figure's width they take; 0 if it has none. */
    static int room(JsonNode layout) {
        return layout.path("annotations").isEmpty() ? 0 : layout.path("margin").path("r").asInt();
    }

    /** A picture with them drawn on its right. */
    static BufferedImage beside(BufferedImage picture, JsonNode layout, DoubleUnaryOperator pixelOf) {
        BufferedImage whole = new BufferedImage(picture.getWidth() + room(layout), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = whole.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, whole.getWidth(), whole.getHeight());
        pen.drawImage(picture, 0, 0, null);
        pen.setFont(FONT);
        for (JsonNode label : layout.path("annotations")) {
            double y = StaticPicture.value(layout.path("yaxis"), label.path("y").asDouble());
            pen.setColor(StaticPicture.colour(label.path("font").path("color").asText(), Color.BLACK));
            pen.drawString(label.path("text").asText(), picture.getWidth(), Math.round(pixelOf.applyAsDouble(y)) + 4);
        }
        pen.dispose();
        return whole;
    }
}
