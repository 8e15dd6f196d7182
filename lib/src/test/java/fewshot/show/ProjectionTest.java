package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProjectionTest {
    /** Spread 5 along (1, 1, 0, 0) / √2, 2 along the third axis, 0.1 along the fourth: the first two of these are the page. */
    @Test
    void theAxesAreTheTwoDirectionsOfTheLargestSpread() {
        Random random = new Random(1);
        double[][] cloud = new double[2000][];
        for (int i = 0; i < cloud.length; i++) {
            double along = 5 * random.nextGaussian() / Math.sqrt(2);
            cloud[i] = new double[] {along, along, 2 * random.nextGaussian(), 0.1 * random.nextGaussian()};
        }
        double[][] page = Projection.of(cloud).apply(new double[][] {{1, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}, {1, -1, 0, 0}});
        assertEquals(Math.sqrt(2), Math.abs(page[0][0]), 0.01);
        assertEquals(1, Math.abs(page[1][1]), 0.01);
        assertEquals(0, Math.hypot(page[2][0], page[2][1]), 0.02);
        assertEquals(0, Math.hypot(page[3][0], page[3][1]), 0.1);
    }

    @Test
    void namedPointsStandWhereTheirAxesPutThem() {
        Map<String, double[]> points = new LinkedHashMap<>();
        points.put("west", new double[] {-3, 0, 0});
        points.put("east", new double[] {3, 0, 0});
        points.put("up", new double[] {0, 0, 1});
        points.put("down", new double[] {0, 0, -1});
        String said = Projection.chart("Towns", points).toString();
        assertTrue(said.contains("west, at (") && said.contains("down, at (0, "), said);
        JsonNode towns = Projection.chart("Towns", points).plotly().json().get("data");
        double[][] places = {{3, 0}, {3, 0}, {0, 1}, {0, 1}}; // which way an axis points is open
        for (int i = 0; i < 4; i++) {
            assertEquals(places[i][0], Math.abs(towns.get(i).get("x").get(0).doubleValue()), 1e-9);
            assertEquals(places[i][1], Math.abs(towns.get(i).get("y").get(0).doubleValue()), 1e-9);
        }
        assertEquals(0, towns.get(0).get("x").get(0).doubleValue() + towns.get(1).get("x").get(0).doubleValue(), 1e-9);
    }

    @Test
    void theChartHasASeriesAClassAndTheirPrototypes() {
        double[][][] byClass = {{{0, 0, 0}, {1, 0, 0}}, {{0, 4, 0}, {1, 4, 1}}};
        String said = Projection.chart("Shadows", byClass, new double[][] {{0.5, 0, 0}, {0.5, 4, 0.5}}).toString();
        assertTrue(said.contains("class 1, 2 points") && said.contains("class 2, 2 points") && said.contains("prototypes, 2 points"), said);
    }
}
