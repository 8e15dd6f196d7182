package fewshot.method.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import fewshot.TestImages;
import fewshot.data.Examples;
import fewshot.data.ImageSet;
import fewshot.episode.EngineArrays;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class EmbeddingsTest {
    private static final ImageSet DATA = TestImages.noisy(6, 4, 28, 5);
    private static final NDManager MANAGER = NDManager.newBaseManager();

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    /** Images of the set, which has four of each class, one after the other. */
    private static Examples images(int... which) {
        return DATA.pick(Arrays.stream(which).map(i -> i / 4).toArray(), Arrays.stream(which).mapToObj(i -> new int[] {i % 4}).toArray(int[][]::new));
    }

    private static float[] forward(Network encoder, Examples examples) {
        return encoder.forward(EngineArrays.of(MANAGER, examples), BatchNormMode.INDUCTIVE).toFloatArray();
    }

    @Test
    void theyAreWhatTheEncoderMakesWhateverWasKnownBeforeAndHoweverOftenAnImageComes() {
        try (Network encoder = Network.encoder(8, 2)) {
            Embeddings embeddings = new Embeddings(encoder, Optional.empty());
            for (Examples pixels : List.of(images(3, 5, 3, 9), images(9, 20, 5), images(5, 5, 5), images(23))) {
                NDArray found = embeddings.of(MANAGER, pixels);
                assertEquals(new Shape(pixels.size(), 8), found.getShape());
                assertArrayEquals(forward(encoder, pixels), found.toFloatArray(), 1e-5f);
            }
        }
    }

    @Test
    void whatAnEncoderWithoutWeightsMakesIsStandardisedToo() {
        try (Network asTheyAre = new Network(Blocks.identityBlock(), new Shape(1, 28, 28), 1, MANAGER.getDevice())) {
            Embeddings embeddings = new Embeddings(asTheyAre, Optional.of(DATA));
            float[] found = embeddings.of(MANAGER, images(IntStream.range(0, 24).toArray())).toFloatArray();
            for (int pixel = 0; pixel < 784; pixel++) {
                int j = pixel;
                assertEquals(0, IntStream.range(0, 24).mapToDouble(i -> found[784 * i + j]).average().orElseThrow(), 1e-4, "pixel " + j);
            }
        }
    }

    @Test
    void anImageGoesThroughTheEncoderOnce() {
        long[] seen = {0};
        SequentialBlock counting = new SequentialBlock().add(new LambdaBlock(list -> {
            seen[0] += list.head().getShape().get(0);
            return list;
        })).add(Blocks.batchFlattenBlock(784)).add(Linear.builder().setUnits(3).build());
        try (Network encoder = new Network(counting, new Shape(1, 28, 28), 1, MANAGER.getDevice())) {
            Embeddings embeddings = new Embeddings(encoder, Optional.empty());
            seen[0] = 0;
            embeddings.of(MANAGER, images(1, 2, 1, 7));
            assertEquals(3, seen[0]);
            embeddings.of(MANAGER, images(7, 2, 8));
            assertEquals(4, seen[0]);
            embeddings.of(MANAGER, images(8, 1));
            assertEquals(4, seen[0]);
        }
    }

    @Test
    void anEncoderThatWasTrainedFurtherIsLookedAtAnew() {
        Examples pixels = images(0, 6, 12);
        try (Network encoder = Network.encoder(8, 2); Network other = Network.encoder(8, 3)) {
            Embeddings embeddings = new Embeddings(encoder, Optional.empty());
            float[] before = embeddings.of(MANAGER, pixels).toFloatArray();
            encoder.restore(other.snapshot());
            float[] after = embeddings.of(MANAGER, pixels).toFloatArray();
            assertFalse(Arrays.equals(before, after));
            assertArrayEquals(forward(other, pixels), after, 1e-5f);
        }
    }

    /** In any of its arrays: the last bias, or a running mean, which training does not even call a weight. */
    @Test
    void anEncoderThatHasChangedAnywhereIsLookedAtAnew() {
        Examples pixels = images(0, 6, 12);
        try (Network encoder = Network.encoder(8, 2)) {
            Embeddings embeddings = new Embeddings(encoder, Optional.empty());
            for (int array = 0; array < encoder.snapshot().length; array++) {
                embeddings.of(MANAGER, pixels);
                float[][] changed = encoder.snapshot();
                changed[array][0] += 0.5f;
                encoder.restore(changed);
                assertArrayEquals(forward(encoder, pixels), embeddings.of(MANAGER, pixels).toFloatArray(), 1e-5f, "array " + array);
            }
        }
    }

    @Test
    void standardisedFeaturesHaveMeanZeroAndVarianceOneOverTheTypicalImagesAndOthersAreShiftedAndScaledAlike() {
        try (Network encoder = Network.encoder(8, 2)) {
            Embeddings embeddings = new Embeddings(encoder, Optional.of(DATA));
            Examples all = images(IntStream.range(0, 24).toArray());
            float[] raw = forward(encoder, all);
            float[] found = embeddings.of(MANAGER, all).toFloatArray();
            byte[] bar = new byte[784];
            Arrays.fill(bar, 300, 500, (byte) 255);
            Examples stranger = images(0).like(bar);
            float[] plain = forward(encoder, stranger);
            float[] other = embeddings.of(MANAGER, stranger).toFloatArray();
            for (int j = 0; j < 8; j++) {
                int feature = j;
                double mean = IntStream.range(0, 24).mapToDouble(i -> raw[8 * i + feature]).sum() / 24;
                double squares = IntStream.range(0, 24).mapToDouble(i -> Math.pow(raw[8 * i + feature] - mean, 2)).sum() / 24;
                double deviation = squares > 0 ? Math.sqrt(squares) : 1;
                for (int i = 0; i < 24; i++) {
                    assertEquals((raw[8 * i + j] - mean) / deviation, found[8 * i + j], 1e-3);
                }
                assertEquals((plain[j] - mean) / deviation, other[j], 1e-3);
            }
        }
    }

    @Test
    void anArrayKeepsItsNumbersWhenTheNextIsMade() {
        NDArray first = EngineArrays.of(MANAGER, new float[] {1, -2, 3.5f}, new Shape(3, 1));
        NDArray second = EngineArrays.of(MANAGER, new float[] {7, 8, 9}, new Shape(1, 3));
        assertArrayEquals(new float[] {1, -2, 3.5f}, first.toFloatArray());
        assertArrayEquals(new float[] {7, 8, 9}, second.toFloatArray());
        assertEquals(new Shape(3, 1), first.getShape());
    }
}
