package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ImageSetTest {
    private static ImageSet random(int side, long seed, int... counts) {
        int images = Arrays.stream(counts).sum();
        byte[] pixels = new byte[images * side * side];
        new Random(seed).nextBytes(pixels);
        List<String> names = IntStream.range(0, counts.length).mapToObj(c -> "c" + c).toList();
        return ImageSet.of("test", side, side, pixels, names, counts);
    }

    @Test
    void aQuarterTurnIsAnticlockwise() {
        byte[] upperRight = {0, 1, 0, 0};
        ImageSet turned = ImageSet.of("test", 2, 2, upperRight, List.of("a"), new int[] {1}).withRotations();
        assertArrayEquals(new byte[] {1, 0, 0, 0}, turned.image(1, 0));
        assertArrayEquals(new byte[] {0, 0, 1, 0}, turned.image(2, 0));
        assertArrayEquals(new byte[] {0, 0, 0, 1}, turned.image(3, 0));
        assertEquals(List.of("a", "a rot90", "a rot180", "a rot270"), turned.classNames());
    }

    @Test
    void anAlphabetHasTheClassesThatBeginWithItsNameInTheirOrder() {
        ImageSet set = ImageSet.of("test", 1, 1, new byte[] {1, 2, 3, 4, 5}, List.of("Latin/A", "Greek/a", "Latin/B/2", "alone"), new int[] {1, 2, 1, 1});
        assertEquals(List.of("Latin", "Greek", ""), List.copyOf(set.alphabets().keySet()));
        ImageSet latin = set.alphabets().get("Latin");
        assertEquals(List.of("Latin/A", "Latin/B/2"), latin.classNames());
        assertArrayEquals(new byte[] {4}, latin.image(1, 0));
        assertEquals("test", latin.name());
        assertEquals(2, set.alphabets().get("Greek").size());
        assertEquals(List.of("alone"), set.alphabets().get("").classNames());
        assertEquals(8, set.withRotations().alphabets().get("Latin").classes());
    }

    @Property(tries = 40)
    void eachTurnMovesEachPixelAsTheRotationOfThePlaneDoes(
            @ForAll @IntRange(min = 1, max = 9) int side, @ForAll long seed) {
        ImageSet set = random(side, seed, 2, 3);
        ImageSet turned = set.withRotations();
        assertEquals(8, turned.classes());
        double middle = (side - 1) / 2.0;
        for (int c = 0; c < turned.classes(); c++) {
            byte[] original = set.image(c / 4, 1);
            byte[] image = turned.image(c, 1);
            double angle = Math.PI / 2 * (c % 4);
            for (int p = 0; p < original.length; p++) {
                double x = p % side - middle;
                double up = middle - p / side;
                long newX = Math.round(x * Math.cos(angle) - up * Math.sin(angle) + middle);
                long newY = Math.round(middle - (x * Math.sin(angle) + up * Math.cos(angle)));
                assertEquals(original[p], image[(int) (newY * side + newX)]);
            }
        }
    }

    @Property(tries = 20)
    void fourQuarterTurnsGiveTheImageBack(@ForAll @IntRange(min = 1, max = 9) int side, @ForAll long seed) {
        byte[] image = random(side, seed, 1).image(0, 0);
        byte[] turned = image;
        for (int i = 0; i < 4; i++) {
            turned = ImageSet.of("t", side, side, turned, List.of("a"), new int[] {1}).withRotations().image(1, 0);
        }
        assertArrayEquals(image, turned);
    }

    @Test
    void aSubsetHasItsClassesInTheOrderAskedForAndTheirOwnImages() {
        ImageSet set = random(3, 1, 2, 3, 4);
        ImageSet subset = set.subset("part", 2, 0);
        assertEquals(List.of("c2", "c0"), subset.classNames());
        assertEquals(6, subset.size());
        assertEquals("part", subset.split());
        assertArrayEquals(set.image(2, 3), subset.image(0, 3));
        assertArrayEquals(set.image(0, 1), subset.image(1, 1));
        assertEquals(List.of("c1", "c2"), set.range("", 1, 3).classNames());
    }

    @Test
    void anImageThatIsNotThereIsRefused() {
        ImageSet set = random(3, 1, 2, 3);
        assertThrows(IndexOutOfBoundsException.class, () -> set.image(0, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> set.range("", 1, 3));
    }

    @Test
    void scalingKeepsInkAndPaperClassesAndTurns() {
        byte[] pixels = new byte[2 * 28 * 28];
        Arrays.fill(pixels, 28 * 28, pixels.length, (byte) 255);
        ImageSet small = ImageSet.of("x", 28, 28, pixels, List.of("paper", "ink"), new int[] {1, 1}).withRotations().scaled(20, 20);
        assertEquals(8, small.classes());
        assertEquals("ink rot90", small.className(5));
        assertArrayEquals(new byte[400], small.image(3, 0));
        byte[] ink = new byte[400];
        Arrays.fill(ink, (byte) 255);
        assertArrayEquals(ink, small.image(7, 0));
    }

    @Test
    void scaledToAThirdAPixelIsMostlyTheMeanOfThoseThatItCovers() {
        // One row of three columns on paper: the middle third is ink. The triangle is two new pixels wide.
        byte[] third = new byte[81];
        for (int i = 0; i < 81; i++) {
            third[i] = (byte) (i % 9 / 3 == 1 ? 255 : 0);
        }
        byte[] small = ImageSet.of("x", 9, 9, third, List.of("a"), new int[] {1}).scaled(3, 3).image(0, 0);
        // The weights from the middle of the middle pixel: 1, 2/3, 1/3 and 0 thirds away; ink has (2/3 + 1 + 2/3) / 3.
        assertEquals(255 * 7 / 9.0, small[4] & 255, 1.5);
    }

    @Test
    void turningAndScalingMayChangePlaces() {
        ImageSet set = random(9, 3, 2);
        for (int turns = 0; turns < 4; turns++) {
            byte[] first = set.withRotations().scaled(5, 5).image(turns, 1);
            byte[] last = set.scaled(5, 5).withRotations().image(turns, 1);
            for (int i = 0; i < 25; i++) {
                assertEquals(last[i] & 255, first[i] & 255, 2);
            }
        }
    }

    private static void assertSays(String message, Class<? extends Exception> type, Executable e) {
        assertEquals(message, assertThrows(type, e).getMessage());
    }

    @Test
    void aMessageNamesTheSetTheValueAndWhatWouldBeRight() {
        Class<IllegalArgumentException> bad = IllegalArgumentException.class;
        assertSays("ImageSet x: 3 images of 2 x 2 need 12 bytes, but there are 11", bad,
                () -> ImageSet.of("x", 2, 2, new byte[11], List.of("a", "b"), new int[] {1, 2}));
        assertSays("ImageSet x: 1 class names but 2 counts; there must be one count a class", bad,
                () -> ImageSet.of("x", 2, 2, new byte[12], List.of("a"), new int[] {1, 2}));
        assertSays("ImageSet x: images of 0 x 2 pixels with 1 channels; sides must be at least 1, channels 1 (grey) or 3 (colours)", bad,
                () -> ImageSet.of("x", 0, 2, new byte[0], List.of(), new int[0]));
        assertSays("ImageSet x: rotations as classes need square images, but these are 1 x 2", IllegalStateException.class,
                () -> ImageSet.of("x", 1, 2, new byte[2], List.of("a"), new int[] {1}).withRotations());
        assertSays("ImageSet test: scaled to 2 x 3 pixels; images of which some are turned must stay square", bad,
                () -> random(4, 1, 1).withRotations().scaled(2, 3));
        assertSays("ImageSet test: its classes are rotations already", IllegalStateException.class,
                () -> random(2, 1, 1).withRotations().withRotations());
    }
}
