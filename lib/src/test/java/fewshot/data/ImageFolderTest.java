package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.data.glyph.Glyphs;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
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

    /** The first picture's grey border alone speaks for dark paper, the others' white ones for light. */
    @Test
    void whatMostBordersShowIsPaperForAllPicturesOfAFolder() throws IOException {
        draw("a/1.png", "png", 28, 28, new Color(120, 120, 120), Color.BLACK);
        draw("a/2.png", "png", 28, 28, Color.WHITE, Color.BLACK);
        draw("b/1.png", "png", 28, 28, Color.WHITE, Color.BLACK);
        ImageSet set = ImageFolder.load(folder);
        assertEquals(255, set.image(0, 0)[14 * 28 + 10] & 255, "ink of the grey picture");
        assertEquals(135, set.image(0, 0)[0] & 255, "paper of the grey picture");
        assertEquals(0, set.image(0, 1)[0] & 255, "white paper");
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
        String message = assertThrows(IllegalArgumentException.class, () -> ImageFolder.loadColour(folder, 40, 20)).getMessage();
        assertTrue(message.contains("1.png is 80 x 40 pixels; a picture of the shape of 20 x 40 is expected"), message);
    }

    /** A table for each size, as there was, would be 600 MB here; the tests have 512. */
    @Test
    @Tag("slow")
    void memoryDoesNotGrowWithTheNumberOfSizes() throws IOException {
        Files.createDirectories(folder.resolve("a"));
        for (int side = 3000; side < 3018; side++) {
            BufferedImage blank = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_BINARY);
            ImageIO.write(blank, "png", folder.resolve("a/" + side + ".png").toFile());
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
    void aPictureThatIsNotSquareIsNamedWithItsSize() throws IOException {
        draw("cat/good.png", "png", 30, 30, Color.WHITE, Color.BLACK);
        draw("cat/wide.png", "png", 40, 30, Color.WHITE, Color.BLACK);
        String message = message();
        assertTrue(message.contains("wide.png is 40 x 30 pixels; a square picture is expected"), message);
    }

    @Test
    void aCorruptPictureIsNamed() throws IOException {
        draw("cat/good.png", "png", 30, 30, Color.WHITE, Color.BLACK);
        byte[] whole = Files.readAllBytes(folder.resolve("cat/good.png"));
        Files.write(folder.resolve("cat/half.png"), Arrays.copyOf(whole, whole.length / 2));
        assertTrue(message().contains("half.png: this PNG is damaged")
                || message().contains("half.png: this picture is damaged"), message());
        Files.delete(folder.resolve("cat/half.png"));
        Files.writeString(folder.resolve("cat/text.jpg"), "no picture");
        assertTrue(message().contains("text.jpg: 10 bytes that are no picture"), message());
    }

    @Test
    void aFolderThatDoesNotFitIsNamedWithWhatWouldBeRight() throws IOException {
        assertTrue(message().contains("shapes has no sub-folder (and 0 files)"), message());
        Files.writeString(folder.resolve("1.png"), "");
        assertTrue(message().contains("shapes has no sub-folder (and 1 files); put each class's pictures"), message());
        Files.createDirectory(folder.resolve("dog"));
        assertTrue(message().contains("class dog has no picture"), message());
        folder = folder.resolve("nowhere");
        assertTrue(message().contains("nowhere is not there; a folder with one sub-folder a class"), message());
        folder = folder.resolveSibling("1.png");
        assertTrue(message().contains("1.png is a file"), message());
        assertThrows(IllegalArgumentException.class, () -> ImageFolder.load(folder, 0));
    }
}
