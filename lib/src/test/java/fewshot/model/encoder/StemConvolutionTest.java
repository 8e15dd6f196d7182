package fewshot.model.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.Gradients;
import fewshot.gradient.Recording;
import fewshot.model.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DJL's own convolution and batch norm, at the same weights in double precision, are the oracle. */
class StemConvolutionTest {
    private static final int FILTERS = 10; // one channel has a smaller patch, of nine, and three have a larger one

    private final NDManager manager = NDManager.newBaseManager();
    private final Random random = new Random(1);

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray doubles(Shape shape) {
        return manager.create(random.doubles(shape.size()).toArray(), shape);
    }

    private Block initialised(Block block, NDArray images) {
        block.initialize(manager, DataType.FLOAT64, new Shape(1).addAll(images.getShape().slice(1)));
        return block;
    }

    private Block stem(int padding, NDArray images, boolean byProduct) {
        return initialised(new StemConvolution(FILTERS, padding, byProduct), images);
    }

    /** The two layers that it stands for, with all that they know: weights away from their start, and running statistics. */
    private Block layers(int padding, NDArray images, Block stem) {
        Block layers = initialised(new SequentialBlock()
                .add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(FILTERS).optPadding(new Shape(padding, padding)).build())
                .add(BatchNorm.builder().build()), images);
        List<Parameter> from = stem.getParameters().values();
        List<Parameter> to = layers.getParameters().values();
        assertEquals(to.stream().map(p -> p.getArray().getShape()).toList(), from.stream().map(p -> p.getArray().getShape()).toList());
        assertEquals(to.stream().map(Parameter::getType).toList(), from.stream().map(Parameter::getType).toList());
        for (int i = 0; i < to.size(); i++) {
            NDArray value = doubles(from.get(i).getArray().getShape()).add(0.1);
            from.get(i).getArray().set(new NDIndex("..."), value);
            to.get(i).getArray().set(new NDIndex("..."), value);
        }
        return layers;
    }

    private static double[] run(NDManager manager, Block block, NDArray images, boolean training) {
        return block.forward(new ParameterStore(manager, false), new NDList(images), training).singletonOrThrow().toDoubleArray();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, true", "1, 0, true", "1, 1, false", "1, 0, false", "3, 1, true"})
    void itAnswersAsConvolutionAndBatchNormDoAndKeepsTheSameStatistics(int channels, int padding, boolean byProduct) {
        NDArray images = doubles(new Shape(4, channels, 9, 9));
        Block stem = stem(padding, images, byProduct);
        Block layers = layers(padding, images, stem);
        assertArrayEquals(run(manager, layers, images, false), run(manager, stem, images, false), 1e-10);
        assertArrayEquals(run(manager, layers, images, true), run(manager, stem, images, true), 1e-10);
        for (int i = 0; i < 6; i++) {
            assertArrayEquals(layers.getParameters().valueAt(i).getArray().toDoubleArray(), stem.getParameters().valueAt(i).getArray().toDoubleArray(),
                    1e-12, "after a batch, " + stem.getParameters().keyAt(i));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, true", "1, false", "2, true"})
    void firstAndSecondDerivativesAreThoseOfConvolutionAndBatchNorm(int channels, boolean byProduct) {
        NDArray images = doubles(new Shape(4, channels, 9, 9));
        Block stem = stem(1, images, byProduct);
        Block layers = layers(1, images, stem);
        NDArray weights = doubles(new Shape(4, FILTERS, 9, 9));
        NDList direction = new NDList(new FunctionalBlock(stem).weights().stream().map(w -> doubles(w.getShape())).toList());
        double[][][] found = new double[2][][];
        for (Block block : List.of(layers, stem)) {
            FunctionalBlock function = new FunctionalBlock(block);
            try (NDManager scratch = manager.newSubManager(); Recording recording = Recording.on()) {
                NDList theta = Gradients.leaves(scratch, function.weights());
                NDArray input = images.duplicate();
                input.attach(scratch);
                NDArray loss = function.apply(theta, input).tanh().mul(weights).sum();
                NDList curved = Gradients.hessianVectorProduct(loss, theta, direction);
                NDList slopes = Gradients.of(function.apply(theta, input).tanh().mul(weights).sum(), theta);
                found[block == stem ? 1 : 0] = java.util.stream.Stream.concat(slopes.stream(), curved.stream())
                        .map(NDArray::toDoubleArray).toArray(double[][]::new);
            }
        }
        for (int i = 0; i < found[0].length; i++) {
            assertArrayEquals(found[0][i], found[1][i], 1e-9, "array " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, true", "true, true", "true, false"})
    void itsMapsLieChannelsLastInMemory(boolean training, boolean byProduct) {
        NDArray images = doubles(new Shape(4, 1, 9, 9));
        Block stem = stem(1, images, byProduct);
        NDArray maps = stem.forward(new ParameterStore(manager, false), new NDList(images), training).singletonOrThrow();
        NDArray flat = maps.transpose(0, 2, 3, 1).reshape(-1); // writing through the view is seen only where it is no copy
        flat.muli(0);
        assertEquals(0, maps.abs().sum().toDoubleArray()[0]);
    }

    @Test
    void nothingItComputesStaysWithTheWeights() {
        NDArray images = doubles(new Shape(4, 1, 9, 9));
        Block stem = stem(1, images, false);
        for (boolean training : new boolean[] {true, false}) {
            int before = manager.getManagedArrays().size();
            try (NDManager scratch = manager.newSubManager()) {
                NDArray input = images.duplicate();
                input.attach(scratch);
                run(manager, stem, input, training);
            }
            assertEquals(before, manager.getManagedArrays().size());
        }
    }

    @Test
    void theProductIsTakenOnIntelsWithAvx512Alone() {
        assertTrue(Processor.multipliesFaster("vendor_id : GenuineIntel\nflags : sse2 avx2 avx512f avx512dq"));
        assertFalse(Processor.multipliesFaster("vendor_id : GenuineIntel\nflags : sse2 avx2"));
        assertFalse(Processor.multipliesFaster("vendor_id : AuthenticAMD\nflags : avx2 avx512f"));
        assertFalse(Processor.multipliesFaster(""));
    }

    @Test
    void aFileIsTakenByAProcessorThatConvolvesTheOtherWay(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("stem.network");
        try (Network product = new Network(new StemConvolution(FILTERS, 1, true), new Shape(1, 8, 8), 1, manager.getDevice());
                Network convolution = new Network(new StemConvolution(FILTERS, 1, false), new Shape(1, 8, 8), 2, manager.getDevice())) {
            product.save(file);
            assertArrayEquals(product.snapshot()[0], convolution.load(file).snapshot()[0]);
        }
    }
}
