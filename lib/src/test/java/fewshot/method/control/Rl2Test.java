package fewshot.method.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.episode.control.Bandit;
import fewshot.episode.control.Bandits;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.method.control.Rl2.Lesson;
import fewshot.method.gradient.CapturedGradient;
import fewshot.model.Network;
import fewshot.model.sequence.NormedReader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class Rl2Test {
    /** All weights zero but the last bias, one number an arm. */
    private static Network fixed(float... bias) {
        Network network = Rl2.reader(bias.length, 3, 1);
        float[][] weights = network.snapshot();
        for (float[] each : weights) {
            Arrays.fill(each, 0);
        }
        weights[weights.length - 1] = bias;
        network.restore(weights);
        return network;
    }

    @Test
    void aPolicyOfZerosPlaysUniformly() {
        try (Network network = fixed(0, 0, 0, 0)) {
            int[][] arms = new Rl2(network, 2, null).play(new Bandits(4, 2).batch(0, 200), 50, 5);
            for (int arm = 0; arm < 4; arm++) {
                int own = arm;
                long pulls = Arrays.stream(arms).flatMapToInt(Arrays::stream).filter(a -> a == own).count();
                assertEquals(2500, pulls, 4 * Math.sqrt(10_000 * 3 / 16.0), "arm " + arm);
            }
        }
    }

    @Test
    void aPolicyDrawsAsItsProbabilitiesSay() {
        try (Network network = fixed((float) Math.log(0.2), (float) Math.log(0.7), (float) Math.log(0.1))) {
            int[][] arms = new Rl2(network, 2, null).play(new Bandits(3, 2).batch(0, 200), 50, 5);
            double[] share = {2000, 7000, 1000};
            for (int arm = 0; arm < 3; arm++) {
                int own = arm;
                assertEquals(share[arm], Arrays.stream(arms).flatMapToInt(Arrays::stream).filter(a -> a == own).count(), 180, "arm " + arm);
            }
        }
    }

    @Test
    void theRegretOfAPolicyThatKnowsOneArmIsWorkedByHand() {
        Bandit bandit = new Bandit(new double[] {0.9, 0.2, 0.6}, 1);
        try (Network network = fixed(0, 0, 50)) {
            int[] arms = new Rl2(network, 2, null).play(List.of(bandit, bandit), 10, 5)[1];
            assertArrayEquals(new int[] {2, 2, 2, 2, 2, 2, 2, 2, 2, 2}, arms);
            assertEquals(3, bandit.regret(arms), 1e-9);
            Rl2 learner = new Rl2(network, 2, new GradientDescent(network, new CapturedGradient()));
            double loss = learner.step(List.of(bandit), new Lesson(10, 1, 0), 3).loss();
            assertEquals(3, loss, 1e-9);
        }
    }

    @Test
    void whatComesLaterIsDiscountedAndLessThanTheOtherPlaysByTheBaseline() {
        Bandit bandit = new Bandit(new double[] {0.9, 0.2}, 1);
        int[][] chosen = {{0, 1, 1}, {1, 0, 1}, {0, 0, 1}}; // three plays, three pulls
        try (Network network = fixed(0, 0)) {
            float[][] later = new Rl2(network, 3, null).later(List.of(bandit, bandit, bandit), chosen, 0.5);
            double[] behind = {0.2 + 0.5 * 0.9, 0.9 + 0.5 * 0.9, 0.2 + 0.5 * 0.2};
            assertEquals(0.5 * (behind[0] - (behind[1] + behind[2]) / 2), later[0][0], 1e-6);
            assertEquals(0.5 * (behind[2] - (behind[0] + behind[1]) / 2), later[0][2], 1e-6);
            assertEquals(0.5 * (0.9 - (0.9 + 0.2) / 2), later[1][1], 1e-6);
            assertArrayEquals(new float[3], later[2]);
        }
    }

    /**
     * Two arms and three pulls: all that can happen is 4³ histories. The oracle adds them up; the estimate agrees on average alone, so
     * within four standard errors.
     */
    @Test
    void policyGradientEqualsTheDifferencesOfTheExpectedReward() {
        Bandit bandit = new Bandit(new double[] {0.8, 0.3}, 1);
        try (Network network = Rl2.reader(2, 2, 4)) {
            float[][] weights = network.snapshot();
            for (float[] each : weights) {
                for (int i = 0; i < each.length; i++) {
                    each[i] = (float) Math.sin(3 * i + each.length); // a start that minds what it sees
                }
            }
            network.restore(weights);
            int runs = 30;
            double[][] found = new double[runs][];
            for (int run = 0; run < runs; run++) {
                CapturedGradient captured = new CapturedGradient();
                List<Bandit> many = IntStream.range(0, 200).mapToObj(i -> bandit).toList();
                new Rl2(network, 8, new GradientDescent(network, captured)).step(many, new Lesson(3, 1, 0), run);
                found[run] = captured.gradients.stream()
                        .flatMapToDouble(g -> IntStream.range(0, g.length).mapToDouble(i -> -3 * g[i])).toArray();
            }
            double[] expected = differences(network, weights, bandit);
            double error = 0;
            for (int p = 0; p < expected.length; p++) {
                int place = p;
                double[] values = Arrays.stream(found).mapToDouble(f -> f[place]).toArray();
                double mean = Arrays.stream(values).average().orElseThrow();
                double squared = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (runs - 1) / runs;
                assertEquals(expected[p], mean, 4 * Math.sqrt(squared) + 2e-4, "weight " + p);
                error += squared;
            }
            double length = Math.sqrt(Arrays.stream(expected).map(e -> e * e).sum());
            assertTrue(Math.sqrt(error) < 0.05 * length, "the errors are too large to tell anything: " + Math.sqrt(error) / length);
        }
    }

    private static double[] differences(Network network, float[][] weights, Bandit bandit) {
        double[] slopes = new double[Arrays.stream(weights).mapToInt(w -> w.length).sum()];
        float step = 1e-2f;
        int place = 0;
        for (float[] each : weights) {
            for (int i = 0; i < each.length; i++) {
                float before = each[i];
                each[i] = before + step;
                network.restore(weights);
                double more = expectedReward(network, bandit, new float[0]);
                each[i] = before - step;
                network.restore(weights);
                slopes[place++] = (more - expectedReward(network, bandit, new float[0])) / (2 * step);
                each[i] = before;
            }
        }
        network.restore(weights);
        return slopes;
    }

    /** Over all that can follow a history, {@code [arm 0, arm 1, paid]} a pull. */
    private static double expectedReward(Network network, Bandit bandit, float[] history) {
        int pulls = history.length / 3;
        if (pulls == 3) {
            return 0;
        }
        float[] seen = new float[history.length + 3];
        System.arraycopy(history, 0, seen, 3, history.length);
        double sum = 0;
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] scores = network.read(manager.create(seen, new Shape(pulls + 1, 1, 3))).toFloatArray();
            for (int arm = 0; arm < 2; arm++) {
                double likely = 1 / (1 + Math.exp(scores[2 * pulls + 1 - arm] - scores[2 * pulls + arm]));
                double pays = bandit.probability(arm);
                sum += likely * (pays * (1 + expectedReward(network, bandit, with(history, arm, 1)))
                        + (1 - pays) * expectedReward(network, bandit, with(history, arm, 0)));
            }
        }
        return sum;
    }

    private static float[] with(float[] history, int arm, float paid) {
        float[] longer = Arrays.copyOf(history, history.length + 3);
        longer[history.length + arm] = 1;
        longer[history.length + 2] = paid;
        return longer;
    }

    @Test
    void aSeedFixesThePlays() {
        List<Bandit> bandits = new Bandits(4, 2).batch(0, 3);
        try (Network network = Rl2.reader(4, 8, 1)) {
            Rl2 learner = new Rl2(network, 2, null);
            int[][] arms = learner.play(bandits, 30, 1);
            assertArrayEquals(arms, learner.play(bandits, 30, 1));
            assertFalse(Arrays.deepEquals(arms, learner.play(bandits, 30, 2)));
        }
    }

    @Test
    @Tag("thorough")
    void itLearnsToLearnTwoArms() {
        try (Network network = Rl2.reader(2, 16, 1); Adam adam = new Adam(1e-2f)) {
            Rl2 learner = new Rl2(network, 8, new GradientDescent(List.of(network), adam, 1));
            Bandits machines = new Bandits(2, 1);
            for (int i = 0; i < 150; i++) {
                learner.step(machines.batch(i, 16), new Lesson(20, 0.9, 0), i);
            }
            List<Bandit> unseen = new Bandits(2, 99).batch(0, 400);
            int[][] arms = learner.play(unseen, 20, 1);
            double regret = IntStream.range(0, 400).mapToDouble(i -> unseen.get(i).regret(arms[i])).average().orElseThrow();
            double uniform = 20 / 6.0; // E|p − q| / 2 a pull
            System.out.println("two arms, regret after 20 pulls: " + regret + ", uniform " + uniform);
            assertTrue(regret < 0.6 * uniform, regret + " of " + uniform);
        }
    }

    @Test
    void whatCannotBeIsRefused() {
        try (Network network = fixed(0, 0)) {
            assertThrows(IllegalArgumentException.class, () -> new Rl2(network, 1, null));
            Rl2 learner = new Rl2(network, 2, null);
            assertThrows(IllegalArgumentException.class, () -> learner.play(new Bandits(3, 1).batch(0, 1), 5, 1));
            assertThrows(IllegalStateException.class, () -> learner.step(new Bandits(2, 1).batch(0, 1), new Lesson(5, 1, 0), 1));
            assertThrows(IllegalArgumentException.class, () -> new Lesson(0, 1, 0));
            assertThrows(IllegalArgumentException.class, () -> new Lesson(5, 1.5, 0));
        }
        try (Network network = Network.sequence(new fewshot.model.sequence.Gru(3), 5, 2, 1)) {
            assertThrows(IllegalArgumentException.class, () -> new Rl2(network, 2, null));
        }
    }

    @Test
    void aReadersStatisticsMoveInAStepAndStayWhereTheyAreInPlay() {
        try (Network network = Network.sequence(new NormedReader(4), 3, 2, 1); Adam adam = new Adam(1e-3f)) {
            float[][] before = network.snapshot();
            Rl2 learner = new Rl2(network, 4, new GradientDescent(network, adam));
            learner.play(new Bandits(2, 2).batch(0, 8), 6, 5);
            assertTrue(Arrays.deepEquals(before, network.snapshot()));
            learner.step(new Bandits(2, 2).batch(0, 8), new Lesson(6, 1, 0.1), 3);
            int mean = network.block().getParameters().keys().indexOf("01reader_01norm_runningMean");
            assertFalse(Arrays.equals(before[mean], network.snapshot()[mean]));
        }
    }
}
