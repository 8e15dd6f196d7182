package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A picture that claims to be large is refused before room is made for it. */
class PictureSizeTest {
    @BeforeAll
    static void loadTheReaders() throws IOException {
        for (String format : new String[] {"png", "gif", "bmp", "jpg"}) {
            Picture.decode("warm", small(format));
        }
    }

    private static byte[] small(String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int type = format.equals("gif") ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_3BYTE_BGR;
        ImageIO.write(new BufferedImage(9, 9, type), format, out);
        return out.toByteArray();
    }

    private static String refused(byte[] file) throws Throwable {
        String message = Refusal.within10Megabytes(() -> {
            try (GreyPngReader reader = new GreyPngReader()) {
                if (file[0] == (byte) 0x89) {
                    reader.read("bomb", file);
                } else {
                    Picture.decode("bomb", file);
                }
            }
        });
        assertTrue(message.startsWith("bomb: "), message);
        return message;
    }

    /** Grey for the fast reader, RGB for the JDK's; the second size is below the cap, and more than the bytes can hold. */
    @ParameterizedTest
    @CsvSource({"0, 16384", "2, 16384", "3, 16384", "0, 6000", "2, 6000"})
    void aPngOf100BytesThatClaimsToBeLarge(int colourType, int side) throws Throwable {
        byte[] png = Arrays.copyOf(TestPng.withHeader(TestPng.encode(4, 4, 8, new int[16], y -> 0, 99), side, side, 8), 100);
        png[25] = (byte) colourType;
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
        String message = refused(png);
        assertTrue(message.contains(side + " x " + side), message);
    }

    @ParameterizedTest
    @CsvSource({"16384", "6000"})
    void aBmpThatClaimsToBeLarge(int side) throws Throwable {
        byte[] bmp = small("bmp");
        ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, side).putInt(22, side);
        refused(bmp);
    }

    @Test
    void aGifThatClaimsToBeLarge() throws Throwable {
        byte[] gif = small("gif");
        int image = 13 + 3 * (2 << (gif[10] & 7));
        while (gif[image] != 0x2C) {
            image++;
        }
        ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN).putShort(image + 5, (short) 16384).putShort(image + 7, (short) 16384);
        assertTrue(refused(gif).contains("16384 x 16384"));
    }

    @Test
    void aJpegThatClaimsToBeLarge() throws Throwable {
        byte[] jpeg = small("jpg");
        int frame = 2;
        while (jpeg[frame + 1] != (byte) 0xC0) {
            frame += 2 + (jpeg[frame + 2] & 255) * 256 + (jpeg[frame + 3] & 255);
        }
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 16384).putShort(frame + 7, (short) 16384);
        assertTrue(refused(jpeg).contains("16384 x 16384"));
    }
}
