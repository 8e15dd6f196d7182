package fewshot.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import fewshot.state.StateException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTest {
    private static final String WEIGHT = "{\"weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[8,32]},";
    private static final String WHOLE = WEIGHT + "\"bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"__metadata__\":{\"format\":\"pt\"}}";

    @TempDir
    Path folder;

    private Path file;
    private Network network;

    @BeforeEach
    void make() {
        file = folder.resolve("linear.safetensors");
        network = new Network(Linear.builder().setUnits(2).build(), new Shape(3), 1, Device.cpu());
    }

    @AfterEach
    void close() {
        network.close();
    }

    /** A file as the format's description has it, with the numbers 0, 1, … */
    private void write(String header, int numbers) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 4 * numbers).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text);
        for (int i = 0; i < numbers; i++) {
            bytes.putFloat(i);
        }
        Files.write(file, bytes.array());
    }

    private String refusal() {
        float[][] before = network.snapshot();
        String message = assertThrows(StateException.class, () -> network.load(file)).getMessage();
        assertTrue(Arrays.deepEquals(before, network.snapshot()), "nothing has changed");
        assertTrue(message.startsWith(file.toString()) && !message.contains("\n"), message);
        return message.substring(file.toString().length());
    }

    @Test
    void arraysAreFoundByTheirNamesWhateverTheirOrder() throws IOException {
        write(WHOLE, 8);
        float[][] read = network.load(file).snapshot();
        assertArrayEquals(new float[] {2, 3, 4, 5, 6, 7}, read[0]);
        assertArrayEquals(new float[] {0, 1}, read[1]);
    }

    @Test
    void aWholeEncoderComesBackWithItsStatistics() throws IOException {
        Path encoder = folder.resolve("deep/encoder.safetensors");
        try (Network trained = Network.encoder(8, 1); Network other = Network.encoder(8, 2)) {
            trained.forward(trained.manager().ones(new Shape(3, 1, 28, 28)), BatchNormMode.TRAINING);
            trained.save(encoder);
            assertFalse(Arrays.deepEquals(trained.snapshot(), other.snapshot()));
            assertTrue(Arrays.deepEquals(trained.snapshot(), other.load(encoder).snapshot()));
        }
    }

    @Test
    void whatIsCutOffAnywhereIsRefused() throws IOException {
        write(WHOLE, 8);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 5) {
            Files.write(file, Arrays.copyOf(whole, length));
            refusal();
        }
    }

    @Test
    void anotherNetworksArraysAreRefusedByName() throws IOException {
        write(WHOLE.replace("[2,3]", "[3,2]"), 8);
        assertEquals(" holds weight as F32 of shape [3, 2], but F32 of shape [2, 3] was expected", refusal());
        write(WHOLE.replaceFirst("F32", "F16"), 8);
        assertEquals(" holds weight as F16 of shape [2, 3], but F32 of shape [2, 3] was expected", refusal());
        write(WEIGHT.replace("},", "}}"), 8);
        assertEquals(" has no bias, which this network has", refusal());
        write(WHOLE.replace("\"bias\"", "\"bais\""), 8);
        assertEquals(" holds bais, which this network does not have", refusal());
    }

    @Test
    void whatAHostileHeaderSaysOfLengthsIsNotBelieved() throws IOException {
        write(WHOLE.replace("[8,32]", "[8,2147483647]"), 8);
        assertEquals(" is damaged or cut off: weight would lie from byte 8 to 2147483647 of 32", refusal());
        write(WHOLE.replace("[8,32]", "[-9223372036854775808,24]"), 8);
        refusal();
        write(WHOLE.replace("[8,32]", "\"everywhere\""), 8);
        refusal();
        write("[".repeat(1 << 19), 8);
        assertEquals(" is damaged: its header is no JSON", refusal());
        write("null", 8);
        refusal();
        ByteBuffer longest = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE);
        Files.write(file, longest.array());
        assertEquals(" is no safetensors file, or is cut off", refusal());
        Files.write(file, new byte[2 << 20]);
        assertEquals(" has 2097152 bytes, but the weights of this network have 32", refusal());
    }
}
