package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.data.glyph.Glyphs;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void aFolderOfItsOwn() throws IOException {
        folder = Files.createDirectories(temp.resolve("shapes"));
    }

    /** A square in the left half of the picture. */
    private void draw(String path, String format, int width, int height, Color paper, Color ink) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(paper);
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(ink);
        graphics.fillRect(width / 4, height / 4, width / 4, height / 2);
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        ImageIO.write(image, format, file.toFile());
    }

    private String message() {
        return assertThrows(IllegalArgumentException.class, () -> ImageFolder.load(folder)).getMessage();
    }

    @Test
    void everySubFolderIsAClassInTheOrderOfNames() throws IOException {
        draw("b/2.png", "png", 56, 56, Color.WHITE, Color.BLACK);
        draw("b/1.JPG", "jpg", 40, 40, Color.WHITE, Color.BLACK);
        draw("a/x.gif", "gif", 100, 100, Color.WHITE, Color.BLACK);
        draw("a/y.bmp", "bmp", 28, 28, Color.WHITE, Color.BLACK);
        Files.writeString(folder.resolve("a/notes.txt"), "no picture");
        Files.writeString(folder.resolve("readme.txt"), "no class");
        Files.createDirectory(folder.resolve(".hidden"));
        ImageSet set = ImageFolder.load(folder);
        assertEquals("shapes", set.name());
        assertEquals(List.of("a", "b"), set.classNames());
        assertEquals(2, set.images(0));
        assertEquals(2, set.images(1));
        for (int c = 0; c < 2; c++) {
            for (int i = 0; i < 2; i++) {
                byte[] image = set.image(c, i);
                assertEquals(255, image[14 * 28 + 10] & 255, 12);
                assertEquals(0, image[14 * 28 + 20] & 255, 12);
                assertEquals(0, image[28 + 10] & 255, 12);
            }
        }
    }

    @Test
    void lightInkOnDarkPaperGivesTheSameAsDarkInkOnLight() throws IOException {
        draw("dark/a/1.png", "png", 60, 60, Color.WHITE, Color.BLACK);
        draw("light/a/1.png", "png", 60, 60, Color.BLACK, Color.WHITE);
        ImageSet dark = ImageFolder.load(folder.resolve("dark"), 20);
        assertEquals(20, dark.width());
        assertEquals(255, dark.image(0, 0)[10 * 20 + 7] & 255);
        assertArrayEquals(dark.image(0, 0), ImageFolder.load(folder.resolve("light"), 20).image(0, 0));
    }

    @Test
    void whichIsInkCanBeSaid() throws IOException {
        draw("a/1.png", "png", 28, 28, Color.WHITE, Color.BLACK);
        draw("a/2.png", "png", 28, 28, Color.BLACK, Color.WHITE);
        for (ImageFolder.Ink ink : List.of(ImageFolder.Ink.DARK, ImageFolder.Ink.LIGHT)) {
            ImageSet set = ImageFolder.load(folder, 28, 28, ink);
            int dark = ink == ImageFolder.Ink.DARK ? 255 : 0;
            assertEquals(dark, set.image(0, 0)[14 * 28 + 10] & 255);
            assertEquals(255 - dark, set.image(0, 0)[0] & 255);
            assertEquals(255 - dark, set.image(0, 1)[14 * 28 + 10] & 255);
        }
    }

    @Test
    void coloursAreThreeChannelsAsTheyAreAndAGreyPictureHasThreeAlike() throws IOException {
        draw("a/1.png", "png", 56, 56, new Color(10, 20, 30), new Color(200, 100, 50));
        draw("a/2.png", "png", 28, 28, new Color(255, 255, 255), new Color(0, 0, 0));
        BufferedImage grey = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(5, 3, 0, 77);
        ImageIO.write(grey, "png", folder.resolve("a/3.png").toFile());
        BufferedImage clear = new BufferedImage(28, 28, BufferedImage.TYPE_INT_ARGB);
        clear.setRGB(1, 0, 0x80FF0000);
        ImageIO.write(clear, "png", folder.resolve("a/4.png").toFile());
        ImageSet set = ImageFolder.loadColour(folder, 28, 28);
        assertEquals(3, set.channels());
        int[][] expected = {{10, 20, 30}, {255, 255, 255}, {0, 0, 0}, {255, 255, 255}};
        int[][] inside = {{200, 100, 50}, {0, 0, 0}, {77, 77, 77}, {255, 127, 127}};
        int[] at = {14 * 28 + 10, 14 * 28 + 10, 3 * 28 + 5, 1};
        for (int i = 0; i < 4; i++) {
            for (int k = 0; k < 3; k++) {
                assertEquals(expected[i][k], set.image(0, i)[k * 784] & 255, "picture " + (i + 1) + ", channel " + k);
                assertEquals(inside[i][k], set.image(0, i)[k * 784 + at[i]] & 255, "picture " + (i + 1) + ", channel " + k);
            }
        }
    }

    @Test
    void aSizeThatIsNotSquareTakesPicturesOfItsShape() throws IOException {
        draw("a/1.png", "png", 80, 40, Color.WHITE, Color.BLACK);
        ImageSet set = ImageFolder.load(folder, 20, 40, ImageFolder.Ink.GUESSED);
        assertEquals(255, set.image(0, 0)[10 * 40 + 15] & 255);
        assertEquals(0, set.image(0, 0)[10 * 40 + 22] & 255);
    }

    /** A table for each size, as there was, would be 600 MB here; the tests have 512. */
    @Test
    @Tag("slow")
    void memoryDoesNotGrowWithTheNumberOfSizes() throws IOException {
        Files.createDirectories(folder.resolve("a"));
        for (int side = 3000; side < 3018; side++) {
            BufferedImage half = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_BINARY);
            half.createGraphics().fillRect(0, 0, side, side / 2);
            ImageIO.write(half, "png", folder.resolve("a/" + side + ".png").toFile());
        }
        assertEquals(18, ImageFolder.load(folder).images(0));
    }

    @Test
    void picturesThatNeedMoreThanAnArrayHoldsAreRefused() throws IOException {
        draw("a/1.png", "png", 8, 8, Color.WHITE, Color.BLACK);
        String message = assertThrows(IllegalArgumentException.class, () -> ImageFolder.load(folder, 65536)).getMessage();
        assertTrue(message.contains("1 pictures of 65536 x 65536 pixels need 4294967296 bytes"), message);
    }

    @Test
    void whatIsSavedIsLoadedAgainTheSame() {
        ImageSet glyphs = Glyphs.generate(2, 2, 3, 5);
        ImageFolder.save(glyphs, folder);
        ImageSet loaded = ImageFolder.load(folder);
        assertEquals(glyphs.classNames(), loaded.classNames());
        for (int c = 0; c < 4; c++) {
            for (int i = 0; i < 3; i++) {
                assertArrayEquals(glyphs.image(c, i), loaded.image(c, i));
            }
        }
    }

    @Test
    void aCorruptPictureIsNamed() throws IOException {
        draw("cat/good.png", "png", 30, 30, Color.WHITE, Color.BLACK);
        byte[] whole = Files.readAllBytes(folder.resolve("cat/good.png"));
        Files.write(folder.resolve("cat/half.png"), Arrays.copyOf(whole, whole.length / 2));
        assertTrue(message().contains("half.png: this PNG is damaged")
                || message().contains("half.png: this picture is damaged"), message());
        Files.writeString(folder.resolve("cat/text.jpg"), "no picture");
        assertTrue(message().contains("half.png: this PNG") && message().contains("text.jpg: 10 bytes that are no picture"), message());
    }

    private String printed() {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            ImageFolder.load(folder);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private void touch(String path) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), "");
    }

    @Test
    void whatIsNoPictureIsPassedOverAndCountedInOneLine() throws IOException {
        draw("cat/1.png", "png", 30, 30, Color.WHITE, Color.BLACK);
        assertEquals("", printed());
        for (String path : List.of("notes.txt", "cat/2.HEIC", "cat/3.heic", "cat/.DS_Store", ".hidden/1.png", "__MACOSX/cat/._1.png",
                "dog/.gitkeep", "cat/raw/1.png")) {
            touch(path);
        }
        assertEquals("ImageFolder: passed over in " + folder + ": other files: 3 (.heic, .txt); hidden: 3; __MACOSX: 1;"
                + " folders without pictures: 1 (dog); folders inside classes: 1" + System.lineSeparator(), printed());
        assertEquals(List.of("cat"), ImageFolder.load(folder).classNames());
    }

    @Test
    void classesOneFolderDeeperAreRefusedWithWhatToLoad() throws IOException {
        draw("test/b/1.png", "png", 30, 30, Color.WHITE, Color.BLACK);
        draw("train/a/1.png", "png", 30, 30, Color.WHITE, Color.BLACK);
        for (int i = 0; i < 2; i++) {
            assertTrue(message().contains("shapes has classes one folder deeper, in test, train; load each of these by itself, as "
                    + "ImageFolder.load(Path.of(\"" + folder.resolve("train") + "\"))"), message());
            draw("c/1.png", "png", 30, 30, Color.WHITE, Color.BLACK);
        }
        assertEquals(List.of("a"), ImageFolder.load(folder.resolve("train")).classNames());
    }

    /** One copy under another name and of another kind, one in another class; what differs in one pixel is none. */
    @Test
    void copiesOfOnePictureAreWarnedOf() throws IOException {
        draw("cat/1.png", "png", 28, 28, Color.WHITE, Color.BLACK);
        draw("cat/2.png", "png", 28, 28, Color.WHITE, Color.DARK_GRAY);
        assertEquals("", printed());
        draw("cat/3.bmp", "bmp", 28, 28, Color.WHITE, Color.BLACK);
        Files.createDirectory(folder.resolve("dog"));
        Files.copy(folder.resolve("cat/1.png"), folder.resolve("dog/1.png"));
        assertEquals("ImageFolder: WARNING: 2 of 4 pictures are copies of another (" + folder.resolve("cat/3.bmp") + " is "
                + folder.resolve("cat/1.png") + "); what is measured on copies means nothing" + System.lineSeparator(), printed());
    }

    @Test
    void aFolderThatDoesNotFitIsNamedWithWhatWouldBeRight() throws IOException {
        assertTrue(message().contains("shapes has no sub-folder (and 0 files)"), message());
        Files.writeString(folder.resolve("1.png"), "");
        assertTrue(message().contains("shapes has no sub-folder (and 1 files); put each class's pictures"), message());
        Files.createDirectory(folder.resolve("dog"));
        assertTrue(message().contains("no sub-folder of " + folder + " has a picture: dog; files that end in .png"), message());
        folder = folder.resolve("nowhere");
        assertTrue(message().contains("nowhere is not there; a folder with one sub-folder a class"), message());
        folder = folder.resolveSibling("1.png");
        assertTrue(message().contains("1.png is a file"), message());
        assertThrows(IllegalArgumentException.class, () -> ImageFolder.load(folder, 0));
    }
}
