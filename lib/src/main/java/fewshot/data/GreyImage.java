package fewshot.data;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/**
 * A decoded picture: one level a pixel, row by row, black 0 and white 255.
 *
 * @param width pixels across
 * @param height pixels down
 * @param levels {@code width × height} bytes
 */
record GreyImage(int width, int height, byte[] levels) {

    /**
     * Decodes any picture that the JDK knows (PNG, JPEG, GIF, BMP). Colours become their luminance (ITU-R BT.601); what is
     * transparent shows white paper.
     *
     * @param name names the file in the message of an exception
     * @throws IllegalArgumentException if the bytes are no picture that can be read
     */
    static GreyImage decode(String name, byte[] file) {
        BufferedImage image;
        try {
            image = ImageIO.read(new ByteArrayInputStream(file));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(name + ": this picture is damaged (" + e.getMessage()
                    + "); save it again as PNG, JPEG, GIF or BMP", e);
        }
        if (image == null) {
            throw new IllegalArgumentException(name + ": " + file.length
                    + " bytes that are no picture; a PNG, JPEG, GIF or BMP file is expected");
        }
        return of(image);
    }

    private static GreyImage of(BufferedImage image) {
        int width = image.getWidth();
        byte[] levels = new byte[width * image.getHeight()];
        boolean grey = image.getColorModel().getColorSpace().getNumComponents() == 1;
        for (int i = 0; i < levels.length; i++) {
            int x = i % width;
            int y = i / width;
            levels[i] = (byte) (grey ? greyLevel(image.getRaster(), x, y) : luminance(image.getRGB(x, y)));
        }
        return new GreyImage(width, image.getHeight(), levels);
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

    private static int luminance(int argb) {
        double light = 0.299 * (argb >> 16 & 255) + 0.587 * (argb >> 8 & 255) + 0.114 * (argb & 255);
        return (int) Math.round(255 - (255 - light) * (argb >>> 24) / 255);
    }
}
