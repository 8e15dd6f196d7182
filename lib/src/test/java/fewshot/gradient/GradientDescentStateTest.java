package fewshot.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.state.StateException;
import fewshot.state.StateFile;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GradientDescentStateTest {
    @TempDir
    Path folder;

    private final Network line = line();
    private final Adam adam = new Adam((int t) -> 0.1f / t);
    private final GradientDescent descent = new GradientDescent(List.of(line), adam, 2);
    private Path file;

    private static Network line() {
        return new Network(Linear.builder().setUnits(1).build(), new Shape(2), 0, Engine.getInstance().defaultDevice());
    }

    @BeforeEach
    void save() throws IOException {
        line.restore(new float[][] {{1, -2}, {0.5f}});
        file = folder.resolve("descent.fewshot");
        for (int i = 0; i < 3; i++) {
            step(line, descent, 1);
        }
        StateFile.write(file, "descent", descent);
    }

    @AfterEach
    void close() {
        line.close();
        adam.close();
    }

    /** One step on (3, 1) with a loss that grows with {@code times}. */
    private static Step step(Network network, GradientDescent descent, float times) {
        return descent.minimise(List.of(times), (NDManager manager, Float factor) -> {
            NDArray y = network.forward(manager.create(new float[] {3, 1}, new Shape(1, 2)), BatchNormMode.TRAINING);
            return y.square().sum().mul(manager.create(factor));
        });
    }

    private String refusal(Adam other, double clip) {
        try (Network network = line(); other) {
            float[] before = network.snapshot()[0];
            GradientDescent fresh = new GradientDescent(List.of(network), other, clip);
            String message = assertThrows(StateException.class, () -> StateFile.restore(file, "descent", fresh)).getMessage();
            assertArrayEquals(before, network.snapshot()[0]);
            assertEquals(0, fresh.steps());
            return message;
        }
    }

    @Test
    void stepsAndTheLargestNormComeBack() throws IOException {
        try (Network network = line(); Adam other = new Adam((int t) -> 0.1f / t)) {
            GradientDescent fresh = new GradientDescent(List.of(network), other, 2);
            for (int i = 0; i < GradientWatch.WARM_UP; i++) {
                step(line, descent, i == 50 ? 1e4f : 1e-3f);
            }
            StateFile.write(file, "descent", descent);
            StateFile.restore(file, "descent", fresh);
            assertEquals(GradientWatch.WARM_UP + 3, fresh.steps());
            step(network, fresh, 1e4f); // would be a jump if the one before were forgotten
            assertThrows(DivergenceException.class, () -> step(network, fresh, 1e9f)); // and this is one, for the warm-up is over
        }
    }

    @Test
    void arraysThatHaveHadDifferentNumbersOfUpdatesGoOnFromAFileAsIfNothingHadHappened() throws IOException {
        try (Network tail = line(); Network head = line(); Network other = line(); Adam fresh = new Adam((int t) -> 0.1f / t)) {
            GradientDescent joint = new GradientDescent(List.of(line, tail), adam, 2);
            step(tail, joint.only(List.of(tail)), 1);
            step(tail, joint, 1);
            StateFile.write(file, "descent", joint);
            GradientDescent again = new GradientDescent(List.of(head, other), fresh, 2);
            StateFile.restore(file, "descent", again);
            for (int i = 0; i < 3; i++) {
                assertEquals(step(tail, joint, 1), step(other, again, 1));
            }
            assertArrayEquals(line.snapshot()[0], head.snapshot()[0]); // four updates and three, of zeros
            assertArrayEquals(tail.snapshot()[0], other.snapshot()[0]); // two and three
        }
    }

    @Test
    void anotherLearningRateIsRefused() {
        // After three updates 0.1 / 3 was the last rate.
        assertEquals(file + " holds Adam at a learning rate of " + (double) (0.1f / 3) + ", but after as many steps it is "
                + (double) 0.2f + " here", refusal(new Adam(0.2f), 2));
    }

    @Test
    void anotherClippingIsRefused() {
        assertTrue(refusal(new Adam((int t) -> 0.1f / t), 5).endsWith("clipped at 2.0, but here it is 5.0"));
    }

    @Test
    void anOptimiserWhoseStateCannotBeReadIsNotSaved() throws IOException {
        byte[] before = Files.readAllBytes(file);
        GradientDescent sgd = new GradientDescent(line, Optimizer.sgd().setLearningRateTracker(Tracker.fixed(1)).build());
        Exception e = assertThrows(IllegalStateException.class, () -> StateFile.write(file, "descent", sgd));
        assertTrue(e.getMessage().contains("Sgd") && e.getMessage().contains("fewshot.gradient.Adam"), e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(file));
    }

    @Test
    void savingAndRestoringLeavesNoArrayBehind() throws Exception {
        StateFile.restore(file, "descent", descent);
        long before = nativeBuffers();
        for (int i = 0; i < 100; i++) {
            StateFile.restore(file, "descent", descent);
        }
        long left = nativeBuffers() - before;
        // Two weights and four moments: one each time would be 100.
        assertTrue(left < 50, left + " native buffers were left by 100 times");
    }

    private static long nativeBuffers() throws InterruptedException {
        for (int i = 0; i < 5; i++) { // what is closed is freed some time after Java has collected its handle
            System.gc();
            Thread.sleep(50);
        }
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getCount)
                .sum();
    }
}
