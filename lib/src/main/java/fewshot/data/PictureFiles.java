package fewshot.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads picture files and scales all to one size.
 *
 * @param channels 1 for grey, as ink on paper; 3 for red, green and blue
 * @param ink which is ink, if the pictures are read as grey
 */
record PictureFiles(int channels, int height, int width, ImageFolder.Ink ink) {
    private static final int MOST_BYTES = 1 << 28;

    /**
     * The pictures as {@code [channels, height, width]} bytes each. One scaler is kept, for the size of the last picture, so
     * that memory does not grow with the number of sizes.
     *
     * @throws IllegalArgumentException if a picture is damaged, too large or of another shape; the message names it
     */
    byte[] read(List<Path> files) throws IOException {
        byte[] pixels = room(files.size());
        boolean[] dark = new boolean[files.size()];
        double light = 0;
        Scaler scaler = null;
        try (GreyPngReader png = new GreyPngReader()) {
            for (int i = 0; i < dark.length; i++) {
                Picture picture = picture(png, files.get(i));
                if (scaler == null || !scaler.takes(picture.width(), picture.height())) {
                    scaler = new Scaler(picture.width(), picture.height(), width, height);
                }
                byte[][] planes = channels == 1 ? new byte[][] {picture.levels()} : picture.planes();
                double border = border(picture, planes[0]);
                light += border / dark.length;
                dark[i] = darkInk(border);
                for (int k = 0; k < channels; k++) {
                    scaler.scale(planes[Math.min(k, planes.length - 1)], dark[i], pixels, (channels * i + k) * height * width);
                }
            }
        }
        for (int i = 0; i < dark.length; i++) {
            if (dark[i] != darkInk(light)) {
                turnRound(pixels, i);
            }
        }
        return pixels;
    }

    /** What is said of all pictures, else what a border's mean level speaks for: first of each, in the end of all together. */
    private boolean darkInk(double border) {
        return channels == 1 && (ink == ImageFolder.Ink.GUESSED ? border > 127.5 : ink == ImageFolder.Ink.DARK);
    }

    private void turnRound(byte[] pixels, int picture) {
        int size = height * width;
        for (int p = picture * size; p < (picture + 1) * size; p++) {
            pixels[p] = (byte) ~pixels[p];
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

    private Picture picture(GreyPngReader png, Path path) throws IOException {
        String name = "ImageFolder: " + path;
        if (Files.size(path) > MOST_BYTES) {
            throw new IllegalArgumentException(name + " has " + Files.size(path) + " bytes; at most " + MOST_BYTES
                    + " are read: scale it down");
        }
        byte[] file = Files.readAllBytes(path);
        Picture picture = isPng(file) ? png.read(name, file) : Picture.decode(name, file);
        if ((long) picture.width() * height != (long) picture.height() * width) {
            throw new IllegalArgumentException(name + " is " + picture.width() + " x " + picture.height() + " pixels; a "
                    + (height == width ? "square picture" : "picture of the shape of " + width + " x " + height)
                    + " is expected: crop it or add paper");
        }
        return picture;
    }

    private static boolean isPng(byte[] file) {
        return file.length > 3 && file[0] == (byte) 0x89 && file[1] == 'P' && file[2] == 'N' && file[3] == 'G';
    }

    /** The mean level of the outermost pixels. */
    private static double border(Picture picture, byte[] levels) {
        int width = picture.width();
        long sum = 0;
        int count = 0;
        for (int i = 0; i < levels.length; i++) {
            int x = i % width;
            int y = i / width;
            if (x == 0 || y == 0 || x == width - 1 || y == picture.height() - 1) {
                sum += levels[i] & 255;
                count++;
            }
        }
        return (double) sum / count;
    }
}
