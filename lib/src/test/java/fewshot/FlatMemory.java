package fewshot;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** Holds that a loop does not grow the process. */
public final class FlatMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private FlatMemory() {}

    /**
     * Resident memory at the last step must be within a tenth of that at the first step that counts. The Java heap has one
     * size from the start (see the pom), so what grows is native, that of the engine or of Java's compiler.
     */
    public static void check(IntConsumer step, int from, int to) throws IOException {
        assumeTrue(Files.exists(STATUS), "resident memory is read from /proc");
        double before = 0;
        for (int i = 1; i <= to; i++) {
            step.accept(i);
            if (i == from) {
                before = residentMegabytes();
            }
        }
        double after = residentMegabytes();
        String grown = "resident memory went from " + before + " to " + after + " MB";
        System.out.println(grown);
        assertTrue(after < 1.1 * before, grown);
    }

    private static double residentMegabytes() throws IOException {
        System.gc();
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
