package fewshot.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    Path folder;

    private static byte[] filled(int with) {
        byte[] bytes = new byte[200_000];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    @Test
    void itMakesTheFoldersAndReplacesWhatWasThere() throws IOException {
        Path file = folder.resolve("a/b/figures.csv");
        WholeFile.write(file, new byte[] {1, 2});
        WholeFile.write(file, new byte[] {3});
        assertArrayEquals(new byte[] {3}, Files.readAllBytes(file));
        try (Stream<Path> all = Files.list(file.getParent())) {
            assertEquals(List.of(file), all.toList());
        }
    }

    @Test
    void whoeverReadsWhileSeveralThreadsWriteSeesOneOfTheirFilesWhole() throws Exception {
        Path file = folder.resolve("shared");
        WholeFile.write(file, filled(0));
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = IntStream.range(0, 40).<Future<?>>mapToObj(i -> writers.submit(() -> {
                WholeFile.write(file, filled(i));
                return null;
            })).toList();
            while (!all.get(39).isDone()) {
                byte[] read = Files.readAllBytes(file);
                assertTrue(Arrays.equals(read, filled(read.length == 0 ? -1 : read[0])), read.length + " bytes");
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            writers.shutdownNow();
        }
    }
}
