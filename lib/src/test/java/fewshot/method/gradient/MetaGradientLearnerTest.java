package fewshot.method.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import fewshot.episode.control.Navigation;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Objective;
import fewshot.gradient.UpdateRule;
import fewshot.method.control.NavigationLearner;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.rule.LearnedGates;
import fewshot.model.rule.LearnedRates;
import fewshot.model.rule.LearnedStep;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetaGradientLearnerTest {
    private static final InnerLoop INNER = new InnerLoop(UpdateRule.descent(0.1), 1, InnerLoop.Order.FIRST);

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

    /** Each would find its gradients at the weights of a descent, and put them where that says. */
    @Test
    void aDescentOverOtherWeightsThanTheLearnersIsRefused() {
        try (Network network = Network.classifier(4, 5, 1); Network other = Network.classifier(4, 5, 2); Network tied = Network.classifier(4, 1, 1);
                Network rates = LearnedRates.of(network, 0.05, 0.1, 1); Network otherRates = LearnedRates.of(network, 0.05, 0.1, 2);
                Network stepRates = LearnedRates.ofSteps(network, 2, 0.1); Network gates = LearnedGates.of(4, 0.1, 1);
                Network encoder = Network.encoder(4, 1); Network sine = Network.sine(1); Network step = LearnedStep.of(5, 1);
                Network policy = NavigationLearner.policy(3, 1)) {
            Map<String, Consumer<GradientDescent>> learners = Map.of(
                    "Maml", d -> Maml.of(network, INNER, 2, d), "Taml", d -> Taml.theil(network, INNER, 2, 0.1, d),
                    "ProtoMaml", d -> ProtoMaml.of(encoder, INNER, 2, d), "MetaSgd", d -> MetaSgd.of(network, rates, d),
                    "MamlPlusPlus", d -> MamlPlusPlus.of(network, stepRates, 9, d), "LstmMetaLearner", d -> LstmMetaLearner.of(network, gates, 2, d),
                    "SineLearner", d -> new SineLearner("", sine, INNER, d), "LearnedOptimiser", d -> new LearnedOptimiser(step, 2, d),
                    "NavigationLearner", d -> new NavigationLearner("", policy, new Navigation(5, 0.1, 1), 2, 1, INNER, d));
            for (List<Network> wrong : List.of(List.of(other), List.of(tied), List.of(network, otherRates), List.of(rates, network))) {
                GradientDescent descent = new GradientDescent(wrong, new CapturedGradient(), 10);
                learners.forEach((name, learner) -> {
                    String why = assertThrows(IllegalArgumentException.class, () -> learner.accept(descent), name + " over " + wrong).getMessage();
                    assertTrue(why.startsWith(name + ": the descent updates " + wrong) && why.contains("such as "), why);
                });
            }
            learners.forEach((name, learner) -> learner.accept(GradientDescent.none()));
        }
    }

    @Test
    void anAnswerAfterFewerThanNoStepsIsRefusedWhenTheLearnerIsMade() {
        try (Network network = Network.classifier(4, 5, 1); Network rates = LearnedRates.of(network, 0.05, 0.1, 1);
                Network gates = LearnedGates.of(4, 0.1, 1); Network encoder = Network.encoder(4, 1)) {
            GradientDescent none = GradientDescent.none();
            Map<String, Supplier<Object>> learners = Map.of(
                    "Maml", () -> Maml.of(network, INNER, -1, none), "Taml", () -> Taml.theil(network, INNER, -1, 0.1, none),
                    "ProtoMaml", () -> ProtoMaml.of(encoder, INNER, -1, none), "LstmMetaLearner", () -> LstmMetaLearner.of(network, gates, -1, none),
                    "MetaSgd", () -> new MetaSgd(network, rates, 1, -1, BatchNormMode.INDUCTIVE, none));
            learners.forEach((name, learner) -> assertEquals(name + ": -1 steps on a task; there must be 0 or more",
                    assertThrows(IllegalArgumentException.class, learner::get, name).getMessage()));
            assertThrows(IllegalArgumentException.class, () -> new MetaSgd(network, rates, -1, 1, BatchNormMode.INDUCTIVE, none));
            assertThrows(IllegalArgumentException.class, () -> new LstmMetaLearner(network, gates, -1, 1, BatchNormMode.INDUCTIVE, none));
            assertThrows(IllegalArgumentException.class, () -> Maml.of(network, INNER, 1, none).steps(-1));
        }
    }

    /** An encoder of five numbers ends in the five factors and five shifts of a batch norm. */
    @Test
    void aHeadThatIsNoLinearLayerIsRefusedWhereTheHeadIsAskedFor() {
        try (Network encoder = Network.encoder(5, 1); Network classifier = Network.classifier(4, 5, 1)) {
            for (String name : List.of("ANIL", "BOIL")) {
                String why = assertThrows(IllegalArgumentException.class, () -> parted(name, encoder)).getMessage();
                assertEquals(name + ": the network's last weights are [(5), (5)]; it should end in a linear layer with a bias for its scores,"
                        + " such as [(5, 64), (5)]", why);
                assertEquals(name, parted(name, classifier).name());
            }
        }
    }

    private static Maml parted(String name, Network network) {
        return name.equals("ANIL") ? Maml.anil(network, INNER, 2, GradientDescent.none()) : Maml.boil(network, INNER, 2, GradientDescent.none());
    }

    private static Linear linear() {
        return Linear.builder().setUnits(2).optBias(false).build();
    }
}
