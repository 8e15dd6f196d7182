package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is saved is loaded again the same, whatever its classes are called. */
class ImageFolderSaveTest {
    /** Names that merge, leave the folder, hide or cannot be on some file system; not in the order of names. */
    private static final List<String> NAMES = List.of("b", "A/b", "A-b", "A\\b", "..", ".", "", " ", ".hidden", "CON",
            "nul.txt", "cat", "Cat", "trailing.", "trailing ", "\u00e9", "e\u0301", "\u732b", "a\tb\nc", "a=b:c#!", "50%2F", "../../up",
            "x".repeat(300), "\ud83d\ude00", "a|b<c>d?\"e*", "\u0000");

    @TempDir
    Path temp;

    private static ImageSet noise(int height, int width, List<String> names, int[] counts, long seed) {
        byte[] pixels = new byte[Arrays.stream(counts).sum() * height * width];
        new Random(seed).nextBytes(pixels);
        return ImageSet.of("noise", height, width, pixels, names, counts);
    }

    private static void assertSame(ImageSet expected, ImageSet found) {
        assertEquals(expected.classNames(), found.classNames());
        for (int c = 0; c < expected.classes(); c++) {
            assertEquals(expected.images(c), found.images(c), expected.className(c));
            for (int i = 0; i < expected.images(c); i++) {
                assertArrayEquals(expected.image(c, i), found.image(c, i), expected.className(c) + ", image " + i);
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void namesOrderAndPixelsComeBackWhateverTheNamesAre(long seed) throws IOException {
        int[] counts = new Random(seed).ints(NAMES.size(), 1, 4).toArray();
        ImageSet set = noise(5, 5, NAMES, counts, seed);
        Path folder = Files.createDirectory(temp.resolve("parent")).resolve("set");
        ImageFolder.save(set, folder);
        assertSame(set, ImageFolder.load(folder, 5));
        assertEquals(List.of(folder), list(folder.getParent()));
    }

    @Test
    void coloursOfAnySizeComeBack() {
        byte[] pixels = new byte[3 * 3 * 4 * 7];
        new Random(4).nextBytes(pixels);
        ImageSet set = ImageSet.of("colours", 3, 4, 7, pixels, List.of("b", "a"), new int[] {1, 2});
        ImageFolder.save(set, temp.resolve("set"));
        assertSame(set, ImageFolder.loadColour(temp.resolve("set"), 4, 7));
    }

    /** What would be refused of a reader's pictures, or taken for paper. */
    @Test
    void blankImagesAndGreyBordersComeBackToo() {
        byte[] pixels = new byte[3 * 16];
        Arrays.fill(pixels, 16, 32, (byte) 77);
        pixels[32 + 5] = (byte) 255;
        Arrays.fill(pixels, 32, 36, (byte) 90);
        ImageSet set = ImageSet.of("blank", 4, 4, pixels, List.of("a"), new int[] {3});
        ImageFolder.save(set, temp.resolve("set"));
        assertSame(set, ImageFolder.load(temp.resolve("set"), 4));
    }

    @Test
    void aFolderThatAReaderAddsIsCalledAsItIs() throws IOException {
        ImageFolder.save(noise(4, 4, List.of("b/c", "d"), new int[] {1, 1}, 3), temp.resolve("set"));
        ImageFolder.save(noise(4, 4, List.of("x"), new int[] {1}, 3), temp.resolve("other"));
        Files.move(temp.resolve("other/01-x"), temp.resolve("set/ink"));
        assertEquals(List.of("b/c", "d", "ink"), ImageFolder.load(temp.resolve("set"), 4).classNames());
    }

    @Test
    void aListOfNamesThatIsDamagedIsNamedWithWhatToDo() throws IOException {
        ImageFolder.save(noise(4, 4, List.of("b/c"), new int[] {1}, 3), temp.resolve("set"));
        Path names = temp.resolve("set/classes.properties");
        for (byte[] bad : new byte[][] {"a=\\uZZZZ".getBytes(java.nio.charset.StandardCharsets.US_ASCII), new byte[(1 << 24) + 1]}) {
            Files.write(names, bad);
            String message = assertThrows(IllegalArgumentException.class, () -> ImageFolder.load(temp.resolve("set"), 4)).getMessage();
            assertTrue(message.contains("classes.properties") && message.contains("delete it"), message);
        }
    }

    @Test
    void ofTwoClassesWithOneNameBothComeBack() {
        ImageSet set = noise(4, 4, List.of("same", "same"), new int[] {1, 2}, 3);
        ImageFolder.save(set, temp.resolve("set"));
        assertSame(set, ImageFolder.load(temp.resolve("set"), 4));
    }

    @ParameterizedTest
    @CsvSource({"1, 120", "120, 1"})
    void moreThan99ClassesOrImagesKeepTheirOrder(int classes, int images) {
        List<String> names = IntStream.range(0, classes).mapToObj(c -> "class" + c).toList();
        ImageSet set = noise(2, 2, names, IntStream.range(0, classes).map(c -> images).toArray(), 7);
        ImageFolder.save(set, temp.resolve("set"));
        assertSame(set, ImageFolder.load(temp.resolve("set"), 2));
    }

    @Test
    void everyFolderHasANameThatAnyFileSystemTakesAndTellsFromTheOthers() throws IOException {
        ImageFolder.save(noise(2, 2, NAMES, IntStream.range(0, NAMES.size()).map(c -> 1).toArray(), 1), temp.resolve("set"));
        Set<String> seen = new HashSet<>();
        for (Path own : list(temp.resolve("set")).stream().filter(Files::isDirectory).toList()) {
            String name = own.getFileName().toString();
            assertTrue(name.matches("[0-9][0-9A-Za-z_-]{0,99}"), name);
            assertTrue(seen.add(name.toLowerCase(Locale.ROOT)), name);
        }
        assertEquals(NAMES.size(), seen.size());
    }

    @Test
    void aFolderThatHoldsSomethingIsRefusedAndLeftAsItWas() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("set"));
        ImageFolder.save(noise(2, 2, List.of("a", "b"), new int[] {3, 1}, 1), folder);
        Set<String> before = tree(folder);
        String message = assertThrows(IllegalArgumentException.class,
                () -> ImageFolder.save(noise(2, 2, List.of("a"), new int[] {2}, 2), folder)).getMessage();
        assertTrue(message.contains("set holds") && message.contains("new or empty folder"), message);
        assertEquals(before, tree(folder));
    }

    private static Set<String> tree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(f -> f + (Files.isRegularFile(f) ? Arrays.toString(bytes(f)) : "")).collect(Collectors.toSet());
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** So that a process that ends half-way, or a full disk, leaves no set that is loaded as if it were whole. */
    @Test
    void aClassIsThereWithAllOfItsPicturesOrNotAtAll() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("set"));
        ImageSet set = noise(28, 28, List.of("a", "b", "c"), new int[] {400, 400, 400}, 1);
        FutureTask<Void> saving = new FutureTask<>(() -> ImageFolder.save(set, folder), null);
        new Thread(saving).start();
        Set<Integer> seen = new HashSet<>();
        while (!saving.isDone()) {
            for (Path own : list(folder)) {
                if (Files.isDirectory(own) && !own.getFileName().toString().startsWith(".")) {
                    seen.add(list(own).size());
                }
            }
        }
        saving.get();
        seen.add(list(folder.resolve("01-a")).size());
        assertEquals(Set.of(400), seen);
        assertEquals(List.of("01-a", "02-b", "03-c", "classes.properties"), list(folder).stream().map(f -> f.getFileName().toString()).toList());
    }
}
