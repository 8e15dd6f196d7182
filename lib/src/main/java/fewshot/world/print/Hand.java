package fewshot.world.print;

import java.util.SplittableRandom;

/**
 * A made-up hand, in which characters are written that were drawn by a generator: what a font is to letters.
 *
 * @param name such as {@code hand07}
 * @param slant how far right a row moves for each row above the middle
 * @param width what is left of the width, 1 for all
 * @param height what is left of the height
 * @param thicker by how many pixels on each side
 */
record Hand(String name, double slant, double width, double height, int thicker) {
    private static final double MIDDLE = (Typeface.SIDE - 1) / 2.0;

    /** The hand of a number, at random. */
    static Hand invent(int number, SplittableRandom random) {
        return new Hand("hand" + (number < 9 ? "0" : "") + (number + 1), random.nextDouble(-0.5, 0.5), random.nextDouble(0.5, 1),
                random.nextDouble(0.6, 1), random.nextInt(3));
    }

    /** A character, 28 × 28, in this hand. */
    byte[] write(byte[] character) {
        byte[] written = new byte[character.length];
        for (int i = 0; i < written.length; i++) {
            double y = i / Typeface.SIDE - MIDDLE;
            double x = i % Typeface.SIDE - MIDDLE;
            written[i] = (byte) Math.round(ink(character, y / height + MIDDLE, x / width + slant * y + MIDDLE));
        }
        for (int i = 0; i < thicker; i++) {
            written = thickened(written);
        }
        return written;
    }

    /** Between four pixels; paper outside. */
    private static double ink(byte[] image, double y, double x) {
        int row = (int) Math.floor(y);
        int column = (int) Math.floor(x);
        double down = y - row;
        double across = x - column;
        return (1 - down) * ((1 - across) * at(image, row, column) + across * at(image, row, column + 1))
                + down * ((1 - across) * at(image, row + 1, column) + across * at(image, row + 1, column + 1));
    }

    private static int at(byte[] image, int row, int column) {
        boolean inside = row >= 0 && row < Typeface.SIDE && column >= 0 && column < Typeface.SIDE;
        return inside ? image[row * Typeface.SIDE + column] & 255 : 0;
    }

    private static byte[] thickened(byte[] image) {
        byte[] thick = new byte[image.length];
        for (int i = 0; i < image.length; i++) {
            int row = i / Typeface.SIDE;
            int column = i % Typeface.SIDE;
            int beside = Math.max(at(image, row, column - 1), at(image, row, column + 1));
            int above = Math.max(at(image, row - 1, column), at(image, row + 1, column));
            thick[i] = (byte) Math.max(image[i] & 255, Math.max(beside, above));
        }
        return thick;
    }
}
