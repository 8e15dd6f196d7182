package fewshot.show.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.CategoryChart;

class BarPictureTest {
    private static final int TITLE = 40; // pixels at the top, about

    /** One bar, and magenta levels. */
    private static CategoryChart chart(double bar, double... levels) {
        ObjectNode figure = new ObjectMapper().createObjectNode();
        figure.putObject("layout").putObject("title").put("text", "a title");
        ObjectNode bars = figure.putArray("data").addObject().put("type", "bar").put("name", "bars");
        bars.putArray("x").add("one");
        bars.putArray("y").add(bar);
        for (double level : levels) {
            ObjectNode line = figure.withArray("data").addObject().put("type", "scatter").put("name", "at " + level);
            line.putArray("x").add("one").add("one");
            line.putArray("y").add(level).add(level);
            line.putObject("line").put("color", "#FF00FF");
        }
        return BarPicture.of(figure);
    }

    /** The rows in which the level is seen. */
    private static int[] rows(CategoryChart chart) {
        BufferedImage picture = new BufferedImage(700, 420, BufferedImage.TYPE_INT_RGB);
        chart.paint(picture.createGraphics(), 700, 420);
        return IntStream.range(0, 420).filter(y -> IntStream.range(0, 700).anyMatch(x -> picture.getRGB(x, y) == Color.MAGENTA.getRGB())).toArray();
    }

    @Test
    void aLevelBeyondTheBarsLiesWithinTheAxes() {
        for (double[] each : new double[][] {{0.3, 0.4}, {-0.3, 0.4}, {0.3, -0.4}, {-0.3, -0.4}}) {
            int[] rows = rows(chart(each[0], each[1]));
            assertTrue(rows.length > 0 && rows[0] > TITLE && rows[rows.length - 1] < 420 - TITLE, each[0] + ", " + each[1]);
        }
        assertEquals(0.42, chart(0.3, 0.4).getStyler().getYAxisMax(), 1e-9);
        assertNull(chart(0.3, 0.2).getStyler().getYAxisMax(), "the bar reaches further");
    }

    @Test
    void theLevelsAreNamedBelow() {
        assertEquals("line across: at 0.2", chart(0.3, 0.2).getXAxisTitle());
        assertEquals("lines across: at 0.2, at 0.4", chart(0.3, 0.2, 0.4).getXAxisTitle());
    }

    @Test
    void namesThatHaveNoRoomSideBySideAreSlanted() {
        String[] tasks = {"5-way 1-shot", "5-way 5-shot", "20-way 1-shot", "20-way 5-shot"};
        assertEquals(0, rotation(tasks, "a"));
        assertEquals(25, rotation(tasks, "Relation, mean, transductive"));
        assertEquals(25, rotation(new String[] {"MAML", "pre-training, nearest centroid"}, "strangers told as strangers"));
    }

    private static int rotation(String[] names, String series) {
        ObjectNode figure = new ObjectMapper().createObjectNode();
        figure.putObject("layout").put("width", 600);
        for (String each : new String[] {series, "b"}) {
            ObjectNode bars = figure.withArray("data").addObject().put("type", "bar").put("name", each);
            for (String name : names) {
                bars.withArray("x").add(name);
                bars.withArray("y").add(1);
            }
        }
        return BarPicture.of(figure).getStyler().getXAxisLabelRotation();
    }
}
