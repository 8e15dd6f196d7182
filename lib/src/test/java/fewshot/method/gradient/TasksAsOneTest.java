package fewshot.method.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.DivergenceException;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop.Order;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Step;
import fewshot.gradient.UpdateRule;
import fewshot.model.Network;
import fewshot.model.encoder.ConvolutionalEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** The tasks one after another are the oracle. On a CPU they run as one only where a test asks for it. */
class TasksAsOneTest {
    private static final ImageSet DATA = TestImages.noisy(30, 10, 28, 5);
    private static final InnerLoop SECOND = new InnerLoop(UpdateRule.descent(0.1), 3, Order.SECOND);
    private static final int HEAD = 16;

    private static List<Episode> even(int count) {
        return new EpisodeSampler(DATA, 3, 2, 4, 1).next(count);
    }

    /** Of as many examples in each task, but not of each class. */
    private static List<Episode> otherLabels() {
        return List.of(Episode.of(DATA, new int[] {4, 7, 1}, new int[][] {{0, 1, 2}, {5}, {3, 4}}, new int[][] {{8}, {8, 9}, {9}}),
                Episode.of(DATA, new int[] {9, 2, 5}, new int[][] {{0}, {5}, {3, 4, 6, 7}}, new int[][] {{8, 9}, {8}, {9}}));
    }

    /** On the CPU wherever there is a GPU too, for what has to be the same to the last bit. */
    private static Network onCpu(Block block) {
        return new Network(block, new Shape(1, 28, 28), 1, Device.cpu());
    }

    private record Taken(Step step, List<float[]> gradients) {}

    private static Taken taken(Network network, BiFunction<Network, GradientDescent, Maml> learner, List<Episode> batch, boolean asOne) {
        CapturedGradient captured = new CapturedGradient();
        Maml maml = learner.apply(network, new GradientDescent(network, captured));
        assertTrue(maml.costsAsOne(batch).isPresent(), maml + " on " + batch);
        return new Taken(maml.step(batch, asOne), captured.gradients);
    }

    private static void assertSameStep(String name, int outputs, BiFunction<Network, GradientDescent, Maml> learner, List<Episode> batch) {
        try (Network network = Network.classifier(4, outputs, 1)) {
            Taken expected = taken(network, learner, batch, false);
            Taken actual = taken(network, learner, batch, true);
            assertEquals(expected.step.loss(), actual.step.loss(), 1e-5, name);
            assertEquals(expected.step.gradientNorm(), actual.step.gradientNorm(), 1e-4 * expected.step.gradientNorm(), name);
            float tolerance = (float) (1e-4 * expected.step.gradientNorm());
            for (int i = 0; i < expected.gradients.size(); i++) {
                assertArrayEquals(expected.gradients.get(i), actual.gradients.get(i), tolerance, name + ", array " + i);
            }
        }
    }

    @Test
    void aStepOfTasksAsOneIsThatOfTasksOneAfterAnother() {
        InnerLoop first = SECOND.order(Order.FIRST);
        InnerLoop tied = new InnerLoop(UpdateRule.descent(place -> place < HEAD ? 0.1 : 2), 2, Order.SECOND);
        Map<String, BiFunction<Network, GradientDescent, Maml>> learners = new LinkedHashMap<>();
        learners.put("second order", (network, descent) -> Maml.of(network, SECOND, 3, descent));
        learners.put("first order", (network, descent) -> Maml.of(network, first, 3, descent));
        learners.put("ANIL", (network, descent) -> Maml.anil(network, SECOND, 3, descent));
        learners.put("BOIL, first order", (network, descent) -> Maml.boil(network, first, 3, descent));
        learners.put("no step", (network, descent) -> Maml.of(network, SECOND.steps(0), 3, descent));
        learners.forEach((name, learner) -> {
            assertSameStep(name, 3, learner, even(3));
            assertSameStep(name + ", other labels", 3, learner, otherLabels());
        });
        assertSameStep("tied head", 1, (network, descent) -> Maml.of(network, tied, 2, descent), even(2));
        assertSameStep("tied head, first order", 1, (network, descent) -> Maml.of(network, tied.order(Order.FIRST), 2, descent), even(4));
    }

