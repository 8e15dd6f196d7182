package fewshot.world.word;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.data.ExampleSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static Words words;

    @BeforeAll
    static void draw() {
        words = Words.draw(40, 1);
    }

    @Test
    void thereAre45LanguagesOf40DifferentNames() {
        assertEquals("Words: 45 languages with 40 names each", words.toString());
        assertEquals(45, new HashSet<>(words.languages()).size());
        for (int c = 0; c < 45; c++) {
            assertEquals(40, new HashSet<>(words.names(c)).size(), words.languages().get(c));
            assertTrue(words.names(c).stream().noneMatch(name -> name.isBlank() || name.contains("#") || name.contains("{")));
        }
    }

    /** DataFaker answers in English for what a language has not. */
    @Test
    void noLanguageAnswersInEnglish() {
        Set<String> english = pieces(Words.draw(150, 2), "English");
        for (String language : words.languages()) {
            Set<String> own = pieces(words, language);
            long shared = own.stream().filter(english::contains).count();
            assertTrue(language.equals("English") || shared <= 0.1 * own.size(), language + " shares " + shared + " of " + own.size());
        }
    }

    private static Set<String> pieces(Words words, String language) {
        return words.names(words.languages().indexOf(language)).stream().flatMap(name -> Arrays.stream(name.split("[ ,.-]+")))
                .filter(piece -> piece.length() > 1).collect(Collectors.toSet());
    }

    @Test
    void aSeedFixesTheNamesAndAnotherGivesOthers() {
        Words again = Words.draw(40, 1);
        Words other = Words.draw(40, 2);
        for (int c = 0; c < 45; c++) {
            assertEquals(words.names(c), again.names(c));
            assertNotEquals(words.names(c), other.names(c));
        }
    }

    @Test
    void latinLeavesOutTheOtherScripts() {
        List<String> latin = words.latin().languages();
        assertEquals(29, latin.size());
        assertTrue(latin.containsAll(List.of("Finnish", "Vietnamese", "Turkish", "names of Nigeria")));
        assertTrue(IntStream.range(0, 45).filter(c -> List.of("Greek", "Russian", "Thai", "Korean", "Arabic").contains(words.languages().get(c)))
                .noneMatch(c -> latin.contains(words.languages().get(c))));
    }

    @Test
    void examplesAreTheReadingsOfTheirNames() {
        ExampleSet grams = words.read(new NGrams(1024, 3));
        assertEquals("Words: 45 classes, 1800 examples of 1024 bits", grams.toString());
        int finnish = words.languages().indexOf("Finnish");
        float[] numbers = grams.pick(finnish, 7).floats();
        assertEquals(new NGrams(1024, 3).of(words.names(finnish).get(7)), IntStream.range(0, 1024).filter(i -> numbers[i] == 1)
                .collect(java.util.BitSet::new, java.util.BitSet::set, java.util.BitSet::or));
        assertEquals("Words: 45 classes, 1800 examples of 24 × 64 bits", words.read(new Letters(24)).toString());
    }

    @Test
    void moreThanThereAreAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Words.draw(0, 1));
        Language few = new Language(java.util.Locale.ENGLISH, "Few", List.of("one", "two", "three"));
        assertEquals(Set.of("one", "two", "three"), Set.copyOf(few.draw(3, 1)));
        String message = assertThrows(IllegalArgumentException.class, () -> few.draw(4, 1)).getMessage();
        assertTrue(message.contains("Few has 3 names; 4"), message);
    }
}
