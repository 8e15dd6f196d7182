package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreyPngReaderTest {
    private static Picture read(byte[] png) {
        try (GreyPngReader reader = new GreyPngReader()) {
            return reader.read("a.png", png);
        }
    }

    private static String messageOf(byte[] png) {
        String message = assertThrows(IllegalArgumentException.class, () -> read(png)).getMessage();
        assertTrue(message.startsWith("a.png: "), message);
        return message;
    }

    @Property(tries = 300)
    void everyDepthAndFilterGivesTheLevelsThatTheJdkReads(
            @ForAll @IntRange(max = 3) int depthIndex, @ForAll @IntRange(max = 4) int filter,
            @ForAll @IntRange(min = 1, max = 40) int width, @ForAll @IntRange(min = 1, max = 20) int height,
            @ForAll @IntRange(min = 1, max = 300) int chunk, @ForAll long seed) throws IOException {
        int depth = 1 << depthIndex;
        int[] samples = new Random(seed).ints(width * height, 0, 1 << depth).toArray();
        byte[] png = TestPng.encode(width, height, depth, samples, y -> filter, chunk);
        BufferedImage oracle = ImageIO.read(new ByteArrayInputStream(png));
        Picture image = read(png);
        assertEquals(width, image.width());
        assertEquals(height, image.height());
        for (int i = 0; i < samples.length; i++) {
            int expected = depth == 8 ? oracle.getRaster().getSample(i % width, i / width, 0)
                    : oracle.getRGB(i % width, i / width) & 255;
            assertEquals(expected, image.levels()[i] & 255);
            assertEquals(samples[i] * 255 / ((1 << depth) - 1), image.levels()[i] & 255);
        }
    }

    @Test
    void oneReaderServesPicturesOfManySizesOneAfterTheOther() {
        try (GreyPngReader reader = new GreyPngReader()) {
            for (int size : new int[] {20, 3, 31}) {
                int[] samples = new Random(size).ints(size * size, 0, 256).toArray();
                byte[] levels = reader.read("", TestPng.encode(size, size, 8, samples, y -> y % 5, 50)).levels();
                for (int i = 0; i < samples.length; i++) {
                    assertEquals(samples[i], levels[i] & 255);
                }
            }
        }
    }

    @Test
    void aGreySampleOf16BitsKeepsItsUpperBitsAndColourBecomesLuminance() throws IOException {
        BufferedImage grey = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        grey.getRaster().setSample(0, 0, 0, 100 * 257);
        BufferedImage colour = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        colour.setRGB(0, 0, 0xFFFF0000);
        colour.setRGB(1, 0, 0xFF00FF00);
        colour.setRGB(2, 0, 0x00000000);
        assertArrayEquals(new byte[] {100}, read(jdk(grey)).levels());
        assertArrayEquals(new byte[] {76, (byte) 150, 0}, read(jdk(colour)).levels());
        assertArrayEquals(new byte[] {-1, -1, 0}, read(jdk(colour)).alpha());
    }

    private static byte[] jdk(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static byte[] sample() {
        return TestPng.encode(9, 9, 1, new Random(1).ints(81, 0, 2).toArray(), y -> 0, 1000);
    }

    @Property(tries = 200)
    void oneWrongByteAnywhereBeforeTheEndChunkIsNoticed(@ForAll @IntRange(max = 1000) int where) {
        byte[] png = sample();
        int at = where % (png.length - 12);
        png[at] ^= 4;
        messageOf(png);
    }

    @Property(tries = 100)
    void oneWrongByteInAColouredOneIsNoticedToo(@ForAll @IntRange(max = 1000) int where) throws IOException {
        byte[] png = jdk(new BufferedImage(5, 5, BufferedImage.TYPE_3BYTE_BGR));
        png[where % (png.length - 12)] ^= 4;
        messageOf(png);
    }

    @Property(tries = 100)
    void aPngThatIsCutOffIsNoticedWhereverItEnds(@ForAll @IntRange(max = 1000) int where) {
        byte[] png = sample();
        String message = messageOf(Arrays.copyOf(png, where % png.length));
        assertTrue(message.contains("this PNG is damaged"), message);
    }

    @Test
    void theMessageSaysWhatIsWrong() {
        assertTrue(messageOf(new byte[50]).contains("50 bytes that do not begin like a PNG"));
        byte[] wrongSum = sample();
        wrongSum[62] ^= 1;
        assertTrue(messageOf(wrongSum).contains("check sum of its chunk IDAT"));
        assertTrue(messageOf(Arrays.copyOf(sample(), 45)).contains("ends after 45 bytes"));
        assertTrue(messageOf(TestPng.encode(3, 3, 8, new int[9], y -> 7, 99)).contains("row 0 names filter 7"));
        byte[] fewRows = TestPng.withHeader(sample(), 9, 12, 1);
        assertTrue(messageOf(fewRows).contains("its pixels are 27 bytes where 9 x 12 at 1 bits need 36"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1 << 23})
    void aSizeThatCannotBeIsRefused(int width) {
        String message = messageOf(TestPng.withHeader(sample(), width, 9, 1));
        assertTrue(message.contains(width + " x 9") && message.contains("40000000"), message);
    }
}
