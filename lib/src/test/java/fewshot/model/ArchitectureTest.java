package fewshot.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.model.attention.InContextTransformer;
import fewshot.model.encoder.ResNet12;
import fewshot.model.memory.Mann;
import fewshot.state.StateException;
import fewshot.state.StateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchitectureTest {
    private static final Shape IMAGE = new Shape(1, 4, 4);
    private static final List<String> KINDS = List.of("network", "safetensors");

    @TempDir
    Path folder;

    /** A block of a reader's own: it counts how often it was asked, which is no part of what it is. */
    private static final class Power extends AbstractBlock {
        private final int exponent;
        private final AtomicInteger asked = new AtomicInteger();
        private int last;

        Power(int exponent) {
            this.exponent = exponent;
        }

        @Override
        protected NDList forwardInternal(ParameterStore weights, NDList x, boolean training, PairList<String, Object> params) {
            last = asked.incrementAndGet();
            return new NDList(x.head().pow(exponent));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return inputs;
        }
    }

    private static Block layers(Block... blocks) {
        SequentialBlock all = new SequentialBlock();
        List.of(blocks).forEach(all::add);
        return all;
    }

    private static Block linear() {
        return Linear.builder().setUnits(3).build();
    }

    private static Conv2d.Builder convolution() {
        return Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(2);
    }

    private static Block scaled(float by) {
        return new LambdaBlock(x -> new NDList(x.head().mul(by)));
    }

    private static Network network(Block block, Shape input) {
        return new Network(block, input, 1, Device.cpu());
    }

    /** Both networks have weights of the same names and shapes, and outputs of one shape; a file of the first is refused by the second. */
    private void refused(Network saved, Network other, String reason) throws IOException {
        try (saved; other) {
            assertEquals(saved.block().getParameters().keys(), other.block().getParameters().keys());
            assertEquals(saved.output(), other.output());
            float[][] before = other.snapshot();
            for (String kind : KINDS) {
                Path file = folder.resolve("a." + kind);
                saved.save(file);
                String message = assertThrows(StateException.class, () -> other.load(file), reason).getMessage();
                assertEquals(file + " holds a network with " + reason, message);
                assertTrue(Arrays.deepEquals(before, other.snapshot()), "nothing has changed");
                saved.load(file);
            }
        }
    }

    private void refused(Shape input, Block saved, Block other, String reason) throws IOException {
        refused(network(saved, input), network(other, input), reason);
    }

    @Test
    void aTransformerOfAsManyWeightsInOtherHeadsIsRefused() throws IOException {
        refused(InContextTransformer.network(new InContextTransformer(20, 64, 4, 2), 5, 1, Device.cpu()),
                InContextTransformer.network(new InContextTransformer(20, 64, 1, 2), 5, 1, Device.cpu()),
                "/02transformer/01layer0/02attention/heads = 4, but this one has 1");
    }

    @Test
    void aMemoryOfOtherSlotsIsRefused() throws IOException {
        refused(Network.sequence(new Mann(5, 8, 3, 1), 2, 2, 1), Network.sequence(new Mann(5, 9, 3, 1), 2, 2, 1),
                "/01reader/slots = 8, but this one has 9");
    }

    @Test
    void anotherActivationOrSlopeIsRefused() throws IOException {
        Shape seven = new Shape(7);
        refused(seven, layers(linear(), Activation.reluBlock()), layers(linear(), Activation.tanhBlock()),
                "/02LambdaBlock/name = ReLU, but this one has Tanh");
        refused(seven, layers(linear(), Activation.leakyReluBlock(0.1f)), layers(linear(), Activation.leakyReluBlock(0.2f)),
                "/02LambdaBlock/lambda/arg$1 = 0.1, but this one has 0.2");
        refused(seven, layers(linear(), scaled(2)), layers(linear(), scaled(3)), "/02LambdaBlock/lambda/arg$1 = 2.0, but this one has 3.0");
        refused(seven, layers(linear(), Activation.reluBlock()), layers(linear()), "/02LambdaBlock/ = LambdaBlock, but this one has none");
        refused(seven, layers(linear()), layers(linear(), Activation.reluBlock()), "/02LambdaBlock/ = none, but this one has LambdaBlock");
    }

    @Test
    void anotherStrideDilationPoolOrNormIsRefused() throws IOException {
        Block strides = convolution().optStride(new Shape(2, 2)).build();
        refused(new Shape(1, 3, 3), convolution().build(), strides, "/stride = (1, 1), but this one has (2, 2)");
        Block wide = convolution().optPadding(new Shape(2, 2)).optDilation(new Shape(2, 2)).build();
        refused(IMAGE, convolution().optPadding(new Shape(1, 1)).build(), wide, "/dilation = (1, 1), but this one has (2, 2)");
        refused(IMAGE, layers(convolution().build(), Pool.maxPool2dBlock(new Shape(2, 2))),
                layers(convolution().build(), Pool.avgPool2dBlock(new Shape(2, 2))), "/02LambdaBlock/name = maxPool2d, but this one has avgPool2d");
        refused(new Shape(1, 7, 7), layers(convolution().build(), Pool.maxPool2dBlock(new Shape(1, 1), new Shape(2, 2))),
                layers(convolution().build(), Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2), new Shape(1, 1))),
                "/02LambdaBlock/lambda/arg$1/arg$1 = (1, 1), but this one has (2, 2)");
        refused(IMAGE, BatchNorm.builder().build(), BatchNorm.builder().optEpsilon(0.1f).build(), "/epsilon = 1.0E-5, but this one has 0.1");
    }

    @Test
    void aReadersOwnBlockIsToldByItsClassAndItsFinalFieldsAlone() throws IOException {
        refused(new Shape(7), layers(linear(), new Power(2)), layers(linear(), new Power(3)), "/02Power/exponent = 2, but this one has 3");
        try (Network asked = network(layers(linear(), new Power(2)), new Shape(7));
                Network fresh = network(layers(linear(), new Power(2)), new Shape(7))) {
            asked.forward(asked.manager().ones(new Shape(1, 7)), BatchNormMode.INDUCTIVE);
            asked.save(folder.resolve("asked"));
            assertTrue(Arrays.deepEquals(asked.snapshot(), fresh.load(folder.resolve("asked")).snapshot()));
        }
    }

    @Test
    void theBatchThatALayerWasMadeForIsNoPartOfIt() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
            Block one = linear();
            Block many = linear();
            one.initialize(manager, DataType.FLOAT32, new Shape(1, 7));
            many.initialize(manager, DataType.FLOAT32, new Shape(32, 5, 7));
            assertEquals(Optional.empty(), Architecture.of(one).difference(Architecture.of(many).text()));
        }
    }

    @Test
    void anotherRateOfDropoutIsTakenBecauseNoAnswerDependsOnIt() throws IOException {
        for (String kind : KINDS) {
            Path file = folder.resolve("a." + kind);
            try (Network half = network(layers(linear(), Dropout.builder().optRate(0.5f).build()), new Shape(7));
                    Network tenth = network(layers(linear(), Dropout.builder().optRate(0.1f).build()), new Shape(7))) {
                half.save(file);
                assertTrue(Arrays.deepEquals(half.snapshot(), tenth.load(file).snapshot()));
            }
        }
    }

    @Test
    void everyKindOfNetworkTakesItsOwnFile() throws IOException {
        List<Supplier<Network>> all = List.of(() -> Network.encoder(4, 1), () -> Network.maps(4, 1), () -> Network.classifier(4, 3, 1),
                () -> Network.sine(1), () -> network(ResNet12.create(2, 3), new Shape(3, 16, 16)),
                () -> InContextTransformer.network(new InContextTransformer(3, 8, 2, 1), 5, 1, Device.cpu()),
                () -> Network.sequence(new Mann(5, 8, 3, 2), 2, 2, 1));
        for (Supplier<Network> made : all) {
            for (String kind : KINDS) {
                try (Network saved = made.get(); Network other = made.get()) {
                    saved.trainable().get(0).getArray().addi(1);
                    saved.save(folder.resolve("own." + kind));
                    assertTrue(Arrays.deepEquals(saved.snapshot(), other.load(folder.resolve("own." + kind)).snapshot()), saved + " " + kind);
                }
            }
        }
    }

    @Test
    void aCheckpointOfAnotherArchitectureIsRefusedToo() throws IOException {
        Path file = folder.resolve("a.checkpoint");
        try (Network relu = network(layers(linear(), Activation.reluBlock()), new Shape(7)); Adam first = new Adam(1e-3f);
                Network tanh = network(layers(linear(), Activation.tanhBlock()), new Shape(7)); Adam second = new Adam(1e-3f)) {
            StateFile.write(file, "run", new GradientDescent(relu, first));
            Exception e = assertThrows(StateException.class, () -> StateFile.restore(file, "run", new GradientDescent(tanh, second)));
            assertEquals(file + " holds a network with /02LambdaBlock/name = ReLU, but this one has Tanh", e.getMessage());
        }
    }

    /** The committed networks are of the time before; so is what others write. */
    @Test
    void aFileThatTellsNothingOfItsBlocksIsTakenByWhatItFits() throws IOException {
        Path before = Path.of("src/test/resources/fewshot/model/version-1.network");
        assertFalse(Files.readString(before, StandardCharsets.ISO_8859_1).contains("blocks"));
        try (Network network = Network.encoder(1, 6); Network committed = Network.encoder(32, 1)) {
            assertEquals(-0.22947064f, network.load(before).snapshot()[0][0]);
            float[][] drawn = committed.snapshot();
            StateFile.restore(Path.of("../notebooks/models/seed-2026/prototypical-encoder.network"), "Prototypical", committed);
            assertFalse(Arrays.deepEquals(drawn, committed.snapshot()));
        }
    }
}
