package fewshot.method.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import fewshot.TestImages;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Objective;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetaGradientLearnerTest {
    /** Tasks that cost {@code factor · Σ(a + b)}, where a and b are two arrays of weights of one shape: the engine's gradient of both is one array. */
    private static final class SumOfTwo extends MetaGradientLearner {
        SumOfTwo(Network network, GradientDescent descent) {
            super(network, BatchNormMode.TRANSDUCTIVE, descent);
        }

        @Override
        protected List<Objective> costs(List<Episode> batch) {
            return IntStream.rangeClosed(1, batch.size()).<Objective>mapToObj(factor -> w -> {
                NDManager manager = w.head().getManager();
                return w.get(0).add(w.get(1)).mul(manager.create((float) factor)).sum();
            }).toList();
        }

        @Override
        protected Objective cost(Episode episode) {
            throw new UnsupportedOperationException();
        }

        @Override
        public NDList adapt(NDManager manager, Episode episode) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SumOfTwo with(BatchNormMode other) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String name() {
            return "sum of two";
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void weightsWhoseGradientsAreOneArrayGetTheMeanOverTheTasksOnceEach(int tasks) {
        SequentialBlock block = new SequentialBlock().add(Blocks.batchFlattenBlock()).add(linear()).add(linear());
        CapturedGradient captured = new CapturedGradient();
        try (Network network = new Network(block, new Shape(1, 1, 2), 1, Engine.getInstance().defaultDevice())) {
            List<Episode> batch = new EpisodeSampler(TestImages.noisy(4, 4, 28, 1), 2, 1, 1, 1).next(tasks);
            new SumOfTwo(network, new GradientDescent(network, captured)).step(batch);
            float mean = (tasks + 1) / 2f; // of 1, 2, …
            float[] expected = {mean, mean, mean, mean};
            assertArrayEquals(expected, captured.gradients.get(0), 1e-6f);
            assertArrayEquals(expected, captured.gradients.get(1), 1e-6f);
        }
    }

    private static Linear linear() {
        return Linear.builder().setUnits(2).optBias(false).build();
    }
}
