package fewshot.pad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawingTest {
    @Test
    void aLevelStrokeInksTheFiveRowsWhoseMiddlesItCovers() {
        byte[] ink = Drawing.of("20,52.5 85,52.5").image(105).bytes();
        int[] rows = IntStream.range(0, 105).filter(y -> ink[105 * y + 50] != 0).toArray();
        assertArrayEquals(new int[] {50, 51, 52, 53, 54}, rows, "5.5 units around 52.5 are from 49.75 to 55.25");
        assertTrue(IntStream.range(0, ink.length).allMatch(i -> ink[i] == 0 || ink[i] == -1), "ink is 255, paper 0");
    }

    @Test
    void strokesAreAsThickAsOmniglotsAre() {
        Random random = new Random(3);
        double sum = 0;
        for (int i = 0; i < 50; i++) {
            List<double[]> points = new ArrayList<>();
            double x = 30, y = 30;
            double heading = random.nextDouble();
            for (int step = 0; step < 30; step++) {
                points.add(new double[] {x, y});
                heading += 0.3 * random.nextGaussian();
                x = Math.min(95, Math.max(10, x + 3 * Math.cos(heading)));
                y = Math.min(95, Math.max(10, y + 3 * Math.sin(heading)));
            }
            sum += thickness(new Drawing(List.<double[][]>of(points.toArray(double[][]::new))).image(105).bytes());
        }
        assertEquals(5.5, sum / 50, 0.4, "measured as in Omniglot: twice the ink over the length of its edge");
    }

    /** A round edge of length 1 crosses 4/π sides of pixels. */
    private static double thickness(byte[] ink) {
        int area = 0;
        int sides = 0;
        for (int i = 0; i < ink.length; i++) {
            area += ink[i] & 1;
            sides += (i % 105 < 104 && ink[i] != ink[i + 1] ? 1 : 0) + (i < 105 * 104 && ink[i] != ink[i + 105] ? 1 : 0);
        }
        return 2.0 * area / sides * 4 / Math.PI;
    }

    @Test
    void aTapLeavesADot() {
        byte[] ink = Drawing.of("40,60").image(28).bytes();
        assertTrue(IntStream.range(0, ink.length).anyMatch(i -> (ink[i] & 255) > 128));
    }

    @Test
    void textAndStrokesAreTheSameThing() {
        Drawing drawing = Drawing.of("20,30 50,10; 5,5");
        assertEquals("20,30 50,10; 5,5", drawing.toString());
        assertArrayEquals(drawing.image(28).bytes(), Drawing.of(drawing.toString()).image(28).bytes());
        assertArrayEquals(new double[] {50, 10}, drawing.strokes().get(0)[1]);
    }

    @Test
    void whatIsOutsideOfTheSheetIsPutOnItsEdge() {
        assertEquals("0,105 105,0", Drawing.of("-7,300 1000,-1").toString());
    }

    @Test
    void whatIsNoDrawingIsRefused() {
        for (String text : new String[] {"", "a,b", "1,2,3", "NaN,3", "5"}) {
            Exception e = assertThrows(IllegalArgumentException.class, () -> Drawing.of(text), text);
            assertTrue(e.getMessage().startsWith("Drawing: "), e.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> new Drawing(List.of()));
        double[][] endless = Collections.nCopies(20_001, new double[] {1, 1}).toArray(double[][]::new);
        assertThrows(IllegalArgumentException.class, () -> new Drawing(List.<double[][]>of(endless)));
    }
}
