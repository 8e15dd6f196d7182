package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading and caching, on archives of Omniglot's shape with one small image a class, made for the test. */
class OmniglotTest {
    @TempDir
    Path folder;

    private static Path made;
    private Path cache;

    @BeforeAll
    static void makeArchives(@TempDir Path temp) throws IOException {
        made = temp;
        write(made, "images_background.zip", 964, 1, null);
        write(made, "images_evaluation.zip", 659, 2, null);
    }

    @BeforeEach
    void twoArchives() throws IOException {
        cache = folder.resolve("test.cache");
        Files.copy(made.resolve("images_background.zip"), folder.resolve("images_background.zip"));
        Files.copy(made.resolve("images_evaluation.zip"), folder.resolve("images_evaluation.zip"));
    }

    @AfterEach
    void noSetting() {
        System.clearProperty("fewshot.data");
    }

    private void write(String name, int classes, long seed, byte[] firstImage) throws IOException {
        write(folder, name, classes, seed, firstImage);
    }

    /** Characters in reverse order, so that an order that is right afterwards was made by the reader. */
    private static void write(Path folder, String name, int classes, long seed, byte[] firstImage) throws IOException {
        Random random = new Random(seed);
        try (OutputStream out = Files.newOutputStream(folder.resolve(name));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int c = classes - 1; c >= 0; c--) {
                String path = String.format(Locale.ROOT, "%s/A%02d/character%02d/x_01.png", name.replace(".zip", ""), c / 50, c % 50);
                zip.putNextEntry(new ZipEntry(path));
                byte[] png = TestPng.encode(28, 28, 1, random.ints(784, 0, 2).toArray(), y -> 0, 999);
                zip.write(c == 0 && firstImage != null ? firstImage : png);
            }
        }
    }

    private Omniglot load() {
        return Omniglot.load(Omniglot.SIDE, folder, List.of(cache));
    }

    private static void assertSame(ImageSet a, ImageSet b) {
        assertEquals(a.classNames(), b.classNames());
        for (int c = 0; c < a.classes(); c++) {
            assertEquals(a.images(c), b.images(c));
            assertArrayEquals(a.image(c, 0), b.image(c, 0));
        }
    }

    @Test
    void classesAreBackgroundThenEvaluationEachByName() {
        Omniglot omniglot = load();
        assertEquals(1623, omniglot.all().classes());
        assertEquals("A00/character00", omniglot.all().className(0));
        assertEquals("A19/character13", omniglot.background().className(963));
        assertEquals("A00/character00", omniglot.evaluation().className(0));
        assertEquals(folder, omniglot.folder());
        assertEquals("Omniglot: 1623 classes, 1623 images of 28 x 28, from " + folder, omniglot.toString());
    }

    @Test
    void blackIs255AndStandsWhereThePngHasIt() throws IOException {
        int[] white = new int[784];
        Arrays.fill(white, 1);
        white[3 * 28 + 5] = 0;
        write("images_background.zip", 964, 1, TestPng.encode(28, 28, 1, white, y -> 0, 999));
        byte[] expected = new byte[784];
        expected[3 * 28 + 5] = (byte) 255;
        assertArrayEquals(expected, load().all().image(0, 0));
    }

    @Test
    void theCacheGivesWhatTheArchivesGive() throws IOException {
        ImageSet cold = load().all();
        assertTrue(Files.size(cache) > cold.size() * 784L);
        emptyArchivesButKeepFingerprint();
        assertSame(cold, load().all());
    }

    /** After this only the cache can still tell what was in the archives: of them their directories are left. */
    private void emptyArchivesButKeepFingerprint() throws IOException {
        for (String name : List.of("images_background.zip", "images_evaluation.zip")) {
            Path zip = folder.resolve(name);
            FileTime time = Files.getLastModifiedTime(zip);
            byte[] file = Files.readAllBytes(zip);
            Arrays.fill(file, 0, ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 6), (byte) 0);
            Files.write(zip, file);
            Files.setLastModifiedTime(zip, time);
        }
    }

    @Test
    void aCacheOfOtherClassesThanOmniglotsIsBuiltAnew() throws IOException {
        ImageSet cold = load().all();
        String fingerprint = ImageCache.fingerprint(28, folder.resolve("images_background.zip"), folder.resolve("images_evaluation.zip"));
        for (int classes : new int[] {1622, 1623}) {
            int[] counts = IntStream.range(0, classes).map(c -> 1).toArray();
            List<String> names = IntStream.range(0, classes).mapToObj(c -> "no alphabet").toList();
            assertTrue(ImageCache.write(cache, fingerprint, new RawImages(28, new byte[classes * 784], names, counts)));
            assertSame(cold, load().all());
        }
    }

    @Test
    void aCacheThatIsCutOffOrHasOneWrongByteIsBuiltAnew() throws IOException {
        ImageSet cold = load().all();
        byte[] good = Files.readAllBytes(cache);
        for (int at : new int[] {0, 9, 30, 5000, good.length - 1}) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(cache, bad);
            assertSame(cold, load().all());
            assertArrayEquals(good, Files.readAllBytes(cache));
        }
        for (int size : new int[] {0, 10, 5000, good.length - 1}) {
            Files.write(cache, Arrays.copyOf(good, size));
            assertSame(cold, load().all());
            assertArrayEquals(good, Files.readAllBytes(cache));
        }
    }

    @Test
    void aCacheOfOtherArchivesIsBuiltAnew() throws IOException {
        byte[] before = load().all().image(0, 0);
        FileTime time = Files.getLastModifiedTime(folder.resolve("images_background.zip"));
        write("images_background.zip", 964, 99, null);
        Files.setLastModifiedTime(folder.resolve("images_background.zip"), FileTime.fromMillis(time.toMillis() + 5000));
        assertFalse(Arrays.equals(before, load().all().image(0, 0)));
    }

    @Test
    void aCacheThatCannotBeWrittenIsDoneWithoutAndTheNextPlaceIsTaken() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        ImageSet set = Omniglot.load(Omniglot.SIDE, folder, List.of(file.resolve("x.cache"), cache)).all();
        assertTrue(Files.exists(cache));
        assertSame(set, Omniglot.load(Omniglot.SIDE, folder, List.of(file.resolve("x.cache"))).all());
        try (var left = Files.list(folder)) {
            assertEquals(0, left.filter(f -> f.toString().endsWith(".part")).count());
        }
    }

    @Test
    void aCorruptImageIsNamedWithItsArchive() throws IOException {
        write("images_background.zip", 964, 1, new byte[40]);
        String message = assertThrows(IllegalArgumentException.class, this::load).getMessage();
        assertTrue(message.contains("images_background.zip!images_background/A00/character00/x_01.png: this PNG is damaged"), message);
        assertFalse(Files.exists(cache));
    }

    @Test
    void anImageOfAnotherSizeIsNamedWithItsSize() throws IOException {
        write("images_evaluation.zip", 659, 1, TestPng.encode(28, 30, 1, new int[840], y -> 0, 999));
        String message = assertThrows(IllegalArgumentException.class, this::load).getMessage();
        assertTrue(message.contains("A00/character00/x_01.png is 28 x 30 pixels"), message);
    }

    @Test
    void anArchiveThatIsDamagedOrAnotherOneIsNamed() throws IOException {
        write("images_evaluation.zip", 658, 2, null);
        String count = assertThrows(IllegalArgumentException.class, this::load).getMessage();
        assertTrue(count.contains("images_evaluation.zip holds 658 characters; Omniglot's has 659"), count);
        Files.write(folder.resolve("images_evaluation.zip"), new byte[1000]);
        String damaged = assertThrows(IllegalArgumentException.class, this::load).getMessage();
        assertTrue(damaged.contains("images_evaluation.zip is damaged"), damaged);
        Files.delete(folder.resolve("images_evaluation.zip"));
        String missing = assertThrows(IllegalStateException.class, this::load).getMessage();
        assertTrue(missing.contains("has no images_evaluation.zip; run data-download.sh"), missing);
    }

    @Test
    void aFolderThatWasAskedForIsNeverReplacedByAnything() {
        System.setProperty("fewshot.data", folder.resolve("nowhere").toString());
        assertFalse(Omniglot.available());
        assertThrows(IllegalStateException.class, Datasets::omniglotOrGlyphs);
        System.setProperty("fewshot.data", folder.toString());
        assertTrue(Omniglot.available());
        System.setProperty("fewshot.data", "glyphs");
        assertEquals("glyphs", Datasets.omniglotOrGlyphs().train().name());
    }

    @Test
    void theFolderIsLookedForInTheWorkingDirectoryAndAboveIt() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data/omniglot"));
        Path notebooks = Files.createDirectories(folder.resolve("notebooks/deep"));
        assertFalse(OmniglotFolder.findAbove(notebooks).map(data::equals).orElse(false));
        Files.copy(folder.resolve("images_background.zip"), data.resolve("images_background.zip"));
        Files.copy(folder.resolve("images_evaluation.zip"), data.resolve("images_evaluation.zip"));
        assertEquals(data, OmniglotFolder.findAbove(notebooks).orElseThrow());
        assertEquals(data, OmniglotFolder.findAbove(folder).orElseThrow());
    }
}
