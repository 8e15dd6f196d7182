package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.TestImages;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.method.FewShotLearner;
import java.awt.image.BufferedImage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static final EpisodeSampler TASKS = new EpisodeSampler(TestImages.noisy(6, 5, 28, 1), 3, 1, 2, 1);

    /** Gives every query the same class. */
    private static FewShotLearner always(int label) {
        return new FewShotLearner() {
            @Override
            public String name() {
                return "always " + label;
            }

            @Override
            public NDArray logits(NDManager manager, Episode episode) {
                float[] scores = new float[episode.queryLabels().length * episode.way()];
                for (int q = 0; q < episode.queryLabels().length; q++) {
                    scores[q * episode.way() + label] = 3;
                }
                return manager.create(scores, new Shape(episode.queryLabels().length, episode.way()));
            }
        };
    }

    @Test
    void theChosenClassIsThatOfTheHighestScoreAndTheFirstWhereTwoShareIt() {
        Answers answers = new Answers(TASKS.episode(0), new double[][] {{0, 2, 1}, {1, 0, 1}, {0, 1, 0}, {0, 1, 0}, {9, 1, 0}, {0, 1, 5}});
        assertEquals(1, answers.chosen(0));
        assertEquals(0, answers.chosen(1));
        assertTrue(answers.right(1) && answers.right(2) && answers.right(5));
        assertFalse(answers.right(0) || answers.right(4));
        assertEquals(2, answers.wrong());
    }

    @Test
    void theGridMarksEachWrongQueryAndTheRowItWasTakenFor() {
        String said = Answers.of(always(1), TASKS.episode(0)).grid().toString();
        assertTrue(said.contains("Captions: row 0; → 1; → 1; row 1; row 2; → 1; → 1."), said);
        assertTrue(said.contains("Marked wrong: image 2, 3, 8, 9."), said);
    }

    @Test
    void aQueryStandsBesideTheClassesWithTheirSharesAndTheTruth() {
        String said = Answers.of(always(2), TASKS.episode(0)).query(3, row -> new double[] {row[0], row[1], row[2] / 3}).toString();
        assertTrue(said.contains("Captions: query 3; 0.0 %; 0.0 % (true); 100.0 %."), said);
    }

    @Test
    void aMistakeIsDrawnAsTheQueryAnExampleOfItsClassAndOneOfTheClassThatWasChosen() {
        Episode episode = TASKS.episode(0);
        int wrong = IntStream.range(0, 6).filter(q -> episode.queryLabels()[q] != 0).findFirst().orElseThrow();
        ImageGrid wanted = ImageGrid.of(28, 28, new byte[][] {
                episode.queryImage(wrong), episode.supportImage(episode.queryLabels()[wrong]), episode.supportImage(0)})
                .columns(6).zoom(3).captions("query", "true", "chosen").title("Wrong answers of always 0");
        BufferedImage shown = Answers.mistakes(always(0), TASKS, 1, null).picture();
        assertArrayEquals(pixels(wanted.picture()), pixels(shown));
    }

    private static int[] pixels(BufferedImage image) {
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @Test
    void mistakesAreThreesOfOneQueryAClassAndNoneIsRefused() {
        String said = Answers.mistakes(always(0), TASKS, 3, null).toString();
        assertTrue(said.endsWith("Captions: query; true; chosen; query; true; chosen; query; true; chosen."), said);
        FewShotLearner perfect = new FewShotLearner() {
            @Override
            public String name() {
                return "perfect";
            }

            @Override
            public NDArray logits(NDManager manager, Episode episode) {
                return manager.create(episode.queryLabels()).oneHot(episode.way());
            }
        };
        Exception e = assertThrows(IllegalStateException.class, () -> Answers.mistakes(perfect, TASKS, 1, null));
        assertTrue(e.getMessage().contains("perfect makes no mistake"), e.getMessage());
    }
}
