package fewshot.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorkersTest {
    @Test
    void resultsComeInTheOrderOfTheTasks() {
        List<Integer> tasks = IntStream.range(0, 50).boxed().toList();
        assertEquals(tasks.stream().map(i -> i * i).toList(), Workers.map(Device.cpu(), tasks, i -> {
            pause(50 - i);
            return i * i;
        }));
    }

    private static void pause(int tenths) {
        try {
            Thread.sleep(0, 100_000 * tenths % 1_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void eachWorkerHasOneEngineThreadAndTheCallerKeepsItsOwn() {
        Engine.getInstance();
        int before = JniUtils.getNumThreads();
        List<Integer> threads = Workers.map(Device.cpu(), List.of(1, 2, 3, 4), i -> JniUtils.getNumThreads());
        if (Runtime.getRuntime().availableProcessors() > 1) {
            assertEquals(List.of(1, 1, 1, 1), threads);
        }
        assertEquals(before, JniUtils.getNumThreads());
    }

    @Test
    void workersLeaveTheEnginesThreadsOfAllOthersAsTheyAre() throws InterruptedException {
        Engine.getInstance();
        int before = JniUtils.getNumThreads();
        try {
            JniUtils.setNumThreads(3);
            List<Integer> ofWorkers = Collections.synchronizedList(new ArrayList<>());
            List<Thread> workers = Stream.generate(() -> Workers.worker(() -> ofWorkers.add(JniUtils.getNumThreads()))).limit(8).toList();
            workers.forEach(Thread::start);
            for (Thread worker : workers) {
                worker.join();
            }
            assertEquals(Collections.nCopies(8, 1), ofWorkers);
            List<Integer> bornLater = Collections.synchronizedList(new ArrayList<>());
            Thread later = new Thread(() -> bornLater.add(JniUtils.getNumThreads()));
            later.start();
            later.join();
            assertEquals(List.of(3), bornLater);
            assertEquals(3, JniUtils.getNumThreads());
        } finally {
            JniUtils.setNumThreads(before);
        }
    }

    @Test
    void aWorkerDoesWhatItAsksForItselfAndSoDoesNotWaitForItsOwnKind() {
        List<Integer> tasks = IntStream.range(0, 32).boxed().toList();
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertEquals(Collections.nCopies(32, 3),
                Workers.map(Device.cpu(), tasks, i -> Workers.map(Device.cpu(), List.of(1, 2, 3), j -> j).size())));
    }

    @Test
    void aWorkerRecordsIfItsCallerDoes() {
        List<Integer> tasks = List.of(1, 2, 3, 4);
        try (Recording recording = Recording.on()) {
            assertEquals(Collections.nCopies(4, true), Workers.map(Device.cpu(), tasks, i -> Recording.isOn()));
        }
        try (Recording none = Recording.off()) {
            assertEquals(Collections.nCopies(4, false), Workers.map(Device.cpu(), tasks, i -> Recording.isOn()));
        }
    }

    @Test
    void aFailureIsThrownOnceAllTasksHaveEnded() {
        AtomicInteger ended = new AtomicInteger();
        IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class,
                () -> Workers.map(Device.cpu(), IntStream.range(0, 8).boxed().toList(), i -> {
                    pause(9);
                    ended.incrementAndGet();
                    if (i == 1 || i == 5) {
                        throw new IllegalArgumentException("task " + i);
                    }
                    return i;
                }));
        if (Runtime.getRuntime().availableProcessors() > 1) {
            assertEquals(8, ended.get());
        }
        assertEquals("task 1", thrown.getMessage());
    }

    @Test
    void anInterruptIsKeptForTheCaller() {
        Thread.currentThread().interrupt();
        assertEquals(List.of(1, 2, 3), Workers.map(Device.cpu(), List.of(1, 2, 3), i -> i));
        assertTrue(Thread.interrupted());
    }
}
