package fewshot.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import fewshot.state.StateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkStateTest {
    @TempDir
    Path folder;

    private static float[] answer(Network network) {
        try (NDArray x = network.manager().arange(2 * 784f).reshape(2, 1, 28, 28).div(784); NDArray y = network.forward(x, BatchNormMode.INDUCTIVE)) {
            return y.toFloatArray();
        }
    }

    @Test
    void aSavedNetworkAnswersTheSameInAnotherThatWasMadeTheSameWay() throws IOException {
        Path file = folder.resolve("models/encoder.fewshot");
        try (Network trained = Network.encoder(8, 1); Network other = Network.encoder(8, 2)) {
            trained.forward(trained.manager().ones(new Shape(3, 1, 28, 28)), BatchNormMode.TRAINING); // moves the statistics
            trained.save(file);
            assertFalse(Arrays.equals(answer(trained), answer(other)));
            assertArrayEquals(answer(trained), answer(other.load(file)));
            assertTrue(Arrays.deepEquals(trained.snapshot(), other.snapshot()));
            NDArray flat = other.trainable().get(4).getArray().transpose(0, 2, 3, 1).reshape(-1);
            flat.set(new NDIndex("..."), 0);
            assertEquals(0f, other.trainable().get(4).getArray().abs().sum().getFloat(), "still channels last in memory");
        }
    }

    /** The engine records for gradients on every thread but the one that loaded it. */
    @Test
    void aNetworkIsLoadedOnAThreadThatIsYoungerThanTheEngine() throws Exception {
        Path file = folder.resolve("encoder.fewshot");
        try (Network trained = Network.encoder(8, 1); Network other = Network.encoder(8, 2)) {
            trained.save(file);
            FutureTask<Network> loading = new FutureTask<>(() -> other.load(file));
            new Thread(loading).start();
            assertArrayEquals(answer(trained), answer(loading.get()));
        }
    }

    @Test
    void anotherNetworkIsRefusedAndBothAreNamed() throws IOException {
        Path file = folder.resolve("encoder.fewshot");
        try (Network small = Network.encoder(8, 1); Network large = Network.encoder(16, 1); Network maps = Network.maps(8, 1)) {
            small.save(file);
            float[][] before = large.snapshot();
            Exception size = assertThrows(StateException.class, () -> large.load(file));
            assertEquals(file + " holds a network (1, 28, 28) → (8), but this one is (1, 28, 28) → (16)", size.getMessage());
            assertTrue(Arrays.deepEquals(before, large.snapshot()));
            assertThrows(StateException.class, () -> maps.load(file), "as many weights, in another order of blocks");
        }
    }

    @Test
    void aFileThatIsNotThereSaysSo() {
        try (Network network = Network.encoder(8, 1)) {
            Path missing = folder.resolve("missing.fewshot");
            Exception e = assertThrows(IOException.class, () -> network.load(missing));
            assertTrue(e.getMessage().contains("missing.fewshot"), e.getMessage());
            assertFalse(Files.exists(missing));
        }
    }

    @Test
    void aFileOfVersionOneThatToldTheArchitectureByToStringIsRead() throws IOException {
        Path old = Path.of("src/test/resources/fewshot/model/version-1.network"); // Network.encoder(1, 5) after a batch of ones
        try (Network network = Network.encoder(1, 6); Network other = Network.maps(1, 6)) {
            assertEquals(-0.22947064f, network.load(old).snapshot()[0][0]);
            Exception e = assertThrows(StateException.class, () -> other.load(old));
            assertEquals(old + " holds a network (1, 28, 28) → (1), but this one is (1, 28, 28) → (1, 5, 5)", e.getMessage());
        }
    }

    @Test
    void theFileTellsTheArchitectureAndNotHowItIsPrinted() throws IOException {
        Path file = folder.resolve("encoder.fewshot");
        try (Network trained = Network.encoder(8, 1); Network frozen = Network.encoder(8, 2).frozen()) {
            trained.save(file);
            assertTrue(Arrays.deepEquals(trained.snapshot(), frozen.load(file).snapshot()), "though it prints otherwise");
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            assertTrue(text.contains("part 0/architecture") && text.contains("part 0/01StemConvolution_weight"));
            assertFalse(text.contains("weights"));
        }
    }
}
