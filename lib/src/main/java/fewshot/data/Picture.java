package fewshot.data;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.util.Iterator;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A decoded picture: one level a pixel and colour, row by row, dark 0 and light 255.
 *
 * @param width pixels across
 * @param height pixels down
 * @param planes {@code width × height} bytes each: one plane of a grey picture; red, green and blue of another
 */
record Picture(int width, int height, byte[][] planes) {
    private static final int MOST_PIXELS = 40_000_000;
    private static final int MOST_FROM_A_BYTE = 1032;

    /**
     * Decodes any picture that the JDK knows (PNG, JPEG, GIF, BMP). What is transparent shows white paper.
     *
     * @param name names the file in the message of an exception
     * @throws IllegalArgumentException if the bytes are no picture that can be read, or one that is too large
     */
    static Picture decode(String name, byte[] file) {
        ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file));
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        if (!readers.hasNext()) {
            throw new IllegalArgumentException(name + ": " + file.length
                    + " bytes that are no picture; a PNG, JPEG, GIF or BMP file is expected");
        }
        ImageReader reader = readers.next();
        try {
            reader.setInput(in, true, true);
            int width = reading(name, () -> reader.getWidth(0));
            int height = reading(name, () -> reader.getHeight(0));
            checkSize(name, width, height, 1, file.length);
            return of(reading(name, () -> reader.read(0)));
        } finally {
            reader.dispose();
        }
    }

    private static <T> T reading(String name, Callable<T> step) {
        try {
            return step.call();
        } catch (Exception e) {
            throw new IllegalArgumentException(name + ": this picture is damaged (" + e.getMessage()
                    + "); save it again as PNG, JPEG, GIF or BMP", e);
        }
    }

    /**
     * Refuses a size before room is made for it: more pixels than are read at all, or more than the file can hold. Of what
     * is read here deflate packs most tightly, into one byte at most 1,032.
     *
     * @param bits the least that a pixel takes
     * @param bytes the file's length
     */
    static void checkSize(String name, int width, int height, int bits, int bytes) {
        long pixels = (long) width * height;
        String claim = name + ": it says that it is " + width + " x " + height + " pixels";
        if (width < 1 || height < 1 || pixels > MOST_PIXELS) {
            throw new IllegalArgumentException(claim + "; 1 to " + MOST_PIXELS + " pixels can be read: scale it down");
        }
        if (pixels * bits / 8 > (long) MOST_FROM_A_BYTE * bytes) {
            throw new IllegalArgumentException(claim + ", which " + bytes + " bytes cannot hold: it is damaged; save it again");
        }
    }

    /** The grey levels: of colours their luminance (ITU-R BT.601). */
    byte[] levels() {
        if (planes.length == 1) {
            return planes[0];
        }
        byte[] levels = new byte[planes[0].length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = (byte) Math.round(0.299 * (planes[0][i] & 255) + 0.587 * (planes[1][i] & 255) + 0.114 * (planes[2][i] & 255));
        }
        return levels;
    }

    private static Picture of(BufferedImage image) {
        int width = image.getWidth();
        boolean grey = image.getColorModel().getColorSpace().getNumComponents() == 1;
        byte[][] planes = new byte[grey ? 1 : 3][width * image.getHeight()];
        for (int i = 0; i < planes[0].length; i++) {
            int x = i % width;
            int y = i / width;
            if (grey) {
                planes[0][i] = (byte) greyLevel(image.getRaster(), x, y);
                continue;
            }
            int argb = image.getRGB(x, y);
            for (int k = 0; k < 3; k++) {
                planes[k][i] = (byte) Math.round(255 - (255f - (argb >> 16 - 8 * k & 255)) * (argb >>> 24) / 255);
            }
        }
        return new Picture(width, image.getHeight(), planes);
    }

    /** A grey sample as it is stored: {@code getRGB} would brighten it, because the JDK takes grey for linear light. */
    private static int greyLevel(Raster raster, int x, int y) {
        int max = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
        int level = Math.round(255f * raster.getSample(x, y, 0) / max);
        if (raster.getNumBands() < 2) {
            return level;
        }
        int opaque = (1 << raster.getSampleModel().getSampleSize(1)) - 1;
        return 255 - Math.round((255f - level) * raster.getSample(x, y, 1) / opaque);
    }
}
