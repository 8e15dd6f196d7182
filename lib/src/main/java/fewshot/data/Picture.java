package fewshot.data;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.util.List;

/**
 * A decoded picture, upright: one level a pixel and colour, row by row, dark 0 and light 255.
 *
 * @param width pixels across
 * @param height pixels down
 * @param planes {@code width × height} bytes each: one plane of a grey picture; red, green and blue of another. What is
 *     partly transparent has its share of its level, what is clear has 0
 * @param alpha how much is seen of each pixel, 0 (clear) to 255; null if all of it is
 */
record Picture(int width, int height, byte[][] planes, byte[] alpha) {
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

    /**
     * Takes the pixels of a decoded image.
     *
     * @throws IllegalArgumentException if they are not whole numbers from 0
     */
    static Picture of(String name, BufferedImage image) {
        int kind = image.getRaster().getTransferType();
        if (kind != DataBuffer.TYPE_BYTE && kind != DataBuffer.TYPE_USHORT && kind != DataBuffer.TYPE_INT) {
            throw new IllegalArgumentException(name + ": its levels are signed or broken numbers; save it with 8 or 16 bits a colour");
        }
        int width = image.getWidth();
        boolean grey = image.getColorModel().getColorSpace().getNumComponents() == 1;
        byte[][] planes = new byte[grey ? 1 : 3][width * image.getHeight()];
        byte[] alpha = image.getColorModel().hasAlpha() ? new byte[planes[0].length] : null;
        boolean opaque = true;
        int[] row = new int[width];
        for (int i = 0; i < planes[0].length; i++) {
            if (i % width == 0) {
                readRow(image, grey, i / width, row);
            }
            int argb = row[i % width];
            int seen = alpha == null ? 255 : argb >>> 24;
            for (int k = 0; k < planes.length; k++) {
                int level = argb >> 16 - 8 * k & 255;
                planes[k][i] = (byte) (seen == 255 ? level : Math.round(level * seen / 255f));
            }
            if (alpha != null) {
                alpha[i] = (byte) seen;
                opaque &= seen == 255;
            }
        }
        return new Picture(width, image.getHeight(), planes, opaque ? null : alpha);
    }

    /** Grey samples as they are stored: {@code getRGB} would brighten them, because the JDK takes grey for linear light. */
    private static void readRow(BufferedImage image, boolean grey, int y, int[] row) {
        if (!grey) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            return;
        }
        Raster raster = image.getRaster();
        for (int x = 0; x < row.length; x++) {
            int seen = raster.getNumBands() < 2 ? 255 : sample(raster, x, y, 1);
            row[x] = seen << 24 | sample(raster, x, y, 0) << 16;
        }
    }

    private static int sample(Raster raster, int x, int y, int band) {
        double most = (1L << raster.getSampleModel().getSampleSize(band)) - 1;
        return (int) Math.round(255 * ((raster.getSample(x, y, band) & 0xFFFFFFFFL) / most));
    }

    /** The picture as it is seen, of one that is stored with an orientation of EXIF. */
    Picture turned(int orientation) {
        if (orientation == Orientation.UPRIGHT) {
            return this;
        }
        for (int k = 0; k < planes.length; k++) {
            planes[k] = turned(planes[k], orientation);
        }
        boolean aside = orientation >= 5;
        return new Picture(aside ? height : width, aside ? width : height, planes, alpha == null ? null : turned(alpha, orientation));
    }

    private byte[] turned(byte[] plane, int orientation) {
        byte[] turned = new byte[plane.length];
        boolean aside = orientation >= 5;
        int across = aside ? height : width;
        boolean fromRight = List.of(2, 3, 7, 8).contains(orientation);
        boolean fromBottom = List.of(3, 4, 6, 7).contains(orientation);
        for (int i = 0; i < turned.length; i++) {
            int column = aside ? i / across : i % across;
            int row = aside ? i % across : i / across;
            turned[i] = plane[(fromBottom ? height - 1 - row : row) * width + (fromRight ? width - 1 - column : column)];
        }
        return turned;
    }
}
