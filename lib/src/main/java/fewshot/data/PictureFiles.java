package fewshot.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads picture files and scales all to one size, with paper at the sides of those of another shape.
 *
 * <p>One scaler is kept, for the size of the last picture, so that memory does not grow with the number of sizes.
 */
final class PictureFiles {
    private static final int MOST_BYTES = 1 << 28;
    /** Levels that differ by less, of 255, are one: noise of a scan or of JPEG. */
    private static final int NOISE = 8;
    private static final int LISTED = 20;
    /** How many times as long as wide a picture may be. */
    private static final int LONGEST = 28;

    private final int channels;
    private final int height;
    private final int width;
    private final ImageFolder.Ink ink;
    private final boolean saved;
    private Scaler scaler;

    /**
     * @param channels 1 for grey, as ink on paper; 3 for red, green and blue
     * @param ink which is ink
     * @param saved whether {@link SavedFolder} wrote them: they are dark ink on white then, and come back as they were
     */
    PictureFiles(int channels, int height, int width, ImageFolder.Ink ink, boolean saved) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.ink = ink;
        this.saved = saved;
    }

    /**
     * The pictures as {@code [channels, height, width]} bytes each.
     *
     * @throws IllegalArgumentException if pictures are damaged, too large, too narrow or blank; the message names them
     */
    byte[] read(List<Path> files) throws IOException {
        byte[] pixels = room(files.size());
        Paper[] papers = new Paper[files.size()];
        List<String> refused = new ArrayList<>();
        try (GreyPngReader png = new GreyPngReader()) {
            for (int i = 0; i < papers.length; i++) {
                try {
                    papers[i] = place(picture(png, files.get(i)), pixels, i);
                } catch (IllegalArgumentException e) {
                    refused.add(e.getMessage());
                }
            }
        }
        boolean dark = darkInk(papers);
        for (int i = 0; i < papers.length; i++) {
            if (papers[i] != null && channels == 1) {
                toInk(pixels, i, papers[i].inkOfLevels(papers[i].clear() ? papers[i].darkInk() : dark));
            }
            if (papers[i] != null && !saved && blank(pixels, i)) {
                refused.add("ImageFolder: " + files.get(i) + " is blank at " + height + " x " + width
                        + " pixels; take it out, or crop it closer to what it shows");
            }
        }
        refuse(refused);
        return pixels;
    }

    private static void refuse(List<String> messages) {
        int more = messages.size() - LISTED;
        if (!messages.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", messages.subList(0, Math.min(LISTED, messages.size())))
                    + (more > 0 ? "\nand " + more + " more" : ""));
        }
    }

    private byte[] room(int pictures) {
        double bytes = (double) pictures * channels * height * width;
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("ImageFolder: " + pictures + " pictures of " + height + " x " + width + " pixels need "
                    + (long) bytes + " bytes; at most " + (Integer.MAX_VALUE - 8) + " are possible: choose a smaller size");
        }
        return new byte[(int) bytes];
    }

    private static Picture picture(GreyPngReader png, Path path) throws IOException {
        String name = "ImageFolder: " + path;
        if (Files.size(path) > MOST_BYTES) {
            throw new IllegalArgumentException(name + " has " + Files.size(path) + " bytes; at most " + MOST_BYTES
                    + " are read: scale it down");
        }
        byte[] file = Files.readAllBytes(path);
        Picture picture = isPng(file) ? png.read(name, file) : PictureDecoder.decode(name, file);
        int longer = Math.max(picture.width(), picture.height());
        if (longer / LONGEST > Math.min(picture.width(), picture.height())) {
            throw new IllegalArgumentException(name + " is " + picture.width() + " x " + picture.height() + " pixels; at most "
                    + LONGEST + " times as long as wide can be used: crop it");
        }
        return picture;
    }

    private static boolean isPng(byte[] file) {
        return file.length > 3 && file[0] == (byte) 0x89 && file[1] == 'P' && file[2] == 'N' && file[3] == 'G';
    }

    /** Scales a picture and puts it in the middle of its place, on its paper. */
    private Paper place(Picture picture, byte[] pixels, int i) {
        double scale = Math.min((double) width / picture.width(), (double) height / picture.height());
        int across = Math.max(1, (int) Math.round(scale * picture.width()));
        int down = Math.max(1, (int) Math.round(scale * picture.height()));
        if (scaler == null || !scaler.takes(picture.width(), picture.height())) {
            scaler = new Scaler(picture.width(), picture.height(), across, down);
        }
        byte[][] own = channels == 1 ? new byte[][] {picture.levels()} : picture.planes();
        byte[][] planes = new byte[channels][];
        for (int k = 0; k < channels; k++) {
            planes[k] = k < own.length ? scaled(own[k], across * down) : planes[0].clone();
        }
        byte[] alpha = picture.alpha() == null ? null : scaled(picture.alpha(), across * down);
        Paper paper = saved && channels == 1 ? Paper.WHITE : Paper.under(planes, alpha, across, ink);
        for (int k = 0; k < channels; k++) {
            int first = (channels * i + k) * height * width;
            Arrays.fill(pixels, first, first + height * width, paper.levels()[k]);
            for (int row = 0; row < down; row++) {
                int begin = first + (row + (height - down) / 2) * width + (width - across) / 2;
                System.arraycopy(planes[k], row * across, pixels, begin, across);
            }
        }
        return paper;
    }

    private byte[] scaled(byte[] plane, int size) {
        byte[] scaled = new byte[size];
        scaler.scale(plane, false, scaled, 0);
        return scaled;
    }

    /** What is said of all pictures, else what most of those on opaque paper show. */
    private boolean darkInk(Paper[] papers) {
        long dark = Arrays.stream(papers).filter(p -> p != null && !p.clear() && p.darkInk()).count();
        long light = Arrays.stream(papers).filter(p -> p != null && !p.clear() && !p.darkInk()).count();
        return ink == ImageFolder.Ink.GUESSED ? dark >= light : ink == ImageFolder.Ink.DARK;
    }

    private void toInk(byte[] pixels, int picture, byte[] inkOfLevels) {
        for (int p = picture * height * width; p < (picture + 1) * height * width; p++) {
            pixels[p] = inkOfLevels[pixels[p] & 255];
        }
    }

    private boolean blank(byte[] pixels, int picture) {
        for (int plane = picture * channels; plane < (picture + 1) * channels; plane++) {
            int least = 255;
            int most = 0;
            for (int p = plane * height * width; p < (plane + 1) * height * width; p++) {
                least = Math.min(least, pixels[p] & 255);
                most = Math.max(most, pixels[p] & 255);
            }
            if (most - least >= NOISE) {
                return false;
            }
        }
        return true;
    }

    /** Says in one line how many of some images are the same as one before; empty if none is. */
    String copies(byte[] pixels, List<Path> files) {
        int size = channels * height * width;
        Map<ByteBuffer, Path> first = new HashMap<>();
        String example = "";
        int copies = 0;
        for (int i = 0; i < files.size(); i++) {
            Path same = first.putIfAbsent(ByteBuffer.wrap(pixels, i * size, size), files.get(i));
            if (same != null) {
                example = copies++ == 0 ? files.get(i) + " is " + same : example;
            }
        }
        return copies == 0 ? "" : "ImageFolder: WARNING: " + copies + " of " + files.size() + " pictures are copies of another (" + example
                + "); what is measured on copies means nothing";
    }
}
