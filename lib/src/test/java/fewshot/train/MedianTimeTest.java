package fewshot.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class MedianTimeTest {
    @Test
    void oneSlowRunAndTheFirstDoNotCount() {
        int[] done = {0};
        double found = MedianTime.milliseconds(() -> {
            done[0]++;
            LockSupport.parkNanos(done[0] == 1 || done[0] == 3 ? 300_000_000 : 20_000_000);
        }, 5);
        assertEquals(6, done[0]);
        assertTrue(found >= 19 && found < 200, found + " ms");
    }

    @Test
    void noRunIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> MedianTime.milliseconds(() -> {}, 0));
    }
}
