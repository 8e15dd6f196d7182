package fewshot.show.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.TreeSet;
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
        BufferedImage picture = new BufferedImage(700, 420, BufferedImage.TYPE_INT_RGB);
        chart.paint(picture.createGraphics(), 700, 420);
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
        assertEquals(4, written(0.003, 0.02, 1, 20), "0.01, 0.1, 1, 10");
    }
}
