package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HitsTest {
    @Test
    void aQueryIsRightWhenItsOwnClassScoresHighestAndTiesCountByTheirShare() {
        float[] scores = {3, 1, 2, /* right */ 1, 2, 5, /* wrong */ 4, 0, 4, /* half */ 7, 7, 7 /* a third */};
        assertEquals((1 + 0 + 0.5 + 1 / 3.0) / 4, Hits.mean(scores, new int[] {0, 1, 2, 1}, 3), 1e-12);
    }

    @Test
    void aStrangerIsNeitherRightNorWrongAndStrangersAloneAreRefused() {
        float[] scores = {3, 1, /* right */ 9, 8, /* a stranger */ 5, 1 /* wrong */};
        assertEquals(0.5, Hits.mean(scores, new int[] {0, -1, 1}, 2), 1e-12);
        Exception e = assertThrows(IllegalArgumentException.class, () -> Hits.mean(scores, new int[] {-1, -1, -1}, 2));
        assertTrue(e.getMessage().contains("3 queries") && e.getMessage().contains("none"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Hits.mean(scores, new int[] {0, 2, 1}, 2));
    }
}
