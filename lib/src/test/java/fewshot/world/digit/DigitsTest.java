package fewshot.world.digit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fewshot.data.ImageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigitsTest {
    @TempDir
    Path folder;

    /** An image of 8 x 8 whose pixel p is first + p, and all beyond the blackest are that. */
    private static String line(int digit, int first) {
        return String.join(",", IntStream.range(0, 64).mapToObj(p -> "" + Math.min(16, first + p)).toList()) + "," + digit;
    }

    private static List<String> eachDigitAndAnotherThree() {
        return IntStream.range(0, 11).mapToObj(i -> line(i == 10 ? 3 : 9 - i, i)).toList();
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("small.csv"), text);
    }

    @Test
    void imagesGoToTheirDigitsInTheOrderOfTheFileAndSixteenLevelsBecome255() throws IOException {
        write(String.join("\n", eachDigitAndAnotherThree()) + "\n");
        ImageSet set = Digits.small(folder);
        assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), set.classNames());
        assertArrayEquals(new int[] {1, 1, 1, 2, 1, 1, 1, 1, 1, 1}, IntStream.range(0, 10).map(set::images).toArray());
        assertArrayEquals(new byte[] {0, 16, 32, 48, 64}, Arrays.copyOf(set.image(9, 0), 5)); // 15.94 × 0, 1, 2, 3, 4 to the nearest
        assertEquals((byte) 255, set.image(9, 0)[16]);
        assertEquals((byte) 96, set.image(3, 0)[0]); // the seventh line begins with 6
        assertEquals((byte) 159, set.image(3, 1)[0]); // the last one with 10
        assertEquals(8, set.height());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"line 2|0,0,|0,17,|pixel 1|'17,2,", "line 2|0,0,|0,,|pixel 1|','", "line 2|0,0,|0,-1,|pixel 1|'-1"})
    void aDamagedLineIsRefusedByItsNumber(String where, String of, String damage, String what, String found) throws IOException {
        String good = String.join("\n", eachDigitAndAnotherThree()) + "\n";
        int second = good.indexOf('\n') + 1;
        write(good.substring(0, second) + damage + good.substring(second + 4));
        String message = assertThrows(IllegalArgumentException.class, () -> Digits.small(folder)).getMessage();
        assertTrue(message.contains("small.csv, " + where) && message.contains(what), message);
    }

    @Test
    void aFileThatIsCutOffOrLacksADigitIsRefused() throws IOException {
        String good = String.join("\n", eachDigitAndAnotherThree()) + "\n";
        write(good.substring(0, good.length() - 3));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Digits.small(folder)).getMessage().contains("line 11"));
        write(String.join("\r\n", eachDigitAndAnotherThree().subList(0, 9)));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Digits.small(folder)).getMessage().contains("[0, 1, 1, 1"));
        write("");
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Digits.small(folder)).getMessage().contains("small.csv"));
    }

    @Test
    void aMissingFileSaysHowToGetIt() {
        String message = assertThrows(IllegalStateException.class, () -> Digits.mnist(folder)).getMessage();
        assertTrue(message.contains("mnist.csv") && message.contains("data-download.sh digits"), message);
    }

    @Test
    void theRealOnesHaveTheirSizesAndTheirInk() {
        assumeTrue(Digits.available(), "data/digits is not here");
        ImageSet mnist = Digits.mnist();
        assertEquals("MNIST: 10 classes, 5000 images of 28 x 28", mnist.toString());
        assertTrue(IntStream.range(0, 10).allMatch(d -> mnist.images(d) == 500));
        // Sums that awk gets from the files.
        assertEquals(25296, IntStream.range(0, 784).map(p -> mnist.image(7, 0)[p] & 255).sum());
        assertEquals(131267102, ink(mnist));
        ImageSet small = Digits.small();
        assertArrayEquals(new int[] {178, 182, 177, 183, 181, 182, 181, 179, 174, 180}, IntStream.range(0, 10).map(small::images).toArray());
        assertEquals(561718 * 255 / 16.0, ink(small), 0.5 * 64 * 1797);
    }

    private static long ink(ImageSet set) {
        long ink = 0;
        for (int c = 0; c < set.classes(); c++) {
            for (int i = 0; i < set.images(c); i++) {
                for (byte level : set.image(c, i)) {
                    ink += level & 255;
                }
            }
        }
        return ink;
    }
}
