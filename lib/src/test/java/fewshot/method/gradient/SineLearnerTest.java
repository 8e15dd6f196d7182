package fewshot.method.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.episode.wave.SineBatch;
import fewshot.episode.wave.SineTasks;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop.Order;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.UpdateRule;
import fewshot.model.Network;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SineLearnerTest {
    private static final InnerLoop INNER = new InnerLoop(UpdateRule.descent(0.01), 1, Order.SECOND);
    private static final SineBatch BATCH = new SineTasks(3).batch(0, 4, 10, 6);

    /** The batch's waves, one to a batch. */
    private static List<SineBatch> oneByOne() {
        return IntStream.range(0, 4).mapToObj(i -> new SineBatch(List.of(BATCH.tasks().get(i)),
                new float[][] {BATCH.support()[i]}, new float[][] {BATCH.query()[i]})).toList();
    }

    @Test
    void wavesLearnedTogetherAreLearnedAsIfAlone() {
        try (Network network = Network.sine(1)) {
            SineLearner learner = new SineLearner("MAML", network, INNER, null);
            double[] alone = oneByOne().stream().mapToDouble(one -> learner.errors(one, 5)[0]).toArray();
            assertArrayEquals(alone, learner.errors(BATCH, 5), 1e-4);
            assertTrue(Arrays.stream(learner.errors(BATCH, 0)).sum() > Arrays.stream(alone).sum(), "learning must help");
        }
    }

    @Test
    void theStepOfABatchIsTheMeanOfItsWavesSteps() {
        try (Network network = Network.sine(1)) {
            CapturedGradient together = new CapturedGradient();
            double loss = new SineLearner("MAML", network, INNER.steps(2), new GradientDescent(network, together)).step(BATCH).loss();
            double sum = 0;
            float[][] mean = new float[6][];
            for (SineBatch one : oneByOne()) {
                CapturedGradient alone = new CapturedGradient();
                sum += new SineLearner("MAML", network, INNER.steps(2), new GradientDescent(network, alone)).step(one).loss();
                for (int i = 0; i < 6; i++) {
                    float[] gradient = alone.gradients.get(i);
                    mean[i] = mean[i] == null ? new float[gradient.length] : mean[i];
                    for (int j = 0; j < gradient.length; j++) {
                        mean[i][j] += gradient[j] / 4;
                    }
                }
            }
            assertEquals(sum / 4, loss, 1e-4);
            for (int i = 0; i < 6; i++) {
                assertArrayEquals(mean[i], together.gradients.get(i), 1e-3f);
            }
        }
    }

    @Test
    void oneStepIsDescentOnEachWavesMeanSquaredError() {
        // The output's bias b of a wave moves by −0.01 · 2 · mean(prediction − y), worked in Java's numbers.
        try (Network network = Network.sine(1); NDManager manager = network.manager().newSubManager()) {
            SineLearner learner = new SineLearner("MAML", network, INNER, null);
            NDList start = learner.adapt(manager, BATCH, 0);
            NDList adapted = learner.adapt(manager, BATCH, 1);
            float[] answers = learner.predict(start, BATCH.supportInputs(manager)).toFloatArray();
            float[] targets = BATCH.supportTargets(manager).toFloatArray();
            for (int wave = 0; wave < 4; wave++) {
                double slope = 0;
                for (int i = 0; i < 10; i++) {
                    slope += 2 * (answers[10 * wave + i] - targets[10 * wave + i]) / 10;
                }
                assertEquals(start.get(5).toFloatArray()[wave] - 0.01 * slope, adapted.get(5).toFloatArray()[wave], 1e-5);
            }
        }
    }

    @Test
    @Tag("thorough")
    void mamlLearnsWavesFromTenPointsAndPreTrainingDoesNot() {
        SineBatch unseen = new SineTasks(99).batch(0, 100, 10, 50);
        double[] after = new double[2];
        for (int steps = 0; steps < 2; steps++) { // without an inner step: all waves at once
            try (Network network = Network.sine(1); Adam adam = new Adam(3e-3f)) {
                SineLearner learner = new SineLearner("", network, INNER.steps(steps), new GradientDescent(network, adam));
                SineTasks tasks = new SineTasks(1);
                for (int i = 0; i < 1200; i++) {
                    learner.step(tasks.batch(i, 25, 10, 10));
                }
                after[steps] = Arrays.stream(learner.errors(unseen, 1)).average().orElseThrow();
            }
        }
        System.out.println("sine waves, error after one step: pre-trained " + after[0] + ", MAML " + after[1]);
        assertTrue(after[1] < 1.6 && after[0] > 1.5 * after[1], Arrays.toString(after));
    }

    @Test
    void withoutADescentItCannotBeTrained() {
        try (Network network = Network.sine(1)) {
            assertThrows(IllegalStateException.class, () -> new SineLearner("MAML", network, INNER, null).step(BATCH));
        }
    }
}
