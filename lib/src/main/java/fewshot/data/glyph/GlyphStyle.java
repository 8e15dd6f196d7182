package fewshot.data.glyph;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What the characters of one alphabet have in common: a few curves that come back in many of them, and how often strokes
 * are many, bent or joined.
 *
 * @param curves the alphabet's favourite curves
 * @param moreStrokes probability that another stroke follows
 * @param moreCurves probability that a stroke goes on after a corner
 * @param joined probability that a stroke starts on an earlier one
 */
record GlyphStyle(List<GlyphCurve> curves, double moreStrokes, double moreCurves, double joined) {
    /** Right, down, down left, down right, up right, left, in eighths of a turn: hands prefer the first two. */
    private static final int[] DIRECTIONS = {0, 0, 0, 0, 2, 2, 2, 2, 3, 3, 1, 7, 4};

    static GlyphStyle draw(Random random) {
        double straight = random.nextDouble();
        int size = 5 + random.nextInt(4);
        List<GlyphCurve> curves = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            curves.add(curve(random, straight));
        }
        return new GlyphStyle(List.copyOf(curves), 0.45 + 0.25 * random.nextDouble(), 0.2 + 0.4 * random.nextDouble(),
                0.55 + 0.35 * random.nextDouble());
    }

    private static GlyphCurve curve(Random random, double straight) {
        double length = 0.6 + 0.7 * random.nextDouble();
        double direction = direction(random);
        if (random.nextDouble() < 0.15 + 0.5 * straight) {
            return new GlyphCurve(length, direction, 0.1 * random.nextGaussian(), 0);
        }
        double side = random.nextBoolean() ? 1 : -1;
        double kind = random.nextDouble();
        if (kind < 0.55) {
            return new GlyphCurve(1.4 * length, direction, side * (1.2 + 2 * random.nextDouble()), random.nextGaussian());
        } else if (kind < 0.75) {
            double bend = side * (2.5 + 1.5 * random.nextDouble());
            return new GlyphCurve(1.3 * length, direction, 0.4 * random.nextGaussian(), bend);
        }
        return new GlyphCurve(2 * length, direction, side * (4.7 + 1.6 * random.nextDouble()), 0.5 * random.nextGaussian());
    }

    private static double direction(Random random) {
        return Math.PI / 4 * DIRECTIONS[random.nextInt(DIRECTIONS.length)] + 0.12 * random.nextGaussian();
    }

    /** One of the curves, a little longer or shorter, sometimes in another direction or mirrored. */
    GlyphCurve pick(Random random) {
        GlyphCurve curve = curves.get(random.nextInt(curves.size()));
        double length = curve.length() * (0.6 + 0.7 * random.nextDouble());
        double direction = random.nextDouble() < 0.4 ? direction(random) : curve.direction();
        double mirror = random.nextDouble() < 0.25 ? -1 : 1;
        return new GlyphCurve(length, direction, mirror * curve.turn(), mirror * curve.change());
    }
}
