package fewshot.episode.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

class MarkedNumbersTest {
    @Test
    void theLastMarkedNumberOfEachSequenceIsWanted() {
        MarkedNumbers drawn = MarkedNumbers.draw(3, 40, 1);
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] seen = drawn.inputs(manager).toFloatArray();
            float[] wanted = drawn.targets(manager).toFloatArray();
            for (int s = 0; s < 3; s++) {
                float last = Float.NaN;
                int ago = -1;
                for (int t = 0; t < 40; t++) {
                    int i = t * 3 + s;
                    ago = seen[2 * i + 1] == 1 ? 0 : ago + 1;
                    last = seen[2 * i + 1] == 1 ? seen[2 * i] : last;
                    assertEquals(last, wanted[i]);
                    assertEquals(ago, drawn.since()[i]);
                }
            }
        }
    }

    @Test
    void oneSeedGivesOneDrawingAndAlwaysZeroCostsAThird() {
        MarkedNumbers drawn = MarkedNumbers.draw(2000, 10, 5);
        assertArrayEquals(drawn.numbers(), MarkedNumbers.draw(2000, 10, 5).numbers());
        double cost = 0;
        for (float number : drawn.last()) {
            cost += number * number / drawn.last().length;
        }
        assertEquals(1 / 3.0, cost, 0.02);
        assertTrue(drawn.since()[2000 + 7] <= 1);
    }
}
