package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ProjectionTest {
    @Test
    void theAxisOfTheWidestSpreadComesFirstAndDistancesInThePlaneAreKept() {
        // Wide along (0, 0.6, 0.8), less so along (0, −0.8, 0.6), not at all along x.
        double[][] points = {{7, 6, 8}, {7, -6, -8}, {7, -1.6, 1.2}, {7, 1.6, -1.2}};
        double[][] page = Projection.of(points).onPage(points);
        assertEquals(20, Math.abs(page[0][0] - page[0][1]), 1e-9);
        assertEquals(0, page[1][0] - page[1][1], 1e-9);
        assertEquals(0, page[0][2] - page[0][3], 1e-9);
        assertEquals(4, Math.abs(page[1][2] - page[1][3]), 1e-9);
    }
}
