package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.TestImages;
import fewshot.data.Examples;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.sequence.SequenceBatch;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageGridTest {
    private static BufferedImage png(ImageGrid grid) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode((String) grid.bundle().data().get("image/png"))));
    }

    @Test
    void inkIsBlackPaperIsWhiteAndEachPixelTakesTheZoomEachWay() {
        byte[] corner = {(byte) 255, 0, 0, 0};
        BufferedImage picture = ImageGrid.of(2, 2, new byte[][] {corner}).zoom(10).picture();
        int left = 8;
        int top = 8;
        assertEquals(0xFF000000, picture.getRGB(left + 5, top + 5));
        assertEquals(0xFF000000, picture.getRGB(left + 9, top + 9));
        assertEquals(0xFFFFFFFF, picture.getRGB(left + 10, top + 5));
        assertEquals(0xFFFFFFFF, picture.getRGB(left + 5, top + 10));
    }

    @Test
    void anEpisodeHasARowAClassAndItsSupportFirst() {
        ImageSet data = TestImages.noisy(6, 5, 28, 1);
        ImageGrid grid = ImageGrid.of(new EpisodeSampler(data, 3, 1, 4, 1).episode(0));
        BufferedImage picture = grid.picture();
        int cell = 2 * 28 + 8;
        assertTrue(picture.getWidth() >= 5 * cell && picture.getWidth() < 6 * cell, picture.getWidth() + " wide");
        assertTrue(picture.getHeight() >= 3 * cell && picture.getHeight() < 4 * cell, picture.getHeight() + " high");
        assertTrue(grid.toString().contains("1 support image(s)") && grid.toString().contains("4 queries"), grid.toString());
    }

    @Test
    void numbersOfAnEpisodeThatAreNoImagesAreLaidOutRowByRow() {
        Examples support = Examples.bits(List.of(BitSet.valueOf(new long[] {0b000010})), 6); // the second of the upper three
        Examples query = Examples.bits(List.of(BitSet.valueOf(new long[] {0b100000})), 6); // the last of the lower three
        Episode bits = new Episode(support, new int[1], query, new int[1], new String[] {"one"});
        BufferedImage picture = ImageGrid.of(2, 3, bits).zoom(10).picture();
        int top = 8 + 14 + 4; // under the title
        assertEquals(0xFF000000, picture.getRGB(8 + 15, top + 5));
        assertEquals(0xFFFFFFFF, picture.getRGB(8 + 5, top + 5));
        assertEquals(0xFFFFFFFF, picture.getRGB(8 + 15, top + 15));
        int second = 8 + (3 * 10 + 8) + 2 * 8; // right of the line
        assertEquals(0xFF000000, picture.getRGB(second + 25, top + 15));
        assertEquals(0xFFFFFFFF, picture.getRGB(second + 25, top + 5));
        Examples half = Examples.floats(new float[] {0.2f, -1, 7, 0}, 2, 2); // one channel is missing: no image, but numbers
        BufferedImage grey = ImageGrid.of(2, 2, new Episode(half, new int[1], half, new int[1], new String[] {"one"})).zoom(10).picture();
        assertEquals(0xFF000000 | 0xCCCCCC, grey.getRGB(8 + 5, top + 5)); // 0.2 of the ink
        assertEquals(0xFFFFFFFF, grey.getRGB(8 + 15, top + 5));
        assertEquals(0xFF000000, grey.getRGB(8 + 5, top + 15));
        assertThrows(IllegalArgumentException.class, () -> ImageGrid.of(2, 2, bits));
    }

    @Test
    void aSequenceIsShownInTheOrderInWhichItIsReadAndNoneOfTheOthers() {
        byte on = (byte) 255;
        byte[] pixels = {0, on, on, 0, on, 0}; // three steps of two sequences, a pixel each: 0 1 1 and 1 0 0
        BufferedImage picture = ImageGrid.of(new SequenceBatch(2, 2, 1, 1, pixels, new int[6]), 1).zoom(10).picture();
        int cell = 10 + 8;
        assertEquals(0xFF000000, picture.getRGB(8 + 5, 8 + 5));
        assertEquals(0xFFFFFFFF, picture.getRGB(8 + cell + 5, 8 + 5));
        assertEquals(0xFFFFFFFF, picture.getRGB(8 + 2 * cell + 5, 8 + 5));
    }

    @Test
    void someSetsHaveARowEachOfImagesOfTheirClassesInTurn() {
        byte on = (byte) 255;
        ImageSet four = ImageSet.of("four", 1, 1, new byte[] {on, 7, on, 0, 7, on}, List.of("a", "b", "c", "d"), new int[] {1, 1, 2, 2});
        ImageSet one = ImageSet.of("one", 1, 1, new byte[] {on}, List.of("a"), new int[] {1});
        ImageGrid grid = ImageGrid.of(List.of(four, one), 2).zoom(10); // a and c of the first, whose second image is asked for; a of the other
        BufferedImage picture = grid.picture();
        int cell = 10 + 8;
        int top = 8 + 14 + 4 + 5; // below the title
        assertEquals(0xFF000000, picture.getRGB(8 + 5, top));
        assertEquals(0xFFFFFFFF, picture.getRGB(8 + cell + 5, top));
        assertEquals(0xFF000000, picture.getRGB(8 + 5, top + cell));
        assertEquals(0xFFFFFFFF, picture.getRGB(8 + cell + 5, top + cell));
        assertEquals("2 images of each of four, one: a row each.", grid.toString());
        assertThrows(IllegalArgumentException.class, () -> ImageGrid.of(List.of(), 2));
    }

    @Test
    void anImageOfAnotherSizeAndNoImageAreRefused() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> ImageGrid.of(2, 2, new byte[][] {new byte[5]}));
        assertTrue(e.getMessage().contains("5 bytes") && e.getMessage().contains("need 4"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> ImageGrid.of(2, 2, new byte[0][]));
    }

    @Test
    void threeChannelsAreRedGreenAndBlueWhateverTheSizeAndOneIsInk() throws IOException {
        byte on = (byte) 255;
        byte[] twoByThree = {on, 0, 0, 10, 0, 0, /* red */ 0, on, 0, 20, 0, 0, /* green */ 0, 0, on, 30, 0, 0 /* blue */};
        ImageGrid grid = ImageGrid.of(3, 2, 3, new byte[][] {twoByThree}).zoom(4);
        int[][] places = {{0, 0, 0xFF0000}, {1, 0, 0x00FF00}, {2, 0, 0x0000FF}, {0, 1, 0x0A141E}, {2, 1, 0}};
        BufferedImage shown = png(grid);
        for (int[] place : places) {
            assertEquals(0xFF000000 | place[2], shown.getRGB(8 + 4 * place[0] + 3, 8 + 4 * place[1] + 3));
        }
        assertEquals(0xFFEBEBEB, ImageGrid.of(1, 1, 1, new byte[][] {{20}}).picture().getRGB(8, 8));
        Exception e = assertThrows(IllegalArgumentException.class, () -> ImageGrid.of(2, 1, 1, new byte[][] {{1, 2}}));
        assertTrue(e.getMessage().contains("2 channels"), e.getMessage());
    }

    @Test
    void aPhotographKeepsAllItsColours() throws IOException {
        byte[] many = new byte[3 * 30 * 30];
        new Random(1).nextBytes(many);
        ImageGrid grid = ImageGrid.of(3, 30, 30, new byte[][] {many}).zoom(1);
        BufferedImage shown = png(grid);
        for (int i = 0; i < 900; i++) {
            int rgb = (many[i] & 255) << 16 | (many[900 + i] & 255) << 8 | many[1800 + i] & 255;
            assertEquals(0xFF000000 | rgb, shown.getRGB(8 + i % 30, 8 + i / 30));
        }
    }

    @Test
    void tooFewCaptionsOrMarksAndNoColumnAreRefusedBeforeAnythingIsDrawn() {
        ImageGrid two = ImageGrid.of(1, 1, new byte[2][1]);
        Exception e = assertThrows(IllegalArgumentException.class, () -> two.captions("one"));
        assertEquals("ImageGrid: 1 captions for 2 images; each needs one, which may be empty", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> two.marks(true));
        assertThrows(IllegalArgumentException.class, () -> two.columns(0));
        assertThrows(IllegalArgumentException.class, () -> two.zoom(0));
    }

    @Test
    void whatIsUnderAnImageIsAlsoReadAloud() {
        String text = ImageGrid.of(1, 1, new byte[2][1]).captions("one", "two").bundle().text();
        assertTrue(text.endsWith("Captions: one; two."), text);
    }

    @Test
    void whichImagesAreWrongIsReadAloudToo() {
        String text = ImageGrid.of(1, 1, new byte[3][1]).captions("", "→ 4", "").marks(true, false, true).title("Right?").toString();
        assertEquals("3 images of 1 × 1 pixels, Right? Captions: → 4. Marked wrong: image 2.", text);
        assertTrue(ImageGrid.of(1, 1, new byte[1][1]).marks(true).toString().equals("1 image of 1 × 1 pixels. None is marked wrong."));
    }
}
