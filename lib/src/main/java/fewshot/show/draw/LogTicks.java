package fewshot.show.draw;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Font;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * What stands at the logarithmic axes of a live chart. Left alone Plotly writes 20 as a small 2 and a billionth as 1n. Within two
 * decades these are the numbers that have room, as in the picture (see {@link LogLabels}); beyond, powers of ten.
 */
public final class LogTicks {
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12); // Plotly's size
    private static final double HIGH = 16; // of a line of text, in pixels
    private static final double PLOT = 0.75; // of a figure's width or height
    private static final int MOST_POWERS = 8;

    private LogTicks() {}

    /** Writes them into a figure; its other axes are left as they are. */
    public static void write(ObjectNode figure) {
        JsonNode layout = figure.get("layout");
        double wide = PLOT * layout.path("width").asDouble(700);
        double high = PLOT * layout.path("height").asDouble(420);
        axis(figure, "x", wide, value -> Fonts.width(StaticPicture.number(value), FONT));
        axis(figure, "y", high, value -> HIGH);
    }

    private static void axis(ObjectNode figure, String name, double pixels, ToDoubleFunction<Double> length) {
        if (!StaticPicture.isLogarithmic(figure.get("layout").path(name + "axis"))) {
            return;
        }
        ObjectNode axis = (ObjectNode) figure.get("layout").get(name + "axis");
        double[] ends = ends(figure.get("data"), name, axis);
        double span = ends[1] - ends[0];
        if (!(span > 0 && Double.isFinite(span))) {
            return;
        }
        if (span > 2) {
            axis.put("exponentformat", "power").put("dtick", (int) Math.ceil(span / MOST_POWERS));
            return;
        }
        List<Double> within = IntStream.rangeClosed((int) Math.floor(ends[0]), (int) Math.ceil(ends[1])).boxed()
                .flatMap(power -> IntStream.rangeClosed(1, 9).mapToObj(digit -> digit * Math.pow(10, power)))
                .filter(value -> Math.log10(value) >= ends[0] - 1e-9 && Math.log10(value) <= ends[1] + 1e-9).toList();
        ArrayNode places = axis.put("tickmode", "array").putArray("tickvals");
        ArrayNode texts = axis.putArray("ticktext");
        LogLabels.roomy(within, value -> (Math.log10(value) - ends[0]) / span * pixels, length::applyAsDouble).forEach(value -> {
            places.add(value);
            texts.add(StaticPicture.number(value));
        });
    }

    /** Where it begins and ends, in powers of ten: as was said, or as the traces need it. */
    private static double[] ends(JsonNode traces, String name, JsonNode axis) {
        if (axis.path("range").size() == 2) {
            return new double[] {axis.get("range").get(0).asDouble(), axis.get("range").get(1).asDouble()};
        }
        if (name.equals("y")) {
            return StaticPicture.reach(StreamSupport.stream(traces.spliterator(), false), Math::log10);
        }
        double[] logs = StreamSupport.stream(traces.spliterator(), false).flatMapToDouble(trace -> Arrays.stream(XyPicture.numbers(trace.path(name))))
                .map(Math::log10).filter(Double::isFinite).toArray();
        return new double[] {DoubleStream.of(logs).min().orElse(Double.NaN), DoubleStream.of(logs).max().orElse(Double.NaN)};
    }
}
