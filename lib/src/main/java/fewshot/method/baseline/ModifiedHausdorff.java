package fewshot.method.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.data.Examples;
import fewshot.episode.Episode;
import fewshot.method.FewShotLearner;
import fewshot.state.Stop;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The class of the support image whose ink is nearest by the modified Hausdorff distance, the baseline of Lake's demo.
 *
 * <p>{@code d(A, B) = max(mean_{a∈A} min_{b∈B} ‖a − b‖, mean_{b∈B} min_{a∈A} ‖a − b‖)} over the coordinates of the inked
 * pixels, each image's mean subtracted first (Dubuisson and Jain 1994, equation 23 with distance 6; Lake 2015).
 */
public final class ModifiedHausdorff implements FewShotLearner {
    private static final int INK = 128;

    @Override
    public String name() {
        return "modified Hausdorff";
    }

    @Override
    public boolean concurrent() {
        return true;
    }

    @Override
    public String toString() {
        return name();
    }

    @Override
    public NDArray logits(NDManager manager, Episode episode) {
        Stop.before("an answer");
        double[][] support = inked(episode.support(), episode.width());
        double[][] query = inked(episode.query(), episode.width());
        int way = episode.way();
        float[] scores = new float[query.length * way];
        Arrays.fill(scores, Float.NEGATIVE_INFINITY);
        for (int q = 0; q < query.length; q++) {
            for (int s = 0; s < support.length; s++) {
                int cell = q * way + episode.supportLabels()[s];
                scores[cell] = Math.max(scores[cell], (float) -distance(query[q], support[s]));
            }
        }
        return manager.create(scores, new Shape(query.length, way));
    }

    private static double[][] inked(Examples images, int width) {
        if (images.shape()[0] != 1) {
            throw new IllegalArgumentException("ModifiedHausdorff: " + images + " are no grey images; it compares ink");
        }
        return IntStream.range(0, images.size()).mapToObj(i -> points(images.pick(i).bytes(), width)).toArray(double[][]::new);
    }

    /**
     * The coordinates of the inked pixels of one image, with their mean at the origin.
     *
     * @param image row by row, ink 255
     * @return x₀, y₀, x₁, y₁, …; a single point at the origin if there is no ink
     */
    public static double[] points(byte[] image, int width) {
        int[] ink = IntStream.range(0, image.length).filter(i -> (image[i] & 0xff) >= INK).toArray();
        if (ink.length == 0) {
            return new double[2];
        }
        double meanX = Arrays.stream(ink).mapToDouble(i -> i % width).average().orElseThrow();
        double meanY = Arrays.stream(ink).mapToDouble(i -> (double) (i / width)).average().orElseThrow();
        double[] points = new double[2 * ink.length];
        for (int i = 0; i < ink.length; i++) {
            points[2 * i] = ink[i] % width - meanX;
            points[2 * i + 1] = ink[i] / width - meanY;
        }
        return points;
    }

    /** The modified Hausdorff distance of two sets of points, in pixels. */
    public static double distance(double[] a, double[] b) {
        return Math.max(meanNearest(a, b), meanNearest(b, a));
    }

    private static double meanNearest(double[] from, double[] to) {
        double sum = 0;
        for (int i = 0; i < from.length; i += 2) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int j = 0; j < to.length; j += 2) {
                double dx = from[i] - to[j];
                double dy = from[i + 1] - to[j + 1];
                nearest = Math.min(nearest, dx * dx + dy * dy);
            }
            sum += Math.sqrt(nearest);
        }
        return sum / (from.length / 2);
    }
}
