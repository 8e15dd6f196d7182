package fewshot.show.draw;

import java.awt.image.BufferedImage;

/** One image as a picture. */
public final class Tile {
    private Tile() {}

    /**
     * Bytes as a picture: one channel is ink on white paper, 255 black; three are red, green and blue as they are.
     *
     * @param pixels {@code [channels, height, width]}, one byte each
     * @throws IllegalArgumentException if there are neither 1 nor 3 channels, or too few or too many bytes
     */
    public static BufferedImage of(byte[] pixels, int channels, int height, int width) {
        if (channels != 1 && channels != 3) {
            throw new IllegalArgumentException("ImageGrid: images of " + channels + " channels; it shows 1 (ink) or 3 (red, green, blue)");
        }
        int size = height * width;
        if (pixels.length != channels * size) {
            throw new IllegalArgumentException("ImageGrid: an image has " + pixels.length + " bytes, but " + channels + " x " + height
                    + " x " + width + " need " + channels * size);
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < size; i++) {
            int rgb = channels == 1
                    ? 0x010101 * (255 - (pixels[i] & 255))
                    : (pixels[i] & 255) << 16 | (pixels[size + i] & 255) << 8 | pixels[2 * size + i] & 255;
            image.setRGB(i % width, i / width, rgb);
        }
        return image;
    }
}
