package fewshot.train;

import java.util.Arrays;

/** How long a piece of work usually takes: the median, which one slow run among many does not move. */
public final class MedianTime {
    private MedianTime() {}

    /**
     * Does the work several times, the first time unmeasured: what is loaded or compiled at first use is not the work's.
     *
     * @param times how often it is measured, at least 1; the later of the two in the middle if it is even
     * @return milliseconds
     */
    public static double milliseconds(Runnable work, int times) {
        if (times < 1) {
            throw new IllegalArgumentException("MedianTime: measured " + times + " times; there must be at least 1");
        }
        work.run();
        double[] took = new double[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            work.run();
            took[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(took);
        return took[times / 2];
    }
}
