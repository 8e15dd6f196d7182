package fewshot.show.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

class XyPictureTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What stands below the axis of a line through points at these places, between the first and the last. */
    private static TreeSet<Double> labels(double... x) {
        XYChart chart = chart("linear", x);
        TreeSet<Double> labels = new TreeSet<>();
        chart.setCustomXAxisTickLabelsFormatter(value -> {
            if (value > x[0] && value < x[x.length - 1]) {
                labels.add(Math.round(1e6 * value) / 1e6);
            }
            return "" + value;
        });
        painted(chart);
        return labels;
    }

    private static BufferedImage painted(XYChart chart) {
        return painted(chart, 700, 420);
    }

    private static BufferedImage painted(XYChart chart, int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        chart.paint(picture.createGraphics(), width, height);
        return picture;
    }

    private static XYChart chart(String scale, double... x) {
        ObjectNode figure = JSON.createObjectNode();
        figure.putObject("layout").putObject("xaxis").put("type", scale);
        ObjectNode trace = figure.putArray("data").addObject().put("type", "scatter").put("mode", "lines").put("name", "a");
        for (double each : x) {
            trace.withArray("x").add(each);
            trace.withArray("y").add(each * each);
        }
        return XyPicture.of(figure);
    }

    /** With a formatter of its own XChart forgets that an axis is logarithmic; so what is written below it is counted in the picture. */
    private static int written(double... x) {
        BufferedImage picture = painted(chart("log", x));
        int count = 0;
        int gap = 99;
        for (int column = 0; column < picture.getWidth(); column++) {
            int at = column;
            boolean ink = IntStream.range(picture.getHeight() - 18, picture.getHeight()).anyMatch(row -> (picture.getRGB(at, row) & 255) < 128);
            count += ink && gap > 8 ? 1 : 0;
            gap = ink ? 0 : gap + 1;
        }
        return count;
    }

    @Test
    void aTickHasItsZeroAndIsAsExactAsItMustBe() {
        Map<Double, String> ticks = Map.of(0.05, "0.05", -0.05, "-0.05", 0.1 + 0.2, "0.3", 0.0, "0", 1000.0, "1,000", 0.00002, "2E-5", 3e6, "3E6",
                250_000.0, "250,000", 0.0005, "0.0005");
        Function<Double, String> below = chart("linear", 0, 1).getStyler().getxAxisTickLabelsFormattingFunction();
        Function<Double, String> beside = chart("linear", 0, 1).getStyler().getyAxisTickLabelsFormattingFunction();
        ticks.forEach((value, text) -> {
            assertEquals(text, below.apply(value));
            assertEquals(text, beside.apply(value));
        });
    }

    @Test
    void theLabelsOfManyPointsAreRoundNumbers() {
        for (double step : new double[] {0.04, 1, 7, 10}) {
            TreeSet<Double> labels = labels(IntStream.rangeClosed(0, 100).mapToDouble(i -> -1 + step * i).toArray());
            assertTrue(labels.size() >= 4 && labels.size() <= 12, step + ": " + labels);
            double apart = labels.higher(labels.first()) - labels.first();
            double leading = apart / Math.pow(10, Math.floor(Math.log10(apart) + 1e-9));
            assertTrue(List.of(1L, 2L, 5L).contains(Math.round(leading)) && Math.abs(leading - Math.round(leading)) < 1e-6, step + ": " + labels);
            double first = labels.first();
            labels.forEach(label -> assertEquals(Math.rint((label - first) / apart), (label - first) / apart, 1e-6, step + ": " + labels));
            assertEquals(Math.rint(first / apart), first / apart, 1e-6, step + ": " + labels);
        }
    }

    @Test
    void fewPointsHaveTheirOwnNumbersBelowThem() {
        assertEquals(new TreeSet<>(List.of(2.0, 3.0, 4.0)), labels(1, 2, 3, 4, 5));
    }

    @Test
    void aLogarithmicAxisHasLabelsWithinADecadeTooAndOnlyPowersOfTenOverMany() {
        assertEquals(5, written(16, 64), "20, 30, 40, 50, 60");
        assertTrue(written(16, 64, 200) >= 3, "20 to 200: " + written(16, 64, 200));
        assertTrue(written(1, 3, 30) > 3, "1 to 30, not 1 and 10 alone: " + written(1, 3, 30));
        assertEquals(4, written(0.003, 0.02, 1, 20), "0.01, 0.1, 1, 10");
    }

    /** Runs of ink, as many as there are labels, with at most so many empty lines in one. */
    private static List<Integer> runs(IntPredicate inked, int lines, int gap) {
        List<Integer> lengths = new ArrayList<>();
        int from = -1;
        int last = -1;
        for (int i = 0; i <= lines + gap; i++) {
            boolean ink = i < lines && inked.test(i);
            from = ink && from < 0 ? i : from;
            last = ink ? i : last;
            if (from >= 0 && i - last > gap) {
                lengths.add(last - from + 1);
                from = -1;
            }
        }
        return lengths;
    }

    private static TextLayout text(XYChart chart, String text) {
        return new TextLayout(text, chart.getStyler().getAxisTickLabelsFont(), new FontRenderContext(null, true, false));
    }

    /** What is longer than the longest label by the font's own measure is two that run into each other. */
    @Test
    void noTwoLabelsOfALogarithmicAxisRunIntoEachOther() {
        double[][] axes = {{16, 64, 200}, {1.5, 4, 12}, {0.02, 0.1, 0.5}, {300, 700, 950}, {5, 40, 95}};
        String[] longest = {"200", "10", "0.08", "900", "90"};
        for (int i = 0; i < axes.length; i++) {
            XYChart chart = chart("log", axes[i]);
            double most = text(chart, longest[i]).getAdvance();
            for (int width : new int[] {700, 300}) {
                BufferedImage picture = painted(chart, width, 420);
                List<Integer> labels = runs(column -> IntStream.range(402, 420).anyMatch(row -> (picture.getRGB(column, row) & 255) < 128), width, 4);
                String found = "to " + longest[i] + " in " + width + " pixels: " + labels + ", at most " + most;
                assertTrue(labels.stream().allMatch(label -> label <= most + 1), found);
                assertTrue(labels.size() >= (width == 300 ? 2 : 4), found);
            }
        }
    }

    @Test
    void labelsBelowEachOtherDoNotTouchEither() {
        ObjectNode figure = JSON.createObjectNode();
        figure.putObject("layout").putObject("yaxis").put("type", "log");
        ObjectNode trace = figure.putArray("data").addObject().put("type", "scatter").put("mode", "lines").put("name", "a");
        for (double each : new double[] {2, 30, 95}) {
            trace.withArray("x").add(each);
            trace.withArray("y").add(each);
        }
        XYChart chart = XyPicture.of(figure);
        double tallest = text(chart, "0123456789").getBounds().getHeight();
        for (int height : new int[] {420, 250}) {
            BufferedImage picture = painted(chart, 700, height);
            List<Integer> labels = runs(row -> IntStream.range(0, 36).anyMatch(column -> (picture.getRGB(column, row) & 255) < 128), height, 0);
            labels.forEach(label -> assertTrue(label <= tallest + 2, height + ": " + labels + ", " + tallest));
            assertTrue(labels.size() >= 5, "2, 5, 10, 20, 50 or more: " + labels);
        }
    }

    /** 1, 2 and 5 of each decade come first. */
    @Test
    void ofLabelsThatHaveNoRoomTheRoundestStay() {
        assertEquals(List.of(10.0, 20.0, 50.0, 100.0), LogLabels.roomy(List.of(10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0),
                value -> 120 * Math.log10(value), value -> 28));
        assertEquals(List.of(1.0, 2.0, 3.0), LogLabels.roomy(List.of(1.0, 2.0, 3.0), value -> 100 * value, value -> 10));
        assertEquals(List.of(1.0, 10.0), LogLabels.roomy(List.of(1.0, 2.0, 5.0, 10.0), value -> 40 * Math.log10(value), value -> 28));
    }

    /** The lower end of such an interval has no place on the axis. */
    @Test
    void anIntervalThatReachesBelowZeroIsDrawnOnALogarithmicAxis() {
        double[] y = {1, 10, 100};
        fewshot.show.Chart chart = fewshot.show.Chart.of("t", "x", "y").logY().intervals("a", y, y, new double[] {5, 5, 5});
        assertTrue(chart.bundle().data().containsKey("image/png"));
    }
}
