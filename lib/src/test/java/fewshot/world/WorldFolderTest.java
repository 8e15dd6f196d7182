package fewshot.world;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldFolderTest {
    @TempDir
    Path temp;

    @Test
    void aFolderIsFoundBesideOmniglotsAndInTheNearestDataFolderAbove() throws IOException {
        Path near = Files.createDirectories(temp.resolve("a/data/digits"));
        Files.createDirectories(temp.resolve("data/digits"));
        Files.createDirectories(temp.resolve("a/b/data/omniglot"));
        assertEquals(Optional.of(new WorldFolder("digits", near)), WorldFolder.above(temp.resolve("a/b/c"), "digits"));
        assertEquals(Optional.of(new WorldFolder("digits", near)), WorldFolder.beside(temp.resolve("a/data/omniglot").toString(), "digits"));
        assertEquals(Optional.empty(), WorldFolder.beside(temp.resolve("a/b/data/omniglot").toString(), "digits"));
        assertEquals(Optional.empty(), WorldFolder.beside("", "digits"));
        assertEquals(Optional.empty(), WorldFolder.above(temp, "no such name"));
    }

    @Test
    void whatIsMissingSaysHowToGetIt() {
        assertTrue(assertThrows(IllegalStateException.class, () -> WorldFolder.require("no such name")).getMessage()
                .contains("data-download.sh no such name"));
        assertTrue(assertThrows(IllegalStateException.class, () -> new WorldFolder("x", temp).bytes("f", 9)).getMessage().contains("no f"));
    }

    @Test
    void aFileIsReadWholeUpToTheBoundAndRefusedBeyond() throws IOException {
        Files.write(temp.resolve("f"), new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, new WorldFolder("x", temp).bytes("f", 3));
        String message = assertThrows(IllegalArgumentException.class, () -> new WorldFolder("x", temp).bytes("f", 2)).getMessage();
        assertTrue(message.contains("3 bytes; at most 2"), message);
        try (RandomAccessFile large = new RandomAccessFile(temp.resolve("large").toFile(), "rw")) {
            large.setLength(1L << 40);
        }
        assertThrows(IllegalArgumentException.class, () -> new WorldFolder("x", temp).bytes("large", 1 << 20));
    }
}
