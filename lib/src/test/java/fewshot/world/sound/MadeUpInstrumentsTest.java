package fewshot.world.sound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.data.ImageSet;
import fewshot.episode.EpisodeSampler;
import fewshot.evaluate.Evaluator;
import fewshot.method.baseline.PixelNearestNeighbour;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MadeUpInstrumentsTest {
    private static final ImageSet SET = MadeUpInstruments.play(8, 10, 1);

    @Test
    void aSeedFixesThemAndNoTwoNotesAreEqual() {
        ImageSet again = MadeUpInstruments.play(8, 10, 1);
        assertEquals("made-up instruments: 8 classes, 80 images of 32 x 32", SET.toString());
        assertArrayEquals(SET.pick(3, 4).bytes(), again.pick(3, 4).bytes());
        assertFalse(Arrays.equals(SET.pick(3, 4).bytes(), SET.pick(3, 5).bytes()));
        assertFalse(Arrays.equals(SET.pick(3, 4).bytes(), MadeUpInstruments.play(8, 10, 2).pick(3, 4).bytes()));
    }

    @Test
    void anInstrumentIsKnownByItsNotes() {
        double right = Evaluator.evaluate(new PixelNearestNeighbour(), new EpisodeSampler(SET, 5, 1, 5, 1), 60).mean();
        assertTrue(right > 30, right + " %, where chance is 20");
    }
}
