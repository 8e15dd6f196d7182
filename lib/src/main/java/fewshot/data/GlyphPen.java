package fewshot.data;

import java.util.List;
import java.util.Random;

/**
 * Writes characters into square images: runs the program, bends the whole as another hand would, and lays ink on each
 * pixel by its distance to the line. Not safe for use from several threads.
 */
final class GlyphPen {
    private final int side;
    private final float[] ink;

    GlyphPen(int side) {
        this.side = side;
        this.ink = new float[side * side];
    }

    /** Writes one image of {@code side × side} bytes, ink 255. */
    void write(GlyphProgram program, Random random, byte[] pixels, int offset) {
        GlyphShape meant = GlyphShape.of(program);
        double[][] affine = affine(program, meant, random);
        double width = 0.62 * StrictMath.exp(0.12 * random.nextGaussian());
        java.util.Arrays.fill(ink, 0);
        for (List<double[]> path : program.run(random, 1)) {
            double[] from = apply(affine, path.get(0));
            for (int i = 1; i < path.size(); i++) {
                double[] to = apply(affine, path.get(i));
                line(from, to, width);
                from = to;
            }
        }
        for (int i = 0; i < ink.length; i++) {
            pixels[offset + i] = (byte) Math.round(255 * ink[i]);
        }
    }

    /** From the units of the curves to pixels: centred and brought to size, then turned, stretched, sheared and moved. */
    private double[][] affine(GlyphProgram program, GlyphShape meant, Random random) {
        double size = side * program.size() / Math.max(meant.width(), meant.height())
                * StrictMath.exp(0.1 * random.nextGaussian());
        double stretch = StrictMath.exp(0.08 * random.nextGaussian());
        double angle = 0.09 * random.nextGaussian();
        double shear = 0.12 * random.nextGaussian();
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double[][] turn = {
            {size * stretch * cos, size / stretch * (shear * cos - sin)},
            {size * stretch * sin, size / stretch * (shear * sin + cos)}};
        double[] centre = {meant.left() + meant.width() / 2, meant.top() + meant.height() / 2};
        double[][] affine = new double[2][3];
        for (int i = 0; i < 2; i++) {
            double place = side / 2.0 + 0.045 * side * random.nextGaussian();
            affine[i] = new double[] {turn[i][0], turn[i][1], place - turn[i][0] * centre[0] - turn[i][1] * centre[1]};
        }
        return affine;
    }

    private static double[] apply(double[][] affine, double[] p) {
        return new double[] {affine[0][0] * p[0] + affine[0][1] * p[1] + affine[0][2],
            affine[1][0] * p[0] + affine[1][1] * p[1] + affine[1][2]};
    }

    /** Ink falls off evenly with the distance from the line, as it does after an image of 105 pixels is scaled to 28. */
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
                double distance = Math.sqrt(ex * ex + ey * ey);
                float laid = (float) Math.min(1, 1.25 * width * (1 - distance / reach));
                ink[y * side + x] = Math.max(ink[y * side + x], laid);
            }
        }
    }

    private int first(double pixel) {
        return Math.max(0, (int) Math.floor(pixel));
    }

    private int last(double pixel) {
        return Math.min(side - 1, (int) Math.floor(pixel));
    }
}
