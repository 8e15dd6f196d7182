package fewshot.episode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.data.ImageSet;
import fewshot.data.OneShotRuns;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who may be scored on Lake's runs; made of small sets, so that it holds where Omniglot is not. */
class LakeRunsRefusalTest {
    private final LakeRuns runs = new LakeRuns(twentyRuns(), set("Oz/character01", "Oz/character02", "Ys/character01"));

    private static ImageSet set(String... classes) {
        return ImageSet.of("small", 1, 1, new byte[classes.length], List.of(classes), IntStream.range(0, classes.length).map(c -> 1).toArray());
    }

    /** Forty classes of twenty images of a pixel; each test image shows its own number. */
    private static OneShotRuns twentyRuns() {
        int[] counts = IntStream.range(0, 40).map(c -> 20).toArray();
        ImageSet images = ImageSet.of("runs", 1, 1, new byte[800], IntStream.range(0, 40).mapToObj(c -> "c" + c).toList(), counts);
        return new OneShotRuns(images, IntStream.range(0, 20).mapToObj(r -> IntStream.range(0, 20).toArray()).toArray(int[][]::new));
    }

    @Test
    void otherAlphabetsMayBeScored() {
        assertEquals(20, runs.episodes(set("Latin/character01", "Greek/character01")).size());
        assertEquals("Lake's 20 one-shot runs, of 2 alphabets", runs.toString());
    }

    @Test
    void oneCharacterOfAnEvaluationAlphabetIsEnoughToBeRefusedAndIsNamed() {
        ImageSet clean = set("Latin/character01");
        ImageSet seen = set("Latin/character01", "Ys/character09");
        for (var asked : List.<org.junit.jupiter.api.function.Executable>of(() -> runs.episodes(seen), () -> runs.episodes(clean, seen))) {
            String message = assertThrows(IllegalArgumentException.class, asked).getMessage();
            assertTrue(message.contains("Ys") && !message.contains("Oz"), message);
        }
    }

    @Test
    void aTurnedCharacterIsOfItsAlphabetStill() {
        assertThrows(IllegalArgumentException.class, () -> runs.episodes(set("Oz/character05 rot90")));
    }
}
