package fewshot.show.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fewshot.show.Chart;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class LogTicksTest {
    private static JsonNode axis(Chart chart, String name) {
        return new ObjectMapper().valueToTree(chart.bundle().data().get(Bundle.PLOTLY)).get("layout").get(name);
    }

    private static List<String> texts(JsonNode axis) {
        return StreamSupport.stream(axis.path("ticktext").spliterator(), false).map(JsonNode::asText).toList();
    }

    @Test
    void withinTwoDecadesTheNumbersAreWrittenOutRoundOnesFirst() {
        double[] x = {16, 24, 64, 200};
        assertEquals(List.of("20", "50", "100", "200"), texts(axis(Chart.of("t", "x", "y").logX().size(160, 300).line("a", x, x), "xaxis")));
        assertEquals(List.of("20", "30", "40", "50", "60", "70", "80", "90", "100", "200"),
                texts(axis(Chart.of("t", "x", "y").logX().size(2000, 300).line("a", x, x), "xaxis")));
        assertEquals(List.of("0.2", "0.5", "1"), texts(axis(Chart.of("t", "x", "y").logY().size(400, 80).line("a", x, new double[] {0.2, 1, 1, 1}), "yaxis")));
    }

    @Test
    void beyondTwoDecadesThereArePowersOfTenNotPrefixes() {
        double[] y = {1e-18, 1e-9, 1};
        JsonNode axis = axis(Chart.of("t", "x", "y").logY().line("a", new double[] {1, 2, 3}, y), "yaxis");
        assertEquals("power", axis.get("exponentformat").asText());
        assertEquals(3, axis.get("dtick").asInt()); // 18 decades, 8 labels at most
        assertFalse(axis.has("tickvals"));
    }

    @Test
    void aLinearAxisIsLeftAsItIs() {
        double[] x = {1, 2, 30};
        assertFalse(axis(Chart.of("t", "x", "y").line("a", x, x), "xaxis").has("tickvals"));
    }
}
