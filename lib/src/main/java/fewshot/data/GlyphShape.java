package fewshot.data;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A character as it is meant, brought to a common size: what tells whether two are too much alike.
 *
 * @param points of all strokes, {@code x, y} by turns, in a box of longer side 1 around 0
 * @param left of the box that the character fills, in the units of its curves
 * @param top likewise
 * @param width likewise
 * @param height likewise
 */
record GlyphShape(double[] points, double left, double top, double width, double height) {
    /** Mean distance from which on two characters are told apart easily. */
    static final double DIFFERENT = 0.085;

    private static final double FLAT = 0.22;

    static GlyphShape of(GlyphProgram program) {
        List<double[]> points = program.run(new Random(0), 0).stream().flatMap(List::stream).toList();
        double left = points.stream().mapToDouble(p -> p[0]).min().orElse(0);
        double top = points.stream().mapToDouble(p -> p[1]).min().orElse(0);
        double width = points.stream().mapToDouble(p -> p[0]).max().orElse(0) - left;
        double height = points.stream().mapToDouble(p -> p[1]).max().orElse(0) - top;
        double longer = Math.max(width, height);
        double[] scaled = points.stream().flatMapToDouble(p -> Arrays.stream(new double[] {
            (p[0] - left - width / 2) / longer, (p[1] - top - height / 2) / longer})).toArray();
        return new GlyphShape(scaled, left, top, width, height);
    }

    /** Whether it is hardly more than one straight line. */
    boolean isPlain() {
        return Math.min(width, height) < FLAT * Math.max(width, height);
    }

    /** The modified Hausdorff distance (Dubuisson and Jain 1994): the larger of the two mean distances to the other. */
    double distance(GlyphShape other) {
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
