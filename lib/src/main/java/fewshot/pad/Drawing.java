package fewshot.pad;

import fewshot.data.Examples;
import fewshot.data.ImageSet;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a pen did on a sheet of 105 × 105 units, Omniglot's own: strokes, each a row of points. It becomes an image as
 * Omniglot's drawings do, inked at 105 pixels and scaled down, with strokes of the same thickness, so that a network sees
 * what it was trained on.
 *
 * @param strokes one or more, each {@code [points][2]}: x to the right and y down, from 0 to 105
 */
public record Drawing(List<double[][]> strokes) {
    /** Units and pixels along a side of the sheet. */
    public static final int SIDE = 105;
    /**
     * The thickness of a stroke in units. In 800 of Omniglot's background drawings, drawn by lot, it is 5.5 ± 0.4, by twice
     * the ink over the length of its edge.
     */
    static final double PEN = 5.5;
    private static final int MOST_POINTS = 20_000;

    /**
     * Checks the points; those outside of the sheet are put on its edge.
     *
     * @throws IllegalArgumentException if there is no stroke, a point is no pair of numbers, or there are more than 20,000
     */
    public Drawing {
        int points = strokes.stream().mapToInt(s -> s.length).sum();
        boolean pairs = strokes.stream().flatMap(Arrays::stream)
                .allMatch(p -> p.length == 2 && Double.isFinite(p[0]) && Double.isFinite(p[1]));
        if (points == 0 || points > MOST_POINTS || !pairs) {
            throw new IllegalArgumentException("Drawing: " + strokes.size() + " strokes of " + points + " points"
                    + (pairs ? "" : ", of which some are no pairs of numbers") + "; there must be 1 to " + MOST_POINTS + " points");
        }
        strokes = strokes.stream().filter(s -> s.length > 0).map(s -> Arrays.stream(s)
                .map(p -> new double[] {onSheet(p[0]), onSheet(p[1])}).toArray(double[][]::new)).toList();
    }

    private static double onSheet(double at) {
        return Math.max(0, Math.min(SIDE, at));
    }

    /**
     * Strokes as text, what {@link #toString} gives: {@code "20,30 50,10 80,30; 50,10 50,90"} has two.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static Drawing of(String text) {
        try {
            return new Drawing(Arrays.stream(text.split(";")).map(stroke -> Arrays.stream(stroke.strip().split("\\s+"))
                    .map(point -> Arrays.stream(point.split(",")).mapToDouble(Double::parseDouble).toArray())
                    .toArray(double[][]::new)).toList());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Drawing: \"" + text + "\" is none; points are written as 20,30 with a space between"
                    + " them, strokes with a semicolon", e);
        }
    }

    /** As an image of one channel, {@code side × side} bytes, ink 255. */
    public Examples image(int side) {
        BufferedImage sheet = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setStroke(new BasicStroke((float) PEN, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        for (double[][] stroke : strokes) {
            Path2D path = new Path2D.Double();
            path.moveTo(stroke[0][0], stroke[0][1]);
            Arrays.stream(stroke).forEach(p -> path.lineTo(p[0], p[1]));
            graphics.draw(path);
        }
        graphics.dispose();
        byte[] ink = ((DataBufferByte) sheet.getRaster().getDataBuffer()).getData();
        return ImageSet.of("drawing", SIDE, SIDE, ink, List.of(""), new int[] {1}).scaled(side, side).pick(0, 0);
    }

    @Override
    public String toString() {
        return strokes.stream().map(s -> Arrays.stream(s).map(p -> String.format(Locale.ROOT, "%.0f,%.0f", p[0], p[1]))
                .collect(Collectors.joining(" "))).collect(Collectors.joining("; "));
    }
}
