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
        draw("a/1.png", "png", 60, 60, Color.WHITE, Color.BLACK);
        draw("a/2.png", "png", 60, 60, Color.BLACK, Color.WHITE);
        ImageSet set = ImageFolder.load(folder, 20);
        assertEquals(20, set.width());
        assertArrayEquals(set.image(0, 0), set.image(0, 1));
    }

    @Test
    void whatIsSavedIsLoadedAgainTheSame() {
        ImageSet glyphs = Glyphs.generate(2, 2, 3, 5);
        ImageFolder.save(glyphs, folder);
        ImageSet loaded = ImageFolder.load(folder);
        assertEquals("alphabet01-character02", loaded.className(1));
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
