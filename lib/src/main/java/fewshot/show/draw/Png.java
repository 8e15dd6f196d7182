package fewshot.show.draw;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Pictures as small PNG files: a notebook holds dozens, and stays below a megabyte. */
public final class Png {
    private static final int FREQUENT = 64;
    private static final int MOST = 256;
    private static final int AREA = 64; // pixels of one colour that are no edge

    private Png() {}

    /**
     * An image as base64 PNG in its 64 most frequent colours, a quarter of the size: the shades of smooth edges lose least. Those of
     * the palette stay however few pixels have them: a handful of points on a large ground would else be grey. So do, up to 256, those
     * that fill an area, such as the tiles of a map: their shades are what it says.
     */
    public static String encode(BufferedImage image) {
        return encodeAllColours(indexed(image));
    }

    /** An image as base64 PNG as it is: a photograph has no few most frequent colours. */
    public static String encodeAllColours(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(0); // the smallest file
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** Pixel by pixel: to draw into an indexed image would go through Java2D's coarse table, in which white is not white. */
    private static BufferedImage indexed(BufferedImage image) {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        List<Map.Entry<Integer, Long>> colours = Arrays.stream(pixels).boxed().collect(Collectors.groupingBy(colour -> colour, Collectors.counting()))
                .entrySet().stream().sorted(Comparator.<Map.Entry<Integer, Long>, Boolean>comparing(colour -> !Palette.has(colour.getKey()))
                        .thenComparing(Map.Entry.<Integer, Long>comparingByValue().reversed()).thenComparing(Map.Entry.comparingByKey()))
                .toList();
        int[] palette = IntStream.range(0, Math.min(MOST, colours.size())).filter(i -> i < FREQUENT || colours.get(i).getValue() >= AREA)
                .map(i -> colours.get(i).getKey()).toArray();
        Map<Integer, Integer> places = new HashMap<>();
        int[] indices = Arrays.stream(pixels).map(colour -> places.computeIfAbsent(colour, c -> nearest(c, palette))).toArray();
        BufferedImage small = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE));
        small.getRaster().setPixels(0, 0, image.getWidth(), image.getHeight(), indices);
        return small;
    }

    private static int nearest(int colour, int[] palette) {
        return IntStream.range(0, palette.length).boxed().min(Comparator.comparingInt(i -> IntStream.of(0, 8, 16)
                .map(shift -> (palette[i] >> shift & 255) - (colour >> shift & 255)).map(d -> d * d).sum())).orElseThrow();
    }
}
