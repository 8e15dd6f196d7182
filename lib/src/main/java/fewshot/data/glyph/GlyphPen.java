package fewshot.data.glyph;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Writes characters into square images: runs the program, turns and stretches the whole as another hand would, and lays
 * ink on each pixel by its distance to the line. Not safe for use from several threads.
 */
final class GlyphPen {
    private static final double WIDTH = 1.2;

    private final int side;
    private final double[] stroke;
    private final double[] ink;

    GlyphPen(int side) {
        this.side = side;
        this.stroke = new double[side * side];
        this.ink = new double[side * side];
    }

    /** Writes one image of {@code side × side} bytes, ink 255. */
    void write(GlyphProgram program, double size, Random random, byte[] pixels, int offset) {
        List<List<double[]>> paths = program.run(random, 1);
        transform(paths, size, random);
        double width = WIDTH * StrictMath.exp(0.08 * random.nextGaussian());
        Arrays.fill(ink, 0);
        for (List<double[]> path : paths) {
            Arrays.fill(stroke, 0);
            for (int i = 1; i < path.size(); i++) {
                line(path.get(i - 1), path.get(i), width);
            }
            for (int i = 0; i < ink.length; i++) {
                ink[i] += (1 - ink[i]) * stroke[i];
            }
        }
        for (int i = 0; i < ink.length; i++) {
            pixels[offset + i] = (byte) Math.round(255 * ink[i]);
        }
    }

    /**
     * Turns, stretches and shears the points, and brings them to pixels: about the middle of the image, and inside it.
     *
     * @param size pixels a unit of the curves
     */
    private void transform(List<List<double[]>> paths, double size, Random random) {
        double scale = size * StrictMath.exp(0.1 * random.nextGaussian());
        double stretch = StrictMath.exp(0.08 * random.nextGaussian());
        double angle = 0.07 * random.nextGaussian();
        double shear = 0.1 * random.nextGaussian();
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        map(paths, scale * stretch * cos, scale / stretch * (shear * cos - sin), scale * stretch * sin,
                scale / stretch * (shear * sin + cos), 0, 0);
        double[] box = GlyphShape.box(paths);
        double room = side - 2 - WIDTH;
        double fit = Math.min(1, room / Math.max(box[2], box[3]));
        double x = place(random, room - fit * box[2]) - fit * box[0];
        double y = place(random, room - fit * box[3]) - fit * box[1];
        map(paths, fit, 0, 0, fit, x, y);
    }

    /** About the middle, but no farther from it than the free room allows. */
    private double place(Random random, double room) {
        double away = 0.045 * side * random.nextGaussian();
        return side / 2.0 + Math.max(-room / 2, Math.min(room / 2, away));
    }

    private static void map(List<List<double[]>> paths, double xx, double xy, double yx, double yy, double x, double y) {
        for (List<double[]> path : paths) {
            for (double[] p : path) {
                double across = p[0];
                p[0] = xx * across + xy * p[1] + x;
                p[1] = yx * across + yy * p[1] + y;
            }
        }
    }

    /** Lays ink along a piece of a stroke, by the distance of each pixel's middle from it. */
    private void line(double[] from, double[] to, double width) {
        double reach = 1 + width / 2;
        double dx = to[0] - from[0];
        double dy = to[1] - from[1];
        double squared = dx * dx + dy * dy + 1e-12;
        int left = first(Math.min(from[0], to[0]) - reach);
        int right = last(Math.max(from[0], to[0]) + reach);
        int bottom = last(Math.max(from[1], to[1]) + reach);
        for (int y = first(Math.min(from[1], to[1]) - reach); y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double px = x + 0.5 - from[0];
                double py = y + 0.5 - from[1];
                double t = Math.max(0, Math.min(1, (px * dx + py * dy) / squared));
                double ex = px - t * dx;
                double ey = py - t * dy;
                double square = ex * ex + ey * ey;
                if (square < reach * reach) {
                    double distance = Math.sqrt(square);
                    double laid = triangleBelow(distance + width / 2) - triangleBelow(distance - width / 2);
                    stroke[y * side + x] = Math.max(stroke[y * side + x], laid);
                }
            }
        }
    }

    /** The part of a triangle filter of half width 1 that lies below {@code x}: scaling from 105 pixels to 28 blurs so. */
    private static double triangleBelow(double x) {
        if (x <= -1) {
            return 0;
        }
        if (x >= 1) {
            return 1;
        }
        return x < 0 ? (1 + x) * (1 + x) / 2 : 1 - (1 - x) * (1 - x) / 2;
    }

    private int first(double pixel) {
        return Math.max(0, (int) Math.floor(pixel));
    }

    private int last(double pixel) {
        return Math.min(side - 1, (int) Math.floor(pixel));
    }
}
