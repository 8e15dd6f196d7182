package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of file is decoded to what was drawn, upright and whole, or refused. */
class PictureDecoderTest {
    private static final int SIDE = 24;

    private static BufferedImage letter(int type) {
        return TestPictures.letter(SIDE, SIDE, type, Color.WHITE, Color.BLACK);
    }

    private static Picture read(byte[] file) {
        try (GreyPngReader png = new GreyPngReader()) {
            return file[0] == (byte) 0x89 ? png.read("picture", file) : PictureDecoder.decode("picture", file);
        }
    }

    private static void assertLetter(byte[] file, int tolerance) {
        Picture picture = read(file);
        byte[] levels = picture.levels();
        int[] drawn = letter(BufferedImage.TYPE_INT_RGB).getRGB(0, 0, SIDE, SIDE, null, 0, SIDE);
        assertEquals(SIDE, picture.width());
        for (int i = 0; i < drawn.length; i++) {
            assertEquals(drawn[i] & 255, levels[i] & 255, tolerance, "pixel " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"png, 10", "png, 11", "png, 12", "png, 13", "png, 5", "jpg, 10", "jpg, 5", "gif, 13", "bmp, 5", "bmp, 12", "tiff, 12",
        "tiff, 10", "tiff, 11", "tiff, 5", "tiff, 13"})
    void oneEightAndSixteenBitsGreyPaletteAndColourAreAlike(String format, int type) throws IOException {
        assertLetter(TestPictures.encoded(letter(type), format), format.equals("jpg") ? 40 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff"})
    void aGreySampleOfSixteenBitsBecomesItsShareOf255(String format) throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < 256; i++) {
            image.getRaster().setSample(i % 16, i / 16, 0, i * 256 + 37);
        }
        byte[] levels = read(TestPictures.encoded(image, format)).levels();
        for (int i = 0; i < 256; i++) {
            assertEquals((i * 256 + 37) / 257.0, levels[i] & 255, 0.5);
        }
    }

    @Test
    void webPIsRead() {
        assertLetter(TestWebP.file(TestWebP.chunk("VP8L", TestWebP.lossless(SIDE, SIDE, argb()))), 0);
    }

    private static int[] argb() {
        return letter(BufferedImage.TYPE_INT_ARGB).getRGB(0, 0, SIDE, SIDE, null, 0, SIDE);
    }

    /** As printers' programs write it: Adobe's segment says that there is no transform, and all four inks are turned round. */
    @Test
    void aJpegInCmykIsNeitherBlankNorTurnedRound() throws IOException {
        assertLetter(cmyk(), 40);
    }

    private static byte[] cmyk() throws IOException {
        BufferedImage letter = letter(BufferedImage.TYPE_INT_RGB);
        WritableRaster inks = Raster.createInterleavedRaster(0, SIDE, SIDE, 4, null);
        for (int i = 0; i < SIDE * SIDE; i++) {
            int light = letter.getRGB(i % SIDE, i / SIDE) & 255;
            inks.setPixel(i % SIDE, i / SIDE, new int[] {light, light, light, 255});
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(inks, null, null), null);
        }
        byte[] jpeg = out.toByteArray();
        byte[] adobe = ByteBuffer.allocate(16).putShort((short) 0xFFEE).putShort((short) 14).put("Adobe".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 100).putInt(0).put((byte) 0).array();
        return ByteBuffer.allocate(jpeg.length + 16).put(jpeg, 0, 2).put(adobe).put(jpeg, 2, jpeg.length - 2).array();
    }

    /** Where the stored row 0 and column 0 are seen (CIPA DC-008, table of tag 274), and a picture of random levels. */
    @ParameterizedTest
    @CsvSource({"1, top, left", "2, top, right", "3, bottom, right", "4, bottom, left", "5, left, top", "6, right, top",
        "7, right, bottom", "8, left, bottom"})
    void whatIsStoredTurnedIsSeenUpright(int orientation, String row0, String column0) throws IOException {
        int width = 13;
        int height = 9;
        byte[] seen = new byte[width * height];
        new Random(orientation).nextBytes(seen);
        boolean aside = orientation > 4;
        BufferedImage stored = new BufferedImage(aside ? height : width, aside ? width : height, BufferedImage.TYPE_BYTE_GRAY);
        for (int row = 0; row < stored.getHeight(); row++) {
            for (int column = 0; column < stored.getWidth(); column++) {
                int x = aside ? away(row, row0, width) : away(column, column0, width);
                int y = aside ? away(column, column0, height) : away(row, row0, height);
                stored.getRaster().setSample(column, row, 0, seen[y * width + x] & 255);
            }
        }
        byte[] levels = (byte[]) stored.getRaster().getDataElements(0, 0, stored.getWidth(), stored.getHeight(), null);
        for (byte[] file : new byte[][] {TestPictures.pngWith(TestPictures.encoded(stored, "png"), TestPictures.exif(orientation, ByteOrder.BIG_ENDIAN)),
            TestPictures.pngWith(TestPictures.encoded(stored, "png"), TestPictures.exif(orientation, ByteOrder.LITTLE_ENDIAN)),
            TestPictures.tiff(stored.getWidth(), stored.getHeight(), levels, orientation)}) {
            Picture picture = read(file);
            assertEquals(width, picture.width());
            assertEquals(height, picture.height());
            assertArrayEquals(seen, picture.levels());
        }
    }

