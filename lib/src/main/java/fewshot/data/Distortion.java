package fewshot.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Another drawing of the same thing: an image that is turned, slanted, scaled, shifted, bent and drawn with a thicker or thinner pen,
 * each by an amount drawn at random, evenly from minus the most to the most.
 *
 * <p>The first four are one affine map (Koch et al. 2015, section 3.3). Bending moves each point by a field that is smooth: the shifts at the nodes
 * of a grid of {@value #NODES} × {@value #NODES} are drawn from a normal distribution, and between them it is bilinear (as Ronneberger et al. 2015,
 * section 3.1, do). A pen of thickness t takes each pixel by the share |t| of the way to the largest, or for a negative t the smallest, of the
 * nine around it. What comes from outside the image is 0, which is paper.
 *
 * @param turn the most, in degrees
 * @param slant the most, as the tangent of the angle, along both axes
 * @param scale the most by which a side grows or shrinks, such as 0.2; below 1
 * @param shift the most, as a share of the side
 * @param bend the standard deviation of a node's shift, as a share of the side
 * @param pen the most thickness, 0 to 1
 */
public record Distortion(double turn, double slant, double scale, double shift, double bend, double pen) {
    /** None at all. */
    public static final Distortion NONE = new Distortion(0, 0, 0, 0, 0, 0);
    private static final int NODES = 4;

    /** Checks the amounts. */
    public Distortion {
        if (!(turn >= 0 && slant >= 0 && scale >= 0 && scale < 1 && shift >= 0 && bend >= 0 && pen >= 0 && pen <= 1)) {
            throw new IllegalArgumentException("Distortion: turn " + turn + ", slant " + slant + ", scale " + scale + ", shift " + shift
                    + ", bend " + bend + ", pen " + pen + "; all must be at least 0, scale below 1 and pen at most 1");
        }
    }

    /** Each image distorted by an amount of its own; new images, the given ones stay. */
    public Examples of(Examples images, SplittableRandom random) {
        if (images.kind() != Examples.Kind.BYTES || images.shape().length != 3) {
            throw new IllegalArgumentException("Distortion: " + images + " are no images, bytes of (channels, height, width)");
        }
        int channels = images.shape()[0];
        int height = images.height();
        int width = images.width();
        byte[] in = images.bytes();
        byte[] out = new byte[in.length];
        int area = height * width;
        for (int i = 0; i < images.size(); i++) {
            float[][] from = places(height, width, random);
            double thickness = even(random, pen);
            for (int c = 0; c < channels; c++) {
                int at = (i * channels + c) * area;
                draw(in, out, at, height, width, from);
                thicken(out, at, height, width, thickness);
            }
        }
        return Examples.bytes(out, images.shape());
    }

    private static double even(SplittableRandom random, double most) {
        return most == 0 ? 0 : random.nextDouble(-most, most);
    }

    /** Where each pixel comes from: rows, then columns. */
    private float[][] places(int height, int width, SplittableRandom random) {
        double angle = Math.toRadians(even(random, turn));
        double down = 1 + even(random, scale);
        double across = 1 + even(random, scale);
        double slantDown = even(random, slant);
        double slantAcross = even(random, slant);
        double moveDown = even(random, shift) * height;
        double moveAcross = even(random, shift) * width;
        double[][] bendDown = nodes(random, height);
        double[][] bendAcross = nodes(random, width);
        float[] rows = new float[height * width];
        float[] columns = new float[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double v = (y - (height - 1) / 2.0) / down;
                double u = (x - (width - 1) / 2.0) / across;
                double slantedV = v + slantDown * u;
                double slantedU = u + slantAcross * v;
                double gridY = height == 1 ? 0 : y * (NODES - 1.0) / (height - 1);
                double gridX = width == 1 ? 0 : x * (NODES - 1.0) / (width - 1);
                rows[y * width + x] = (float) (Math.cos(angle) * slantedV - Math.sin(angle) * slantedU + (height - 1) / 2.0 - moveDown
                        + between(bendDown, gridY, gridX));
                columns[y * width + x] = (float) (Math.sin(angle) * slantedV + Math.cos(angle) * slantedU + (width - 1) / 2.0 - moveAcross
                        + between(bendAcross, gridY, gridX));
            }
        }
        return new float[][] {rows, columns};
    }

    private double[][] nodes(SplittableRandom random, int side) {
        double[][] nodes = new double[NODES][NODES];
        if (bend > 0) {
            for (double[] row : nodes) {
                for (int i = 0; i < NODES; i++) {
                    row[i] = random.nextGaussian() * bend * side;
                }
            }
        }
        return nodes;
    }

    private static double between(double[][] nodes, double y, double x) {
        int row = Math.min((int) y, NODES - 2);
        int column = Math.min((int) x, NODES - 2);
        double below = y - row;
        double right = x - column;
        return (1 - below) * ((1 - right) * nodes[row][column] + right * nodes[row][column + 1])
                + below * ((1 - right) * nodes[row + 1][column] + right * nodes[row + 1][column + 1]);
    }

    /** Each pixel is the bilinear mean of the four around the place it comes from. */
    private static void draw(byte[] in, byte[] out, int at, int height, int width, float[][] from) {
        for (int i = 0; i < height * width; i++) {
            int row = (int) Math.floor(from[0][i]);
            int column = (int) Math.floor(from[1][i]);
            float below = from[0][i] - row;
            float right = from[1][i] - column;
            float sum = 0;
            for (int dy = 0; dy < 2; dy++) {
                for (int dx = 0; dx < 2; dx++) {
                    int y = row + dy;
                    int x = column + dx;
                    if (y >= 0 && y < height && x >= 0 && x < width) {
                        sum += (dy == 0 ? 1 - below : below) * (dx == 0 ? 1 - right : right) * (in[at + y * width + x] & 255);
                    }
                }
            }
            out[at + i] = (byte) Math.round(sum);
        }
    }

    private static void thicken(byte[] image, int at, int height, int width, double thickness) {
        if (thickness == 0) {
            return;
        }
        byte[] before = Arrays.copyOfRange(image, at, at + height * width);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int own = before[y * width + x] & 255;
                int most = own;
                for (int v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
                    for (int u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
                        int value = before[v * width + u] & 255;
                        most = thickness > 0 ? Math.max(most, value) : Math.min(most, value);
                    }
                }
                image[at + y * width + x] = (byte) Math.round(own + Math.abs(thickness) * (most - own));
            }
        }
    }
}
