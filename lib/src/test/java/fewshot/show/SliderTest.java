package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fewshot.show.draw.Bundle;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliderTest {
    private static final double[] X = {0, 1, 2};

    /** y = a · x, beside the line y = 1; at a = 3 it reaches 6. */
    private static Slider slopes(double start) {
        return Slider.of("slope", new double[] {1, 2, 3}, start, a -> Chart.of("slope " + a, "x", "y")
                .line("still", X, new double[] {1, 1, 1}).line("turning", X, Arrays.stream(X).map(x -> a * x).toArray()));
    }

    private static JsonNode plotly(Slider slider) {
        return new ObjectMapper().valueToTree(slider.bundle().data().get(Bundle.PLOTLY));
    }

    /** The names and last heights of what a step shows. */
    private static List<String> shown(JsonNode figure, JsonNode visible) {
        return java.util.stream.IntStream.range(0, visible.size()).filter(t -> visible.get(t).asBoolean())
                .mapToObj(t -> figure.get("data").get(t).get("name").asText() + " " + figure.get("data").get(t).get("y").get(2)).toList();
    }

    @Test
    void eachPlaceShowsItsOwnChartAndNoOther() {
        JsonNode figure = plotly(slopes(2));
        JsonNode slider = figure.get("layout").get("sliders").get(0);
        assertEquals(List.of("still 1.0", "turning 2.0"), shown(figure, slider.get("steps").get(0).get("args").get(0).get("visible")));
        assertEquals(List.of("still 1.0", "turning 4.0"), shown(figure, slider.get("steps").get(1).get("args").get(0).get("visible")));
        assertEquals(List.of("still 1.0", "turning 6.0"), shown(figure, slider.get("steps").get(2).get("args").get(0).get("visible")));
        assertEquals("slope 3.0", slider.get("steps").get(2).get("args").get(1).get("title.text").asText());
        assertEquals("3", slider.get("steps").get(2).get("label").asText());
        assertEquals("slope: ", slider.get("currentvalue").get("prefix").asText());
    }

    @Test
    void itBeginsAtTheStartThatWasAskedFor() {
        JsonNode figure = plotly(slopes(2));
        assertEquals(1, figure.get("layout").get("sliders").get(0).get("active").asInt());
        assertEquals("slope 2.0", figure.get("layout").get("title").get("text").asText());
        figure.get("data").forEach(trace -> assertEquals(
                List.of("still 1.0", "turning 4.0").contains(trace.get("name").asText() + " " + trace.get("y").get(2)), trace.get("visible").asBoolean()));
    }

    @Test
    void whatNeverMovesIsKeptOnceAndTheAxesHoldEverything() {
        JsonNode figure = plotly(slopes(1));
        assertEquals(4, figure.get("data").size(), "one line that stands still, three that turn");
        JsonNode range = figure.get("layout").get("yaxis").get("range");
        assertTrue(range.get(0).asDouble() < 0 && range.get(1).asDouble() > 6 && range.get(1).asDouble() < 7, range.toString());
        JsonNode across = figure.get("layout").get("xaxis").get("range");
        assertTrue(across.get(0).asDouble() < 0 && across.get(1).asDouble() > 2, across.toString());
    }

    @Test
    void aRangeOfTheChartsOwnStays() {
        Slider slider = Slider.of("a", new double[] {1, 2}, 1, a -> Chart.of("t", "x", "y").line("l", X, new double[] {a, a, 50}).yRange(0, 4));
        assertEquals("[0.0,4.0]", plotly(slider).get("layout").get("yaxis").get("range").toString());
    }

    @Test
    void thePictureAndTheWordsAreThoseOfTheStartAndTheWordsNameBothEnds() {
        Bundle bundle = slopes(2).bundle();
        assertTrue(bundle.data().containsKey(Bundle.PNG));
        assertFalse(bundle.data().get(Bundle.PNG).equals(slopes(3).bundle().data().get(Bundle.PNG)), "another start, another picture");
        assertTrue(bundle.text().startsWith("Slider 'slope', from 1 to 3 in 3 places. At 2: Plot 'slope 2.0'"), bundle.text());
        assertTrue(bundle.text().contains("At 1: Plot 'slope 1.0'") && bundle.text().contains("At 3: Plot 'slope 3.0'"), bundle.text());
    }

    @Test
    void aStartThatIsNoneOfTheValuesIsRefused() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> slopes(4));
        assertTrue(e.getMessage().contains("starts at 4.0") && e.getMessage().contains("[1.0, 2.0, 3.0]"), e.getMessage());
    }
}
