package fewshot.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import fewshot.Garbage;
import fewshot.TestImages;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.PairBatch;
import fewshot.episode.PairSampler;
import fewshot.episode.bit.BitBatch;
import fewshot.episode.bit.CopyTask;
import fewshot.episode.sequence.SequenceBatch;
import fewshot.episode.sequence.SequenceSampler;
import fewshot.method.memory.BitLearner;
import fewshot.method.memory.InContextLearner;
import fewshot.method.memory.RecurrentLearner;
import fewshot.method.metric.MatchingNetwork;
import fewshot.method.metric.PrototypicalNetwork.Distance;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.method.metric.RelationNetwork;
import fewshot.method.metric.SiameseNetwork;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.attention.CausalTransformer;
import fewshot.model.attention.InContextTransformer;
import fewshot.model.encoder.CosineLayer;
import fewshot.model.encoder.FullContext;
import fewshot.model.encoder.RelationModule;
import fewshot.model.memory.Controller;
import fewshot.model.memory.Mann;
import fewshot.model.memory.NeuralTuringMachine;
import fewshot.model.sequence.Gru;
import fewshot.model.sequence.Lstm;
import fewshot.model.sequence.SequenceBlock;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A loss with a Java number in it ({@code x.mul(3)}) has another gradient if garbage is collected before the backward pass. */
class GradientsOutliveGarbageTest {
    private static final Episode EPISODE = new EpisodeSampler(TestImages.noisy(6, 4, 28, 5), 3, 2, 2, 1).next();

    /** The gradient of a network's first weights, with a garbage collection between forward and backward or without. */
    private static float[] gradient(Network network, BiFunction<NDManager, Episode, NDArray> loss, boolean garbage) {
        try (NDManager manager = network.manager().newSubManager()) {
            try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                NDArray value = loss.apply(manager, EPISODE);
                if (garbage) {
                    Garbage.collectAndReuse();
                }
                collector.backward(value);
            }
            return network.trainable().get(0).getArray().getGradient().toFloatArray();
        }
    }

    /** Twelve networks from one start have one gradient. */
    private static void assertOutlives(
            String name, Supplier<Network> start, Function<Network, BiFunction<NDManager, Episode, NDArray>> loss) {
        float[] expected = null;
        for (int round = 0; round < 12; round++) {
            try (Network network = start.get()) {
                float[] found = gradient(network, loss.apply(network), round > 0);
                expected = round == 0 ? found : expected;
                assertArrayEquals(expected, found, 1e-5f, name + ", round " + round);
            }
        }
    }

    @Test
    void ofSiameseNetworks() {
        PairBatch pairs = new PairSampler(TestImages.noisy(6, 4, 28, 5), 8, 1).next();
        assertOutlives("contrastive", () -> Network.encoder(4, 1),
                network -> (manager, episode) -> SiameseNetwork.contrastive(network, 3, null).loss(manager, pairs));
        try (Network points = Network.encoder(4, 1); Network comparison = SiameseNetwork.comparison(points)) {
            assertOutlives("weighted", () -> Network.encoder(4, 1),
                    network -> (manager, episode) -> SiameseNetwork.weighted(network, comparison, null).loss(manager, pairs));
        }
    }

    @Test
    void ofMatchingNetworks() {
        assertOutlives("Matching", () -> Network.encoder(4, 1), network -> MatchingNetwork.of(network, null)::loss);
        try (Network points = Network.encoder(4, 1); FullContext context = new FullContext(points, 2, 3)) {
            assertOutlives("Matching + FCE", () -> Network.encoder(4, 1), network -> MatchingNetwork.of(network, context, null)::loss);
        }
    }

    @Test
    void ofRelationNetworks() {
        try (Network maps = Network.maps(4, 1); Network relation = RelationModule.network(maps, 4, 2)) {
            for (RelationNetwork.Loss loss : RelationNetwork.Loss.values()) {
                assertOutlives("Relation, " + loss, () -> Network.maps(4, 1),
                        network -> RelationNetwork.of(network, relation, null).withLoss(loss)::loss);
            }
        }
    }

    @Test
    void ofPrototypicalNetworks() {
        for (Distance distance : Distance.values()) {
            assertOutlives("Prototypical, " + distance, () -> Network.encoder(4, 1),
                    network -> PrototypicalNetwork.of(network).withDistance(distance)::loss);
        }
    }

    @Test
    void ofReadersOfSequences() {
        BitBatch bits = new CopyTask(3, 4, 4, 2, 1).batch(0);
        SequenceBatch images = new SequenceSampler(TestImages.noisy(6, 4, 8, 5), 3, 3, 2, 1).next();
        for (Supplier<SequenceBlock> reader : List.<Supplier<SequenceBlock>>of(
                () -> new Lstm(6), () -> new NeuralTuringMachine(Controller.LSTM, 6, 5, 3))) {
            assertOutlives(reader.get().name(), () -> Network.sequence(reader.get(), 4, 3, 1),
                    network -> (manager, episode) -> new BitLearner(network, null).loss(manager, bits));
        }
        for (Supplier<SequenceBlock> reader : List.<Supplier<SequenceBlock>>of(() -> new Gru(6), () -> new Mann(6, 9, 4, 2),
                () -> new CausalTransformer(3, 9, 6, 2, 2), () -> CausalTransformer.ofPairs(9, 6, 2, 2))) {
            assertOutlives(reader.get().name(), () -> Network.sequence(reader.get(), 64 + 3, 3, 1),
                    network -> (manager, episode) -> RecurrentLearner.of(network, null).loss(manager, images));
        }
    }

    @Test
    void ofLearningInContext() {
        try (Network encoder = Network.encoder(4, 1)) {
            assertOutlives("In-context", () -> InContextTransformer.network(new InContextTransformer(3, 8, 2, 2), 4, 1, Device.cpu()),
                    network -> (manager, episode) -> InContextLearner.of(encoder, TestImages.noisy(6, 4, 28, 5), network, null)
                            .loss(manager, List.of(episode, episode)));
        }
    }

    /** DJL's loss, which pre-training and fine-tuning stand on. */
    @Test
    void ofDjlsCrossEntropy() {
        assertOutlives("cross-entropy", () -> Network.encoder(4, 1), network -> (manager, episode) -> {
            NDArray scores = network.forward(episode.allImages(manager), BatchNormMode.TRAINING);
            NDArray labels = manager.create(new int[] {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3}, new Shape(12)); // an image each
            return new SoftmaxCrossEntropyLoss().evaluate(new NDList(labels), new NDList(scores));
        });
    }

    @Test
    void ofCosineHeads() {
        assertOutlives("cosine head", () -> Network.encoder(4, 1), network -> (manager, episode) -> {
            NDArray weight = manager.create(new float[][] {{1, -2, 3, 1}, {0, 1, 1, -1}});
            return CosineLayer.scores(network.forward(episode.allImages(manager), BatchNormMode.TRAINING), weight).square().mean();
        });
    }
}
