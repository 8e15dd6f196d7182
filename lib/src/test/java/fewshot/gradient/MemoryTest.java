package fewshot.gradient;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fewshot.TestImages;
import fewshot.episode.EpisodeSampler;
import fewshot.evaluate.Evaluator;
import fewshot.method.PrototypicalNetwork;
import fewshot.model.Network;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");

    @Test
    void trainingAndEvaluatingDoNotGrowTheProcess() throws IOException {
        grow(32, 2, 500, 2500); // one copy of the weights kept at each step would be 230 MB
    }

    @Test
    @Tag("slow")
    void tenThousandStepsDoNotGrowTheProcess() throws IOException {
        grow(64, 20, 1000, 10_000);
    }

    @Test
    void aStepLeavesNoArrayOfItsOwnBehind() {
        try (Network network = Network.encoder(8, 3); Adam adam = new Adam(1e-3f)) {
            PrototypicalNetwork learner = PrototypicalNetwork.of(network, new GradientDescent(network, adam));
            EpisodeSampler sampler = new EpisodeSampler(TestImages.noisy(10, 8, 28, 11), 5, 1, 2, 1);
            learner.step(sampler.next(1));
            long before = nativeBuffers();
            for (int i = 0; i < 50; i++) {
                learner.step(sampler.next(1));
            }
            long left = nativeBuffers() - before;
            // Three a step may still wait to be freed; one for each of the 16 weights would be 800.
            assertTrue(left < 400, left + " native buffers were left by 50 steps");
        }
    }

    /** The engine makes one for each array that is made from Java's numbers; it goes when no manager holds the array. */
    private static long nativeBuffers() {
        System.gc();
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getCount)
                .sum();
    }

    /**
     * Resident memory at the last step must be within a tenth of that at the first step that counts. The Java heap has one
     * size from the start (see the pom), so what grows is native, that of the engine or of Java's compiler.
     */
    private static void grow(int filters, int way, int from, int to) throws IOException {
        assumeTrue(Files.exists(STATUS), "resident memory is read from /proc");
        try (Network network = Network.encoder(filters, 3); Adam adam = new Adam(1e-3f)) {
            PrototypicalNetwork learner = PrototypicalNetwork.of(network, new GradientDescent(network, adam));
            EpisodeSampler sampler = new EpisodeSampler(TestImages.noisy(40, 8, 28, 11), way, 1, 2, 1);
            double before = 0;
            for (int step = 1; step <= to; step++) {
                learner.step(sampler.next(1));
                if (step % 20 == 0) {
                    Evaluator.evaluate(learner, sampler, 2);
                }
                if (step == from) {
                    before = residentMegabytes();
                }
            }
            double after = residentMegabytes();
            String grown = "resident memory went from " + before + " to " + after + " MB";
            System.out.println(grown);
            assertTrue(after < 1.1 * before, grown);
        }
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
