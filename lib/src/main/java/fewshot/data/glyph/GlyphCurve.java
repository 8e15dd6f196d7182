package fewshot.data.glyph;

import java.util.List;
import java.util.Random;

/**
 * A curve whose curvature changes evenly along it, which is about what a hand does: lines, arcs, hooks, S-shapes, loops.
 *
 * @param length in any unit; a glyph is brought to size when all of it is known
 * @param direction of its first bit, in radians, 0 to the right and growing downwards
 * @param turn radians that it turns in all
 * @param change how much more its second half turns than its first, in radians
 */
record GlyphCurve(double length, double direction, double turn, double change) {
    private static final int SEGMENTS = 10;

    /** The same curve by an unsteady hand; {@code noise} 0 gives the curve itself. */
    GlyphCurve jitter(Random random, double noise) {
        return new GlyphCurve(length * StrictMath.exp(0.15 * noise * random.nextGaussian()),
                direction + 0.1 * noise * random.nextGaussian(),
                turn * (1 + 0.1 * noise * random.nextGaussian()) + 0.13 * noise * random.nextGaussian(),
                change + 0.3 * noise * random.nextGaussian());
    }

    /** Adds this curve's points after the last one in {@code path}. */
    void trace(List<double[]> path) {
        double step = length / SEGMENTS;
        double[] at = path.get(path.size() - 1);
        for (int i = 0; i < SEGMENTS; i++) {
            double angle = angle((i + 0.5) / SEGMENTS);
            at = new double[] {at[0] + step * StrictMath.cos(angle), at[1] + step * StrictMath.sin(angle)};
            path.add(at);
        }
    }

    private double angle(double t) {
        return direction + turn * t + change * 2 * t * (t - 1);
    }

    /** The corner that the pen makes where {@code next} follows this curve, in radians from 0 (goes on) to π (goes back). */
    double corner(GlyphCurve next) {
        return Math.abs(StrictMath.IEEEremainder(next.direction - angle(1), 2 * Math.PI));
    }
}
