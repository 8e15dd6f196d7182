package fewshot.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Draws pictures and puts what cameras write into their files: for tests of what reads them. */
final class TestPictures {
    private TestPictures() {}

    /** A thick L, which no turn and no mirror makes itself. */
    static BufferedImage letter(int width, int height, int type, Color paper, Color ink) {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setBackground(paper);
        graphics.clearRect(0, 0, width, height);
        graphics.setColor(ink);
        graphics.fillRect(width / 4, height / 4, width / 6, height / 2);
        graphics.fillRect(width / 4, height * 5 / 8, width / 2, height / 8);
        graphics.dispose();
        return image;
    }

    static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, out)) {
            throw new IOException("no writer of " + format + " takes this image");
        }
        return out.toByteArray();
    }

    static void write(Path file, byte[] bytes) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** A TIFF structure that holds an orientation and nothing else. */
    static byte[] exif(int orientation, ByteOrder order) {
        ByteBuffer exif = ByteBuffer.allocate(26).order(order);
        exif.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
        exif.putShort((short) 42).putInt(8).putShort((short) 1);
        exif.putShort((short) 274).putShort((short) 3).putInt(1).putShort((short) orientation).putShort((short) 0).putInt(0);
        return exif.array();
    }

    /** A JPEG with such a structure in a segment APP1, behind another segment. */
    static byte[] jpegWith(byte[] jpeg, byte[] exif) {
        int first = 4 + ByteBuffer.wrap(jpeg).getShort(4);
        byte[] segment = ByteBuffer.allocate(10 + exif.length).putShort((short) 0xFFE1).putShort((short) (8 + exif.length))
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(exif).array();
        return inserted(jpeg, first, segment);
    }

    /** A PNG with such a structure in a chunk eXIf, behind its header. */
    static byte[] pngWith(byte[] png, byte[] exif) {
        byte[] body = ByteBuffer.allocate(4 + exif.length).put("eXIf".getBytes(StandardCharsets.US_ASCII)).put(exif).array();
        CRC32 crc = new CRC32();
        crc.update(body);
        byte[] chunk = ByteBuffer.allocate(8 + body.length).putInt(exif.length).put(body).putInt((int) crc.getValue()).array();
        return inserted(png, 33, chunk);
    }

    private static byte[] inserted(byte[] file, int at, byte[] part) {
        byte[] longer = Arrays.copyOf(file, file.length + part.length);
        System.arraycopy(part, 0, longer, at, part.length);
        System.arraycopy(file, at, longer, at + part.length, file.length - at);
        return longer;
    }

    /** A TIFF file, little-endian, of 8 bits grey in one strip, with an orientation. */
    static byte[] tiff(int width, int height, byte[] levels, int orientation) {
        int[][] entries = {{256, 3, width}, {257, 3, height}, {258, 3, 8}, {259, 3, 1}, {262, 3, 1}, {273, 4, 122}, {274, 3, orientation},
            {277, 3, 1}, {279, 4, levels.length}};
        ByteBuffer tiff = ByteBuffer.allocate(122 + levels.length).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put("II".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8).putShort((short) entries.length);
        for (int[] entry : entries) {
            tiff.putShort((short) entry[0]).putShort((short) entry[1]).putInt(1).putInt(entry[2]);
        }
        return tiff.putInt(0).put(levels).array();
    }
}
