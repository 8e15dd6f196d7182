package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fewshot.show.draw.Bundle;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.traces.ScatterTrace;
import tech.tablesaw.plotly.traces.Trace;

/** Charts say what they were told to say. That Plotly shows it so is asked of Plotly itself, in tests/test_charts.py. */
class ChartTextTest {
    private static JsonNode plotly(Bundle bundle) throws IOException {
        ObjectMapper strict = new ObjectMapper();
        return strict.readTree(strict.writeValueAsString(bundle.data().get("application/vnd.plotly.v1+json")));
    }

    /** What Plotly shows of a text: it knows a line break and five entities, and takes what stands between two dollars for TeX. */
    private static String shown(JsonNode text) {
        String html = text.asText();
        assertFalse(html.contains("$") || html.replace("<br>", "").matches("(?s).*[<>].*"), html);
        return html.replace("<br>", "\n").replace("&#36;", "$").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a$b", "$x^2$ and $1", "C:\\new\\umlaut", "ends in \\", "two\nlines", "it's \"quoted\" and `so`", "<b>x</b> & y",
        "</script><script>alert(1)</script>", "&lt; &amp;quot; &#39;", "猫 ∑ 🐈", "${x} {{x}} {% x %}", "'; alert(1); //", "a\tb", "007", "NaN", ""})
    void anyTextIsShownAsItIsAndDrawn(String text) throws IOException {
        double[] one = {1, 2};
        Chart lines = Chart.of(text, text, text).line(text, one, one).line(text + "!", one, one).level(text, 1);
        Chart bars = Chart.of(text, text, text).bars(text, new String[] {text, text + "!"}, one, one).bars("b", new String[] {"c"}, new double[] {1}, null)
                .level(text, 1);
        for (Bundle bundle : new Bundle[] {lines.bundle(), bars.bundle()}) {
            JsonNode figure = plotly(bundle);
            JsonNode data = figure.get("data");
            for (JsonNode titled : new JsonNode[] {figure.get("layout"), figure.at("/layout/xaxis"), figure.at("/layout/yaxis")}) {
                assertEquals(text, shown(titled.path("title").path("text")));
            }
            assertEquals(text, shown(data.get(0).path("name")));
            assertEquals(text, shown(data.get(2).path("name")));
            assertTrue(bundle.data().containsKey("image/png") && bundle.text().contains("'" + text + "'"));
        }
        JsonNode data = plotly(bars.bundle()).get("data");
        assertEquals(text, shown(data.get(0).get("x").get(0)));
        assertEquals(text + "!", shown(data.get(2).get("x").get(1)), "a level goes over all labels");
    }

    @Test
    void twoSeriesOfOneNameAreBothDrawn() {
        double[] one = {1, 2};
        assertTrue(Chart.of("t", "x", "y").line("a", one, one).line("a", one, one).line("a ", one, one).bundle().data().containsKey("image/png"));
        String[] labels = {"p", "q"};
        assertTrue(Chart.of("t", "x", "y").bars("a", labels, one, null).bars("a", labels, one, null).bundle().data().containsKey("image/png"));
    }

    @Test
    void labelsThatLookLikeNumbersAreCategories() throws IOException {
        String[] labels = {"007", "2d", "NaN", "1e3", "null", "2024-01-02", "5"};
        JsonNode figure = plotly(Chart.of("t", "", "y").bars("a", labels, new double[] {1, 2, 3, 4, 5, 6, 7}, null)
                .bars("b", new String[] {"007", "008"}, new double[] {1, 2}, null).level("c", 2).bundle());
        assertEquals("[\"007\",\"2d\",\"NaN\",\"1e3\",\"null\",\"2024-01-02\",\"5\"]", figure.at("/data/0/x").toString());
        assertEquals("[\"007\",\"008\"]", figure.at("/data/1/x").toString());
        assertEquals("[\"007\",\"2d\",\"NaN\",\"1e3\",\"null\",\"2024-01-02\",\"5\",\"008\"]", figure.at("/data/2/x").toString());
        assertEquals("category", figure.at("/layout/xaxis/type").asText());
        assertEquals("[1.0,2.0]", figure.at("/data/1/y").toString());
    }

    private static JsonNode figure(Layout layout, Trace... traces) throws IOException {
        return plotly(Bundle.of(new Figure(layout, traces)));
    }

    @Test
    void aReadersFigureHasItsNumbersAsNumbersAndItsTextAsText() throws IOException {
        DoubleColumn y = DoubleColumn.create("y", -1.5e-7, Double.NaN);
        JsonNode data = figure(Layout.builder().title("a\\b\nc $1").build(),
                ScatterTrace.builder(StringColumn.create("x", "007", "008"), y).name("C:\\new").build(),
                ScatterTrace.builder(StringColumn.create("x", "2d", "NaN"), y).build(),
                ScatterTrace.builder(StringColumn.create("x", "&lt;", "it's \"x\\\""), y).build(),
                ScatterTrace.builder(IntColumn.create("x", -3, 20), y).build()).get("data");
        assertEquals("[\"007\",\"008\"]", data.get(0).get("x").toString());
        assertEquals("C:\\new", data.get(0).get("name").asText());
        assertEquals("[\"2d\",\"NaN\"]", data.get(1).get("x").toString());
        assertEquals("&lt;", data.get(2).get("x").get(0).asText());
        assertEquals("it's \"x\\\"", data.get(2).get("x").get(1).asText());
        assertEquals("[-3.0,20.0]", data.get(3).get("x").toString());
        assertEquals("[-1.5E-7,null]", data.get(0).get("y").toString());
    }

    @Test
    void plotlyIsToldThatTextIsNoNumberAndAReadersMarkupIsTheirs() throws IOException {
        JsonNode layout = figure(Layout.builder().title("a\\b\nc $1 <b>x</b>").build(),
                ScatterTrace.builder(new double[] {1}, new double[] {2}).build()).get("layout");
        assertEquals("strict", layout.at("/template/layout/autotypenumbers").asText());
        assertEquals("a\\b\nc $1 <b>x</b>", layout.at("/title/text").asText());
    }
}
