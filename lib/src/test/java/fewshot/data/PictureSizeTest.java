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
            PictureDecoder.decode("warm", small(format));
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
                    PictureDecoder.decode("bomb", file);
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

    /** Few enough pixels, but of four colours with 16 bits each. */
    @Test
    void aPngOfManyBitsAPixel() throws Throwable {
        byte[] png = Arrays.copyOf(TestPng.withHeader(TestPng.encode(4, 4, 8, new int[16], y -> 0, 99), 6000, 6000, 16), 100_000);
        png[25] = 6;
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
        String message = Refusal.within10Megabytes(() -> PictureDecoder.decode("bomb", png));
        assertTrue(message.contains("36000000 pixels have 64 bits each"), message);
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

    /** A lossless one of one colour takes no bit a pixel. */
    @Test
    void aWebPThatClaimsToBeLarge() throws Throwable {
        int[] one = {-1};
        byte[] webP = TestWebP.file(TestWebP.chunk("VP8L", TestWebP.lossless(1, 1, one)));
        PictureDecoder.decode("warm", webP);
        ByteBuffer.wrap(webP).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 16383 | 16383 << 14 | 1 << 28);
        assertTrue(refused(webP).contains("16384 x 16384"));
        byte[] extended = TestWebP.file(TestWebP.extended(0, 1 << 14, 1 << 14), TestWebP.chunk("VP8L", TestWebP.lossless(1, 1, one)));
        assertTrue(refused(extended).contains("16384 x 16384"));
    }

    /** The header says 9 x 9, the frame within it 16383 x 16383. */
    @Test
    void aWebPWithAFrameLargerThanItsHeaderSays() throws Throwable {
        byte[] frame = new byte[60];
        ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).put(new byte[] {0x10, 2, 0, (byte) 0x9D, 1, 0x2A})
                .putShort((short) 16383).putShort((short) 16383);
        byte[] webP = TestWebP.file(TestWebP.extended(0, 9, 9), TestWebP.chunk("VP8 ", frame));
        assertTrue(refused(webP).contains("its header says 9 x 9 pixels, its frame 16383 x 16383"));
    }

    @Test
    void aWebPThatMoves() throws Throwable {
        byte[] webP = TestWebP.file(TestWebP.extended(2, 9, 9), TestWebP.chunk("ANIM", new byte[6]),
                TestWebP.chunk("ANMF", new byte[40]));
        refused(webP);
    }

    /** Entries of a small TIFF with one field changed: its place, the tag, the number of values and the value. */
    @ParameterizedTest
    @CsvSource({"256, 3, 1, 16384", "256, 4, 1, 2147483647", "277, 3, 1, 65535", "258, 3, 1, 65535", "279, 4, 536870911, 8",
        "273, 4, 2000000000, 8", "274, 3, 2000000000, 122", "278, 4, 1, -1", "259, 3, 1, 5"})
    void aTiffThatClaimsToBeLarge(int tag, int type, int count, int value) throws Throwable {
        int side = 64;
        byte[] tiff = TestPictures.tiff(side, side, new byte[side * side], 1);
        PictureDecoder.decode("warm", tiff);
        ByteBuffer entries = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
        int at = 10;
        while (entries.getShort(at) != tag && !(tag == 278 && entries.getShort(at) == 277)) {
            at += 12;
        }
        entries.putShort(at, (short) tag).putShort(at + 2, (short) type).putInt(at + 4, count).putInt(at + 8, value);
        if (tag == 256) {
            entries.putInt(at + 12 + 8, 16384);
        }
        assertAllocates(tiff);
    }

    @Test
    void aTiffWhoseDirectoriesGoRoundInACircle() throws Throwable {
        byte[] tiff = TestPictures.tiff(8, 8, new byte[64], 1);
        ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN).putInt(118, 8);
        assertAllocates(tiff);
    }

    /** Refused or read, within 10 MB. */
    private static void assertAllocates(byte[] file) throws Throwable {
        long bytes = Refusal.allocated(() -> {
            try {
                PictureDecoder.decode("bomb", file);
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().startsWith("bomb: "), e.getMessage());
            }
        });
        assertTrue(bytes < 10_000_000, bytes + " bytes were allocated");
    }
}
