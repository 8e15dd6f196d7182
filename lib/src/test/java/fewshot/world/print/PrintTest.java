package fewshot.world.print;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fewshot.data.ImageSet;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrintTest {
    @TempDir
    static Path folder;

    private static Print print;

    /** Three fonts: in one A is a square and B a flat bar; in two A is a triangle and B the same bar; in zero there is only A. */
    @BeforeAll
    static void makeFonts() throws IOException {
        int[] square = {0, 0, 0, 500, 500, 500, 500, 0};
        int[] bar = {100, 300, 100, 400, 900, 400, 900, 300};
        int[] triangle = {0, 0, 300, 600, 600, 0};
        TinyFont.write(folder.resolve("one.ttf"), square, bar);
        TinyFont.write(folder.resolve("two.ttf"), triangle, bar);
        TinyFont.write(folder.resolve("zero.ttf"), square);
        Files.writeString(folder.resolve("LICENSE.txt"), "not a font");
        print = Print.load(folder);
    }

    @Test
    void aSquareFillsTwentyPixelsInTheMiddleAndABarItsShare() {
        byte[] square = print.picture("Latin/A", "one");
        byte[] bar = print.picture("Latin/B", "one");
        for (int p = 0; p < 784; p++) {
            int row = p / 28;
            int column = p % 28;
            boolean inside = column >= 4 && column < 24;
            assertEquals(inside && row >= 4 && row < 24 ? 255 : 0, square[p] & 255, "square at " + row + ", " + column);
            // 800 wide becomes 20, so 100 high becomes 2.5: two whole rows, and a quarter of each beside them.
            int expected = !inside || row < 12 || row > 15 ? 0 : row == 13 || row == 14 ? 255 : 64;
            assertEquals(expected, bar[p] & 255, 4, "bar at " + row + ", " + column);
        }
    }

    @Test
    void aTriangleStandsOnItsBase() {
        byte[] triangle = print.picture("Latin/A", "two");
        int[] ink = IntStream.range(0, 28).map(row -> IntStream.range(0, 28).map(c -> triangle[row * 28 + c] & 255).sum()).toArray();
        assertTrue(IntStream.range(5, 24).allMatch(row -> ink[row] > ink[row - 1]), Arrays.toString(ink));
        assertEquals(200, Arrays.stream(ink).sum() / 255.0, 2); // half of 20 × 20
    }

    @Test
    void onePictureHasTwoLabelsAndAFontWithoutTheCharacterHasNone() {
        ImageSet characters = print.byCharacter();
        ImageSet fonts = print.byFont();
        assertEquals(List.of("Latin/A", "Latin/B"), characters.classNames());
        assertEquals(List.of("one", "two", "zero"), fonts.classNames());
        assertArrayEquals(new int[] {3, 2}, new int[] {characters.images(0), characters.images(1)});
        assertArrayEquals(new int[] {2, 2, 1}, IntStream.range(0, 3).map(fonts::images).toArray());
        assertArrayEquals(characters.image(0, 1), fonts.image(1, 0)); // A in two
        assertArrayEquals(characters.image(1, 0), fonts.image(0, 1)); // B in one
        assertThrows(IllegalArgumentException.class, () -> print.picture("Latin/B", "zero"));
    }

    @Test
    void oneCharacterDiffersInTwoFontsAndIsTheSameInOneWhateverTheSeed() {
        assertNotEquals(ByteBuffer.wrap(print.picture("Latin/A", "one")), ByteBuffer.wrap(print.picture("Latin/A", "two")));
        Print again = Print.load(folder);
        int compared = 0;
        for (long seed = 0; seed < 6; seed++) {
            PrintParts parts = again.parts(seed);
            for (Print part : List.of(parts.train(), parts.validation(), parts.test())) {
                for (String font : part.characters().contains("Latin/A") ? part.fonts() : List.<String>of()) {
                    assertArrayEquals(print.picture("Latin/A", font), part.picture("Latin/A", font));
                    compared++;
                }
            }
        }
        assertEquals(6, compared);
    }

    @Test
    void partsShareNoCharacterAndNoFontAndLoseNone() {
        Set<List<String>> deals = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            PrintParts parts = print.parts(seed);
            List<Print> three = List.of(parts.train(), parts.validation(), parts.test());
            assertEquals(3, three.stream().flatMap(p -> p.fonts().stream()).distinct().count());
            assertEquals(List.of(1, 1, 1), three.stream().map(p -> p.fonts().size()).toList());
            assertEquals(List.of(53, 13, 22), three.stream().map(p -> p.characters().size()).toList()); // three fifths, 0.15, the rest of 88
            assertEquals(88, three.stream().flatMap(p -> p.characters().stream()).distinct().count());
            deals.add(parts.test().characters());
        }
        assertEquals(20, deals.size());
    }

    /** A bar of 12 by 2 pixels in the middle of the paper. */
    private static byte[] middleBar() {
        byte[] bar = new byte[784];
        IntStream.range(13 * 28, 15 * 28).filter(p -> p % 28 >= 8 && p % 28 < 20).forEach(p -> bar[p] = (byte) 255);
        return bar;
    }

    private static int[] sums(byte[] picture, boolean rows) {
        return IntStream.range(0, 28).map(a -> IntStream.range(0, 28).map(b -> picture[rows ? 28 * a + b : 28 * b + a] & 255).sum()).toArray();
    }

    @Test
    void aHandNarrowsThickensAndSlantsWhatItWrites() {
        assertArrayEquals(middleBar(), new Hand("none", 0, 1, 1, 0).write(middleBar()));
        // Half as wide is six pixels from 11 to 16 but for what lies between two pixels.
        int[] narrow = sums(new Hand("narrow", 0, 0.5, 1, 0).write(middleBar()), false);
        assertEquals(6 * 2, Arrays.stream(narrow).sum() / 255.0, 0.5);
        assertEquals(0, IntStream.range(0, 28).filter(c -> c < 10 || c > 17).map(c -> narrow[c]).sum());
        // One pixel more on each side, but for the corners: 12 × 2 + 2 × 12 + 2 × 2.
        assertEquals(52 * 255, Arrays.stream(sums(new Hand("thick", 0, 1, 1, 1).write(middleBar()), true)).sum());
        byte[] upright = new byte[784];
        IntStream.range(4, 24).forEach(row -> upright[28 * row + 14] = (byte) 255);
        byte[] slanted = new Hand("slanted", 0.5, 1, 1, 0).write(upright);
        assertEquals(14 + 0.5 * 8.5, centre(slanted, 5), 0.05); // row 5 lies 8.5 above the middle
        assertEquals(14 - 0.5 * 8.5, centre(slanted, 22), 0.05);
    }

    private static double centre(byte[] picture, int row) {
        double sum = IntStream.range(0, 28).map(c -> picture[28 * row + c] & 255).sum();
        return IntStream.range(0, 28).mapToDouble(c -> c * (picture[28 * row + c] & 255) / sum).sum();
    }

    @Test
    void theStandInIsNamedAndEveryCharacterHasEveryHand() {
        Print standIn = Print.madeUp(2, 5, 1);
        assertEquals("glyphs in hands", standIn.byCharacter().name());
        assertEquals(standIn.name(), standIn.parts(1).test().byFont().name());
        assertEquals(List.of(8, 5), List.of(standIn.characters().size(), standIn.fonts().size()));
        assertTrue(standIn.characters().stream().allMatch(c -> standIn.fonts().stream().allMatch(f -> standIn.has(c, f))));
        assertEquals("Print", print.byFont().name());
        assertTrue(print.has("Latin/B", "one") && !print.has("Latin/B", "zero") && !print.has("Latin/B", "three"));
    }

    @Test
    void whatIsNoFontIsRefusedByName(@TempDir Path other) throws IOException {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Print.load(other)).getMessage().contains("data-download.sh print"));
        Files.write(other.resolve("bad.ttf"), Arrays.copyOf(Files.readAllBytes(folder.resolve("one.ttf")), 100));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Print.load(other)).getMessage().contains("bad.ttf"));
        try (RandomAccessFile large = new RandomAccessFile(other.resolve("bad.ttf").toFile(), "rw")) {
            large.setLength(1L << 30);
        }
        String message = assertThrows(IllegalArgumentException.class, () -> Print.load(other)).getMessage();
        assertTrue(message.contains("bad.ttf") && message.contains("1073741824"), message);
    }

    @Test
    void theRealFontsDrawMostCharactersAndEachItsOwnWay() {
        assumeTrue(Print.available(), "data/print is not here");
        Print real = Print.load();
        assertEquals("Print: 88 characters in 59 fonts", real.toString());
        ImageSet characters = real.byCharacter();
        assertEquals(real.byFont().size(), characters.size());
        assertTrue(IntStream.range(0, 88).allMatch(c -> characters.images(c) >= 26), characters.smallerThan(26).toString());
        for (String character : List.of("digit/7", "Latin/A", "Latin/g")) {
            int c = characters.classNames().indexOf(character);
            Set<ByteBuffer> different = new HashSet<>();
            IntStream.range(0, characters.images(c)).forEach(i -> different.add(ByteBuffer.wrap(characters.image(c, i))));
            assertTrue(different.size() >= 57, character + ": " + different.size()); // two families may share one
        }
        PrintParts parts = real.parts(1);
        assertEquals("Print, split fonts: 35 classes to train, 9 to validate, 15 to test", parts.byFont().toString());
        assertEquals("Print, split characters: 53 classes to train, 13 to validate, 22 to test", parts.byCharacter().toString());
    }
}
