package fewshot.method.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import fewshot.FlatMemory;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.evaluate.Evaluator;
import fewshot.gradient.Adam;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Gradients;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Recording;
import fewshot.gradient.UpdateRule;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.rule.LearnedGates;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LstmMetaLearnerTest {
    private static final int SIZE = 4;
    private static final ImageSet DATA = TestImages.noisy(12, 8, 28, 11);

    @Test
    void withTheForgetGateAtOneAndTheInputGateAtARateItIsGradientDescent() {
        for (double rate : new double[] {0.05, 0.4}) {
            try (Network network = Network.classifier(4, 5, 1); Network gates = LearnedGates.of(SIZE, rate, 2);
                    NDManager manager = NDManager.newBaseManager()) {
                gates.restore(constant(gates.snapshot(), Math.log(rate / (1 - rate)), 40));
                Episode episode = new EpisodeSampler(DATA, 5, 1, 3, 1).next();
                LstmMetaLearner learner = new LstmMetaLearner(network, gates, 1, 4, BatchNormMode.TRANSDUCTIVE, null);
                NDList start = Gradients.leaves(manager, learner.block().weights());
                NDList descended = new InnerLoop(UpdateRule.descent(rate), 4, InnerLoop.Order.NONE)
                        .adapt(start, learner.supportLoss(episode));
                NDList found = learner.adapt(manager, episode);
                for (int i = 0; i < found.size(); i++) {
                    assertArrayEquals(descended.get(i).toFloatArray(), found.get(i).toFloatArray(), 2e-5f, "array " + i);
                    assertTrue(i % 4 == 1 || !start.get(i).contentEquals(found.get(i)), "array " + i + " did not move");
                }
            }
        }
    }

    /** Gates that look at nothing: all weights zero but the two biases. */
    private static float[][] constant(float[][] weights, double input, double forget) {
        for (float[] array : weights) {
            Arrays.fill(array, 0);
        }
        weights[5][0] = (float) input;
        weights[7][0] = (float) forget;
        return weights;
    }

    @Test
    void theCellIsUpdatedAsInPlainJavaForSomeSteps() {
        try (Network gates = lively(); NDManager manager = NDManager.newBaseManager()) {
            double[] expected = cells(new PlainOptimiser(gates.snapshot()));
            NDArray found = afterThreeSteps(gates, inDoubles(gates), start(manager));
            assertArrayEquals(expected, found.toDoubleArray(), 1e-6);
        }
    }

    @Test
    void theGradientOfTheGatesAndOfTheStartEqualsFiniteDifferencesOfThePlainCell() {
        try (Network gates = lively(); NDManager manager = NDManager.newBaseManager(); Recording recording = Recording.on()) {
            float[][] weights = gates.snapshot();
            NDList leaves = Gradients.leaves(manager, inDoubles(gates));
            NDList theta = Gradients.leaves(manager, start(manager));
            NDArray sum = afterThreeSteps(gates, leaves, theta).mul(manager.create(SHARE)).sum();
            NDList gradients = Gradients.of(sum, new NDList(leaves).addAll(theta));
            PlainOptimiser oracle = new PlainOptimiser(weights);
            for (int array = 0; array < weights.length; array++) {
                double[] found = gradients.get(array).toDoubleArray();
                for (int i = 0; i < found.length; i++) {
                    double difference = (sum(oracle.moved(array, i, 1e-5), 0) - sum(oracle.moved(array, i, -1e-5), 0)) / 2e-5;
                    assertEquals(difference, found[i], 1e-7 * (1 + Math.abs(difference)), "array " + array + ", entry " + i);
                }
            }
            double slope = gradients.get(weights.length).toDoubleArray()[0];
            assertEquals((sum(oracle, 1e-5) - sum(oracle, -1e-5)) / 2e-5, slope, 1e-7, "the first number of the start");
        }
    }

    private static final double[] THETA = {0.3, -1.2, 2};
    private static final double[][] SLOPES = {{0.5, -3, 1e-6}, {-0.1, 2, 0}, {0.01, -0.7, 40}};
    private static final double[] LOSSES = {1.6, 0.9, 0.05};
    private static final double[] SHARE = {1, -2, 0.5};

    /** Gates whose weights are large enough to be seen in what they do. */
    private static Network lively() {
        Network gates = LearnedGates.of(SIZE, 0.1, 2);
        float[][] weights = gates.snapshot();
        for (float[] array : new float[][] {weights[4], weights[6]}) {
            for (int i = 0; i < array.length; i++) {
                array[i] = (float) Math.sin(i + 1);
            }
        }
        weights[7][0] = 1;
        gates.restore(weights);
        return gates;
    }

    private static NDList inDoubles(Network gates) {
        NDList weights = new FunctionalBlock(gates.block()).weights();
        return new NDList(weights.stream().map(w -> w.toType(DataType.FLOAT64, true)).toList());
    }

    private static NDList start(NDManager manager) {
        return new NDList(manager.create(new double[] {THETA[0]}), manager.create(new double[] {THETA[1], THETA[2]}));
    }

    /** Three steps of the rule with gradients and losses that are given, so that nothing else depends on the weights. */
    private static NDArray afterThreeSteps(Network gates, NDList weights, NDList start) {
        GatedDescent rule = new GatedDescent(new FunctionalBlock(gates.block()), (LearnedGates) gates.block(), weights);
        NDManager manager = start.head().getManager();
        NDList theta = start;
        for (int t = 0; t < LOSSES.length; t++) {
            NDList slopes = new NDList(manager.create(new double[] {SLOPES[t][0]}), manager.create(new double[] {SLOPES[t][1], SLOPES[t][2]}));
            theta = rule.all(new int[] {0, 1}, theta, slopes, manager.create(LOSSES[t]));
        }
        return theta.get(0).concat(theta.get(1));
    }

    private static double[] cells(PlainOptimiser oracle) {
        return cells(oracle, 0);
    }

    private static double[] cells(PlainOptimiser oracle, double moved) {
        double[] cells = new double[THETA.length];
        for (int i = 0; i < cells.length; i++) {
            int coordinate = i;
            double[] slopes = Arrays.stream(SLOPES).mapToDouble(s -> s[coordinate]).toArray();
            cells[i] = oracle.cell(SIZE, THETA[i] + (i == 0 ? moved : 0), slopes, LOSSES);
        }
        return cells;
    }

    private static double sum(PlainOptimiser oracle, double moved) {
        double[] cells = cells(oracle, moved);
        return SHARE[0] * cells[0] + SHARE[1] * cells[1] + SHARE[2] * cells[2];
    }

    @Test
    void aTrainingStepFollowsTheQueryLossOfTheGates() {
        try (Network network = Network.classifier(4, 5, 1); Network gates = LearnedGates.of(SIZE, 0.2, 2); Adam adam = new Adam(1e-3f)) {
            GradientDescent descent = new GradientDescent(List.of(network, gates), adam, 10);
            LstmMetaLearner learner = new LstmMetaLearner(network, gates, 1, 1, BatchNormMode.TRANSDUCTIVE, descent);
            Episode episode = new EpisodeSampler(DATA, 5, 1, 3, 1).next();
            double[] found = biasGradients(learner, descent, episode);
            // One step: the gradient and the loss that the gates read do not depend on them, so differences are exact.
            for (int i = 0; i < 2; i++) {
                double expected = (cost(learner, gates, BIASES[i], 0.01, episode) - cost(learner, gates, BIASES[i], -0.01, episode)) / 0.02;
                assertEquals(expected, found[i], 0.02 * Math.abs(expected) + 1e-4, "bias " + i);
            }
        }
    }

    private static final int[] BIASES = {5, 7};

    private static double[] biasGradients(LstmMetaLearner learner, GradientDescent descent, Episode episode) {
        try (NDManager manager = NDManager.newBaseManager(); Recording recording = Recording.on()) {
            NDList learned = Gradients.leaves(manager, descent.weights());
            NDList gradients = Gradients.of(learner.cost(episode).loss(learned), learned);
            return Arrays.stream(BIASES).mapToDouble(bias -> gradients.get(learned.size() - 8 + bias).toFloatArray()[0]).toArray();
        }
    }

    /** The query loss after a support's steps, with a gate's bias moved, from the answers' side. */
    private static double cost(LstmMetaLearner learner, Network gates, int gate, double by, Episode episode) {
        float[][] before = gates.snapshot();
        float[][] moved = gates.snapshot();
        moved[gate][0] += (float) by;
        gates.restore(moved);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray scores = learner.logits(manager, episode).logSoftmax(1);
            double sum = 0;
            for (int q = 0; q < episode.queryLabels().length; q++) {
                sum -= scores.getFloat(q, episode.queryLabels()[q]);
            }
            return sum / episode.queryLabels().length;
        } finally {
            gates.restore(before);
        }
    }

    @Test
    void trainingRaisesTheAccuracyAndIsTheSameForTheSameSeed() {
        double[] losses = new double[2];
        for (int run = 0; run < 2; run++) {
            try (Network network = Network.classifier(8, 5, 1); Network gates = LearnedGates.of(10, 0.2, 2); Adam adam = new Adam(3e-3f)) {
                GradientDescent descent = new GradientDescent(List.of(network, gates), adam, 1);
                LstmMetaLearner learner = new LstmMetaLearner(network, gates, 2, 2, BatchNormMode.TRANSDUCTIVE, descent);
                EpisodeSampler sampler = new EpisodeSampler(DATA, 5, 1, 3, 1);
                EpisodeSampler judge = new EpisodeSampler(DATA, 5, 1, 3, 2);
                double before = run == 0 ? Evaluator.evaluate(learner, judge, 20).mean() : 0;
                for (int i = 0; i < 25; i++) {
                    losses[run] += learner.step(sampler.next(2)).loss();
                }
                double after = run == 0 ? Evaluator.evaluate(learner, judge, 20).mean() : 100;
                assertTrue(after > before + 5, "accuracy went from " + before + " to " + after);
            }
        }
        assertEquals(losses[0], losses[1], 1e-3 * losses[0]);
    }

    @Test
    void anInductiveAnswerDoesNotDependOnTheOtherQueries() {
        try (Network network = Network.classifier(4, 5, 1); Network gates = LearnedGates.of(SIZE, 0.2, 2);
                NDManager manager = NDManager.newBaseManager()) {
            LstmMetaLearner learner = new LstmMetaLearner(network, gates, 1, 2, BatchNormMode.TRANSDUCTIVE, null);
            Episode episode = new EpisodeSampler(DATA, 5, 1, 2, 1).next();
            byte[] others = new EpisodeSampler(DATA, 5, 1, 2, 9).next().query().bytes().clone();
            System.arraycopy(episode.query().bytes(), 0, others, 0, 28 * 28);
            Episode changed = new Episode(5, 1, 2, 28, 28, episode.support().bytes(), others, episode.classNames());
            float[] alone = learner.inductive().logits(manager, episode).get(0).toFloatArray();
            assertArrayEquals(alone, learner.inductive().logits(manager, changed).get(0).toFloatArray(), 1e-5f);
            float[] helped = learner.logits(manager, episode).get(0).toFloatArray();
            float[] otherwise = learner.logits(manager, changed).get(0).toFloatArray();
            assertTrue(Math.abs(helped[0] - otherwise[0]) > 1e-4, "transductively the queries help each other");
        }
    }

    @Test
    void theGatesOfEachStepCoverAllWeightsAndStartNearWhatWasAskedFor() {
        try (Network network = Network.classifier(4, 5, 1); Network gates = LearnedGates.of(SIZE, 0.2, 2);
                NDManager manager = NDManager.newBaseManager()) {
            LstmMetaLearner learner = new LstmMetaLearner(network, gates, 1, 3, BatchNormMode.TRANSDUCTIVE, null);
            List<NDList> opened = learner.gates(manager, new EpisodeSampler(DATA, 5, 1, 2, 1).next());
            assertEquals(3, opened.size());
            for (NDList gate : opened) {
                assertEquals(new Shape(network.size()), gate.get(0).getShape());
                assertEquals(0.2, gate.get(0).mean().getFloat(), 0.01);
                assertEquals(0.9933, gate.get(1).mean().getFloat(), 0.001);
            }
        }
    }

    @Test
    void memoryIsFlatOverManySteps() throws IOException {
        try (Network network = Network.classifier(4, 5, 1); Network gates = LearnedGates.of(SIZE, 0.2, 2); Adam adam = new Adam(1e-4f)) {
            GradientDescent descent = new GradientDescent(List.of(network, gates), adam, 1);
            LstmMetaLearner learner = new LstmMetaLearner(network, gates, 2, 2, BatchNormMode.TRANSDUCTIVE, descent);
            EpisodeSampler sampler = new EpisodeSampler(DATA, 5, 1, 2, 1);
            FlatMemory.check(i -> learner.step(sampler.next(1)), 35, 100);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Network network = Network.classifier(2, 5, 1); Network gates = LearnedGates.of(SIZE, 0.2, 2)) {
            assertThrows(IllegalArgumentException.class, () -> new LstmMetaLearner(network, network, 1, 1, BatchNormMode.TRANSDUCTIVE, null));
            for (double rate : new double[] {0, 1, Double.NaN}) {
                assertThrows(IllegalArgumentException.class, () -> LearnedGates.of(SIZE, rate, 2));
            }
            LstmMetaLearner learner = new LstmMetaLearner(network, gates, 1, 1, BatchNormMode.TRANSDUCTIVE, null);
            Episode threeWay = new EpisodeSampler(DATA, 3, 1, 1, 1).next();
            try (NDManager manager = NDManager.newBaseManager()) {
                assertThrows(IllegalArgumentException.class, () -> learner.logits(manager, threeWay));
                assertThrows(IllegalArgumentException.class, () -> learner.gates(manager, threeWay));
            }
            assertThrows(IllegalStateException.class, () -> learner.step(List.of(threeWay)));
        }
    }
}
