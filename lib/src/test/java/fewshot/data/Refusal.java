package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.function.Executable;

/** Watches what a thread allocates, for tests of what hostile input can ask for. */
final class Refusal {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Refusal() {}

    static long allocated(Executable call) throws Throwable {
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        call.execute();
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }

    /** The message of what a call throws after allocating at most 10 MB. */
    static String within10Megabytes(Executable call) throws Throwable {
        String[] message = new String[1];
        long allocated = allocated(() -> message[0] = assertThrows(IllegalArgumentException.class, call).getMessage());
        assertTrue(allocated < 10_000_000, allocated + " bytes were allocated before: " + message[0]);
        return message[0];
    }
}
