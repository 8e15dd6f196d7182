package fewshot.data;

/**
 * Lines in the place of filled shapes: what is left of a picture's ink when its border is taken away again and again, but never where
 * that would break it or make it shorter (Zhang and Suen 1984). A square of two by two pixels is taken whole, a known flaw.
 */
final class Thinning {
    /** Hairlines that are spread over two pixels have no more. */
    private static final int FAINT = 48;
    private static final int HALF = 128;
    /** The neighbours of a pixel, clockwise from the one above. */
    private static final int[] DOWN = {-1, -1, 0, 1, 1, 1, 0, -1};
    private static final int[] ACROSS = {0, 1, 1, 1, 0, -1, -1, -1};

    private final int height;
    private final int width;
    private final boolean[] ink;

    private Thinning(byte[] plane, int from, int height, int width) {
        this.height = height;
        this.width = width;
        this.ink = new boolean[height * width];
        for (int i = 0; i < ink.length; i++) {
            ink[i] = (plane[from + i] & 255) >= FAINT;
        }
    }

    /**
     * Thins a plane of ink, in place, to lines one pixel wide, and draws them with a soft pen: beside a line there is half its ink.
     *
     * @param plane bytes, of which {@code height × width} from {@code from} on are the plane; 48 and more is ink
     */
    static void draw(byte[] plane, int from, int height, int width) {
        Thinning thinning = new Thinning(plane, from, height, width);
        while (thinning.peel(true) | thinning.peel(false)) {
            // until nothing can be taken
        }
        for (int i = 0; i < height * width; i++) {
            int row = i / width;
            int column = i % width;
            boolean beside = thinning.at(row - 1, column) || thinning.at(row + 1, column) || thinning.at(row, column - 1)
                    || thinning.at(row, column + 1);
            plane[from + i] = (byte) (thinning.ink[i] ? 255 : beside ? HALF : 0);
        }
    }

    private boolean at(int row, int column) {
        return row >= 0 && row < height && column >= 0 && column < width && ink[row * width + column];
    }

    /** Takes the border of one side, lower right or upper left; whether there was any. */
    private boolean peel(boolean lowerRight) {
        boolean[] taken = new boolean[ink.length];
        boolean any = false;
        for (int i = 0; i < ink.length; i++) {
            taken[i] = ink[i] && spare(i / width, i % width, lowerRight);
            any |= taken[i];
        }
        for (int i = 0; i < ink.length; i++) {
            ink[i] &= !taken[i];
        }
        return any;
    }

    private boolean spare(int row, int column, boolean lowerRight) {
        boolean[] p = new boolean[8];
        int neighbours = 0;
        int begins = 0;
        for (int k = 0; k < 8; k++) {
            p[k] = at(row + DOWN[k], column + ACROSS[k]);
            neighbours += p[k] ? 1 : 0;
        }
        for (int k = 0; k < 8; k++) {
            begins += !p[k] && p[(k + 1) % 8] ? 1 : 0;
        }
        boolean side = lowerRight ? !(p[0] && p[2] && p[4]) && !(p[2] && p[4] && p[6]) : !(p[0] && p[2] && p[6]) && !(p[0] && p[4] && p[6]);
        return neighbours >= 2 && neighbours <= 6 && begins == 1 && side;
    }
}
