package fewshot.data.glyph;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A character as it is meant, brought to a common size: what tells whether it can be read, and whether two are too much
 * alike.
 *
 * @param points some of all strokes, {@code x, y} by turns, in a box of longer side 1 around 0
 * @param longer the longer side of the box as it was, in the units of the curves
 * @param shorter the shorter side of the box of longer side 1
 * @param length of all strokes together, in that size
 */
record GlyphShape(double[] points, double longer, double shorter, double length) {
    /** Mean distance from which on two characters are told apart easily. */
    static final double DIFFERENT = 0.1;

    private static final double FLAT = 0.4;
    private static final double TANGLED = 4.5;
    private static final int EVERY = 3;

    static GlyphShape of(GlyphProgram program) {
        List<List<double[]>> paths = program.run(new Random(0), 0);
        double[] box = box(paths);
        double longer = Math.max(box[2], box[3]);
        List<double[]> all = paths.stream().flatMap(List::stream).toList();
        double[] scaled = IntStream.range(0, all.size()).filter(i -> i % EVERY == 0).mapToObj(all::get)
                .flatMapToDouble(p -> Arrays.stream(new double[] {(p[0] - box[0]) / longer, (p[1] - box[1]) / longer}))
                .toArray();
        double length = program.strokes().stream().flatMap(s -> s.curves().stream()).mapToDouble(GlyphCurve::length).sum();
        return new GlyphShape(scaled, longer, Math.min(box[2], box[3]) / longer, length / longer);
    }

    /** The box around all strokes: its centre's x and y, its width and its height. */
    static double[] box(List<List<double[]>> paths) {
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};
        for (List<double[]> path : paths) {
            for (double[] p : path) {
                for (int axis = 0; axis < 2; axis++) {
                    low[axis] = Math.min(low[axis], p[axis]);
                    high[axis] = Math.max(high[axis], p[axis]);
                }
            }
        }
        return new double[] {(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, high[0] - low[0], high[1] - low[1]};
    }

    /** Whether it is more than a line and less than a tangle. */
    boolean isLegible() {
        return shorter > FLAT && length < TANGLED;
    }

    /** The distance to the nearest of some others; 1 if there are none. */
    double nearest(List<GlyphShape> others) {
        return others.stream().mapToDouble(this::distance).min().orElse(1);
    }

    /** The modified Hausdorff distance (Dubuisson and Jain 1994): the larger of the two mean distances to the other. */
    private double distance(GlyphShape other) {
        return Math.max(meanDistance(points, other.points), meanDistance(other.points, points));
    }

    private static double meanDistance(double[] from, double[] to) {
        double sum = 0;
        for (int i = 0; i < from.length; i += 2) {
            double nearest = Double.MAX_VALUE;
            for (int j = 0; j < to.length; j += 2) {
                double dx = from[i] - to[j];
                double dy = from[i + 1] - to[j + 1];
                nearest = Math.min(nearest, dx * dx + dy * dy);
            }
            sum += Math.sqrt(nearest);
        }
        return 2 * sum / from.length;
    }
}
