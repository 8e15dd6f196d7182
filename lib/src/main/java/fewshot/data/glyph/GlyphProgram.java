package fewshot.data.glyph;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How to write one character: its strokes in order, each with the relation to the one that it starts from.
 *
 * @param strokes one to four
 * @param size the longer side of the character's box, as a part of the image's
 */
record GlyphProgram(List<Stroke> strokes, double size) {
    private static final int MOST_STROKES = 4;
    private static final int MOST_CURVES = 3;
    private static final int TRIES = 40;
    private static final double[] PLACES = {0, 1, 0.5, 0.25, 0.75};

    /**
     * One movement of the pen.
     *
     * @param curves drawn one after the other without lifting the pen
     * @param on the earlier stroke that it starts on, or −1 if it starts on its own
     * @param along where on that stroke, from 0 (its start) to 1 (its end)
     * @param own which of its own points lies there, from 0 (its start) to 1: one half makes a cross
     * @param x where its middle is if it starts on its own, in the units of the curves
     * @param y likewise, downwards
     */
    record Stroke(List<GlyphCurve> curves, int on, double along, double own, double x, double y) {}

    /** A character in the style of an alphabet; the first one that is neither plain nor tangled nor like an earlier one. */
    static GlyphProgram invent(GlyphStyle style, List<GlyphShape> earlier, Random random) {
        GlyphProgram best = null;
        double farthest = -1;
        for (int i = 0; i < TRIES && farthest < GlyphShape.DIFFERENT; i++) {
            GlyphProgram candidate = draw(style, random);
            GlyphShape shape = GlyphShape.of(candidate);
            double nearest = shape.isLegible() ? shape.nearest(earlier) : 0;
            if (nearest > farthest) {
                best = candidate;
                farthest = nearest;
            }
        }
        return best;
    }

    private static GlyphProgram draw(GlyphStyle style, Random random) {
        List<Stroke> strokes = new ArrayList<>();
        do {
            strokes.add(stroke(style, strokes.size(), random));
        } while (strokes.size() < MOST_STROKES && random.nextDouble() < style.moreStrokes());
        return new GlyphProgram(List.copyOf(strokes), 0.5 + 0.25 * random.nextDouble());
    }

    private static Stroke stroke(GlyphStyle style, int index, Random random) {
        List<GlyphCurve> curves = curves(style, random);
        if (index > 0 && random.nextDouble() < style.joined()) {
            double along = PLACES[random.nextInt(PLACES.length)];
            double own = random.nextDouble() < 0.35 ? 0.5 : 0;
            return new Stroke(curves, random.nextInt(index), along, own, 0, 0);
        }
        double angle = Math.PI / 4 * random.nextInt(8);
        double far = index == 0 ? 0 : 0.45 + 0.35 * random.nextDouble();
        return new Stroke(curves, -1, 0, 0.5, far * StrictMath.cos(angle), far * StrictMath.sin(angle));
    }

    /** One to three curves; between two of them the pen turns by 30 to 130 degrees. */
    private static List<GlyphCurve> curves(GlyphStyle style, Random random) {
        List<GlyphCurve> curves = new ArrayList<>();
        curves.add(style.pick(random));
        while (curves.size() < MOST_CURVES && random.nextDouble() < style.moreCurves()) {
            GlyphCurve next = style.pick(random);
            double corner = curves.get(curves.size() - 1).corner(next);
            if (corner > 0.5 && corner < 2.3) {
                curves.add(next);
            }
        }
        return List.copyOf(curves);
    }

    /**
     * Writes the character once: a list of points for each stroke, in the units of the curves.
     *
     * @param noise how unsteady the hand is; 0 gives the character as it is meant, 1 is usual
     */
    List<List<double[]>> run(Random random, double noise) {
        List<List<double[]>> paths = new ArrayList<>();
        for (Stroke stroke : strokes) {
            List<double[]> path = new ArrayList<>();
            path.add(new double[2]);
            stroke.curves.forEach(curve -> curve.jitter(random, noise).trace(path));
            double slip = noise * (stroke.on < 0 ? 0.08 : 0.04);
            double x = stroke.x + slip * random.nextGaussian();
            double y = stroke.y + slip * random.nextGaussian();
            if (stroke.on >= 0) {
                double[] anchor = point(paths.get(stroke.on), stroke.along + 0.04 * noise * random.nextGaussian());
                x += anchor[0];
                y += anchor[1];
            }
            double[] own = point(path, stroke.own).clone();
            for (double[] p : path) {
                p[0] += x - own[0];
                p[1] += y - own[1];
            }
            paths.add(path);
        }
        return paths;
    }

    private static double[] point(List<double[]> path, double along) {
        int index = (int) Math.round(Math.max(0, Math.min(1, along)) * (path.size() - 1));
        return path.get(index);
    }
}
