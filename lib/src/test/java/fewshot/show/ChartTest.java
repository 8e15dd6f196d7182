package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import fewshot.compare.Contest;
import fewshot.compare.Entry;
import fewshot.evaluate.Score;
import fewshot.evaluate.ScoreTable;
import fewshot.show.draw.Bundle;
import fewshot.show.draw.Palette;
import fewshot.show.draw.PlotlyFigure;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.traces.BarTrace;
import tech.tablesaw.plotly.traces.ScatterTrace;
import tech.tablesaw.plotly.traces.Trace;

class ChartTest {
    private static final int BLUE = 0x0072B2;

    /** The figure as a strict reader finds it. */
    private static JsonNode plotly(Bundle bundle) throws IOException {
        ObjectMapper strict = new ObjectMapper();
        return strict.readTree(strict.writeValueAsString(bundle.data().get("application/vnd.plotly.v1+json")));
    }

    private static List<Double> numbers(JsonNode array) {
        return IntStream.range(0, array.size()).mapToObj(i -> array.get(i).doubleValue()).toList();
    }

    private static BufferedImage picture(Bundle bundle) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode((String) bundle.data().get("image/png"))));
    }

    private static int pixels(BufferedImage image, int rgb) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += (image.getRGB(x, y) & 0xFFFFFF) == rgb ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void aLineBecomesNumbersInStrictJsonAndAPictureOfTheSizeAskedFor() throws IOException {
        Bundle bundle = Chart.of("A < B", "step", "accuracy (%)")
                .line("Prototypical", new double[] {1, 2, 3}, new double[] {20.5, Double.NaN, 90})
                .size(640, 360)
                .bundle();
        JsonNode figure = plotly(bundle);
        JsonNode y = figure.get("data").get(0).get("y");
        assertEquals(20.5, y.get(0).doubleValue());
        assertTrue(y.get(0).isNumber() && y.get(1).isNull(), y.toString());
        assertEquals("A &lt; B", figure.get("layout").get("title").get("text").asText()); // Plotly reads HTML
        assertEquals("accuracy (%)", figure.get("layout").get("yaxis").get("title").get("text").asText());
        BufferedImage picture = picture(bundle);
        assertEquals(640, picture.getWidth());
        assertEquals(360, picture.getHeight());
        assertTrue(pixels(picture, BLUE) > 100, "the line has its method's colour");
    }

    @Test
    void anIntervalIsDrawnAsOneAndSaidInWords() throws IOException {
        Bundle bundle = Chart.of("Bars", "", "accuracy (%)")
                .bars("Prototypical", new String[] {"5-way", "20-way"}, new double[] {97, 90}, new double[] {0.5, 1})
                .bundle();
        JsonNode error = plotly(bundle).get("data").get(0).get("error_y").get("array");
        assertEquals("[0.5,1.0]", error.toString());
        assertTrue(bundle.text().contains("5-way 97 ± 0.5, 20-way 90 ± 1"), bundle.text());
    }

    /** "5-shot" is black where it is a line; its bar is not, for the interval in it is. */
    @Test
    void aBarIsNotAsBlackAsItsInterval() throws IOException {
        JsonNode bars = plotly(Chart.of("Bars", "", "accuracy (%)").bars("5-shot", new String[] {"a"}, new double[] {97}, new double[] {1}).bundle());
        String colour = bars.get("data").get(0).path("marker").path("color").asText();
        assertTrue(Integer.decode(colour) >> 16 > 0x40, colour);
    }

    @Test
    void measuredValuesBecomeBarsWithTheirIntervalsInTheirOrder() {
        java.util.Map<String, Score> scores = new java.util.LinkedHashMap<>();
        scores.put("second", new Score(new double[] {0, 100}, 0));
        scores.put("first", new Score(new double[] {40, 40}, 0));
        String text = Chart.of("Bars", "", "accuracy (%)").bars("Prototypical", scores).bundle().text(); // 12.706 · 70.711 / √2
        assertTrue(text.contains("second 50 ± 635.3, first 40"), text);
    }

    @Test
    void aRowOfATableBecomesALineThroughItsColumnsThatWereMeasured() throws IOException {
        ScoreTable table = new ScoreTable();
        table.add("MAML", "1", new Score(new double[] {0, 100}, 0)); // 12.706 · 70.711 / √2
        table.add("MAML", "30", new Score(new double[] {60, 60}, 0));
        table.add("Reptile", "10", new Score(new double[] {40, 40}, 0));
        table.add("Reptile", "10", new Score(new double[] {50, 50}, 0)); // two seeds: 12.706 · 7.071 / √2
        table.add("Reptile", "1", new Score(new double[] {20, 20}, 0));
        table.add("Reptile", "30", new Score(new double[] {70, 70}, 0));
        JsonNode lines = plotly(Chart.of("Steps", "steps", "accuracy (%)").intervals(table).bundle()).get("data");
        assertEquals(2, lines.size());
        assertEquals(List.of(1.0, 30.0), numbers(lines.get(0).get("x")));
        assertEquals(List.of(50.0, 60.0), numbers(lines.get(0).get("y")));
        assertEquals(635.3, numbers(lines.get(0).get("error_y").get("array")).get(0), 0.1);
        assertEquals(List.of(1.0, 10.0, 30.0), numbers(lines.get(1).get("x")));
        assertEquals(List.of(20.0, 45.0, 70.0), numbers(lines.get(1).get("y")));
        assertEquals(63.5, numbers(lines.get(1).get("error_y").get("array")).get(1), 0.1);
        assertEquals("Reptile", plotly(Chart.of("Steps", "steps", "accuracy (%)").intervals(table, "Reptile").bundle()).get("data").get(0)
                .get("name").asText());
        table.add("MAML", "abroad", new Score(new double[] {1, 2}, 0));
        Exception e = assertThrows(IllegalArgumentException.class, () -> Chart.of("Steps", "", "").intervals(table));
        assertEquals("Chart Steps: the column abroad is no number; lines need numbers, bars do not", e.getMessage());
    }

    @Test
    void aRangeOfXIsPlotlysAndThePicturesOnALogarithmicAxisToo() throws IOException {
        Chart plain = Chart.of("a", "x", "y").line("s", new double[] {1, 2}, new double[] {1, 2}).xRange(-3, 5);
        assertEquals("[-3.0,5.0]", plotly(plain.bundle()).get("layout").get("xaxis").get("range").toString());
        Chart log = Chart.of("a", "x", "y").line("s", new double[] {1, 2}, new double[] {1, 2}).logX().xRange(0.1, 100);
        assertEquals("[-1.0,2.0]", plotly(log.bundle()).get("layout").get("xaxis").get("range").toString());
        Chart narrow = Chart.of("a", "x", "y").line("Prototypical", new double[] {0, 1}, new double[] {0, 1}).xRange(0, 10).size(640, 360);
        Chart wide = Chart.of("a", "x", "y").line("Prototypical", new double[] {0, 1}, new double[] {0, 1}).xRange(0, 1).size(640, 360);
        assertTrue(pixels(picture(wide.bundle()), BLUE) > 1.3 * pixels(picture(narrow.bundle()), BLUE), "a tenth of the width is a shorter line");
    }

    @Test
    void barsOfSeriesWithDifferentLabelsStandAtTheirOwnAndALevelGoesOverAll() throws IOException {
        Bundle bundle = Chart.of("Bars", "", "error (%)").level("people", 4.5)
                .bars("trained", new String[] {"Prototypical", "Siamese", "Relation"}, new double[] {11, 24, 21}, null)
                .bars("not trained", new String[] {"pixels", "Siamese"}, new double[] {77, 80}, null)
                .bundle();
        assertTrue(bundle.text().contains("trained: Prototypical 11, Siamese 24, Relation 21; not trained: pixels 77, Siamese 80;"), bundle.text());
        assertEquals("[\"pixels\",\"Siamese\"]", plotly(bundle).get("data").get(1).get("x").toString());
        assertEquals("[\"Prototypical\",\"Siamese\",\"Relation\",\"pixels\"]", plotly(bundle).get("data").get(2).get("x").toString());
    }

    @Test
    void aMissingBarIsNeitherDrawnNorSaidAndABarWithoutAnIntervalHasNone() throws IOException {
        String[] labels = {"people", "ours", "another"};
        Bundle bundle = Chart.of("Bars", "", "error (%)")
                .bars("Prototypical", labels, new double[] {Double.NaN, 13, 13}, new double[] {0, 2, 0})
                .bars("Siamese", labels, new double[] {4.5, Double.NaN, 4.5}, new double[] {0, Double.NaN, 0})
                .bundle();
        JsonNode traces = plotly(bundle).get("data");
        assertEquals("[null,13.0,13.0]", traces.get(0).get("y").toString());
        assertEquals("[null,2.0,null]", traces.get(0).get("error_y").get("array").toString());
        assertTrue(bundle.text().contains("Prototypical: ours 13 ± 2, another 13; Siamese: people 4.5, another 4.5."), bundle.text());
        BufferedImage drawn = picture(bundle);
        BufferedImage all = picture(Chart.of("Bars", "", "error (%)").bars("Prototypical", labels, new double[] {13, 13, 13}, null)
                .bars("Siamese", labels, new double[] {4.5, 4.5, 4.5}, null).bundle());
        assertTrue(pixels(drawn, BLUE) < 0.75 * pixels(all, BLUE), pixels(drawn, BLUE) + " pixels, " + pixels(all, BLUE) + " with all");
    }

    @Test
    void whereNoLabelHasTwoBarsEachIsAsWideAsIfItWereAlone() throws IOException {
        String[] labels = {"a", "b"};
        BufferedImage one = picture(Chart.of("Bars", "", "error (%)").bars("Prototypical", labels, new double[] {13, 13}, null).bundle());
        Chart two = Chart.of("Bars", "", "error (%)").bars("Prototypical", new String[] {"a"}, new double[] {13}, null)
                .bars("Siamese", labels, new double[] {Double.NaN, 13}, null);
        assertEquals(0.45, pixels(picture(two.bundle()), BLUE) / (double) pixels(one, BLUE), 0.1, "one of two, beside a legend; side by side a quarter");
        assertEquals("overlay", plotly(two.bundle()).get("layout").get("barmode").asText());
        JsonNode shared = plotly(two.bars("Relation", labels, new double[] {1, 1}, null).bundle()).get("layout");
        assertTrue(!shared.path("barmode").asText().equals("overlay"), shared.toString());
        JsonNode lines = plotly(Chart.of("t", "x", "y").line("a", new double[] {1, 2}, new double[] {1, 2})
                .line("b", new double[] {1, 2}, new double[] {2, 1}).bundle()).get("layout");
        assertTrue(!lines.path("barmode").asText().equals("overlay"), lines.toString());
    }

    @Test
    void aTableOfScoresIsASeriesAColumnAndALabelARow() throws IOException {
        ScoreTable scores = new ScoreTable();
        scores.add("A", "home", new Score(new double[] {80, 90, 100}, 0)); // deviation 10, t = 4.303 for three
        scores.add("B", "abroad", new Score(new double[] {50, 50}, 0));
        JsonNode traces = plotly(Chart.of("Bars", "", "accuracy (%)").bars(scores, "B", "A").bundle()).get("data");
        assertEquals("home [null,90.0]", traces.get(0).get("name").asText() + " " + traces.get(0).get("y"));
        assertEquals("abroad [50.0,null]", traces.get(1).get("name").asText() + " " + traces.get(1).get("y"));
        JsonNode all = plotly(Chart.of("Bars", "", "accuracy (%)").bars(scores).bundle()).get("data");
        assertEquals("home [90.0,null]", all.get(0).get("name").asText() + " " + all.get(0).get("y")); // all rows, in their order
        assertEquals(4.303 * 10 / Math.sqrt(3), traces.get(0).get("error_y").get("array").get(1).asDouble(), 0.01);
    }

    @Test
    void theBarsOfAMethodAndOfItsVariantsCanBeToldApart() throws IOException {
        String[] labels = {"5-way"};
        Chart chart = Chart.of("Bars", "", "accuracy (%)");
        List<String> names = List.of("Siamese", "Siamese, contrastive", "pixel nearest neighbour", "chance", "modified Hausdorff");
        names.forEach(name -> chart.bars(name, labels, new double[] {50}, null));
        JsonNode traces = plotly(chart.bundle()).get("data");
        Set<String> fills = new HashSet<>();
        traces.forEach(t -> fills.add(t.get("marker").get("color").asText()));
        assertEquals(names.size(), fills.size(), fills.toString());
        assertEquals("#E69F00", traces.get(0).get("marker").get("color").asText());
        assertEquals("#F3CF80", traces.get(1).get("marker").get("color").asText()); // halfway to white
    }

    @Test
    void aSeriesOfOnesOwnTakesTheColourThatItIsGiven() throws IOException {
        Chart chart = Chart.of("t", "x", "y").bars("no background set", new String[] {"a"}, new double[] {1}, null)
                .bars("Prototypical", new String[] {"a"}, new double[] {2}, null).colour("no background set", "#123456").level("people", 4)
                .colour("people", "#654321");
        JsonNode data = plotly(chart.bundle()).get("data");
        assertEquals("#123456", data.get(0).get("marker").get("color").asText());
        assertEquals("#0072B2", data.get(1).get("marker").get("color").asText());
        assertEquals("#654321", data.get(2).get("line").get("color").asText());
        double[] x = {1, 2};
        JsonNode line = plotly(Chart.of("t", "x", "y").colour("mine", "#123456").line("mine", x, x).bundle()).get("data").get(0);
        assertEquals("#123456", line.get("line").get("color").asText());
        Exception e = assertThrows(IllegalArgumentException.class, () -> chart.colour("people", "red"));
        assertTrue(e.getMessage().contains("people") && e.getMessage().contains("'red'"), e.getMessage());
    }

    @Test
    void twoLevelsOfOneNameAreSaidWithTheirOwnValues() {
        assertTrue(Chart.of("t", "x", "y").level("chance", 5).level("chance", 20).toString().endsWith("level chance 5, chance 20."));
    }

    @Test
    void aLevelCrossesThePlotFromTheFirstXToTheLast() throws IOException {
        JsonNode level = plotly(Chart.of("t", "x", "y").line("a", new double[] {3, 9, 5}, new double[] {1, 2, 3})
                .level("chance", 20).bundle()).get("data").get(1);
        assertEquals("[3.0,9.0]", level.get("x").toString());
        assertEquals("[20.0,20.0]", level.get("y").toString());
        assertEquals("dot", level.get("line").get("dash").asText());
    }

    @Test
    void theGroundHasEachSeriesColourAndHidesFromLegendAndPointer() throws IOException {
        JsonNode data = plotly(Chart.of("t", "x", "y").regions(0, 4, 0, 2, new int[][] {{0, 0, 1, 1}, {0, 0, 1, 1}})
                .points("A", new double[] {1}, new double[] {1}).points("B", new double[] {3}, new double[] {1}).bundle()).get("data");
        for (int row = 0; row < 160; row++) {
            assertEquals(List.of(0.0, 2.0), numbers(data.get(0).get("x")).subList(3 * row, 3 * row + 2));
            assertEquals(List.of(2.0, 4.0), numbers(data.get(1).get("x")).subList(3 * row, 3 * row + 2));
        }
        assertEquals("#D1E6F1", data.get(0).get("line").get("color").asText().toUpperCase()); // 0.18 of the way from white
        assertEquals("#0072B2", data.get(2).get("marker").get("color").asText());
        assertFalse(data.get(0).get("showlegend").asBoolean());
        assertTrue(data.get(2).get("showlegend").asBoolean());
    }

    /** Each of the ground's colours has a part of 0xD1, their mixtures one of less than 0xE7, a gap one of 0xFF; few pixels are mixtures. */
    @Test
    void theGroundHasNoWhiteBetweenItsTilesHoweverTallThePictureIs() throws IOException {
        for (int height : new int[] {320, 900}) {
            Bundle bundle = Chart.of("t", "x", "y").regions(0, 4, 0, 2, new int[][] {{0, 1, 0, 1}, {1, 0, 1, 0}}).size(640, height).bundle();
            BufferedImage picture = picture(bundle);
            int[] ground = IntStream.range(0, 640 * height).filter(i -> (picture.getRGB(i % 640, i / 640) & 0xFFFFFF) == 0xD1E6F1).toArray();
            int left = IntStream.of(ground).map(i -> i % 640).min().orElseThrow();
            int right = IntStream.of(ground).map(i -> i % 640).max().orElseThrow();
            int top = ground[0] / 640;
            int bottom = ground[ground.length - 1] / 640;
            assertTrue(right - left > 400 && bottom - top > 0.6 * height, left + " to " + right + ", " + top + " to " + bottom);
            int pure = 0;
            for (int y = top; y <= bottom; y++) {
                for (int x = left; x <= right; x++) {
                    int rgb = picture.getRGB(x, y);
                    int least = Math.min(rgb >> 16 & 255, rgb & 255);
                    pure += rgb == 0xFFD1E6F1 || rgb == 0xFFF7E2D1 ? 1 : 0;
                    assertTrue(least < 0xEE, height + " pixels tall, at " + x + ", " + y + ": " + Integer.toHexString(rgb));
                }
            }
            assertTrue(pure > 0.97 * (right - left + 1) * (bottom - top + 1), height + " pixels tall: " + pure);
            double wide = plotly(bundle).get("data").get(0).get("line").get("width").asDouble();
            assertTrue(160 * wide >= height - 100, "Plotly's margins take 100 pixels: " + wide);
        }
    }

    @Test
    void aPictureIsStoredInAPaletteThatKeepsTheColoursOfItsLines() throws IOException {
        Chart chart = Chart.of("t", "x", "y");
        double[] x = IntStream.range(0, 50).asDoubleStream().toArray();
        String[] methods = {"Prototypical", "Siamese", "Relation", "Matching", "GRU", "LSTM"};
        for (String method : methods) {
            chart.line(method, x, new Random(method.hashCode()).doubles(50).toArray());
        }
        BufferedImage picture = picture(chart.bundle());
        assertEquals(8, picture.getColorModel().getPixelSize(), "bits for a pixel");
        assertTrue(pixels(picture, 0xFFFFFF) > picture.getWidth() * picture.getHeight() / 2, "the ground is white");
        for (String method : methods) {
            int colour = Integer.decode(Palette.of(method).colour());
            assertTrue(pixels(picture, colour) > 50, method + " has " + pixels(picture, colour) + " pixels of its own colour");
        }
    }

    @Test
    void aFewPointsOnALargeGroundKeepTheirColours() throws IOException {
        int[][] ground = IntStream.range(0, 24).mapToObj(r -> IntStream.range(0, 32).map(c -> (r + c) / 19).toArray()).toArray(int[][]::new);
        BufferedImage picture = picture(Chart.of("t", "x", "y").regions(0, 9, 0, 8, ground).points("a", new double[] {1}, new double[] {2})
                .points("b", new double[] {5}, new double[] {6}).points("c", new double[] {8}, new double[] {7}).bundle());
        for (int colour : new int[] {0x0072B2, 0xD55E00, 0x009E73}) {
            assertTrue(pixels(picture, colour) > 20, Integer.toHexString(colour) + " has " + pixels(picture, colour) + " pixels");
        }
    }

    @Test
    void measuredValuesAreDrawnByTheirMeansWithTheirIntervals() throws IOException {
        List<Score> scores = List.of(new Score(new double[] {1, 3}, 0), new Score(new double[] {5, 5, 5}, 0));
        JsonNode trace = plotly(Chart.of("t", "x", "y").intervals("GRU", new int[] {1, 2}, scores).bundle()).get("data").get(0);
        assertEquals(2, trace.get("y").get(0).doubleValue());
        assertEquals(5, trace.get("y").get(1).doubleValue());
        assertEquals(scores.get(0).ci95(), trace.get("error_y").get("array").get(0).doubleValue(), 1e-9);
    }

    @Test
    void aCurveIsItsFunctionFromOneEndToTheOther() throws IOException {
        JsonNode trace = plotly(Chart.of("t", "x", "y").curve("square", -1, 3, x -> x * x).bundle()).get("data").get(0);
        assertEquals(101, trace.get("x").size());
        assertEquals(-1, trace.get("x").get(0).doubleValue(), 1e-12);
        assertEquals(3, trace.get("x").get(100).doubleValue(), 1e-12);
        assertEquals(1, trace.get("y").get(50).doubleValue(), 1e-12, "at 1, half-way");
        assertEquals(9, trace.get("y").get(100).doubleValue(), 1e-12);
    }

    @Test
    void seriesOfUnequalLengthAreRefusedByName() {
        Exception e = assertThrows(IllegalArgumentException.class,
                () -> Chart.of("t", "x", "y").line("mine", new double[3], new double[2]));
        assertTrue(e.getMessage().contains("series mine has 3 x and 2 y"), e.getMessage());
    }

    @Test
    void aFigureOfTheReadersOwnIsShownTooWithItsQuotesUnescaped() throws IOException {
        Figure figure = new Figure(Layout.builder().title("it's \"mine\"").build(),
                ScatterTrace.builder(new double[] {1, 2}, new double[] {3, 4}).build());
        Bundle bundle = Bundle.of(figure);
        assertEquals("it's \"mine\"", plotly(bundle).get("layout").get("title").get("text").asText());
        assertTrue(bundle.data().containsKey("image/png"));
        assertFalse(bundle.data().containsKey("text/html"), "Tablesaw's page loads a script from the network");
    }

    /** As in the stages of a slider. */
    @Test
    void theStaticPictureIsThatOfWhatIsVisible() throws IOException {
        double[] x = {1, 2, 3};
        ScatterTrace seen = ScatterTrace.builder(x, new double[] {1, 3, 2}).mode(ScatterTrace.Mode.LINE).name("seen").build();
        ScatterTrace hidden = ScatterTrace.builder(new double[] {1, 9, 30}, new double[] {100, -50, 7}).name("hidden").build();
        BarTrace bars = BarTrace.builder(new Object[] {"a", "b"}, new double[] {1, 2}).name("seen").build();
        BarTrace hiddenBars = BarTrace.builder(new Object[] {"b", "c"}, new double[] {100, 200}).name("hidden").build();
        for (Trace[] traces : new Trace[][] {{seen, hidden}, {bars, hiddenBars}}) {
            PlotlyFigure staged = PlotlyFigure.of(new Figure(traces));
            ((ObjectNode) staged.json().get("data").get(1)).put("visible", false);
            assertEquals(Bundle.of(new Figure(traces[0])).data().get(Bundle.PNG), staged.bundle().data().get(Bundle.PNG));
            ((ObjectNode) staged.json().get("data").get(1)).put("visible", true);
            assertNotEquals(Bundle.of(new Figure(traces[0])).data().get(Bundle.PNG), staged.bundle().data().get(Bundle.PNG));
        }
        PlotlyFigure none = PlotlyFigure.of(new Figure(bars));
        ((ObjectNode) none.json().get("data").get(0)).put("visible", false);
        assertFalse(none.bundle().data().containsKey(Bundle.PNG));
        PlotlyFigure second = PlotlyFigure.of(new Figure(hidden, seen));
        ((ObjectNode) second.json().get("data").get(0)).put("visible", "legendonly");
        assertTrue(pixels(picture(second.bundle()), 0xD55E00) > 100, "the second colour, as in Plotly's figure");
    }

    @Test
    void noTwoMethodsOfTheSuiteLookAlikeAndAVariantKeepsItsMethodsColour() {
        Set<Palette.Style> styles = new HashSet<>();
        String[] methods = {"Prototypical", "Siamese", "Relation", "Matching", "GRU", "LSTM", "NTM", "MANN", "Transformer",
            "In-context", "MAML", "FOMAML", "Meta-SGD", "TAML", "ANIL", "BOIL", "ProtoMAML", "MAML++", "Reptile", "LSTM meta-learner", "modified Hausdorff",
            "pixel nearest neighbour", "chance", "pre-training", "SimpleShot", "Baseline", "Baseline++", "fine-tuning",
            "Prior-fitted", "logistic regression", "random forest"};
        for (String method : methods) {
            assertTrue(styles.add(Palette.of(method)), method);
        }
        Palette.Style variant = Palette.of("Prototypical, cosine");
        assertEquals("#0072B2", variant.colour());
        assertFalse(styles.contains(variant));
    }

    @Test
    void variantsOfOneMethodDifferInTheirDashesAndHaveItsColour() throws IOException {
        Chart chart = Chart.of("t", "x", "y");
        String[] names = {"FOMAML", "FOMAML, slow head", "FOMAML, tied head", "FOMAML, third"};
        for (String name : names) {
            chart.line(name, new double[] {0, 1}, new double[] {0, 1});
        }
        Set<String> dashes = new HashSet<>();
        Set<String> colours = new HashSet<>();
        plotly(Bundle.of(chart)).get("data").forEach(trace -> {
            dashes.add(trace.get("line").get("dash").asText());
            colours.add(trace.get("line").get("color").asText());
        });
        assertEquals(4, dashes.size(), dashes.toString());
        assertEquals(1, colours.size());
    }

    @Test
    void theLinesOfTheComparisonDifferInColourOrDashes() {
        Set<String> lines = new HashSet<>();
        for (String method : Contest.ALL.stream().map(Entry::method).toList()) {
            Palette.Style style = Palette.of(method);
            assertTrue(lines.add(style.colour() + style.dash()), method);
        }
    }

    /** The class changes at x = 1/3 and y does not matter: each row is two runs that meet there. */
    @Test
    void regionsByAFunctionMeetWhereTheClassChangesAndNotAtTheNextStep() {
        JsonNode data = new ObjectMapper().valueToTree(Chart.of("", "x", "y").regions(0, 1, 0, 1, (x, y) -> x < 1 / 3.0 ? 0 : 1)
                .points("a", new double[] {0}, new double[] {0}).bundle().data().get(Bundle.PLOTLY)).get("data");
        assertEquals(3, data.size());
        assertEquals(0, data.get(0).get("x").get(0).asDouble());
        assertEquals(1 / 3.0, data.get(0).get("x").get(1).asDouble(), 2e-4);
        assertTrue(data.get(0).get("y").get(2).isNull(), "a run ends");
        assertEquals(1 / 3.0, data.get(1).get("x").get(0).asDouble(), 2e-4);
        assertEquals(1, data.get(1).get("x").get(1).asDouble());
        assertEquals("lines", data.get(0).get("mode").asText());
        assertFalse(data.get(0).get("showlegend").asBoolean());
    }
}