    private static int away(int index, String side, int size) {
        return side.equals("top") || side.equals("left") ? index : size - 1 - index;
    }

    @Test
    void aJpegAndAWebPSayLikewiseHowTheyAreTurned() throws IOException {
        byte[] exif = TestPictures.exif(3, ByteOrder.BIG_ENDIAN);
        byte[] jpeg = TestPictures.encoded(letter(BufferedImage.TYPE_BYTE_GRAY), "jpg");
        byte[] webP = TestWebP.chunk("VP8L", TestWebP.lossless(SIDE, SIDE, argb()));
        assertTurnedRound(jpeg, TestPictures.jpegWith(jpeg, exif));
        assertTurnedRound(TestWebP.file(webP), TestWebP.file(TestWebP.extended(8, SIDE, SIDE), webP, TestWebP.chunk("EXIF", exif)));
    }

    private static void assertTurnedRound(byte[] plain, byte[] turned) {
        byte[] levels = read(plain).levels();
        byte[] backwards = new byte[levels.length];
        for (int i = 0; i < levels.length; i++) {
            backwards[i] = levels[levels.length - 1 - i];
        }
        assertArrayEquals(backwards, read(turned).levels());
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tiff", "webp", "progressive", "cmyk"})
    void aFileThatIsCutAnywhereIsRefused(String format) throws IOException {
        byte[] whole = switch (format) {
            case "webp" -> TestWebP.file(TestWebP.chunk("VP8L", TestWebP.lossless(SIDE, SIDE, argb())));
            case "progressive" -> progressive();
            case "cmyk" -> cmyk();
            default -> TestPictures.encoded(letter(format.equals("gif") ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_3BYTE_BGR), format);
        };
        read(whole);
        for (int percent = 2; percent < 98; percent += 3) {
            byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);
            String message = assertThrows(IllegalArgumentException.class, () -> read(cut), percent + " %").getMessage();
            assertTrue(message.startsWith("picture: "), message);
        }
    }

    private static byte[] progressive() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(letter(BufferedImage.TYPE_3BYTE_BGR), null, null), param);
        }
        return out.toByteArray();
    }

    /** The reader takes what is missing for zeros, and would be busy with that for a minute. */
    @Test
    void aWebPWithFarTooFewBitsIsRefusedSoon() {
        byte[] webP = TestWebP.file(TestWebP.chunk("VP8L", TestWebP.lossless(SIDE, SIDE, argb())));
        ByteBuffer.wrap(webP).order(ByteOrder.LITTLE_ENDIAN).putInt(21, 1199 | 1199 << 14 | 1 << 28);
        String message = assertTimeoutPreemptively(Duration.ofSeconds(10),
                () -> assertThrows(IllegalArgumentException.class, () -> read(webP)).getMessage());
        assertTrue(message.contains("it ends too early"), message);
    }

    @Property(tries = 400)
    void whateverIsWrongInAFileItIsReadOrRefused(@ForAll @IntRange(max = 7) int kind, @ForAll long seed) throws IOException {
        byte[] file = kind == 6 ? cmyk() : kind == 7 ? TestWebP.file(TestWebP.extended(0, SIDE, SIDE),
                TestWebP.chunk("VP8L", TestWebP.lossless(SIDE, SIDE, argb()))) : kind == 5 ? TestPictures.tiff(8, 8, new byte[64], 6)
                : TestPictures.encoded(letter(kind == 2 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_3BYTE_BGR),
                        List.of("png", "jpg", "gif", "bmp", "tiff").get(kind));
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            file[random.nextInt(random.nextBoolean() ? Math.min(file.length, 150) : file.length)] = (byte) random.nextInt();
        }
        try {
            PictureDecoder.decode("picture", file);
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().startsWith("picture: "), e.getMessage());
        }
    }

    @Test
    void whatIsNoPictureIsRefusedWithWhatIsExpected() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> read("no picture".getBytes(StandardCharsets.US_ASCII))).getMessage();
        assertEquals("picture: 10 bytes that are no picture; a PNG, JPEG, GIF, BMP, WebP or TIFF file is expected", message);
    }
}
