package fewshot.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.gradient.Step;
import fewshot.state.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoreTimeTest {
    private static final Step STEP = new Step(1, 1);

    @TempDir
    Path folder;

    private static void work(double seconds) {
        long end = System.nanoTime() + (long) (1e9 * seconds);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static double counted(Runnable what) {
        CoreTime time = new CoreTime();
        time.of(number -> {
            what.run();
            return STEP;
        }).apply(0);
        return time.seconds();
    }

    private static void wait(double seconds) {
        try {
            Thread.sleep((long) (1000 * seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The compiler may be busy meanwhile, and the machine too: the least of several waits, and the most of several loops. */
    @Test
    void workIsCountedAndWaitingIsNot() {
        double waiting = IntStream.range(0, 5).mapToDouble(i -> counted(() -> wait(0.2))).min().orElseThrow();
        double working = IntStream.range(0, 5).mapToDouble(i -> counted(() -> work(0.2))).max().orElseThrow();
        assertTrue(waiting < 0.05, "waiting " + waiting);
        assertTrue(working > 0.06, "working " + working);
    }

    @Test
    void theStepIsTheSameAndItsTimesAddUpOverProcesses() throws IOException {
        CoreTime time = new CoreTime();
        IntStream.range(0, 3).forEach(i -> assertEquals(STEP, time.of(number -> {
            work(0.05);
            return STEP;
        }).apply(i)));
        assertTrue(time.seconds() > 0);
        StateFile.write(folder.resolve("time"), "time", time);
        CoreTime later = new CoreTime();
        StateFile.restore(folder.resolve("time"), "time", later);
        assertEquals(time.seconds(), later.seconds());
        later.of(number -> {
            work(0.05);
            return STEP;
        }).apply(3);
        assertTrue(later.seconds() > time.seconds());
    }
}
