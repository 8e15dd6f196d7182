package fewshot.method.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Gradients;
import fewshot.gradient.InnerLoop.Order;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Recording;
import fewshot.gradient.UpdateRule;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtoMamlTest {
    private static final ImageSet DATA = TestImages.noisy(30, 10, 28, 5);
    private static final ImageSet SMALL = TestImages.noisy(10, 9, 6, 5);
    private static final InnerLoop INNER = new InnerLoop(UpdateRule.descent(0.1), 2, Order.SECOND);

    /** An encoder with derivatives of every order and without batch norm, on images of 6 × 6. */
    private static Block smooth() {
        return new SequentialBlock().add(Blocks.batchFlattenBlock()).add(Linear.builder().setUnits(5).build())
                .add(Activation.tanhBlock()).add(Linear.builder().setUnits(4).build());
    }

    private static Network smoothNetwork() {
        return new Network(smooth(), new Shape(1, 6, 6), 1, Engine.getInstance().defaultDevice());
    }

    private static Episode uneven(int way) {
        return new EpisodeSampler(SMALL, way, 1, 2, 3).uneven(1, 4).next();
    }

    @Test
    void beforeItsFirstStepItAnswersAsPrototypicalNetworkDoes() {
        Episode episode = uneven(4);
        try (Network encoder = smoothNetwork(); NDManager manager = encoder.manager().newSubManager()) {
            NDArray distances = PrototypicalNetwork.of(encoder).logits(manager, episode);
            for (double scale : new double[] {1, 0.2}) {
                ProtoMaml learner = new ProtoMaml(encoder, INNER, 0, scale, BatchNormMode.INDUCTIVE, null);
                float[] expected = distances.mul(scale).logSoftmax(1).toFloatArray();
                assertArrayEquals(expected, learner.logits(manager, episode).logSoftmax(1).toFloatArray(), 1e-5f);
                assertTrue(Math.abs(expected[0] - learner.steps(1).logits(manager, episode).logSoftmax(1).toFloatArray()[0]) > 1e-4);
            }
        }
    }

    /** Order none differentiates nothing and knows no prototypes: its steps are those of plain weights. */
    @ParameterizedTest
    @CsvSource({"true, 1", "true, 3", "false, 1", "false, 3"})
    void metaGradientEqualsFiniteDifferences(boolean headOnly, int steps) {
        try (NDManager manager = NDManager.newBaseManager()) {
            Block block = new SequentialBlock().add(new LambdaBlock(in -> new NDList(in.head().toType(DataType.FLOAT64, false)))).add(smooth());
            manager.getEngine().setRandomSeed(5);
            block.initialize(manager, DataType.FLOAT64, new Shape(1, 1, 6, 6));
            try (Network encoder = new Network(block, new Shape(1, 6, 6), 1, Engine.getInstance().defaultDevice())) {
                int head = encoder.trainable().size();
                InnerLoop inner = new InnerLoop(UpdateRule.descent(0.3), steps, Order.SECOND).adapting(place -> !headOnly || place >= head);
                NDList direction = direction(manager, learner(encoder, inner).block().weights());
                double found = 0;
                try (Recording recording = Recording.on()) {
                    NDList theta = Gradients.leaves(manager, learner(encoder, inner).block().weights());
                    NDList gradient = Gradients.of(learner(encoder, inner).cost(uneven(3)).loss(theta), theta);
                    for (int i = 0; i < theta.size(); i++) {
                        found += gradient.get(i).mul(direction.get(i)).sum().getDouble();
                    }
                }
                ProtoMaml plain = learner(encoder, inner.order(Order.NONE));
                double expected = (8 * (costAt(plain, direction, 1e-3) - costAt(plain, direction, -1e-3))
                        - (costAt(plain, direction, 2e-3) - costAt(plain, direction, -2e-3))) / 12e-3;
                assertEquals(expected, found, 1e-7 * Math.abs(expected));
            }
        }
    }

    private static ProtoMaml learner(Network encoder, InnerLoop inner) {
        return new ProtoMaml(encoder, inner, 1, 0.7, BatchNormMode.TRANSDUCTIVE, null);
    }

    private static NDList direction(NDManager manager, NDList weights) {
        Random random = new Random(2);
        return new NDList(weights.stream().map(w -> manager.create(random.doubles(w.size()).map(d -> d - 0.5).toArray(), w.getShape())).toList());
    }

    private static double costAt(ProtoMaml learner, NDList direction, double by) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList moved = new NDList();
            for (int i = 0; i < direction.size(); i++) {
                NDArray weight = learner.block().weights().get(i).add(direction.get(i).mul(by));
                weight.attach(manager);
                moved.add(weight);
            }
            return learner.cost(uneven(3)).loss(Gradients.leaves(manager, moved)).getDouble();
        }
    }

    @Test
    void trainedAtEightWaysItAnswersThreeAndTwelve() {
        EpisodeSampler sampler = new EpisodeSampler(DATA, 8, 1, 2, 1);
        try (Network encoder = Network.encoder(4, 1); Adam adam = new Adam(1e-2f); NDManager manager = encoder.manager().newSubManager()) {
            ProtoMaml learner = ProtoMaml.of(encoder, INNER, 2, new GradientDescent(encoder, adam));
            double before = learner.step(sampler.batch(0, 2)).loss();
            for (int i = 0; i < 8; i++) {
                learner.step(sampler.batch(i, 2));
            }
            assertTrue(learner.step(sampler.batch(0, 2)).loss() < before);
            for (int way : new int[] {3, 12}) {
                NDArray scores = learner.logits(manager, new EpisodeSampler(DATA, way, 2, 3, 1).next());
                assertEquals(new Shape(3L * way, way), scores.getShape());
            }
        }
    }

    @Test
    void whatItCannotDoIsRefused() {
        try (Network encoder = Network.encoder(4, 1); Network maps = Network.maps(4, 1)) {
            for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
                String why = assertThrows(IllegalArgumentException.class,
                        () -> new ProtoMaml(encoder, INNER, 1, scale, BatchNormMode.INDUCTIVE, null)).getMessage();
                assertTrue(why.contains("scale is " + scale), why);
            }
            assertThrows(IllegalArgumentException.class, () -> ProtoMaml.of(maps, INNER, 1, null));
            ProtoMaml answering = ProtoMaml.of(encoder, INNER, 1, null);
            assertThrows(IllegalStateException.class, () -> answering.step(new EpisodeSampler(DATA, 3, 1, 1, 1).next(1)));
        }
    }
}
