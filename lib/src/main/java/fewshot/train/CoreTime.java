package fewshot.train;

import ai.djl.engine.Engine;
import com.sun.jna.Function;
import com.sun.jna.Platform;
import com.sun.management.OperatingSystemMXBean;
import fewshot.gradient.Step;
import fewshot.state.StateReader;
import fewshot.state.StateWriter;
import fewshot.state.Stateful;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.LongFunction;

/**
 * How long the steps of a training have kept processor cores busy, all of this process's threads together. With one engine thread
 * ({@code OMP_NUM_THREADS=1}) that is the time they would take alone on one core, whatever else the machine does meanwhile. On a
 * GPU it is the time that has passed. Kept with a run, it goes on counting where another process ended.
 */
public final class CoreTime implements Stateful {
    private static final boolean GPU = Engine.getInstance().defaultDevice().isGpu();

    private static final int PROCESS_CPU_TIME = Platform.isMac() ? 12 : 2; // CLOCK_PROCESS_CPUTIME_ID

    private double seconds;

    /** Seconds of this process until now. */
    public static double now() {
        return GPU ? System.nanoTime() / 1e9 : busy();
    }

    /** The JVM's own figure moves in steps of ten milliseconds; the C library's is exact. */
    private static double busy() {
        long[] time = new long[2]; // seconds and nanoseconds
        try {
            if (Function.getFunction("c", "clock_gettime").invokeInt(new Object[] {PROCESS_CPU_TIME, time}) == 0) {
                return time[0] + time[1] / 1e9;
            }
        } catch (UnsatisfiedLinkError anotherLibrary) {
            // the JVM's figure, then
        }
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    /** The same step, counted. */
    public LongFunction<Step> of(LongFunction<Step> step) {
        return number -> {
            double before = now();
            Step done = step.apply(number);
            seconds += now() - before;
            return done;
        };
    }

    /** What the counted steps took. */
    public double seconds() {
        return seconds;
    }

    @Override
    public void save(StateWriter out) {
        out.doubles("core seconds", seconds);
    }

    @Override
    public Runnable restore(StateReader in) {
        double saved = in.doubles("core seconds")[0];
        return () -> seconds = saved;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.1f seconds of a core", seconds);
    }
}
