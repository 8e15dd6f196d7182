package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import fewshot.evaluate.Calibration;
import fewshot.evaluate.RocCurve;
import fewshot.show.draw.Bundle;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiagramsTest {
    private static JsonNode data(Chart chart) {
        return new ObjectMapper().valueToTree(chart.bundle().data().get(Bundle.PLOTLY)).get("data");
    }

    /** Above every threshold: 9 is positive, 7 negative, 5 positive. */
    @Test
    void rocCurveIsDrawnInPerCentBesideChanceAndSaysItsArea() {
        RocCurve curve = RocCurve.of(new double[] {9, 7, 5, 3}, new boolean[] {true, false, true, false});
        Chart chart = Diagrams.roc("Strangers", Map.of("Prototypical", curve));
        JsonNode line = data(chart).get(0);
        assertEquals("[0.0,0.0,50.0,50.0,100.0]", line.get("x").toString());
        assertEquals("[0.0,50.0,50.0,100.0,100.0]", line.get("y").toString());
        assertEquals("#0072B2", line.get("line").get("color").asText(), "the method's own colour");
        assertEquals("chance", data(chart).get(1).get("name").asText());
        assertTrue(chart.toString().startsWith("Areas under the curves: Prototypical 0.750. Plot 'Strangers', true positives (%)"), chart.toString());
    }

    @Test
    void aCurveOfManyScoresKeepsItsEndsAndTwoHundredSteps() {
        Random random = new Random(1);
        boolean[] positive = new boolean[30_000];
        double[] scores = new double[positive.length];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = random.nextBoolean();
            scores[i] = random.nextGaussian() + (positive[i] ? 1 : 0);
        }
        JsonNode x = data(Diagrams.roc("", Map.of("", RocCurve.of(scores, positive)))).get(0).get("x");
        assertEquals(201, x.size());
        assertEquals(0, x.get(0).asDouble());
        assertEquals(100, x.get(200).asDouble());
    }

    /** Two answers of 0.9 of which one is right, one of 0.3 that is wrong: |0.5 − 0.9| · 2/3 + |0 − 0.3| · 1/3 = 0.3667. */
    @Test
    void reliabilityHasAPointForEachBinThatHoldsAnswersAndSaysTheError() {
        Calibration calibration = Calibration.of(new double[] {0.9, 0.3, 0.9}, new double[] {1, 0, 0});
        Chart chart = Diagrams.reliability("Honest?", Map.of("MAML", calibration));
        JsonNode points = data(chart).get(0);
        assertEquals("[30.0,90.0]", points.get("x").toString());
        assertEquals("[0.0,50.0]", points.get("y").toString());
        assertEquals("markers", points.get("mode").asText());
        assertTrue(chart.toString().startsWith("Expected calibration errors in percentage points: MAML 36.667."), chart.toString());
    }
}
