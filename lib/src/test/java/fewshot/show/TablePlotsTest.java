package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fewshot.data.Examples;
import fewshot.episode.Episode;
import fewshot.method.FewShotLearner;
import fewshot.method.baseline.PixelNearestNeighbour;
import fewshot.show.draw.Bundle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class TablePlotsTest {
    private static final Episode TABLE = new Episode(Examples.floats(new float[] {0, 5, 0, 4, 9, 1}, 2), new int[] {0, 0, 1},
            Examples.floats(new float[] {7, 3}, 2), new int[] {1}, new String[] {"left", "right"});

    @Test
    void rowsStandWhereTheirColumnsSayUnderTheNamesOfTheirClasses() {
        String text = TablePlots.rows("Mine", TABLE, 1, 0).toString();
        assertTrue(text.contains("column 1 against column 2"), text);
        for (String name : List.of("left", "right", "asked")) {
            assertTrue(text.contains(name), text);
        }
    }

    private static JsonNode traces(Chart chart) {
        return new ObjectMapper().valueToTree(chart.bundle().data().get(Bundle.PLOTLY)).get("data");
    }

    /** Each run of a region ends where a line has it, in all rows; a region that stands on the left of its line. */
    private static void assertEnds(DoubleUnaryOperator line, JsonNode region) {
        assertEquals(3 * 160, region.get("x").size(), "runs: from, to, a gap");
        for (int i = 1; i < region.get("x").size(); i += 3) {
            assertEquals(line.applyAsDouble(region.get("y").get(i).asDouble()), region.get("x").get(i).asDouble(), 1e-3);
        }
    }

    @Test
    void theGroundIsWhatTheFunctionSaysThereWithItsBordersAsTheyAre() {
        JsonNode traces = traces(TablePlots.regions("Halves", at -> new double[] {-at[0] - at[1], 0}));
        assertEnds(y -> -y, traces.get(0));
        assertEquals("class 0", traces.get(2).get("name").asText());
        assertEquals(-3 + 3.0 / 32, traces.get(2).get("x").get(0).asDouble(), 1e-6); // the lowest tile on the left
        assertEquals(-3 + 3.0 / 24, traces.get(2).get("y").get(0).asDouble(), 1e-6);
    }

    /** Squared distances to (0, 0) and to (8, 4) are equal where 16 x + 8 y = 80, and their difference is linear. */
    @Test
    void aLearnersBorderIsNoStairThoughItIsAskedForFewPlaces() {
        Episode table = new Episode(Examples.floats(new float[] {0, 0, 8, 4}, 2), new int[] {0, 1},
                Examples.floats(new float[] {3, 1}, 2), new int[] {0}, new String[] {"left", "right"});
        List<Integer> asked = new ArrayList<>();
        FewShotLearner nearest = new FewShotLearner() {
            @Override
            public String name() {
                return "nearest";
            }

            @Override
            public NDArray logits(NDManager manager, Episode episode) {
                asked.add(episode.query().size());
                return new PixelNearestNeighbour().logits(manager, episode);
            }
        };
        JsonNode traces = traces(TablePlots.borders("Nearest", nearest, table));
        assertEquals(List.of(32 * 24), asked);
        assertEnds(y -> 5 - y / 2, traces.get(0));
    }

    @Test
    void aColumnOfOneNumberHasBordersToo() {
        Episode flat = new Episode(Examples.floats(new float[] {0, 7, 8, 7}, 2), new int[] {0, 1},
                Examples.floats(new float[] {3, 7}, 2), new int[] {0}, new String[] {"left", "right"});
        assertEnds(y -> 4, traces(TablePlots.borders("Nearest", new PixelNearestNeighbour(), flat)).get(0));
        Episode upright = new Episode(Examples.floats(new float[] {7, 0, 7, 8}, 2), new int[] {0, 1},
                Examples.floats(new float[] {7, 3}, 2), new int[] {0}, new String[] {"low", "high"});
        assertEquals(3 * 80, traces(TablePlots.borders("Nearest", new PixelNearestNeighbour(), upright)).get(0).get("y").size());
    }

    @Test
    void aLearnersBordersAreDrawnForTwoColumnsAndNoOtherNumber() {
        String text = TablePlots.borders("Nearest", new PixelNearestNeighbour(), TABLE).toString();
        assertTrue(text.contains("left") && text.contains("right"), text);
        Episode wide = new Episode(Examples.floats(new float[6], 3), new int[] {0, 1}, Examples.floats(new float[3], 3), new int[] {0},
                new String[] {"a", "b"});
        assertThrows(IllegalArgumentException.class, () -> TablePlots.borders("None", new PixelNearestNeighbour(), wide));
    }
}
