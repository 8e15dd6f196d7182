package fewshot.data;

import java.util.Arrays;

/**
 * Scales grey pictures of one size to a smaller or larger one with a triangle filter as wide as the pixels that it
 * makes, which is what Pillow calls {@code BILINEAR}: each new pixel is the weighted mean of all that it covers.
 *
 * <p>Rows first, then columns; the weights are tables of integers made once. Not safe for use from several threads.
 */
final class Scaler {
    private static final int BITS = 20;

    /** For one axis: new pixel {@code i} is the sum of {@code weights[i][j] × old[first[i] + j]}; weights add to 2^20. */
    private record Axis(int[] first, int[][] weights) {}

    private final int width;
    private final int newWidth;
    private final int newHeight;
    private final Axis across;
    private final Axis down;
    private final int[] rowOfSums;
    private final int[] ink;

    Scaler(int width, int height, int newWidth, int newHeight) {
        this.width = width;
        this.newWidth = newWidth;
        this.newHeight = newHeight;
        across = axis(width, newWidth);
        down = axis(height, newHeight);
        rowOfSums = new int[width];
        ink = new int[width * height];
    }

    /** Whether this one was made for pictures of such a size. */
    boolean takes(int width, int height) {
        return width == this.width && width * height == ink.length;
    }

    private static Axis axis(int size, int newSize) {
        double scale = (double) size / newSize;
        double support = Math.max(scale, 1);
        int[] first = new int[newSize];
        int[][] weights = new int[newSize][];
        for (int i = 0; i < newSize; i++) {
            double centre = (i + 0.5) * scale;
            int from = Math.max(0, (int) Math.ceil(centre - support - 0.5));
            int to = Math.min(size - 1, (int) Math.floor(centre + support - 0.5));
            double[] exact = new double[to - from + 1];
            for (int j = 0; j < exact.length; j++) {
                exact[j] = 1 - Math.abs(from + j + 0.5 - centre) / support;
            }
            first[i] = from;
            weights[i] = integers(exact);
        }
        return new Axis(first, weights);
    }

    /** Scales weights to add up to 2^20 exactly; what rounding leaves over goes to the largest. */
    private static int[] integers(double[] exact) {
        double sum = Arrays.stream(exact).sum();
        int[] weights = Arrays.stream(exact).mapToInt(w -> (int) Math.round(w / sum * (1 << BITS))).toArray();
        int largest = 0;
        for (int j = 1; j < weights.length; j++) {
            largest = weights[j] > weights[largest] ? j : largest;
        }
        weights[largest] += (1 << BITS) - Arrays.stream(weights).sum();
        return weights;
    }

    /**
     * Scales one picture and writes its ink, {@code newWidth × newHeight} bytes, paper 0 and ink 255.
     *
     * @param levels {@code width × height} grey levels
     * @param darkInk whether ink is dark on light paper, so that the levels are turned round
     */
    void scale(byte[] levels, boolean darkInk, byte[] target, int offset) {
        int flip = darkInk ? 255 : 0;
        for (int i = 0; i < ink.length; i++) {
            ink[i] = levels[i] & 255 ^ flip;
        }
        for (int row = 0; row < newHeight; row++) {
            sumRows(down.first[row], down.weights[row]);
            sumColumns(target, offset + row * newWidth);
        }
    }

    private void sumRows(int first, int[] weights) {
        Arrays.fill(rowOfSums, 0);
        for (int j = 0; j < weights.length; j++) {
            int weight = weights[j];
            int from = (first + j) * width;
            for (int x = 0; x < width; x++) {
                rowOfSums[x] += weight * ink[from + x];
            }
        }
    }

    /** The sums have 28 bits and the weights 20: their products need a long. */
    private void sumColumns(byte[] target, int offset) {
        for (int column = 0; column < newWidth; column++) {
            int[] weights = across.weights[column];
            int from = across.first[column];
            long sum = 1L << 2 * BITS - 1;
            for (int j = 0; j < weights.length; j++) {
                sum += (long) weights[j] * rowOfSums[from + j];
            }
            target[offset + column] = (byte) (sum >> 2 * BITS);
        }
    }
}
