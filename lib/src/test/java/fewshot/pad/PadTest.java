package fewshot.pad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.method.DecisionRule;
import fewshot.method.FewShotLearner;
import fewshot.method.OpenSetScore;
import fewshot.method.baseline.PixelNearestNeighbour;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PadTest {
    private static final Drawing CROSS = Drawing.of("20,20 85,85; 85,20 20,85");
    private static final Drawing BAR = Drawing.of("52,15 52,90");
    private static final Drawing LEVEL = Drawing.of("15,52 90,52");
    /** The squared distance from the level stroke to the nearer of the other two, in ink from 0 to 1. */
    private static final double SCRIBBLE_APART = Math.min(apart(LEVEL, CROSS), apart(LEVEL, BAR));

    private static double apart(Drawing one, Drawing other) {
        byte[] a = one.image(28).bytes();
        byte[] b = other.image(28).bytes();
        return IntStream.range(0, a.length).mapToDouble(i -> ((a[i] & 255) - (b[i] & 255)) / 255.0).map(d -> d * d).sum();
    }

    /** Tells five classes apart, no other number. */
    private static final class OnlyFive implements FewShotLearner {
        @Override
        public String name() {
            return "five";
        }

        @Override
        public NDArray logits(NDManager manager, Episode episode) {
            if (episode.way() != 5) {
                throw new IllegalArgumentException("five: " + episode.way() + " classes, but it tells 5 apart");
            }
            return manager.zeros(new ai.djl.ndarray.types.Shape(episode.query().size(), 5));
        }
    }

    @Test
    void aDrawingIsNamedAfterTheTaughtOneThatItIsLike() {
        try (Pad pad = Pad.of(new PixelNearestNeighbour())) {
            pad.teach("cross", CROSS);
            pad.teach("bar", BAR);
            pad.teach("level", LEVEL);
            Answer answer = pad.ask(Drawing.of("53,17 54,88")).get(0);
            assertEquals(1, answer.label());
            assertEquals(1, Arrays.stream(answer.probabilities()).sum(), 1e-5);
            assertTrue(pad.bundle().text().contains("bar"), pad.bundle().text());
        }
    }

    @Test
    void aClassIsAddedAndForgottenBetweenQuestions() {
        try (Pad pad = Pad.of(new PixelNearestNeighbour())) {
            pad.teach("cross", CROSS);
            pad.teach("bar", BAR);
            assertEquals(2, pad.ask(LEVEL).get(0).probabilities().length);
            pad.teach("level", LEVEL);
            assertEquals(2, pad.ask(LEVEL).get(0).label());
            pad.forget("cross");
            assertEquals(1, pad.ask(LEVEL).get(0).label());
        }
    }

    @Test
    void drawingsBecomeLabelledImages() {
        try (Pad pad = Pad.of(new PixelNearestNeighbour())) {
            pad.teach("cross", CROSS);
            pad.teach("bar", BAR);
            pad.teach("cross", LEVEL);
            ImageSet drawn = pad.drawn();
            assertEquals(List.of("cross", "bar"), drawn.classNames());
            assertEquals(List.of(2, 1), List.of(drawn.images(0), drawn.images(1)));
            assertArrayEquals(LEVEL.image(28).bytes(), drawn.image(0, 1));
            assertArrayEquals(new int[] {0, 0, 1}, pad.task().supportLabels());
            assertEquals(0, pad.task().query().size());
        }
    }

    @Test
    void aScribbleIsNoneOfTheseWhereTheRuleSaysSo() {
        try (Pad pad = Pad.of(new PixelNearestNeighbour())) {
            pad.teach("cross", CROSS);
            pad.teach("bar", BAR);
            double scribble = -SCRIBBLE_APART;
            pad.decideBy("pixel nearest neighbour", new DecisionRule(1, OpenSetScore.MAXIMUM_LOGIT, scribble + 1));
            Answer answer = pad.ask(LEVEL).get(0);
            assertEquals(-1, answer.label());
            assertEquals("none of these", answer.note());
            assertEquals(2, answer.probabilities().length);
            assertEquals(1, pad.ask(BAR).get(0).label());
            assertThrows(IllegalArgumentException.class, () -> pad.decideBy("nobody", DecisionRule.CLOSED_SET));
        }
    }

    @Test
    void theSupportOfATaskCanBeTaughtInThePlaceOfDrawings() {
        Episode task = new Episode(CROSS.image(28).and(BAR.image(28)), new int[] {1, 0}, BAR.image(28).pick(), new int[0],
                new String[] {"bar", "cross"});
        try (Pad pad = Pad.of(new PixelNearestNeighbour())) {
            pad.teach(task);
            assertEquals(List.of("cross", "bar"), pad.drawn().classNames());
            assertEquals(1, pad.ask(BAR).get(0).label());
            Episode small = new Episode(BAR.image(20), new int[] {0}, BAR.image(20).pick(), new int[0], new String[] {"bar"});
            assertThrows(IllegalArgumentException.class, () -> pad.teach(small));
        }
    }

    @Test
    void anAnswerCanBeRead() {
        assertEquals("Siamese: class 1, with 75 %", new Answer("Siamese", 1, new double[] {0.25, 0.75}, "").toString());
        assertEquals("Siamese: none of these", new Answer("Siamese", Episode.STRANGER, new double[] {0.5, 0.5}, "none of these").toString());
    }

    @Test
    void aLearnerThatCannotAnswerSaysWhyAndTheOthersAnswer() {
        try (Pad pad = Pad.of(new OnlyFive(), new PixelNearestNeighbour())) {
            pad.teach("cross", CROSS);
            pad.teach("bar", BAR);
            List<Answer> answers = pad.ask(BAR);
            assertEquals(-1, answers.get(0).label());
            assertTrue(answers.get(0).note().contains("tells 5 apart"), answers.get(0).note());
            assertEquals(1, answers.get(1).label());
        }
    }

    @Test
    void whatCannotBeTaughtOrAskedIsSaid() {
        try (Pad pad = Pad.of(new PixelNearestNeighbour())) {
            assertThrows(IllegalArgumentException.class, () -> pad.teach(" ", BAR));
            pad.teach("bar", BAR);
            Exception e = assertThrows(IllegalStateException.class, () -> pad.ask(BAR));
            assertTrue(e.getMessage().startsWith("Teach two characters"), e.getMessage());
            for (int i = 1; i < 20; i++) {
                pad.teach("class" + i, BAR);
            }
            assertThrows(IllegalArgumentException.class, () -> pad.teach("one more", BAR));
            pad.teach("bar", BAR);
        }
        assertThrows(IllegalArgumentException.class, Pad::of);
    }
}
