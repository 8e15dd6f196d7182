package fewshot.method.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import fewshot.episode.bit.AssociativeRecall;
import fewshot.episode.bit.BitBatch;
import fewshot.episode.bit.BitTask;
import fewshot.episode.bit.CopyTask;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.model.Network;
import fewshot.model.memory.Controller;
import fewshot.model.memory.NeuralTuringMachine;
import fewshot.model.sequence.Lstm;
import fewshot.model.sequence.NormedReader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BitLearnerTest {
    @Test
    void lossAndWrongBitsAreThoseOfTheWantedStepsAlone() {
        BitBatch batch = new CopyTask(3, 2, 2, 2, 4).batch(0);
        try (Network network = Network.sequence(new Lstm(5), 4, 3, 1); NDManager manager = network.manager().newSubManager()) {
            BitLearner learner = new BitLearner(network, null);
            float[] all = network.read(batch.inputs(manager)).toFloatArray();
            int first = 3 * 2 * 3; // of five steps the last two are wanted, of two sequences and three bits
            double loss = 0;
            double[] wrong = new double[2];
            for (int i = 0; i < batch.targets().length; i++) {
                double p = 1 / (1 + Math.exp(-all[first + i]));
                boolean one = batch.targets()[i] == 1;
                loss -= Math.log(one ? p : 1 - p);
                wrong[i / 3 % 2] += one == (p > 0.5) ? 0 : 1;
            }
            assertEquals(loss / batch.targets().length, learner.loss(manager, batch).getFloat(), 1e-5);
            assertArrayEquals(wrong, learner.wrongBits(batch));
            assertEquals("LSTM", learner.name());
        }
    }

    @Test
    void aTuringMachineLearnsToCopyAFewBits() {
        learn(new CopyTask(3, 1, 3, 8, 1), 250, 0.75);
    }

    @Test
    void aTuringMachineLearnsSomethingOfAssociativeRecall() {
        learn(new AssociativeRecall(2, 2, 2, 3, 8, 1), 60, 1);
    }

    private static void learn(BitTask task, int steps, double share) {
        try (Network network = Network.sequence(new NeuralTuringMachine(Controller.LSTM, 24, 10, 6), task.channels(), task.bits(), 1);
                Adam adam = new Adam(3e-3f)) {
            BitLearner learner = new BitLearner(network, new GradientDescent(List.of(network), adam, 10));
            double first = 0;
            double last = 0;
            for (int i = 0; i < steps; i++) {
                double loss = learner.step(task.batch(i)).loss();
                first += i < 10 ? loss : 0;
                last += i >= steps - 10 ? loss : 0;
            }
            assertTrue(last < share * first, "the sum of ten losses: " + first + " → " + last);
            assertEquals(10 * Math.log(2), first, 1.5, "close to guessing at first");
        }
    }

    @Test
    void whatReadsNoSequenceOrCannotBeTrainedIsRefused() {
        try (Network line = new Network(Linear.builder().setUnits(2).build(), new Shape(3), 1, Device.cpu());
                Network lstm = Network.sequence(new Lstm(2), 4, 3, 1)) {
            assertThrows(IllegalArgumentException.class, () -> new BitLearner(line, null));
            assertThrows(IllegalStateException.class, () -> new BitLearner(lstm, null).step(new CopyTask(3, 1, 1, 1, 1).batch(0)));
        }
    }

    @Test
    void aReadersStatisticsMoveInAStepAloneWhichDropsWhereAnAnswerDoesNot() {
        BitBatch batch = new CopyTask(3, 2, 2, 8, 4).batch(0);
        try (Network network = Network.sequence(new NormedReader(6), 4, 3, 1); NDManager manager = network.manager().newSubManager();
                Adam adam = new Adam(1e-3f)) {
            BitLearner learner = new BitLearner(network, new GradientDescent(network, adam));
            network.trainable().get(1).getArray().addi(1); // batch norm's β, so that there is something to drop
            float[][] before = network.snapshot();
            float[] answer = learner.scores(manager, batch).toFloatArray();
            assertArrayEquals(answer, learner.scores(manager, batch).toFloatArray());
            learner.wrongBits(batch);
            assertTrue(Arrays.deepEquals(before, network.snapshot()));
            float first = learner.loss(manager, batch).getFloat();
            assertNotEquals(first, learner.loss(manager, batch).getFloat(), "dropped at random");
            assertFalse(Arrays.deepEquals(before, network.snapshot()));
        }
    }
}
