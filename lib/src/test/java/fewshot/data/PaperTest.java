package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paper is 0 and ink is light whatever the two look like in a picture, and no picture is blank in silence. */
class PaperTest {
    private static final int SIDE = 84;
    private static final Color CLEAR = new Color(0, 0, 0, 0);

    @TempDir
    Path folder;

    private void draw(String path, BufferedImage image) throws IOException {
        TestPictures.write(folder.resolve(path), TestPictures.encoded(image, "png"));
    }

    private static BufferedImage letter(Color paper, Color ink) {
        return TestPictures.letter(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB, paper, ink);
    }

    /** The letter as it should be read, drawn at once as white ink on black. */
    private static byte[] expected() {
        BufferedImage drawn = TestPictures.letter(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY, Color.BLACK, Color.WHITE);
        byte[] levels = new byte[SIDE * SIDE];
        drawn.getRaster().getDataElements(0, 0, SIDE, SIDE, levels);
        byte[] scaled = new byte[28 * 28];
        new Scaler(SIDE, SIDE, 28, 28).scale(levels, false, scaled, 0);
        return scaled;
    }

    private static void assertNear(byte[] expected, byte[] found, int tolerance) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i] & 255, found[i] & 255, tolerance, "pixel " + i % 28 + ", " + i / 28);
        }
    }

    @ParameterizedTest
    @CsvSource({"#FFFFFF, #000000", "#AAAAAA, #000000", "#787878, #000000", "#404040, #000000", "#000000, #FFFFFF", "#505050, #FFFFFF",
        "#B0B0B0, #FFFFFF", "#E8D070, #000000", "#203080, #FFFFFF"})
    void paperOfAnyLevelOrColourIsZeroAndInkIs255(String paper, String ink) throws IOException {
        draw("a/1.png", letter(Color.decode(paper), Color.decode(ink)));
        assertNear(expected(), ImageFolder.load(folder).image(0, 0), 2);
    }

    @Test
    void noiseOfPhotographedPaperIsNoInk() throws IOException {
        BufferedImage picture = letter(new Color(150, 150, 150), Color.BLACK);
        Random random = new Random(1);
        for (int i = 0; i < SIDE * SIDE; i++) {
            int level = Math.max(0, (picture.getRGB(i % SIDE, i / SIDE) & 255) + random.nextInt(21) - 10);
            picture.setRGB(i % SIDE, i / SIDE, 0xFF000000 | level * 0x10101);
        }
        draw("a/1.png", picture);
        assertNear(expected(), ImageFolder.load(folder).image(0, 0), 20);
    }

    @ParameterizedTest
    @CsvSource({"1, #FFFFFF, #000000", "3, #FFFFFF, #000000", "4, #AAAAAA, #000000", "2, #000000, #FFFFFF"})
    void aRuledFrameIsNeitherInkNorPaper(int pixels, String paper, String ink) throws IOException {
        BufferedImage picture = letter(Color.decode(paper), Color.decode(ink));
        for (int i = 0; i < SIDE * SIDE; i++) {
            int x = i % SIDE;
            int y = i / SIDE;
            if (Math.min(Math.min(x, SIDE - 1 - x), Math.min(y, SIDE - 1 - y)) < pixels) {
                picture.setRGB(x, y, Color.decode(ink).getRGB());
            }
        }
        draw("a/1.png", picture);
        byte[] image = ImageFolder.load(folder).image(0, 0);
        assertNear(expected(), image, 8);
    }

    @Test
    void inkThatCrossesTheBorderStays() throws IOException {
        BufferedImage picture = letter(Color.WHITE, Color.BLACK);
        for (int i = 0; i < SIDE * 12; i++) {
            picture.setRGB(i % SIDE, 36 + i / SIDE, 0xFF000000);
        }
        draw("a/1.png", picture);
        byte[] image = ImageFolder.load(folder).image(0, 0);
        assertEquals(255, image[14 * 28] & 255);
        assertEquals(255, image[14 * 28 + 27] & 255);
    }

    /** Along the left side and half of the upper one: no frame, which goes all round. */
    @Test
    void inkAlongTheBorderStays() throws IOException {
        BufferedImage picture = letter(Color.WHITE, Color.BLACK);
        for (int i = 0; i < SIDE * SIDE; i++) {
            if (i % SIDE < 6 || i / SIDE < 6 && i % SIDE < SIDE / 2) {
                picture.setRGB(i % SIDE, i / SIDE, 0xFF000000);
            }
        }
        draw("a/1.png", picture);
        byte[] image = ImageFolder.load(folder).image(0, 0);
        assertEquals(255, image[14 * 28] & 255);
        assertEquals(255, image[10] & 255);
        assertEquals(0, image[27]);
    }

    /** A lamp in the middle: more of the picture is lighter than the border than is darker, but by less. */
    @Test
    void inkIsWhatDiffersMostAndNotWhatThereIsMoreOf() throws IOException {
        BufferedImage picture = letter(new Color(120, 120, 120), Color.BLACK);
        for (int i = 0; i < SIDE * SIDE; i++) {
            int x = i % SIDE;
            int y = i / SIDE;
            boolean middle = Math.min(Math.min(x, SIDE - 1 - x), Math.min(y, SIDE - 1 - y)) >= 12;
            if (middle && (picture.getRGB(x, y) & 255) > 0) {
                picture.setRGB(x, y, 0xFFB9B9B9);
            }
        }
        draw("a/1.png", picture);
        byte[] image = ImageFolder.load(folder).image(0, 0);
        assertEquals(255, image[14 * 28 + 9] & 255, "ink");
        assertEquals(0, image[0], "paper");
        assertEquals(0, image[10 * 28 + 20], "in the light");
    }

    @Test
    void ofTwoLightAndOneDarkTheLightAreMost() throws IOException {
        draw("a/1.png", letter(Color.BLACK, Color.WHITE));
        draw("a/2.png", letter(Color.DARK_GRAY, Color.WHITE));
        draw("a/3.png", letter(Color.WHITE, Color.BLACK));
        assertNear(expected(), ImageFolder.load(folder).image(0, 0), 2);
        assertEquals(255, ImageFolder.load(folder).image(0, 2)[0] & 255);
    }

    /** Also a folder in which some are black on clear and some white: what is clear is paper. */
    @Test
    void inkOnTransparencyIsInkBeItDarkOrLight() throws IOException {
        draw("a/1.png", letter(CLEAR, Color.WHITE));
        draw("a/2.png", letter(CLEAR, Color.BLACK));
        draw("a/3.png", letter(new Color(255, 255, 255, 0), Color.WHITE));
        draw("a/4.png", letter(Color.WHITE, Color.BLACK));
        for (int i = 0; i < 4; i++) {
            assertNear(expected(), ImageFolder.load(folder).image(0, i), 2);
        }
    }

    @Test
    void whiteInkOnTransparencyIsSeenInColourToo() throws IOException {
        draw("a/1.png", letter(CLEAR, Color.WHITE));
        draw("a/2.png", letter(CLEAR, new Color(200, 0, 0)));
        ImageSet set = ImageFolder.loadColour(folder, 28, 28);
        int ink = 14 * 28 + 9;
        assertEquals(0, set.image(0, 0)[0]);
        assertEquals(255, set.image(0, 0)[ink] & 255);
        assertEquals(255, set.image(0, 1)[0] & 255);
        assertEquals(200, set.image(0, 1)[ink] & 255);
        assertEquals(0, set.image(0, 1)[784 + ink]);
    }

    @Test
    void halfTransparentInkIsHalfInk() throws IOException {
        draw("a/1.png", letter(CLEAR, new Color(0, 0, 0, 128)));
        assertEquals(128, ImageFolder.load(folder).image(0, 0)[14 * 28 + 9] & 255);
    }

    /** Of the third, ink fills the border: dark on light for all makes it nearly all ink, not nearly none. */
    @Test
    void mostPicturesSayWhichIsInkForAll() throws IOException {
        draw("a/1.png", letter(Color.WHITE, Color.BLACK));
        draw("a/2.png", letter(new Color(120, 120, 120), Color.BLACK));
        draw("a/3.png", letter(Color.BLACK, Color.WHITE));
        ImageSet set = ImageFolder.load(folder);
        assertNear(expected(), set.image(0, 0), 2);
        assertNear(expected(), set.image(0, 1), 2);
        assertEquals(255, set.image(0, 2)[0] & 255);
        assertEquals(0, set.image(0, 2)[14 * 28 + 9]);
        ImageSet said = ImageFolder.load(folder, 28, 28, ImageFolder.Ink.LIGHT);
        assertNear(expected(), said.image(0, 2), 2);
        assertEquals(255, said.image(0, 0)[0] & 255);
    }

    @ParameterizedTest
    @CsvSource({"84, 63", "63, 84", "84, 42"})
    void aPictureThatIsNotSquareGetsPaperAtBothSides(int width, int height) throws IOException {
        draw("a/1.png", TestPictures.letter(width, height, BufferedImage.TYPE_INT_RGB, new Color(140, 140, 140), Color.BLACK));
        byte[] image = ImageFolder.load(folder).image(0, 0);
        byte[] levels = new byte[width * height];
        TestPictures.letter(width, height, BufferedImage.TYPE_BYTE_GRAY, Color.BLACK, Color.WHITE).getRaster()
                .getDataElements(0, 0, width, height, levels);
        byte[] inner = new byte[width / 3 * (height / 3)];
        new Scaler(width, height, width / 3, height / 3).scale(levels, false, inner, 0);
        int left = (28 - width / 3) / 2;
        int top = (28 - height / 3) / 2;
        byte[] expected = new byte[28 * 28];
        for (int i = 0; i < inner.length; i++) {
            expected[(top + i / (width / 3)) * 28 + left + i % (width / 3)] = inner[i];
        }
        assertNear(expected, image, 2);
    }

    @Test
    void inColourTheSidesHaveThePapersColour() throws IOException {
        draw("a/1.png", TestPictures.letter(60, 30, BufferedImage.TYPE_INT_RGB, new Color(200, 180, 90), Color.BLUE));
        byte[] image = ImageFolder.loadColour(folder, 30, 30).image(0, 0);
        assertArrayEquals(new byte[] {(byte) 200, (byte) 180, 90}, new byte[] {image[0], image[900], image[1800]});
        assertEquals(255, image[1800 + 15 * 30 + 9] & 255);
    }

    @Test
    void blankPicturesAreRefusedByName() throws IOException {
        draw("a/1.png", letter(Color.WHITE, Color.BLACK));
        draw("a/white.png", letter(Color.WHITE, Color.WHITE));
        draw("a/grey.png", letter(new Color(100, 100, 100), new Color(103, 103, 103)));
        draw("b/clear.png", letter(CLEAR, CLEAR));
        String grey = assertThrows(IllegalArgumentException.class, () -> ImageFolder.load(folder)).getMessage();
        String colour = assertThrows(IllegalArgumentException.class, () -> ImageFolder.loadColour(folder, 28, 28)).getMessage();
        for (String name : new String[] {"white.png", "grey.png", "clear.png"}) {
            assertTrue(grey.contains(name + " is blank at 28 x 28 pixels") && colour.contains(name + " is blank"), grey);
        }
        assertTrue(!grey.contains("1.png"), grey);
    }

    @Test
    void whiteInkOnTransparencyThatIsSaidToBeDarkIsRefused() throws IOException {
        draw("a/1.png", letter(CLEAR, Color.WHITE));
        String message = assertThrows(IllegalArgumentException.class,
                () -> ImageFolder.load(folder, 28, 28, ImageFolder.Ink.DARK)).getMessage();
        assertTrue(message.contains("1.png is blank"), message);
    }

    @Test
    void aStripIsRefusedByName() throws IOException {
        draw("a/strip.png", TestPictures.letter(3000, 100, BufferedImage.TYPE_INT_RGB, Color.WHITE, Color.BLACK));
        String message = assertThrows(IllegalArgumentException.class, () -> ImageFolder.load(folder)).getMessage();
        assertTrue(message.contains("strip.png is 3000 x 100 pixels; at most 28 times as long as wide"), message);
    }
}
