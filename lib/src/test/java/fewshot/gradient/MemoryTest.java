package fewshot.gradient;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.FlatMemory;
import fewshot.TestImages;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.bit.CopyTask;
import fewshot.episode.sequence.SequenceSampler;
import fewshot.evaluate.Evaluator;
import fewshot.method.gradient.Maml;
import fewshot.method.memory.BitLearner;
import fewshot.method.memory.RecurrentLearner;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.Network;
import fewshot.model.memory.Controller;
import fewshot.model.memory.Mann;
import fewshot.model.memory.NeuralTuringMachine;
import fewshot.model.sequence.Gru;
import fewshot.model.sequence.Lstm;
import fewshot.model.sequence.SequenceBlock;
import fewshot.train.PeakMemory;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");

    @Test
    @Tag("thorough")
    void trainingAndEvaluatingDoNotGrowTheProcess() throws IOException {
        grow(32, 2, 500, 2500); // one copy of the weights kept at each step would be 230 MB
    }

    @Test
    @Tag("slow")
    void tenThousandStepsDoNotGrowTheProcess() throws IOException {
        grow(64, 20, 1000, 10_000);
    }

    @Test
    @Tag("slow")
    void fiveThousandStepsOfReadingDoNotGrowTheProcess() throws IOException {
        CopyTask copy = new CopyTask(8, 1, 10, 8, 1);
        try (Network network = Network.sequence(new NeuralTuringMachine(Controller.LSTM, 100, 128, 20), 9, 8, 1);
                Adam adam = new Adam(1e-4f)) {
            BitLearner learner = new BitLearner(network, new GradientDescent(List.of(network), adam, 10));
            FlatMemory.check(step -> learner.step(copy.batch(step)), 500, 5000);
        }
        SequenceSampler sequences = new SequenceSampler(TestImages.noisy(40, 10, 8, 11), 5, 4, 4, 1);
        for (SequenceBlock reader : List.of(new Mann(50, 64, 20, 2), new Lstm(50), new Gru(50))) {
            try (Network network = Network.sequence(reader, 64 + 5, 5, 1); Adam adam = new Adam(1e-4f)) {
                RecurrentLearner learner = RecurrentLearner.of(network, new GradientDescent(List.of(network), adam, 10));
                FlatMemory.check(step -> learner.step(sequences.batch(step)), 500, 5000);
            }
        }
    }

    @Test
    @Tag("slow")
    void fiveThousandMetaStepsDoNotGrowTheProcess() throws IOException {
        metaSteps(16, 5, 500, 5000);
    }

    @Test
    @Tag("thorough")
    void metaStepsDoNotGrowTheProcess() throws IOException {
        metaSteps(4, 3, 100, 500);
    }

    private static void metaSteps(int filters, int way, int from, int to) throws IOException {
        EpisodeSampler sampler = new EpisodeSampler(TestImages.noisy(40, 8, 28, 11), way, 1, 2, 1);
        try (Network network = Network.classifier(filters, way, 3); Adam adam = new Adam(1e-3f)) {
            InnerLoop inner = new InnerLoop(UpdateRule.descent(0.1), 1, InnerLoop.Order.SECOND);
            Maml maml = Maml.of(network, inner, 3, new GradientDescent(List.of(network), adam, 1));
            FlatMemory.check(step -> {
                maml.step(sampler.next(2));
                if (step % 20 == 0) {
                    Evaluator.evaluate(maml, sampler, 2);
                }
            }, from, to);
        }
    }

    @Test
    void fiveInnerStepsNeedLessThanSixTimesTheMemoryOfOne() throws IOException {
        assumeTrue(Files.exists(STATUS), "resident memory is read from /proc");
        List<Episode> task = new EpisodeSampler(TestImages.noisy(40, 8, 28, 11), 5, 1, 1, 1).next(1);
        try (Network network = Network.classifier(32, 5, 3); Adam adam = new Adam(1e-3f)) {
            long[] peaks = new long[2];
            for (int i = 0; i < 2; i++) {
                InnerLoop inner = new InnerLoop(UpdateRule.descent(0.01), i == 0 ? 1 : 5, InnerLoop.Order.SECOND);
                Maml maml = Maml.of(network, inner, 1, new GradientDescent(List.of(network), adam, 1));
                peaks[i] = PeakMemory.of(() -> maml.step(task)).orElseThrow();
            }
            String peak = "one inner step takes " + (peaks[0] >> 20) + " MB, five take " + (peaks[1] >> 20) + " MB";
            System.out.println(peak);
            assertTrue(peaks[1] < 6 * peaks[0], peak);
        }
    }

    @Test
    void aGradientThatIsRefusedLeavesNothingBehind() throws IOException {
        InnerLoop wild = new InnerLoop(UpdateRule.descent(1e30), 3, InnerLoop.Order.SECOND);
        EpisodeSampler sampler = new EpisodeSampler(TestImages.noisy(40, 8, 28, 11), 3, 1, 2, 1);
        try (Network network = Network.classifier(8, 3, 3); Adam adam = new Adam(1e-3f)) {
            Maml maml = Maml.of(network, wild, 3, new GradientDescent(List.of(network), adam, 1));
            // One graph kept at each of 300 refusals would be more than a gigabyte.
            FlatMemory.check(step -> assertThrows(DivergenceException.class, () -> maml.step(sampler.next(1))), 50, 350);
            FlatMemory.check(step -> {
                try (NDManager manager = network.manager().newSubManager(); Recording recording = Recording.on()) {
                    NDList theta = Gradients.leaves(manager, maml.block().weights());
                    theta.add(manager.ones(new Shape(1)));
                    theta.get(theta.size() - 1).setRequiresGradient(true);
                    NDArray loss = maml.supportLoss(sampler.episode(step)).loss(new NDList(theta.subList(0, theta.size() - 1)));
                    assertThrows(IllegalArgumentException.class, () -> Gradients.withGraph(loss, theta));
                }
            }, 50, 350);
        }
    }

    @Test
    void aStepLeavesNoArrayOfItsOwnBehind() throws InterruptedException {
        try (Network network = Network.encoder(8, 3); Adam adam = new Adam(1e-3f)) {
            PrototypicalNetwork learner = PrototypicalNetwork.of(network, new GradientDescent(network, adam));
            EpisodeSampler sampler = new EpisodeSampler(TestImages.noisy(10, 8, 28, 11), 5, 1, 2, 1);
            learner.step(sampler.next(1));
            long before = nativeBuffers();
            for (int i = 0; i < 50; i++) {
                learner.step(sampler.next(1));
            }
            long left = nativeBuffers() - before;
            // What is collected is freed by a thread of its own, a little later; what is held stays however long one waits.
            for (int wait = 0; left >= 50 && wait < 50; wait++) {
                Thread.sleep(100);
                left = nativeBuffers() - before;
            }
            assertTrue(left < 50, left + " native buffers were left by 50 steps");
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

    private static void grow(int filters, int way, int from, int to) throws IOException {
        try (Network network = Network.encoder(filters, 3); Adam adam = new Adam(1e-3f)) {
            PrototypicalNetwork learner = PrototypicalNetwork.of(network, new GradientDescent(network, adam));
            EpisodeSampler sampler = new EpisodeSampler(TestImages.noisy(40, 8, 28, 11), way, 1, 2, 1);
            FlatMemory.check(step -> {
                learner.step(sampler.next(1));
                if (step % 20 == 0) {
                    Evaluator.evaluate(learner, sampler, 2);
                }
            }, from, to);
        }
    }
}
