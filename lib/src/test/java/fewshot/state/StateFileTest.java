package fewshot.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    private static final float[] ODD = {-0f, 1 / 3f, Float.MIN_VALUE, -Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NaN};

    @TempDir
    Path folder;

    private Path file;
    private final Numbers saved = new Numbers(ODD.clone(), new long[] {Long.MIN_VALUE, 7}, Math.nextUp(1.0));
    private final Numbers other = new Numbers(new float[6], new long[0], 0);

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("a model.fewshot");
        StateFile.write(file, "numbers", saved);
    }

    private String refusal() {
        String message = assertThrows(StateException.class, () -> StateFile.restore(file, "numbers", other)).getMessage();
        assertTrue(message.startsWith(file.toString()) && !message.contains("\n"), message);
        assertArrayEquals(new float[6], other.weights, "nothing has changed");
        return message.substring(file.toString().length());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    @Test
    void everyNumberComesBackBitForBit() throws IOException {
        StateFile.restore(file, "numbers", other);
        for (int i = 0; i < ODD.length; i++) {
            assertEquals(Float.floatToRawIntBits(ODD[i]), Float.floatToRawIntBits(other.weights[i]));
        }
        assertArrayEquals(new long[] {Long.MIN_VALUE, 7}, other.counts);
        assertEquals(1 + Math.ulp(1.0), other.loss);
        assertEquals(List.of(file), files(), "nothing is left beside it");
    }

    @Test
    void theBytesAreThoseThatTheFormatSays() throws IOException {
        StateFile.write(file, "one", new Stateful() {
            @Override
            public void save(StateWriter out) {
                out.floats("w", new long[] {2, 1}, new float[] {1, -2});
            }

            @Override
            public Runnable restore(StateReader in) {
                throw new AssertionError();
            }
        });
        ByteBuffer expected = ByteBuffer.allocate(77);
        expected.put((byte) 0x89).put("fss\r\n".getBytes(StandardCharsets.US_ASCII)).put(new byte[] {0x1a, '\n'});
        expected.putInt(1).putLong(77).putShort((short) 3).put("one".getBytes(StandardCharsets.US_ASCII)).putInt(1);
        expected.putShort((short) 8).put("part 0/w".getBytes(StandardCharsets.US_ASCII));
        expected.put((byte) 3).put((byte) 2).putLong(2).putLong(1).putInt(8).putInt(0x3f800000).putInt(0xc0000000);
        assertEquals(69, expected.position());
        CRC32 crc = new CRC32();
        crc.update(expected.array(), 0, 69);
        assertArrayEquals(expected.putLong(crc.getValue()).array(), Files.readAllBytes(file));
    }

    @Test
    void aFileThatIsCutOffAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            String reason = refusal();
            assertTrue(reason.startsWith(" is cut off"), length + " bytes:" + reason);
        }
    }

    @Test
    void aFlippedBitAnywhereIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < 8 * whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i / 8] ^= (byte) (1 << i % 8);
            Files.write(file, damaged);
            refusal();
        }
        whole[whole.length / 2] ^= 1;
        Files.write(file, whole);
        assertEquals(" is damaged: its check sum does not fit", refusal());
    }

    /** No more of them is read than the first bytes: 20 GB, most of which are on no disk. */
    @Test
    void aFileThatIsLargerThanItSaysOrThanMemoryIsRefusedByName() throws IOException {
        long length = Files.size(file);
        long huge = 20L << 30;
        try (RandomAccessFile longer = new RandomAccessFile(file.toFile(), "rw")) {
            longer.setLength(huge);
            assertEquals(" is cut off or damaged: it has 21474836480 bytes, but says that it has " + length, refusal());
            longer.seek(12);
            longer.writeLong(huge);
            assertEquals(" has 21474836480 bytes, but this process has memory for files of at most "
                    + Math.min(Integer.MAX_VALUE - 8, Runtime.getRuntime().maxMemory() / 2), refusal());
            longer.seek(0);
            longer.writeLong(0);
            assertEquals(" is no file of weights or of a training run", refusal());
        }
    }

    @Test
    void aLaterVersionIsRefusedThoughItIsWhole() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).putInt(8, 2);
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, bytes.length - 8);
        ByteBuffer.wrap(bytes).putLong(bytes.length - 8, crc.getValue());
        Files.write(file, bytes);
        assertEquals(" is of version 2, but this library reads version 1", refusal());
    }

    @Test
    void somethingElseIsRefusedByName() throws IOException {
        Exception title = assertThrows(StateException.class, () -> StateFile.restore(file, "letters", other));
        assertEquals(file + " holds 'numbers', but 'letters' was asked for", title.getMessage());
        Files.writeString(file, "method,data,split\n");
        assertEquals(" is no file of weights or of a training run", refusal());
    }

    @Test
    void whereOnePartDoesNotFitNoneIsChanged() throws IOException {
        StateFile.write(file, "numbers", saved, saved);
        Numbers longer = new Numbers(new float[7], new long[0], 0);
        Exception e = assertThrows(StateException.class, () -> StateFile.restore(file, "numbers", other, longer));
        assertEquals(file + " holds part 1/weights of shape [1, 6], but [1, 7] was expected", e.getMessage());
        assertEquals(0, other.loss);
        assertEquals(" holds part 1/weights, which this model does not have", refusal());
        assertThrows(StateException.class, () -> StateFile.restore(file, "numbers", other, other, other));
    }

    @Test
    void aFullDiskLeavesTheOldFile() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "a device that is always full");
        byte[] before = Files.readAllBytes(file);
        // What is written beside the file ends up on the full device.
        Files.createSymbolicLink(folder.resolve("a model.fewshot." + ProcessHandle.current().pid() + ".part"), full);
        saved.loss = 5;
        IOException e = assertThrows(IOException.class, () -> StateFile.write(file, "numbers", saved));
        assertTrue(e.getMessage().contains("No space left"), e.getMessage());
        assertArrayEquals(before, Files.readAllBytes(file));
        assertEquals(List.of(file), files());
        StateFile.write(file, "numbers", saved); // there is room again
        StateFile.restore(file, "numbers", other);
        assertEquals(5, other.loss);
    }

    @Test
    void whatAKilledProcessLeftBesideItIsSweptAway() throws Exception {
        Process gone = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version").start();
        gone.waitFor();
        Path left = Files.write(folder.resolve("a model.fewshot." + gone.pid() + ".part"), new byte[5]);
        Path parent = Files.write(folder.resolve("a model.fewshot." + ProcessHandle.current().parent().orElseThrow().pid() + ".part"), new byte[5]);
        Path foreign = Files.write(folder.resolve("a model.fewshot.mine.part"), new byte[5]);
        StateFile.write(file, "numbers", saved);
        assertFalse(Files.exists(left));
        assertTrue(Files.exists(parent), "a process that lives may still be writing it");
        assertTrue(Files.exists(foreign));
    }

    @Test
    void anInterruptedThreadWritesAndReads() throws IOException {
        saved.loss = 9;
        Thread.currentThread().interrupt();
        try {
            StateFile.write(file, "numbers", saved);
            StateFile.restore(file, "numbers", other);
        } finally {
            assertTrue(Thread.interrupted(), "the interrupt is still there for others");
        }
        assertEquals(9, other.loss);
    }

    @Test
    void whatIsRememberedComesBack() {
        Runnable undo = StateFile.remember(saved);
        saved.weights[1] = 5;
        saved.loss = 5;
        undo.run();
        assertEquals(1 / 3f, saved.weights[1]);
        assertEquals(1 + Math.ulp(1.0), saved.loss);
    }
}
