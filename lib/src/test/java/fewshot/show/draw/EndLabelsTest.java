package fewshot.show.draw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fewshot.show.Chart;
import fewshot.show.Slider;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class EndLabelsTest {
    private static final double[] X = {1, 2, 3};

    private static JsonNode layout(Bundle bundle) {
        return new ObjectMapper().valueToTree(bundle.data().get(Bundle.PLOTLY)).get("layout");
    }

    private static List<String> texts(JsonNode layout) {
        JsonNode labels = layout.path("annotations");
        return IntStream.range(0, labels.size()).mapToObj(i -> labels.get(i).get("text").asText()).toList();
    }

    private static Chart two() {
        return Chart.of("t", "x", "y").line("falls", X, new double[] {9, 5, 2}).line("rises", X, new double[] {1, 5, 8});
    }

    @Test
    void placesThatAreTooNearMoveApartAsLittleAsCanBe() {
        assertArrayEquals(new double[] {0, 100}, EndLabels.spread(new double[] {0, 100}, 10), 1e-9);
        assertArrayEquals(new double[] {-10, 0, 10}, EndLabels.spread(new double[] {0, 0, 0}, 10), 1e-9);
        assertArrayEquals(new double[] {-3, 7, 100}, EndLabels.spread(new double[] {0, 4, 100}, 10), 1e-9);
        assertArrayEquals(new double[] {-5, 5, 15, 25}, EndLabels.spread(new double[] {0, 3, 17, 20}, 10), 1e-9); // (−0, −7, −3, −10) pools to −5
    }

    /** A chart of 420 pixels has some 320 for 40 units here, so 15 pixels are about 1.9 of them. */
    @Test
    void wideIntervalsDoNotPushTheNamesTogether() {
        JsonNode layout = layout(Chart.of("t", "x", "y").intervals("a", X, new double[] {1, 1, 1}, new double[] {20, 20, 20})
                .intervals("b", X, new double[] {1.1, 1.1, 1.1}, new double[] {20, 20, 20}).bundle());
        double apart = layout.get("annotations").get(1).get("y").asDouble() - layout.get("annotations").get(0).get("y").asDouble();
        assertEquals(1.9, apart, 0.3);
    }

    @Test
    void placesBeyondARangeMoveIntoItWithTheirNeighbours() {
        double[] high = {0, 92, 102, 112};
        EndLabels.keepWithin(high, 0, 100, 10);
        assertArrayEquals(new double[] {0, 80, 90, 100}, high, 1e-9);
        double[] low = {-7, 3, 50};
        EndLabels.keepWithin(low, 0, 100, 10);
        assertArrayEquals(new double[] {0, 10, 50}, low, 1e-9);
    }

    /** As those of a receiver operating characteristic do. */
    @Test
    void linesThatAllEndAtOnePlaceKeepTheirLegend() {
        JsonNode layout = layout(Chart.of("t", "x", "y").line("a", X, new double[] {0, 60, 100}).line("b", X, new double[] {0, 80, 100}).bundle());
        assertTrue(layout.get("showlegend").asBoolean());
        assertTrue(layout.path("annotations").isMissingNode());
    }

    /** Plotly does not show a name whose place lies beyond the axis. */
    @Test
    void manyLinesNearTheTopAreAllNamedWithinTheRange() {
        Chart chart = Chart.of("t", "x", "y").yRange(0, 101);
        IntStream.range(0, 8).forEach(i -> chart.line("line " + i, X, new double[] {10, 50, 97 + i / 10.0}));
        JsonNode labels = layout(chart.bundle()).get("annotations");
        assertEquals(8, labels.size());
        labels.forEach(label -> assertTrue(label.get("y").asDouble() <= 101 + 1e-9, label.toString()));
    }

    @Test
    void aLineThatLeavesTheRangeIsNamedAtItsEdge() {
        JsonNode layout = layout(two().yRange(0, 6).bundle());
        assertEquals(List.of("falls", "rises"), texts(layout));
        assertEquals(6, layout.get("annotations").get(1).get("y").asDouble(), 1e-9);
        double[] steep = {1, 10, 1000};
        JsonNode log = layout(two().line("steep", X, steep).logY().yRange(1, 100).bundle());
        assertEquals(2, log.get("annotations").get(2).get("y").asDouble(), 1e-9); // in powers of ten
    }

    @Test
    void linesAreNamedWhereTheyEndFromTheLowestUpInTheirColoursAndHaveNoLegend() {
        JsonNode layout = layout(two().level("chance", 5).colour("rises", "#123456").bundle());
        assertEquals(List.of("falls", "chance", "rises"), texts(layout));
        assertFalse(layout.get("showlegend").asBoolean());
        JsonNode last = layout.get("annotations").get(2);
        assertEquals(8, last.get("y").asDouble(), 1e-9);
        assertEquals("#123456", last.get("font").get("color").asText());
        assertEquals("paper 1.0", last.get("xref").asText() + " " + last.get("x").asDouble());
        assertTrue(layout.get("margin").get("r").asInt() >= 40, layout.toString());
    }

    @Test
    void anEndIsTheLastPlaceThatHasANumberAndOnALogarithmicAxisItsLogarithm() {
        JsonNode gap = layout(two().line("stops", X, new double[] {4, 6, Double.NaN}).bundle());
        assertEquals(6, gap.get("annotations").get(1).get("y").asDouble(), 1e-9);
        JsonNode log = layout(Chart.of("t", "x", "y").logY().line("a", X, new double[] {1, 10, 100}).line("b", X, new double[] {1, 1, 0.1}).bundle());
        assertEquals(-1, log.get("annotations").get(0).get("y").asDouble(), 1e-9);
        assertEquals(2, log.get("annotations").get(1).get("y").asDouble(), 1e-9);
    }

    @Test
    void aRangeOfALogarithmicAxisIsInExponentsAsPlotlyWantsIt() {
        JsonNode layout = layout(two().logY().yRange(0.1, 1000).bundle());
        assertEquals("[-1.0,3.0]", layout.get("yaxis").get("range").toString());
    }

    @Test
    void whereSomethingElseIsDrawnOrThereIsNoRoomTheLegendStays() {
        for (Chart chart : List.of(two().points("points", X, X), Chart.of("t", "", "y").bars("bars", new String[] {"a"}, new double[] {1}, null).level("chance", 1),
                two().line("a name that is as long as a sentence and more", X, X), two().regions(0, 1, 0, 1, new int[][] {{0}}))) {
            JsonNode layout = layout(chart.bundle());
            assertTrue(layout.get("showlegend").asBoolean() && !layout.has("annotations"), chart.toString());
        }
        Chart many = Chart.of("t", "x", "y");
        IntStream.range(0, 30).forEach(i -> many.line("line " + i, X, X));
        assertTrue(layout(many.bundle()).get("showlegend").asBoolean());
        assertFalse(layout(Chart.of("t", "x", "y").line("alone", X, X).bundle()).has("annotations"));
    }

    @Test
    void thePictureHasItsSizeAndEachNameAtTheHeightOfItsLinesEnd() throws IOException {
        Bundle bundle = two().colour("rises", "#FF0000").colour("falls", "#0000FF").bundle();
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode((String) bundle.data().get(Bundle.PNG))));
        assertEquals(700, picture.getWidth());
        assertEquals(420, picture.getHeight());
        int plot = 700 - layout(bundle).get("margin").get("r").asInt();
        for (int colour : new int[] {0xFF0000, 0x0000FF}) {
            double line = height(picture, colour, plot - 80, plot);
            double name = height(picture, colour, plot, 700);
            assertEquals(line, name, 8, Integer.toHexString(colour));
        }
    }

    @Test
    void aNameOfWideLettersIsNotCutAtTheEdge() throws IOException {
        Bundle bundle = two().line("momentum, momentum", X, new double[] {5, 5, 5}).bundle();
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode((String) bundle.data().get(Bundle.PNG))));
        int last = IntStream.range(0, picture.getWidth()).filter(x -> IntStream.range(0, picture.getHeight())
                .anyMatch(y -> (picture.getRGB(x, y) & 0xFFFFFF) != 0xFFFFFF)).max().orElseThrow();
        assertTrue(last > picture.getWidth() - 40 && last < picture.getWidth() - 4, "ink up to column " + last + " of " + picture.getWidth());
    }

    /** The mean row of pixels in a colour, or in one that is mixed of it and white, between two columns; of the 20 last columns that have any. */
    private static double height(BufferedImage picture, int colour, int from, int to) {
        int last = IntStream.range(from, to).filter(x -> IntStream.range(0, picture.getHeight()).anyMatch(y -> like(picture.getRGB(x, y), colour))).max().orElseThrow();
        return IntStream.range(0, picture.getHeight()).filter(y -> IntStream.range(Math.max(from, last - 20), last + 1)
                .anyMatch(x -> like(picture.getRGB(x, y), colour))).average().orElseThrow();
    }

    private static boolean like(int rgb, int colour) {
        int red = rgb >> 16 & 255;
        int blue = rgb & 255;
        return colour == 0xFF0000 ? red > 200 && blue < 120 : blue > 200 && red < 120;
    }

    @Test
    void namesMoveWithASlider() {
        Slider slider = Slider.of("end", new double[] {2, 8}, 2, end -> Chart.of("t", "x", "y").line("still", X, X).line("moves", X, new double[] {0, 0, end}));
        JsonNode steps = layout(slider.bundle()).get("sliders").get(0).get("steps");
        for (int i = 0; i < 2; i++) {
            JsonNode labels = steps.get(i).get("args").get(1).get("annotations");
            JsonNode moves = labels.get(i == 0 ? 0 : 1);
            assertEquals("moves", moves.get("text").asText());
            assertEquals(i == 0 ? 2 : 8, moves.get("y").asDouble(), 1e-9);
        }
    }
}
