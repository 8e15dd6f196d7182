package fewshot.gradient;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Works on several tasks at once, each on a thread of its own with a single engine thread: small convolutions gain little
 * from a second engine thread, but two tasks on two cores take hardly longer than one. The engine's own threads belong to
 * the thread that calls it, so the setting of a worker leaves the caller's as it is. A worker records if its caller does.
 *
 * <p>On a GPU, on a single core, or with one task the work is done on the calling thread; so is what a worker asks for. The
 * results are in the order of the tasks, so that sums of them are the same in each run. The threads are daemons and live as
 * long as the process.
 */
public final class Workers {
    private static final int COUNT = Runtime.getRuntime().availableProcessors();

    private Workers() {}

    private static final class Worker extends Thread {
        Worker(Runnable task) {
            super(task, "fewshot-worker");
            setDaemon(true);
        }

        @Override
        public void run() {
            takeOneEngineThread();
            super.run();
        }

        /**
         * The engine's call sets the number of its own thread, and of all that are born later. The latter is put back on a
         * thread that ends with it; one that is born in between, some microseconds, has a single engine thread.
         */
        private static void takeOneEngineThread() {
            synchronized (Worker.class) {
                int ofOthers = JniUtils.getNumThreads();
                JniUtils.setNumThreads(1);
                CompletableFuture.runAsync(() -> JniUtils.setNumThreads(ofOthers), task -> new Thread(task).start()).join();
            }
        }
    }

    /** A thread for such work. */
    static Thread worker(Runnable task) {
        return new Worker(task);
    }

    private static final class Pool {
        static final ExecutorService THREADS = Executors.newFixedThreadPool(COUNT, Workers::worker);
    }

    /** How many tasks are worked on at once. */
    public static int count(Device device) {
        return device.isGpu() || Thread.currentThread() instanceof Worker ? 1 : COUNT;
    }

    /**
     * Applies a function to each task.
     *
     * @param device where the work is done
     * @param work must not share arrays between tasks other than to read them
     * @throws RuntimeException what the first task that failed has thrown, once all tasks have ended
     */
    public static <T, R> List<R> map(Device device, List<T> tasks, Function<T, R> work) {
        if (count(device) == 1 || tasks.size() == 1) {
            return tasks.stream().map(work).toList();
        }
        boolean recording = Recording.isOn();
        List<Future<R>> futures = tasks.stream().map(task -> Pool.THREADS.submit(() -> {
            try (Recording asTheCaller = Recording.set(recording)) {
                return work.apply(task);
            }
        })).toList();
        List<R> results = new ArrayList<>();
        RuntimeException failure = null;
        for (Future<R> future : futures) {
            try {
                results.add(uninterrupted(future));
            } catch (ExecutionException e) {
                RuntimeException thrown = e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
                failure = failure == null ? thrown : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    /** Waits for the end even when interrupted, since the task uses arrays that the caller will free; the interrupt is kept. */
    private static <R> R uninterrupted(Future<R> future) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
