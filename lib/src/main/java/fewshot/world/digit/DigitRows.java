package fewshot.world.digit;

import java.nio.file.Path;

/**
 * Lines of numbers, each an image's pixels and then its digit. Read twice: to count, so that room is made once and for what is
 * really there; and to fill it.
 */
final class DigitRows {
    private final Path file;
    private final byte[] text;
    private final int pixels;
    private final int blackest;
    private int at;
    private int line;

    DigitRows(Path file, byte[] text, int pixels, int blackest) {
        this.file = file;
        this.text = text;
        this.pixels = pixels;
        this.blackest = blackest;
    }

    /** Counts the images of each digit; the number of all. */
    int count(int[] counts) {
        byte[] row = new byte[pixels];
        at = 0;
        for (line = 1; at < text.length; line++) {
            counts[row(row)]++;
        }
        return line - 1;
    }

    /** Writes the images, those of digit {@code d} from place {@code next[d]} on. */
    void fill(byte[] target, int[] next) {
        byte[] row = new byte[pixels];
        at = 0;
        for (line = 1; at < text.length; line++) {
            int digit = row(row);
            System.arraycopy(row, 0, target, next[digit]++ * pixels, pixels);
        }
    }

    private int row(byte[] target) {
        for (int p = 0; p < pixels; p++) {
            int level = number(',', blackest, p);
            target[p] = (byte) ((level * 255 + blackest / 2) / blackest);
        }
        return number('\n', 9, pixels);
    }

    /** The number up to a comma or the line's end, which may be the file's. */
    private int number(char end, int most, int place) {
        int number = 0;
        int begin = at;
        while (at < text.length && text[at] >= '0' && text[at] <= '9' && at - begin < 4) {
            number = 10 * number + text[at++] - '0';
        }
        boolean some = at > begin && number <= most;
        if (at < text.length && text[at] == '\r' && end == '\n') {
            at++;
        }
        if (!some || (at < text.length ? text[at] != end : end != '\n')) {
            throw new IllegalArgumentException(file + ", line " + line + ": " + (end == ',' ? "pixel " + place : "the digit behind its " + place + " pixels")
                    + " should be a number from 0 to " + most + " and then "
                    + (end == ',' ? "a comma" : "the line's end") + ", but there is '" + piece(begin) + "': run data-download.sh "
                    + Digits.NAME + " again");
        }
        at++;
        return number;
    }

    private String piece(int from) {
        int end = from;
        while (end < text.length && end < from + 12 && text[end] != '\n' && text[end] != '\r') {
            end++;
        }
        StringBuilder piece = new StringBuilder();
        for (int i = from; i < end; i++) {
            piece.append(text[i] >= ' ' && text[i] < 127 ? (char) text[i] : '?');
        }
        return piece.toString();
    }
}
