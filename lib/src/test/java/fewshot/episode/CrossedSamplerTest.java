package fewshot.episode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.data.Examples;
import fewshot.episode.CrossedSampler.Label;
import fewshot.world.print.Print;
import fewshot.world.print.TinyFont;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrossedSamplerTest {
    private static final Print DATA = Print.madeUp(3, 9, 1);
    private static final Map<ByteBuffer, String[]> NAMES = new HashMap<>();

    static {
        for (String character : DATA.characters()) {
            for (String font : DATA.fonts()) {
                NAMES.put(ByteBuffer.wrap(DATA.picture(character, font)), new String[] {character, font});
            }
        }
    }

    /** The character and the font of each example: pictures are looked up, labels are not looked at. */
    private static String[][] names(Examples examples) {
        return IntStream.range(0, examples.size()).mapToObj(i -> NAMES.get(ByteBuffer.wrap(examples.pick(i).bytes()))).toArray(String[][]::new);
    }

    private static List<String> sorted(String[][] names) {
        return Arrays.stream(names).map(n -> n[0] + " " + n[1]).sorted().toList();
    }

    @Test
    void allPicturesDiffer() {
        assertEquals(DATA.characters().size() * DATA.fonts().size(), NAMES.size());
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void theLabelThatIsNotAskedForIsSpreadEvenlyAndSharedWithOtherClassesOnly(
            @ForAll @IntRange(min = 2, max = 8) int way, @ForAll @IntRange(min = 1, max = 7) int shot, @ForAll long seed) {
        int shots = Math.min(shot, way - 1);
        for (Label label : List.of(Label.CHARACTER, Label.FONT)) {
            int asked = label == Label.CHARACTER ? 0 : 1;
            Episode task = new CrossedSampler(DATA, label, way, shots, way - shots, seed).episode(seed & 15);
            String[][] support = names(task.support());
            String[][] query = names(task.query());
            assertEquals(way * way, new HashSet<>(sorted(support)).size() + new HashSet<>(sorted(query)).size());
            for (int side = 0; side < 2; side++) {
                int place = side;
                Map<String, Integer> counts = new HashMap<>();
                Arrays.stream(support).forEach(n -> counts.merge(n[place], 1, Integer::sum));
                assertEquals(Collections.nCopies(way, shots), List.copyOf(counts.values()), "each character and each font as often");
            }
            for (int i = 0; i < support.length; i++) {
                assertEquals(task.classNames()[task.supportLabels()[i]], support[i][asked]);
            }
            for (int q = 0; q < query.length; q++) {
                assertEquals(task.classNames()[task.queryLabels()[q]], query[q][asked]);
                int own = task.queryLabels()[q];
                String other = query[q][1 - asked];
                int[] alike = IntStream.range(0, support.length).filter(i -> support[i][1 - asked].equals(other)).toArray();
                assertEquals(shots, alike.length);
                assertTrue(IntStream.of(alike).noneMatch(i -> task.supportLabels()[i] == own));
            }
        }
    }

    @Test
    void eitherLabelHasTheSamePicturesAndTheyTakeTurns() {
        CrossedSampler characters = new CrossedSampler(DATA, Label.CHARACTER, 5, 2, 3, 7);
        for (int i = 0; i < 40; i++) {
            Episode one = characters.episode(i);
            Episode other = characters.by(Label.FONT).episode(i);
            assertEquals(sorted(names(one.support())), sorted(names(other.support())));
            assertEquals(sorted(names(one.query())), sorted(names(other.query())));
            assertArrayEquals((i % 2 == 0 ? one : other).classNames(), characters.by(Label.EITHER).episode(i).classNames());
        }
        assertArrayEquals(characters.episode(7).classNames(), characters.batch(2, 3).get(1).classNames());
    }

    /** Neither a class's label nor where a picture stands within its class tells a character, a font or a neighbour in the square. */
    @Test
    void labelsAndTheOrderWithinAClassAreRandom() {
        CrossedSampler sampler = new CrossedSampler(DATA, Label.CHARACTER, 4, 2, 1, 3);
        int[] shared = new int[4];
        for (int i = 0; i < 3000; i++) {
            String[][] support = names(sampler.episode(i).support());
            for (int pair = 0; pair < 4; pair++) {
                shared[pair] += support[pair / 2][1].equals(support[2 + pair % 2][1]) ? 1 : 0;
            }
        }
        // Class 0 shares a font with two of the three others, so with class 1 in 2,000 of 3,000; where both stand is one of four places.
        for (int count : shared) {
            assertEquals(500, count, 100); // five deviations
        }
        CrossedSampler all = new CrossedSampler(Print.madeUp(1, 4, 1), Label.CHARACTER, 4, 2, 1, 3);
        Map<List<String>, Integer> orders = new HashMap<>();
        IntStream.range(0, 2400).forEach(i -> orders.merge(List.of(all.episode(i).classNames()), 1, Integer::sum));
        assertEquals(24, orders.size());
        orders.values().forEach(count -> assertEquals(100, count, 50));
    }

    @Test
    void aPictureThatAFontLacksIsNeverAskedFor(@TempDir Path folder) throws IOException {
        int[] square = {0, 0, 0, 500, 500, 500, 500, 0};
        int[] bar = {100, 300, 100, 400, 900, 400, 900, 300};
        TinyFont.write(folder.resolve("one.ttf"), square, bar);
        TinyFont.write(folder.resolve("two.ttf"), bar, square);
        TinyFont.write(folder.resolve("three.ttf"), square); // has no B
        Print print = Print.load(folder);
        CrossedSampler fonts = new CrossedSampler(print, Label.FONT, 2, 1, 1, 5);
        for (int i = 0; i < 30; i++) {
            assertEquals(Set.of("one", "two"), Set.of(fonts.episode(i).classNames()));
        }
        String message = assertThrows(IllegalArgumentException.class, () -> new CrossedSampler(print, Label.FONT, 3, 1, 1, 5)).getMessage();
        assertTrue(message.contains("3 fonts"), message);
    }

    @Test
    void whatIsNoTaskIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new CrossedSampler(DATA, Label.FONT, 5, 3, 3, 1));
        assertThrows(IllegalArgumentException.class, () -> new CrossedSampler(DATA, Label.FONT, 5, 0, 3, 1));
        assertThrows(IllegalArgumentException.class, () -> new CrossedSampler(DATA, Label.FONT, 10, 1, 1, 1)); // nine fonts
        assertNotEquals(List.of(new CrossedSampler(DATA, Label.FONT, 5, 1, 1, 1).episode(0).classNames()),
                List.of(new CrossedSampler(DATA, Label.FONT, 5, 1, 1, 2).episode(0).classNames()));
    }
}
