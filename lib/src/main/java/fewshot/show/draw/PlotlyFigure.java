package fewshot.show.draw;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.traces.Trace;

/**
 * A Tablesaw figure as the JSON that JupyterLab's Plotly renderer reads. Tablesaw writes JavaScript: names without quotes,
 * numbers as strings, NaN as text, HTML entities; all of that is put right here.
 *
 * @param json an object with {@code data}, one entry a trace, and {@code layout}
 */
public record PlotlyFigure(ObjectNode json) implements Displayable {
    private static final JsonMapper LENIENT = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES, JsonReadFeature.ALLOW_SINGLE_QUOTES,
                    JsonReadFeature.ALLOW_TRAILING_COMMA, JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private static final List<String> NUMBERS = List.of("x", "y", "z", "opacity");
    /** A number as Java writes one. Text such as 007 or 2d is none, though Java would read it as one. */
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:E-?\\d+)?|NaN|-?Infinity|null");
    /** Tablesaw's lists are quoted as JSON is; its other text stands in single quotes, with HTML entities and no escapes. */
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"|'([^']*+)'");

    public static PlotlyFigure of(Figure figure) {
        ObjectNode json = LENIENT.createObjectNode();
        ArrayNode data = json.putArray("data");
        for (Trace trace : figure.getTraces()) {
            data.add(parse(trace.asJavascript(0)));
        }
        ObjectNode layout = figure.getLayout() == null ? LENIENT.createObjectNode() : parse(figure.getLayout().asJavascript());
        json.set("layout", layout);
        titleAsObject(layout);
        layout.fields().forEachRemaining(e -> {
            if (e.getKey().matches("[xyz]axis\\d*")) {
                titleAsObject((ObjectNode) e.getValue());
            }
        });
        style(layout);
        return new PlotlyFigure(json);
    }

    private static ObjectNode parse(String javascript) {
        String object = QUOTED.matcher(javascript.substring(javascript.indexOf('=') + 1)).replaceAll(
                m -> Matcher.quoteReplacement(m.group(1) == null ? m.group() : TextNode.valueOf(unescape(m.group(1))).toString()));
        try {
            ObjectNode node = (ObjectNode) LENIENT.readTree(object);
            node.fields().forEachRemaining(e -> e.setValue(clean(e.getValue(), NUMBERS.contains(e.getKey()))));
            return node;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PlotlyFigure: Tablesaw wrote a figure that cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    /** In lists of numbers, numbers as numbers and NaN as null. */
    private static JsonNode clean(JsonNode node, boolean numbers) {
        if (node instanceof ObjectNode object) {
            object.fields().forEachRemaining(e -> e.setValue(clean(e.getValue(), false)));
            return object;
        }
        if (node instanceof ArrayNode array) {
            boolean all = numbers && allNumbers(array);
            for (int i = 0; i < array.size(); i++) {
                array.set(i, clean(array.get(i), all || numbers && array.get(i).isArray()));
            }
            return array;
        }
        if (node.isTextual()) {
            return numbers ? number(node.asText()) : node;
        }
        boolean notANumber = node.isFloatingPointNumber() && !Double.isFinite(node.asDouble());
        return notANumber ? LENIENT.getNodeFactory().nullNode() : node;
    }

    private static boolean allNumbers(ArrayNode array) {
        for (JsonNode element : array) {
            boolean number = element.isNumber() || element.isTextual() && NUMBER.matcher(element.asText()).matches();
            if (!number) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode number(String text) {
        double value = "null".equals(text) ? Double.NaN : Double.parseDouble(text);
        return Double.isFinite(value) ? LENIENT.getNodeFactory().numberNode(value) : LENIENT.getNodeFactory().nullNode();
    }

    private static String unescape(String text) {
        return text.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    private static void titleAsObject(ObjectNode owner) {
        JsonNode title = owner.get("title");
        if (title != null && title.isTextual()) {
            owner.putObject("title").put("text", title.asText());
        }
    }

    /** Dark text on white paper, in JupyterLab's dark theme too; thin grid lines. */
    private static void style(ObjectNode layout) {
        ObjectNode template = layout.putObject("template").putObject("layout");
        template.put("paper_bgcolor", "white").put("plot_bgcolor", "white").put("autotypenumbers", "strict"); // text is no number
        template.putObject("font").put("color", "#222222").put("size", 13);
        for (String axis : List.of("xaxis", "yaxis")) {
            template.putObject(axis).put("gridcolor", "#E5E5E5").put("linecolor", "#888888").put("showline", true)
                    .put("zeroline", false).put("automargin", true);
        }
        template.putObject("margin").put("l", 60).put("r", 20).put("t", 50).put("b", 50);
        ArrayNode colours = template.putArray("colorway");
        for (int i = 0; i < 8; i++) {
            colours.add(Palette.of("", i).colour());
        }
    }

    @Override
    public Bundle bundle() {
        return bundle(describe(), json, json);
    }

    /** With all text as it stands: what Plotly would take for tags, entities or formulas is written so that it does not. */
    public Bundle literal(String text) {
        return literal(text, json);
    }

    /** The same, with the static picture of another figure. */
    public Bundle literal(String text, ObjectNode still) {
        return bundle(text, texts(json, PlotlyFigure::literally), still);
    }

    private static Bundle bundle(String text, JsonNode plotly, ObjectNode still) {
        Bundle bundle = Bundle.text(text).with(Bundle.PLOTLY, LENIENT.convertValue(plotly, new TypeReference<Map<String, Object>>() {}));
        return StaticPicture.png(still).map(png -> bundle.with(Bundle.PNG, png)).orElse(bundle);
    }

    private static String literally(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("$", "&#36;").replaceAll("\\R", "<br>");
    }

    /** A copy with all its text changed. */
    static JsonNode texts(JsonNode node, UnaryOperator<String> change) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = LENIENT.createObjectNode();
            object.fields().forEachRemaining(e -> copy.set(e.getKey(), texts(e.getValue(), change)));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = LENIENT.createArrayNode();
            array.forEach(element -> copy.add(texts(element, change)));
            return copy;
        }
        return node.isTextual() ? TextNode.valueOf(change.apply(node.asText())) : node;
    }

    private String describe() {
        List<String> series = new ArrayList<>();
        for (JsonNode trace : json.get("data")) {
            JsonNode y = trace.has("y") ? trace.get("y") : trace.path("x");
            series.add(trace.path("type").asText("trace") + " " + trace.path("name").asText() + " of " + y.size() + " points");
        }
        JsonNode layout = json.get("layout");
        return "Plot " + layout.path("title").path("text").asText() + ": " + layout.path("yaxis").path("title").path("text").asText("y")
                + " against " + layout.path("xaxis").path("title").path("text").asText("x") + "; " + String.join(", ", series) + ".";
    }
}
