package fewshot.data;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What a picture is drawn on, as its border shows it: paper of some level and colour, or nothing at all where it is clear.
 *
 * @param levels the paper's level in each plane
 * @param clear whether the border is transparent; the level is then black or white, whichever the ink stands out from
 * @param darkInk whether what stands out is darker than the paper
 */
record Paper(byte[] levels, boolean clear, boolean darkInk) {
    /** Grey pictures of dark ink on paper that is white exactly. */
    static final Paper WHITE = new Paper(new byte[] {(byte) 255}, false, true);
    /** A frame is darker or lighter than what it surrounds by more than this, of 255. */
    private static final int FRAME = 8;

    /**
     * Finds the paper of a picture and lays it under what is clear and, in a grey one, over a ruled frame.
     *
     * <p>Its level is the median of a band along the border or within the frame, an eighth of the shorter side wide, so that
     * some ink there does not count. What stands out is told by the cubes of all differences from it, which grow with strength
     * and area.
     *
     * @param planes levels, those of what is clear 0; changed
     * @param alpha how much of each pixel is seen; null if all
     * @param ink which is ink on clear paper, if that is said
     */
    static Paper under(byte[][] planes, byte[] alpha, int width, ImageFolder.Ink ink) {
        int height = planes[0].length / width;
        int band = Math.max(1, Math.min(width, height) / 8);
        int[] depths = IntStream.range(0, planes[0].length).map(i -> depth(i, width, height)).toArray();
        boolean clear = alpha != null && median(alpha, places(depths, 0, band)) < 128;
        int frame = clear || planes.length > 1 ? 0 : frame(planes[0], depths, band);
        int[] border = places(depths, frame, frame + band);
        byte[] levels = new byte[planes.length];
        for (int k = 0; k < levels.length; k++) {
            levels[k] = (byte) (!clear ? median(planes[k], border) : lightInk(planes, alpha, ink) ? 0 : 255);
        }
        fill(planes, alpha, levels);
        Arrays.stream(places(depths, 0, frame)).forEach(i -> planes[0][i] = levels[0]);
        return new Paper(levels, clear, clear ? levels[0] != 0 : mostlyDarker(planes[0], levels[0] & 255));
    }

    /** How many rings of pixels, from the outermost on, differ from the band within, 95 % of each to the same side. */
    private static int frame(byte[] plane, int[] depths, int band) {
        for (int depth = 0; depth < band; depth++) {
            int[] within = places(depths, depth + 1, depth + 1 + band);
            int[] ring = places(depths, depth, depth + 1);
            int level = within.length == 0 ? 0 : median(plane, within);
            long darker = Arrays.stream(ring).filter(i -> (plane[i] & 255) < level - FRAME).count();
            long lighter = Arrays.stream(ring).filter(i -> (plane[i] & 255) > level + FRAME).count();
            if (within.length == 0 || Math.max(darker, lighter) < 0.95 * ring.length) {
                return depth;
            }
        }
        return band;
    }

    private static boolean mostlyDarker(byte[] plane, int paper) {
        long sum = 0;
        for (byte level : plane) {
            long difference = paper - (level & 255);
            sum += difference * difference * difference;
        }
        return sum >= 0;
    }

    /** The places at such depths, from the one to before the other. */
    private static int[] places(int[] depths, int from, int to) {
        return IntStream.range(0, depths.length).filter(i -> depths[i] >= from && depths[i] < to).toArray();
    }

    /** How many pixels a place is away from the nearest side. */
    private static int depth(int place, int width, int height) {
        int x = place % width;
        int y = place / width;
        return Math.min(Math.min(x, width - 1 - x), Math.min(y, height - 1 - y));
    }

    private static int median(byte[] plane, int[] places) {
        return Arrays.stream(places).map(i -> plane[i] & 255).sorted().toArray()[places.length / 2];
    }

    /** Whether what is seen is nearer to white than to black, if nothing is said. */
    private static boolean lightInk(byte[][] planes, byte[] alpha, ImageFolder.Ink ink) {
        double seen = Arrays.stream(planes).mapToLong(Paper::sum).average().orElseThrow() / sum(alpha);
        return ink == ImageFolder.Ink.GUESSED ? seen > 0.5 : ink == ImageFolder.Ink.LIGHT;
    }

    private static long sum(byte[] plane) {
        return IntStream.range(0, plane.length).mapToLong(i -> plane[i] & 255).sum();
    }

    private static void fill(byte[][] planes, byte[] alpha, byte[] levels) {
        for (int k = 0; alpha != null && k < planes.length; k++) {
            for (int i = 0; i < alpha.length; i++) {
                int paper = Math.round((levels[k] & 255) * (255 - (alpha[i] & 255)) / 255f);
                planes[k][i] = (byte) Math.min(255, (planes[k][i] & 255) + paper);
            }
        }
    }

    /** What every level of a grey picture is as ink, 0 (paper or beyond it) to 255. */
    byte[] inkOfLevels(boolean dark) {
        int paper = dark == darkInk ? levels[0] & 255 : dark ? 255 : 0;
        byte[] ink = new byte[256];
        for (int level = 0; level < 256; level++) {
            int strength = Math.max(0, dark ? paper - level : level - paper);
            ink[level] = (byte) Math.round(255f * strength / Math.max(1, dark ? paper : 255 - paper));
        }
        return ink;
    }
}
