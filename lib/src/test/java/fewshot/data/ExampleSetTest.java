package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.TestImages;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExampleSetTest {
    /** Spectra of two numbers: three of a, one of b, two of c. */
    private static final ExampleSet UNEVEN = ExampleSet.of("spectra",
            Examples.floats(new float[] {1, 1, 2, 2, 3, 3, 10, 10, 20, 20, 21, 21}, 2), List.of("a", "b", "c"), new int[] {3, 1, 2});

    @Test
    void anExampleIsFoundByItsClassAndItsPlaceInIt() {
        assertArrayEquals(new float[] {21, 21, 2, 2, 1, 1}, UNEVEN.pick(new int[] {2, 0}, new int[][] {{1}, {1, 0}}).floats());
        assertArrayEquals(new float[] {10, 10}, UNEVEN.subset("", 2, 1).pick(1, 0).floats());
        assertThrows(IndexOutOfBoundsException.class, () -> UNEVEN.pick(1, 1), "b has one example, not those of c behind it");
        assertEquals("spectra: 3 classes, 6 examples of 2 floats", UNEVEN.toString());
    }

    @Test
    void smallClassesAreLeftOutAndNamed() {
        ExampleSet enough = UNEVEN.withAtLeast(2);
        assertEquals(List.of("a", "c"), enough.classNames());
        assertEquals(List.of("b (1)"), enough.leftOut());
        assertEquals("spectra: 2 classes, 5 examples of 2 floats; left out: b (1)", enough.toString());
        assertEquals(List.of("b (1)", "c (2)"), UNEVEN.smallerThan(3));
        Exception e = assertThrows(IllegalArgumentException.class, () -> UNEVEN.withAtLeast(4));
        assertEquals("spectra: no class has 4 examples; the largest has 3", e.getMessage());
    }

    @Test
    void numbersThatDoNotFitTogetherAreRefused() {
        Examples two = Examples.floats(new float[4], 2);
        refuses("class a has -1 examples", () -> ExampleSet.of("s", two, List.of("a", "b"), new int[] {-1, 3}));
        refuses("the counts add up to 3 examples of 2 floats, but there are 2", () -> ExampleSet.of("s", two, List.of("a", "b"), new int[] {1, 2}));
        refuses("1 class names but 2 counts", () -> ExampleSet.of("s", two, List.of("a"), new int[] {1, 1}));
    }

    private static void refuses(String message, org.junit.jupiter.api.function.Executable of) {
        String found = assertThrows(IllegalArgumentException.class, of).getMessage();
        assertTrue(found.contains(message), found);
    }

    @Test
    void whatASetIsOfIsSaidInOneWayWhateverItsFormAndInAnotherOfOtherThings() {
        ExampleSet other = UNEVEN.inForm(Examples.bytes(new byte[] {1, 2, 3, 4, 5, 6}, 1));
        assertArrayEquals(new byte[] {6, 2}, other.pick(new int[] {2, 0}, new int[][] {{1}, {1}}).bytes());
        assertEquals("spectra: 3 classes, 6 examples of 1 bytes", other.toString());
        assertTrue(UNEVEN.source().startsWith("spectra: 3 classes, 6 examples ("), UNEVEN.source());
        assertEquals(UNEVEN.source(), other.source());
        assertEquals(UNEVEN.withAtLeast(2).source(), other.withAtLeast(2).source());
        assertEquals(UNEVEN.subset("s", 2, 1).inForm(other.pick(new int[] {2, 1}, new int[][] {{0, 1}, {0}})).source(), other.subset("s", 2, 1).source());
        float[] values = {1, 1, 2, 2, 3, 3, 10, 10, 20, 20, 21, 21};
        List<String> names = List.of("a", "b", "c");
        Set<String> all = new HashSet<>(List.of(UNEVEN.source(), UNEVEN.subset("", 2, 1, 0).source(),
                ExampleSet.of("others", Examples.floats(values, 2), names, new int[] {3, 1, 2}).source(),
                ExampleSet.of("spectra", Examples.floats(values, 2), List.of("a", "b", "d"), new int[] {3, 1, 2}).source(),
                ExampleSet.of("spectra", Examples.floats(values, 2), names, new int[] {3, 2, 1}).source(), other.range("s", 0, 3).source()));
        for (int i = 0; i < values.length; i++) {
            float[] changed = values.clone();
            changed[i] = Math.nextUp(changed[i]);
            all.add(ExampleSet.of("spectra", Examples.floats(changed, 2), names, new int[] {3, 1, 2}).source());
        }
        assertEquals(6 + values.length, all.size(), all.toString());
        refuses("5 examples of 1 bytes in the place of its 6", () -> UNEVEN.inForm(Examples.bytes(new byte[5], 1)));
    }

    @Property(tries = 40)
    void dealtOutClassesAreEachInOnePartAndAboutAsManyAsAskedFor(
            @ForAll @IntRange(min = 3, max = 60) int classes, @ForAll long seed) {
        Split split = TestImages.numbered(classes, 1).splitClasses(0.6, 0.2, seed);
        List<ImageSet> parts = List.of(split.train(), split.validation(), split.test());
        assertEquals(classes, Set.copyOf(parts.stream().flatMap(p -> p.classNames().stream()).toList()).size());
        assertEquals(classes, parts.stream().mapToInt(ImageSet::classes).sum());
        assertEquals(0.6 * classes, split.train().classes(), 1);
        assertEquals(0.2 * classes, split.validation().classes(), 1);
    }

    @Test
    void aSeedDealsOutAlikeAndAnotherOtherwise() {
        ImageSet set = TestImages.numbered(30, 1);
        assertEquals(set.splitClasses(0.5, 0.25, 4).train().classNames(), set.splitClasses(0.5, 0.25, 4).train().classNames());
        assertTrue(!set.splitClasses(0.5, 0.25, 4).train().classNames().equals(set.splitClasses(0.5, 0.25, 5).train().classNames()));
        assertThrows(IllegalArgumentException.class, () -> set.splitClasses(0.8, 0.2, 0), "nothing is left to test");
        assertThrows(IllegalArgumentException.class, () -> TestImages.numbered(2, 4).withRotations().splitClasses(0.5, 0.2, 0),
                "two classes, however they are turned");
    }

    @Test
    void turnedTwinsStayOnOneSide() {
        Split split = TestImages.numbered(9, 2).withRotations().splitClasses(0.5, 0.25, 3);
        List<Set<String>> origins = Stream.of(split.train(), split.validation(), split.test())
                .map(part -> (Set<String>) new HashSet<>(part.classNames().stream().map(n -> n.replaceAll(" rot\\d+$", "")).toList())).toList();
        assertEquals(9, origins.stream().mapToInt(Set::size).sum(), "no class is in two parts");
        assertEquals(36, split.train().classes() + split.validation().classes() + split.test().classes());
    }

    @Test
    void aSplitOfTurnedTwinsIsRefused() {
        ImageSet turned = TestImages.numbered(3, 2).withRotations();
        refuses("Split: class class0 rot90 is in train and in validation; a class may be in one part only, however it is turned",
                () -> new Split("", turned.subset("", 0), turned.subset("", 1), turned.subset("", 8)));
        new Split("", turned.subset("", 0, 1), turned.subset("", 4), turned.subset("", 8, 9));
    }

    @Test
    void aSplitOfOtherThingsThanImagesIsMadeInOneLineToo() {
        ExampleSplit<? extends ExampleSet> split = UNEVEN.splitClasses(0.4, 0.3, 1);
        assertEquals(1, split.train().classes());
        assertEquals("spectra, split seed 1: 1 classes to train, 1 to validate, 1 to test", split.toString());
    }

    @Test
    void theChannelsOfAColourImageAreTurnedEachByItself() {
        byte[] pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}; // three channels of [[a, b], [c, d]]
        ImageSet turned = ImageSet.of("colours", 3, 2, 2, pixels, List.of("x"), new int[] {1}).withRotations();
        // A quarter turn anticlockwise makes [[b, d], [a, c]].
        assertArrayEquals(new byte[] {2, 4, 1, 3, 6, 8, 5, 7, 10, 12, 9, 11}, turned.image(1, 0));
        assertEquals(3, turned.channels());
        assertEquals("colours: 4 classes, 4 images of 2 x 2 in colours", turned.toString());
        assertThrows(IllegalArgumentException.class, () -> ImageSet.of("four", 4, 1, 1, new byte[4], List.of("x"), new int[] {1}));
    }

    /** Image i of class c is filled with c and begins with i. */
    @Test
    void aFewExamplesStandForAllClassesAndEnoughAreAll() {
        ExampleSet set = TestImages.numbered(6, 4);
        byte[] few = set.spread(3).bytes();
        assertArrayEquals(new byte[] {0, 2, 4}, new byte[] {few[1], few[5], few[9]});
        byte[] all = set.spread(100).bytes();
        assertEquals(6 * 4 * 4, all.length);
        for (int i = 0; i < 24; i++) {
            assertEquals(i / 4, all[4 * i + 1]);
            assertEquals(i % 4, all[4 * i]);
        }
        Examples gap = ExampleSet.of("gap", set.spread(100).pick(0, 9), List.of("a", "none", "b"), new int[] {1, 0, 1}).spread(2);
        assertArrayEquals(new byte[] {0, 2}, new byte[] {gap.bytes()[1], gap.bytes()[5]}, "a class without examples is passed over");
    }
}
