package fewshot.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fewshot.show.draw.Bundle;
import fewshot.show.draw.Displayable;
import fewshot.show.draw.PlotlyFigure;
import fewshot.show.draw.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * A chart with a number to drag: it holds a chart for each value, so it moves without a kernel. The static picture is the chart at
 * the start; the words are those of the chart at the start, at the first value and at the last.
 */
public final class Slider implements Displayable {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int HEIGHT = 90; // pixels, of the slider below the plot

    private final String name;
    private final double[] values;
    private final List<Chart> charts;
    private final int start;

    private Slider(String name, double[] values, double start, List<Chart> charts) {
        this.name = name;
        this.values = values;
        this.charts = charts;
        this.start = IntStream.range(0, values.length).filter(i -> values[i] == start).findFirst().orElse(-1);
    }

    /**
     * A chart at each of some values. What is the same in all of them is kept once. Axes do not move: their ranges are those of all
     * charts together, unless the charts have a {@link Chart#yRange}.
     *
     * @param name of the number, such as {@code learning rate}
     * @param values that it can take, from left to right
     * @param start the value that is seen first, one of them
     * @param chart the chart at a value; always of the same size and with the same axes
     * @throws IllegalArgumentException if {@code start} is none of the values
     */
    public static Slider of(String name, double[] values, double start, DoubleFunction<Chart> chart) {
        Slider slider = new Slider(name, values.clone(), start, Arrays.stream(values).mapToObj(chart).toList());
        if (slider.start < 0) {
            throw new IllegalArgumentException("Slider " + name + ": it starts at " + start + ", which is none of its values " + Arrays.toString(values));
        }
        return slider;
    }

    @Override
    public Bundle bundle() {
        List<ObjectNode> figures = charts.stream().map(chart -> chart.plotly().json()).toList();
        List<Set<Integer>> shown = new ArrayList<>();
        ArrayNode traces = JSON.arrayNode();
        for (int i = 0; i < figures.size(); i++) {
            shown.add(new LinkedHashSet<>());
            for (JsonNode trace : figures.get(i).get("data")) {
                shown.get(i).add(place(traces, trace));
            }
        }
        ObjectNode still = figures.get(start);
        fix((ObjectNode) still.get("layout"), "xaxis", "x", traces);
        fix((ObjectNode) still.get("layout"), "yaxis", "y", traces);
        for (int t = 0; t < traces.size(); t++) {
            ((ObjectNode) traces.get(t)).put("visible", shown.get(start).contains(t));
        }
        ObjectNode moving = still.deepCopy();
        moving.set("data", traces);
        ObjectNode layout = (ObjectNode) moving.get("layout");
        layout.put("height", layout.path("height").asInt() + HEIGHT);
        slider(layout.putArray("sliders").addObject(), figures, shown, traces.size());
        return new PlotlyFigure(moving).literal(toString(), still);
    }

    /** Where a trace lies among all; it is added if it is not there yet. */
    private static int place(ArrayNode traces, JsonNode trace) {
        for (int t = 0; t < traces.size(); t++) {
            if (traces.get(t).equals(trace)) {
                return t;
            }
        }
        traces.add(trace.deepCopy());
        return traces.size() - 1;
    }

    private void slider(ObjectNode slider, List<ObjectNode> figures, List<Set<Integer>> shown, int traces) {
        slider.put("active", start).putObject("currentvalue").put("prefix", name + ": ");
        slider.putObject("pad").put("t", 50);
        ArrayNode steps = slider.putArray("steps");
        for (int i = 0; i < values.length; i++) {
            ArrayNode arguments = steps.addObject().put("label", Series.number(values[i])).put("method", "update").putArray("args");
            ArrayNode visible = arguments.addObject().putArray("visible");
            Set<Integer> on = shown.get(i);
            IntStream.range(0, traces).forEach(t -> visible.add(on.contains(t)));
            JsonNode layout = figures.get(i).get("layout");
            ObjectNode moves = arguments.addObject().put("title.text", layout.path("title").path("text").asText());
            if (layout.has("annotations")) {
                moves.set("annotations", layout.get("annotations"));
            }
        }
    }

    /** Gives an axis the range of all numbers, with a little room, unless it has one, is logarithmic or has categories. */
    private static void fix(ObjectNode layout, String axis, String coordinate, ArrayNode traces) {
        ObjectNode owner = layout.withObject("/" + axis);
        double[] numbers = StreamSupport.stream(traces.spliterator(), false)
                .flatMap(trace -> StreamSupport.stream(trace.path(coordinate).spliterator(), false))
                .filter(JsonNode::isNumber).mapToDouble(JsonNode::asDouble).toArray();
        if (owner.has("range") || owner.has("type") || numbers.length == 0) {
            return;
        }
        double low = Arrays.stream(numbers).min().orElseThrow();
        double high = Arrays.stream(numbers).max().orElseThrow();
        double room = high > low ? 0.04 * (high - low) : 1;
        owner.putArray("range").add(low - room).add(high + room);
    }

    @Override
    public String toString() {
        int last = values.length - 1;
        return "Slider '" + name + "', from " + Series.number(values[0]) + " to " + Series.number(values[last]) + " in " + values.length
                + " places. At " + Series.number(values[start]) + ": " + charts.get(start) + " At " + Series.number(values[0]) + ": " + charts.get(0)
                + " At " + Series.number(values[last]) + ": " + charts.get(last);
    }
}
