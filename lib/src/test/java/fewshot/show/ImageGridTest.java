package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.EpisodeSampler;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class ImageGridTest {
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
    void anImageOfAnotherSizeAndNoImageAreRefused() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> ImageGrid.of(2, 2, new byte[][] {new byte[5]}));
        assertTrue(e.getMessage().contains("5 pixels") && e.getMessage().contains("need 4"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> ImageGrid.of(2, 2, new byte[0][]));
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
