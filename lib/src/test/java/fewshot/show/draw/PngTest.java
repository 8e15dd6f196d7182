package fewshot.show.draw;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {
    private static final int TILE = 10;

    /** A map of 200 tiles, each of a shade of its own, on a white ground with many shades of a single pixel each. */
    @Test
    void theShadesOfAMapsTilesStayWhatTheyAre() throws IOException {
        BufferedImage image = new BufferedImage(20 * TILE, 12 * TILE, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int tile = x / TILE + 20 * (y / TILE);
                image.setRGB(x, y, tile < 200 ? shade(tile) : x % 4 == 0 ? 0xFF0000 | x << 8 | y : 0xFFFFFF);
            }
        }
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(Png.encode(image))));
        for (int tile = 0; tile < 200; tile++) {
            assertEquals(shade(tile), read.getRGB(tile % 20 * TILE + 3, tile / 20 * TILE + 3) & 0xFFFFFF, "tile " + tile);
        }
    }

    private static int shade(int tile) {
        return (20 + tile) * 0x010101;
    }
}
