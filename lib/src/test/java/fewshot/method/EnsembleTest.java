package fewshot.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.TestImages;
import fewshot.data.Distortion;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.model.BatchNormMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnsembleTest {
    private static final Episode TASK = new EpisodeSampler(TestImages.noisy(4, 4, 9, 1), 2, 1, 1, 1).episode(0);

    private record Says(String name, float[] scores, Optional<BatchNormMode> batchNorm) implements FewShotLearner {
        @Override
        public NDArray logits(NDManager manager, Episode episode) {
            return manager.create(scores, new Shape(2, 2));
        }
    }

    private static FewShotLearner says(double... p) {
        float[] scores = new float[p.length];
        for (int i = 0; i < p.length; i++) {
            scores[i] = (float) Math.log(p[i]) + 7; // a softmax leaves out what is added to all
        }
        return new Says("says", scores, Optional.empty());
    }

    @Test
    void theProbabilitiesAreTheMeanOfThoseOfTheMembers() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray together = new Ensemble("two", List.of(says(0.5, 0.5, 0.9, 0.1), says(0.1, 0.9, 0.7, 0.3))).logits(manager, TASK);
            assertArrayEquals(new float[] {0.3f, 0.7f, 0.8f, 0.2f}, together.exp().toFloatArray(), 1e-6f);
        }
    }

    @Test
    void theFirstViewIsTheTaskItselfAndInTheOthersASupportImageAndItsQueryAreDistortedOtherwise() {
        Episode same = new Episode(TASK.support(), TASK.supportLabels(), TASK.support(), TASK.supportLabels(), TASK.classNames());
        List<Episode> seen = new ArrayList<>();
        FewShotLearner watching = new FewShotLearner() {
            @Override
            public String name() {
                return "watching";
            }

            @Override
            public NDArray logits(NDManager manager, Episode episode) {
                seen.add(episode);
                return manager.zeros(new Shape(2, 2));
            }
        };
        Ensemble views = new Ensemble("views", List.of(watching)).withViews(new Distortion(30, 0, 0, 0, 0, 0), 3, 5);
        try (NDManager manager = NDManager.newBaseManager()) {
            views.logits(manager, same);
        }
        assertEquals(3, seen.size());
        assertEquals(same.support(), seen.get(0).support());
        for (Episode view : seen.subList(1, 3)) {
            assertTrue(!view.support().equals(same.support()) && !view.support().equals(view.query()));
        }
        assertTrue(!seen.get(1).support().equals(seen.get(2).support()));
    }

    @Test
    void membersThatAnswerInTwoModesOfBatchNormAreRefused() {
        FewShotLearner alone = new Says("a", new float[4], Optional.of(BatchNormMode.INDUCTIVE));
        FewShotLearner together = new Says("b", new float[4], Optional.of(BatchNormMode.TRANSDUCTIVE));
        assertThrows(IllegalArgumentException.class, () -> new Ensemble("both", List.of(alone, together)));
        assertThrows(IllegalArgumentException.class, () -> new Ensemble("none", List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Ensemble("a", List.of(alone)).withViews(Distortion.NONE, 0, 1));
        assertEquals(Optional.of(BatchNormMode.INDUCTIVE), new Ensemble("a", List.of(alone)).batchNorm());
    }
}
