package fewshot.pad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.data.Examples;
import fewshot.episode.Episode;
import fewshot.method.baseline.PixelNearestNeighbour;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuizTest {
    /** Class k is an image whose pixel k is ink; each query looks like the class after its own, so that pixels are always wrong. */
    private static final Episode MISLEADING = episode(1);
    private static final Episode PLAIN = episode(0);

    private static Episode episode(int off) {
        return new Episode(marks(0), new int[] {0, 1, 2}, marks(off), new int[] {0, 1, 2}, new String[] {"a", "b", "c"});
    }

    private static Examples marks(int off) {
        byte[] pixels = new byte[3 * 784];
        IntStream.range(0, 3).forEach(k -> pixels[784 * k + (k + off) % 3] = -1);
        return Examples.bytes(pixels, 1, 28, 28);
    }

    /** The answer that the picture of the question asks for can be read from no public place but the episode: all are tried. */
    private static List<Quiz.Row> answered(Episode episode, int questions, int off) {
        for (int code = 0; code < (int) Math.pow(3, questions); code++) {
            Quiz quiz = Quiz.of(List.of(episode), questions, 5, new PixelNearestNeighbour());
            int rest = code;
            List<Quiz.Row> rows = List.of();
            for (int i = 0; i < questions; i++) {
                rows = quiz.choose(rest % 3);
                rest /= 3;
            }
            if (rows.get(0).right() == 100 - off) {
                return rows;
            }
        }
        throw new AssertionError("no answers are right");
    }

    @Test
    void exactlyOneRowOfAnswersIsAllRightAndTheMachineIsJudgedOnTheSameQuestions() {
        assertEquals(List.of(new Quiz.Row("you", 100), new Quiz.Row("pixel nearest neighbour", 100)), answered(PLAIN, 3, 0));
        assertEquals(List.of(new Quiz.Row("you", 100), new Quiz.Row("pixel nearest neighbour", 0)), answered(MISLEADING, 3, 0));
        int right = 0;
        for (int code = 0; code < 9; code++) {
            Quiz quiz = Quiz.of(List.of(PLAIN), 2, 5);
            quiz.choose(code % 3);
            right += quiz.choose(code / 3).get(0).right() == 100 ? 1 : 0;
        }
        assertEquals(1, right);
    }

    @Test
    void theMachinesAnswerOnlyWhenTheReaderHasDone() {
        Quiz quiz = Quiz.of(List.of(PLAIN), 2, 5, new PixelNearestNeighbour()).beside("people", 95.5);
        assertTrue(quiz.choose(0).isEmpty());
        assertThrows(IllegalArgumentException.class, () -> quiz.choose(3));
        assertEquals(List.of("you", "pixel nearest neighbour", "people"), quiz.choose(0).stream().map(Quiz.Row::name).toList());
        assertThrows(IllegalStateException.class, () -> quiz.choose(0));
        assertTrue(quiz.toString().contains("pixel nearest neighbour 100 %"), quiz.toString());
    }

    @Test
    void questionsWithMoreThanOneImageAClassAreRefused() {
        Episode twoShots = new Episode(marks(0), new int[] {0, 1, 1}, marks(0), new int[] {0, 1, 1}, new String[] {"a", "b"});
        assertThrows(IllegalArgumentException.class, () -> Quiz.of(List.of(twoShots), 2, 5));
        assertThrows(IllegalArgumentException.class, () -> Quiz.of(List.of(), 2, 5));
    }
}
