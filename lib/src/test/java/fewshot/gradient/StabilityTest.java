package fewshot.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.TestImages;
import fewshot.data.Datasets;
import fewshot.data.ImageSet;
import fewshot.episode.EpisodeSampler;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Long runs of a bare DJL loop collapsed; CONTRIBUTING.md says what was found. These hold that ours do not. */
class StabilityTest {
    @Test
    void whatTheGarbageCollectorDoesChangesNoLoss() {
        assertArrayEquals(losses(false), losses(true), 1e-4);
    }

    /** The losses of 40 steps; where told so, memory is freed and other memory taken after each. */
    private static double[] losses(boolean churn) {
        EpisodeSampler episodes = new EpisodeSampler(TestImages.noisy(20, 8, 28, 3), 5, 1, 3, 1);
        try (Network network = Network.encoder(16, 5); Adam adam = new Adam(1e-3f)) {
            PrototypicalNetwork learner = PrototypicalNetwork.of(network, new GradientDescent(network, adam));
            double[] losses = new double[40];
            for (int i = 0; i < losses.length; i++) {
                losses[i] = learner.step(episodes.next(1)).loss();
                if (churn) {
                    System.gc();
                    for (int size : new int[] {64, 576, 9216}) {
                        ByteBuffer.allocateDirect(size).put(new byte[size]);
                    }
                }
            }
            return losses;
        }
    }

    @Test
    void noArrayOfTheEngineIsGivenJavasMemory() throws IOException {
        // NDArray.set(Buffer) and copyTo do, and the engine does not keep it alive.
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/fewshot"))) {
            for (Path source : sources.filter(p -> p.toString().endsWith(".java")).toList()) {
                boolean risky = Files.readAllLines(source).stream().filter(line -> !line.strip().startsWith("*"))
                        .anyMatch(line -> line.contains(".copyTo(") || line.matches(".*\\.set\\((\\w*[bB]uffer\\)|new float).*"));
                assertTrue(!risky, source + " hands Java memory to an array; write in place instead");
            }
        }
    }

    @Test
    @Tag("slow")
    void tenSeedsOfTwoThousandStepsEndWithoutAJump() {
        ImageSet train = Datasets.omniglotOrGlyphs().withRotations().train();
        for (int seed = 1; seed <= 10; seed++) {
            EpisodeSampler episodes = new EpisodeSampler(train, 60, 1, 5, seed);
            try (Network network = Network.encoder(64, seed); Adam adam = new Adam(1e-3f)) {
                PrototypicalNetwork learner = PrototypicalNetwork.of(network, new GradientDescent(network, adam));
                double largest = 0;
                for (int step = 1; step <= 2000; step++) {
                    largest = Math.max(largest, learner.step(episodes.next(1)).gradientNorm());
                }
                System.out.println(train.name() + ", seed " + seed + ": largest norm of the gradient " + largest);
                assertTrue(largest < 100, "seed " + seed + ": the gradient's norm reached " + largest);
            }
        }
    }
}
