package fewshot.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.bit.CopyTask;
import fewshot.episode.sequence.SequenceSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.method.baseline.PreTraining;
import fewshot.method.gradient.MetaSgd;
import fewshot.method.gradient.Reptile.Inner;
import fewshot.method.gradient.Reptile;
import fewshot.method.memory.BitLearner;
import fewshot.method.memory.RecurrentLearner;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.method.metric.RelationNetwork;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.encoder.RelationModule;
import fewshot.model.memory.Controller;
import fewshot.model.memory.Mann;
import fewshot.model.memory.NeuralTuringMachine;
import fewshot.model.rule.LearnedRates;
import fewshot.model.sequence.Gru;
import fewshot.model.sequence.Lstm;
import fewshot.model.sequence.SequenceBlock;
import fewshot.state.Stateful;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is stopped and goes on, with all made anew in between, against one that never stops. */
class GoingOnTest {
    private static final ImageSet IMAGES = TestImages.noisy(12, 8, 28, 5);

    /** What is trained: its networks, its step, what a step changes, and what is closed at the end. */
    private record Trained(List<Network> networks, LongFunction<Step> step, Stateful part, AutoCloseable owned) {}

    @TempDir
    Path folder;

    private static Adam falling() {
        return new Adam((int t) -> 3e-3f / t);
    }

    private static Trained prototypical() {
        Network network = Network.encoder(8, 3);
        Adam adam = falling();
        GradientDescent descent = new GradientDescent(List.of(network), adam, 1);
        PrototypicalNetwork learner = PrototypicalNetwork.of(network, descent);
        EpisodeSampler episodes = new EpisodeSampler(IMAGES, 5, 1, 3, 1);
        return new Trained(List.of(network), number -> learner.step(episodes.batch(number, 2)), descent, adam);
    }

    private static Trained relation() {
        Network encoder = Network.maps(8, 3);
        Network relation = RelationModule.network(encoder, 8, 4);
        Adam adam = falling();
        GradientDescent descent = new GradientDescent(List.of(encoder, relation), adam, 0.5);
        RelationNetwork learner = RelationNetwork.of(encoder, relation, descent);
        EpisodeSampler episodes = new EpisodeSampler(IMAGES, 5, 1, 3, 1);
        return new Trained(List.of(encoder, relation), number -> learner.step(episodes.batch(number, 1)), descent, adam);
    }

    private static Trained reader(SequenceBlock block) {
        Network encoder = Network.encoder(8, 2);
        Network network = Network.sequence(block, 8 + 5, 5, 3);
        Adam adam = falling();
        GradientDescent descent = new GradientDescent(List.of(encoder, network), adam, 10);
        RecurrentLearner learner = RecurrentLearner.of(encoder, network, descent);
        SequenceSampler sequences = new SequenceSampler(IMAGES, 5, 3, 4, 1);
        return new Trained(List.of(encoder, network), number -> learner.step(sequences.batch(number)), descent, adam);
    }

    private static Trained turing() {
        Network network = Network.sequence(new NeuralTuringMachine(Controller.LSTM, 20, 16, 8), 9, 8, 1);
        Adam adam = falling();
        GradientDescent descent = new GradientDescent(List.of(network), adam, 10);
        BitLearner learner = new BitLearner(network, descent);
        CopyTask copy = new CopyTask(8, 1, 6, 8, 1);
        return new Trained(List.of(network), number -> learner.step(copy.batch(number)), descent, adam);
    }

    private static Trained preTraining() {
        Network encoder = Network.encoder(8, 3);
        Adam adam = falling();
        PreTraining training = new PreTraining(encoder, IMAGES, 16, adam, 7);
        return new Trained(List.of(encoder), number -> training.step(), training, () -> {
            training.close();
            adam.close();
        });
    }

