package fewshot.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What the characters of one alphabet have in common: a few curves that come back in many of them, and how often strokes
 * are many, bent or joined.
 *
 * @param curves the alphabet's favourite curves
 * @param moreStrokes probability that another stroke follows
 * @param moreCorners probability that a stroke goes on after a corner
 * @param joined probability that a stroke starts on an earlier one
 */
record GlyphStyle(List<Curve> curves, double moreStrokes, double moreCorners, double joined) {
    private static final int SEGMENTS = 14;

    /**
     * A curve whose curvature changes evenly along it, which is about what a hand does: lines, arcs, hooks, S-shapes,
     * loops.
     *
     * @param length in any unit; a glyph is brought to size when all of it is known
     * @param direction of its first bit, in radians
     * @param turn radians that it turns in all
     * @param change radians by which its second half turns more than its first
     */
    record Curve(double length, double direction, double turn, double change) {

        /** The same curve by an unsteady hand; {@code noise} 0 gives the curve itself. */
        Curve jitter(Random random, double noise) {
            return new Curve(length * StrictMath.exp(0.22 * noise * random.nextGaussian()),
                    direction + 0.16 * noise * random.nextGaussian(),
                    turn * (1 + 0.12 * noise * random.nextGaussian()) + 0.16 * noise * random.nextGaussian(),
                    change + 0.3 * noise * random.nextGaussian());
        }

        /** Adds this curve's points after the last one in {@code path}. */
        void trace(List<double[]> path) {
            double[] at = path.get(path.size() - 1);
            for (int i = 0; i < SEGMENTS; i++) {
                double t = (i + 0.5) / SEGMENTS;
                double angle = direction + turn * t + change * 2 * t * (t - 1);
                at = new double[] {at[0] + length / SEGMENTS * StrictMath.cos(angle),
                    at[1] + length / SEGMENTS * StrictMath.sin(angle)};
                path.add(at);
            }
        }
    }

    static GlyphStyle draw(Random random) {
        double straight = random.nextDouble();
        int size = 5 + random.nextInt(5);
        List<Curve> curves = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            curves.add(curve(random, straight));
        }
        return new GlyphStyle(List.copyOf(curves), 0.4 + 0.35 * random.nextDouble(), 0.15 + 0.4 * random.nextDouble(),
                0.55 + 0.35 * random.nextDouble());
    }

    private static Curve curve(Random random, double straight) {
        double length = 0.5 + random.nextDouble();
        double direction = Math.PI / 4 * random.nextInt(8) + 0.15 * random.nextGaussian();
        if (random.nextDouble() < 0.25 + 0.5 * straight) {
            return new Curve(length, direction, 0.15 * random.nextGaussian(), 0);
        }
        double side = random.nextBoolean() ? 1 : -1;
        double kind = random.nextDouble();
        if (kind < 0.5) {
            return new Curve(1.3 * length, direction, side * (1 + 2.2 * random.nextDouble()), random.nextGaussian());
        } else if (kind < 0.75) {
            return new Curve(1.2 * length, direction, 0.5 * random.nextGaussian(), side * (2.5 + 1.5 * random.nextDouble()));
        }
        return new Curve(1.9 * length, direction, side * (4.5 + 2 * random.nextDouble()), 0.6 * random.nextGaussian());
    }

    /** One of the curves, a little longer or shorter, sometimes turned. */
    Curve pick(Random random) {
        Curve curve = curves.get(random.nextInt(curves.size()));
        double quarter = random.nextDouble() < 0.35 ? Math.PI / 2 * (1 + random.nextInt(3)) : 0;
        double mirror = random.nextDouble() < 0.25 ? -1 : 1;
        return new Curve(curve.length * (0.7 + 0.6 * random.nextDouble()), curve.direction + quarter,
                mirror * curve.turn, mirror * curve.change);
    }
}
