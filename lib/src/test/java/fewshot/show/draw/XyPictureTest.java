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
    private static TreeSet<Double> labels(double[] x) {
        ObjectNode figure = JSON.createObjectNode();
        figure.putObject("layout");
        ObjectNode trace = figure.putArray("data").addObject().put("type", "scatter").put("mode", "lines").put("name", "a");
        for (double each : x) {
            trace.withArray("x").add(each);
            trace.withArray("y").add(each * each);
        }
        XYChart chart = XyPicture.of(figure);
        TreeSet<Double> labels = new TreeSet<>();
        chart.setCustomXAxisTickLabelsFormatter(value -> {
            if (value > x[0] && value < x[x.length - 1]) {
                labels.add(Math.round(1e6 * value) / 1e6);
            }
            return "" + value;
        });
        chart.paint(new BufferedImage(700, 420, BufferedImage.TYPE_INT_RGB).createGraphics(), 700, 420);
        return labels;
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
        assertEquals(new TreeSet<>(List.of(2.0, 3.0, 4.0)), labels(new double[] {1, 2, 3, 4, 5}));
    }
}
