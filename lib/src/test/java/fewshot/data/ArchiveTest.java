package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that claim more than they should: bounded memory, and refused by name. */
class ArchiveTest {
    private static final byte[] IMAGE = TestPng.encode(2, 2, 8, new int[] {255, 0, 100, 0}, y -> 0, 99);

    @TempDir
    Path temp;

    private Path zip;

    @BeforeEach
    void place() {
        zip = temp.resolve("all_runs.zip");
    }

    private void write(Map<String, byte[]> files) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(zip)))) {
            for (var file : files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
    }

    private String refused() throws Throwable {
        return Refusal.within10Megabytes(() -> CharacterZip.read(zip, 28));
    }

    @Test
    void anImageThatInflatesWithoutEndIsRefused() throws Throwable {
        write(Map.of("Latin/character01/1.png", new byte[30_000_000]));
        assertTrue(Files.size(zip) < 40_000);
        assertTrue(refused().contains("all_runs.zip!Latin/character01/1.png has more than 16384 bytes"), refused());
    }

    @Test
    void anEntryThatSaysItHas4GigabytesIsReadForWhatItHas() throws Throwable {
        write(Map.of("Latin/character01/1.png", IMAGE));
        byte[] file = Files.readAllBytes(zip);
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(buffer.getInt(file.length - 6) + 24, -2);
        Files.write(zip, file);
        RawImages[] read = new RawImages[1];
        assertTrue(Refusal.allocated(() -> read[0] = CharacterZip.read(zip, 2)) < 1_000_000);
        assertArrayEquals(new byte[] {0, (byte) 255, (byte) 155, (byte) 255}, read[0].pixels());
    }

    @Test
    void ofTwoFilesWithOneNameNoneIsChosen() throws Throwable {
        write(Map.of("Latin/character01/1.png", IMAGE, "Latin/character01/2.png", IMAGE));
        String bytes = Files.readString(zip, StandardCharsets.ISO_8859_1);
        Files.writeString(zip, bytes.replace("2.png", "1.png"), StandardCharsets.ISO_8859_1);
        assertTrue(refused().contains("all_runs.zip holds two files Latin/character01/1.png"), refused());
    }

    @Test
    void moreFilesThanOmniglotHasAreRefused() throws Throwable {
        Map<String, byte[]> files = new LinkedHashMap<>();
        IntStream.rangeClosed(0, 20_000).forEach(i -> files.put("Latin/character01/" + i + ".png", new byte[0]));
        write(files);
        String message = assertThrows(IllegalArgumentException.class, () -> CharacterZip.read(zip, 28)).getMessage();
        assertTrue(message.contains("holds 20001 files *.png; an archive of Omniglot has at most 20000"), message);
    }

    @ParameterizedTest
    @CsvSource({"1001, 1001", "1001, 1", "1, 1001"})
    void anImageOfASizeThatIsNoCharactersIsRefused(int width, int height) throws Throwable {
        write(Map.of("Latin/character01/1.png", TestPng.encode(width, height, 1, new int[width * height], y -> 0, 9999)));
        assertTrue(refused().contains("1.png is " + width + " x " + height + " pixels"), refused());
    }

    private Map<String, byte[]> runs() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int run = 1; run <= 20; run++) {
            StringBuilder answers = new StringBuilder();
            for (int i = 1; i <= 20; i++) {
                files.put("run%02d/training/class%02d.png".formatted(run, i), IMAGE);
                files.put("run%02d/test/item%02d.png".formatted(run, i), IMAGE);
                answers.append("run%02d/test/item%02d.png run%02d/training/class%02d.png\n".formatted(run, i, run, 21 - i));
            }
            files.put("run%02d/class_labels.txt".formatted(run), answers.toString().getBytes(StandardCharsets.US_ASCII));
        }
        return files;
    }

    @Test
    void theAnswersOfTheRunsAreRead() throws IOException {
        write(runs());
        int[] expected = IntStream.range(0, 20).map(i -> 19 - i).toArray();
        assertTrue(Arrays.stream(OneShotRuns.load(temp, 28).answers()).allMatch(run -> Arrays.equals(expected, run)));
    }

    @Test
    void answersWithoutEndAreRefused() throws Throwable {
        Map<String, byte[]> files = runs();
        files.put("run07/class_labels.txt", new byte[30_000_000]);
        write(files);
        String message = Refusal.within10Megabytes(() -> OneShotRuns.load(temp, 28));
        assertTrue(message.contains("all_runs.zip!run07/class_labels.txt has more than"), message);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 301, 1 << 16})
    void aSideThatCannotBeIsRefused(int side) {
        String message = assertThrows(IllegalArgumentException.class, () -> OneShotRuns.load(temp, side)).getMessage();
        assertEquals("OneShotRuns: side " + side + "; 1 to 300 is possible, and 105 the images' own", message);
    }
}
