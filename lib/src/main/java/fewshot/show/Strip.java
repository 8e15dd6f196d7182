package fewshot.show;

import ai.djl.ndarray.NDArray;
import fewshot.episode.EngineArrays;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A sequence of rows of numbers as a picture that is read like a score: time runs to the right, a row of the picture is a place
 * in the row. Made for {@link ImageGrid}, whose images are bytes with ink 255.
 */
public final class Strip {
    private Strip() {}

    /**
     * An array as Java numbers, a row for each step.
     *
     * @param array {@code [time, …]}
     * @return {@code [time][the rest, flat]}
     */
    public static double[][] rows(NDArray array) {
        return EngineArrays.rows(array);
    }

    /**
     * Rows that belong to the last steps, with rows of zeros before them.
     *
     * @param rows none empty, all of one length
     * @param time how many rows there are then, as many as {@code rows} or more
     */
    public static double[][] late(double[][] rows, int time) {
        double[][] all = new double[time][rows[0].length];
        System.arraycopy(rows, 0, all, time - rows.length, rows.length);
        return all;
    }

    /** A part of each row as of a ring: {@code height} numbers from place {@code from} on, which may be below 0. */
    public static double[][] window(double[][] rows, int from, int height) {
        return Arrays.stream(rows)
                .map(row -> IntStream.range(0, height).mapToDouble(i -> row[Math.floorMod(from + i, row.length)]).toArray())
                .toArray(double[][]::new);
    }

    /** The picture of numbers of either sign: grey is 0, blank the lowest and ink the highest that there is in either direction. */
    public static byte[] signed(double[][] byTime) {
        double most = Arrays.stream(byTime).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
        return strip(byTime, byTime[0].length, -Math.max(most, Double.MIN_NORMAL), Math.max(most, Double.MIN_NORMAL));
    }

    /**
     * The picture.
     *
     * @param byTime a row for each step, none empty
     * @param height rows of the picture; a longer row of numbers is cut off, a shorter one leaves the rest blank
     * @param low the number that is left blank; below it nothing changes
     * @param high the number that is all ink, above {@code low}; beyond it nothing changes
     * @return {@code height × time} bytes, row by row
     */
    public static byte[] strip(double[][] byTime, int height, double low, double high) {
        if (!(high > low)) {
            throw new IllegalArgumentException("Strip: ink goes from " + low + " to " + high + "; the second must be above the first");
        }
        byte[] image = new byte[height * byTime.length];
        for (int t = 0; t < byTime.length; t++) {
            double[] shares = Arrays.stream(byTime[t]).limit(height).map(v -> (v - low) / (high - low)).toArray();
            for (int r = 0; r < shares.length; r++) {
                image[r * byTime.length + t] = (byte) Math.round(255 * Math.max(0, Math.min(1, shares[r])));
            }
        }
        return image;
    }
}