    @Test
    void onACpuTheyStayOneAfterAnotherUnlessATestAsks() {
        List<Episode> batch = even(2);
        try (Network network = onCpu(ConvolutionalEncoder.classifier(4, 3))) {
            CapturedGradient captured = new CapturedGradient();
            Step step = Maml.of(network, SECOND, 3, new GradientDescent(network, captured)).step(batch);
            Taken expected = taken(network, (n, descent) -> Maml.of(n, SECOND, 3, descent), batch, false);
            assertEquals(expected.step, step);
            for (int i = 0; i < captured.gradients.size(); i++) {
                assertArrayEquals(expected.gradients.get(i), captured.gradients.get(i));
            }
        }
    }

    @Test
    void whatIsNotOfOneSizeRunsOneAfterAnother() {
        Episode episode = even(1).get(0);
        Map<String, Episode> others = Map.of("way", new EpisodeSampler(DATA, 4, 2, 4, 1).next(), "shot", new EpisodeSampler(DATA, 3, 1, 4, 1).next(),
                "queries", new EpisodeSampler(DATA, 3, 2, 5, 1).next(), "strangers", even(2).get(1).asking(episode.query()),
                "side", new EpisodeSampler(TestImages.noisy(5, 10, 29, 5), 3, 2, 4, 1).next());
        try (Network network = onCpu(ConvolutionalEncoder.classifier(4, 1))) {
            CapturedGradient captured = new CapturedGradient();
            Maml maml = Maml.of(network, SECOND, 3, new GradientDescent(network, captured));
            assertTrue(maml.costsAsOne(even(2)).isPresent());
            assertTrue(maml.costsAsOne(List.of(episode)).isEmpty(), "a single task");
            others.forEach((what, other) -> assertTrue(maml.costsAsOne(List.of(episode, other)).isEmpty(), what));
            List<Episode> uneven = List.of(episode, others.get("way"), others.get("shot"), others.get("queries"));
            assertEquals(maml.step(uneven, false), maml.step(uneven, true));
        }
    }

    @Test
    void anotherRuleOrAForeignBlockRunsOneAfterAnother() {
        List<Episode> batch = even(2);
        Block foreign = new SequentialBlock().add(LambdaBlock.singleton(x -> x.mul(x))).add(ConvolutionalEncoder.classifier(4, 3));
        try (Network network = onCpu(ConvolutionalEncoder.classifier(4, 3)); Network other = onCpu(foreign)) {
            InnerLoop signs = new InnerLoop((place, weight, gradient) -> weight.sub(gradient.sign()), 1, Order.FIRST);
            InnerLoop learned = new InnerLoop(UpdateRule.descent(new NDList()), 1, Order.SECOND);
            for (InnerLoop inner : List.of(signs, learned)) {
                assertTrue(Maml.of(network, inner, 1, GradientDescent.none()).costsAsOne(batch).isEmpty(), inner.toString());
            }
            Maml maml = Maml.of(other, SECOND, 3, new GradientDescent(other, new CapturedGradient()));
            assertTrue(maml.costsAsOne(batch).isEmpty());
            assertEquals(maml.step(batch, false), maml.step(batch, true));
        }
    }

    @Test
    void aTaskThatDivergesIsRefusedByItsStepBeforeAWeightIsTouched() {
        try (Network network = onCpu(ConvolutionalEncoder.classifier(4, 3)); Adam adam = new Adam(1e-3f)) {
            Maml wild = Maml.of(network, new InnerLoop(UpdateRule.descent(1e30), 3, Order.SECOND), 1, new GradientDescent(network, adam));
            float[][] before = network.snapshot();
            String why = assertThrows(DivergenceException.class, () -> wild.step(even(2), true)).getMessage();
            assertEquals(assertThrows(DivergenceException.class, () -> wild.step(even(2), false)).getMessage(), why);
            assertTrue(why.contains("at inner step "), why);
            assertArrayEquals(before[0], network.snapshot()[0]);
        }
    }
}