    private static Trained metaSgd() {
        Network network = Network.classifier(8, 5, 3);
        Network rates = LearnedRates.of(network, 0.05, 0.1, 4);
        Adam adam = falling();
        GradientDescent descent = new GradientDescent(List.of(network, rates), adam, 1);
        MetaSgd learner = new MetaSgd(network, rates, 1, 1, BatchNormMode.TRANSDUCTIVE, descent);
        EpisodeSampler episodes = new EpisodeSampler(IMAGES, 5, 1, 3, 1);
        return new Trained(List.of(network, rates), number -> learner.step(episodes.batch(number, 2)), descent, adam);
    }

    private static Trained reptile() {
        Network network = Network.classifier(8, 5, 3);
        Inner inner = Inner.adam(3e-3, 2, 5);
        Reptile learner = Reptile.of(network, inner, inner, Reptile.falling(1, 20), 4);
        EpisodeSampler episodes = new EpisodeSampler(IMAGES, 5, 4, 1, 1);
        return new Trained(List.of(network), number -> learner.step(episodes.batch(number, 2)), learner, learner);
    }

    /** Trains up to each of some steps, and returns all weights and the losses; with a folder each time in new objects. */
    private static float[][] run(Supplier<Trained> made, Path kept, int... until) throws Exception {
        float[][] last = null;
        for (int steps : until) {
            Trained trained = made.get();
            try (AutoCloseable owned = trained.owned()) {
                Training training = new Training(trained.step());
                if (kept != null) {
                    training.keep(Checkpoint.in(kept, "run", trained.part()).every(Duration.ofDays(1)));
                }
                assertEquals(steps, training.until(steps).steps());
                last = trained.networks().stream().flatMap(n -> List.of(n.snapshot()).stream()).toArray(float[][]::new);
            } finally {
                trained.networks().forEach(Network::close);
            }
        }
        return last;
    }

    private void assertGoesOn(Supplier<Trained> made) throws Exception {
        float[][] never = run(made, null, 12);
        float[][] stopped = run(made, folder, 5, 6, 12);
        assertEquals(never.length, stopped.length);
        for (int i = 0; i < never.length; i++) {
            assertArrayEquals(never[i], stopped[i], "array " + i); // no tolerance: bit for bit
        }
        boolean moved = false;
        float[][] before = run(made, null, 11);
        for (int i = 0; i < never.length; i++) {
            moved |= !Arrays.equals(never[i], before[i]);
        }
        assertTrue(moved, "the last step does change something");
    }

    @Test
    void goingOnEqualsNeverStoppingForAnEncoderWithBatchNorm() throws Exception {
        assertGoesOn(GoingOnTest::prototypical);
    }

    @Test
    void goingOnEqualsNeverStoppingForTwoNetworks() throws Exception {
        assertGoesOn(GoingOnTest::relation);
    }

    @Test
    void goingOnEqualsNeverStoppingForAnLstm() throws Exception {
        assertGoesOn(() -> reader(new Lstm(10)));
    }

    @Test
    void goingOnEqualsNeverStoppingForAGru() throws Exception {
        assertGoesOn(() -> reader(new Gru(10)));
    }

    @Test
    void goingOnEqualsNeverStoppingForAMann() throws Exception {
        assertGoesOn(() -> reader(new Mann(10, 8, 6, 2)));
    }

    @Test
    void goingOnEqualsNeverStoppingForANeuralTuringMachine() throws Exception {
        assertGoesOn(GoingOnTest::turing);
    }

    @Test
    void goingOnEqualsNeverStoppingForPreTrainingWithItsOwnDraws() throws Exception {
        assertGoesOn(GoingOnTest::preTraining);
    }

    @Test
    void goingOnEqualsNeverStoppingForMetaSgdWithItsRates() throws Exception {
        assertGoesOn(GoingOnTest::metaSgd);
    }

    @Test
    void goingOnEqualsNeverStoppingForReptileWithItsSchedule() throws Exception {
        assertGoesOn(GoingOnTest::reptile);
    }
}
