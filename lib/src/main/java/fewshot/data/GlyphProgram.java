package fewshot.data;

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

    /**
     * One movement of the pen.
     *
     * @param curves drawn one after the other without lifting the pen
     * @param on the earlier stroke that it starts on, or −1 if it starts on its own
     * @param along where on that stroke, from 0 (its start) to 1 (its end)
     * @param own which of its own points lies there, from 0 (its start) to 1: one half makes a cross
     * @param x where it starts if it starts on its own, or how far from the point on the other stroke
     */
    record Stroke(List<GlyphStyle.Curve> curves, int on, double along, double own, double x, double y) {}

    /** Invents a character that none of the earlier ones of the alphabet looks like. */
    static GlyphProgram invent(GlyphStyle style, List<GlyphProgram> earlier, Random random) {
        GlyphProgram best = null;
        double farthest = -1;
        for (int i = 0; i < TRIES && farthest < GlyphShape.DIFFERENT; i++) {
            GlyphProgram candidate = draw(style, random);
            GlyphShape shape = GlyphShape.of(candidate);
            double nearest = shape.isPlain() ? 0
                    : earlier.stream().mapToDouble(e -> shape.distance(GlyphShape.of(e))).min().orElse(1);
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
        return new GlyphProgram(List.copyOf(strokes), 0.5 + 0.3 * random.nextDouble());
    }

    private static Stroke stroke(GlyphStyle style, int index, Random random) {
        List<GlyphStyle.Curve> curves = new ArrayList<>();
        do {
            curves.add(style.pick(random));
        } while (curves.size() < MOST_CURVES && random.nextDouble() < style.moreCorners());
        double x = 0.45 * random.nextGaussian();
        double y = 0.45 * random.nextGaussian();
        boolean joined = index > 0 && random.nextDouble() < style.joined();
        if (!joined) {
            return new Stroke(List.copyOf(curves), -1, 0, 0.5, index == 0 ? 0 : x, index == 0 ? 0 : y);
        }
        double[] ends = {0, 1, 0.5, random.nextDouble()};
        double along = ends[random.nextInt(4)];
        double own = random.nextDouble() < 0.4 ? 0.5 : 0;
        return new Stroke(List.copyOf(curves), random.nextInt(index), along, own, 0, 0);
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
            double slip = noise * (stroke.on < 0 ? 0.1 : 0.04);
            double x = stroke.x + slip * random.nextGaussian();
            double y = stroke.y + slip * random.nextGaussian();
            if (stroke.on >= 0) {
                double[] anchor = point(paths.get(stroke.on), stroke.along + 0.05 * noise * random.nextGaussian());
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
