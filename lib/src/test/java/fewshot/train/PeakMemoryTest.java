package fewshot.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PeakMemoryTest {
    private static final long MEGABYTE = 1 << 20;

    @Test
    void itIsWhatWasHeldAtOnceAndNotWhatWasLeft() {
        assumeTrue(Files.exists(Path.of("/proc/self/clear_refs")), "Linux keeps the peak");
        PeakMemory.of(() -> hold(10));
        long hundreds = PeakMemory.of(() -> hold(300)).orElseThrow();
        assertTrue(hundreds > 250 * MEGABYTE && hundreds < 350 * MEGABYTE, hundreds / MEGABYTE + " MB");
    }

    private static void hold(int megabytes) {
        try (NDManager manager = NDManager.newBaseManager()) {
            manager.ones(new Shape(megabytes * MEGABYTE / 4));
        }
    }

    @Test
    void theWorkIsDoneOnce() {
        AtomicInteger times = new AtomicInteger();
        OptionalLong peak = PeakMemory.of(times::incrementAndGet);
        assertEquals(1, times.get());
        assertTrue(peak.orElse(0) >= 0);
    }
}
