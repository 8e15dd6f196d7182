package fewshot.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The picture that the web and paper show where Plotly does not run, drawn by XChart from the same JSON. */
final class StaticPicture {
    private static final Set<String> LINES = Set.of("scatter");
    private static final Set<String> BARS = Set.of("bar", "scatter");
    private static final int PALETTE = 64;
    private static final Color GRID = new Color(0xE5E5E5);

    private StaticPicture() {}

    /** The picture as base64, or nothing for a kind of plot that has none. */
    static Optional<String> png(ObjectNode figure) {
        JsonNode traces = figure.get("data");
        Chart<?, ?> chart;
        if (all(traces, LINES)) {
            chart = XyPicture.of(figure);
        } else if (all(traces, BARS)) {
            chart = BarPicture.of(figure);
        } else {
            return Optional.empty();
        }
        return Optional.of(encode(BitmapEncoder.getBufferedImage(chart)));
    }

    private static boolean all(JsonNode traces, Set<String> types) {
        return !traces.isEmpty()
                && StreamSupport.stream(traces.spliterator(), false).allMatch(t -> types.contains(t.path("type").asText()));
    }

    /** An image as base64 PNG in its 64 most frequent colours, a quarter of the size: the shades of smooth edges lose least. */
    static String encode(BufferedImage image) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(0); // the smallest file
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(indexed(image), null, null), param);
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
        int[] palette = Arrays.stream(pixels).boxed().collect(Collectors.groupingBy(colour -> colour, Collectors.counting()))
                .entrySet().stream().sorted(Map.Entry.<Integer, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(PALETTE).mapToInt(Map.Entry::getKey).toArray();
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

    static String title(JsonNode owner) {
        return owner.path("title").path("text").asText("");
    }

    static int size(ObjectNode figure, String side, int usual) {
        int size = figure.get("layout").path(side).asInt(0);
        return size > 0 ? size : usual;
    }

    /** {@code #rrggbb}, or {@code rgba(r,g,b,a)}. */
    static Color colour(String text, Color usual) {
        if (text.startsWith("#")) {
            return Color.decode(text);
        }
        if (text.startsWith("rgba(")) {
            String[] parts = text.substring(5, text.length() - 1).split(",");
            return new Color(Integer.parseInt(parts[0].strip()), Integer.parseInt(parts[1].strip()),
                    Integer.parseInt(parts[2].strip()), (int) Math.round(255 * Double.parseDouble(parts[3].strip())));
        }
        return usual;
    }

    static void style(AxesChartStyler styler, ObjectNode figure) {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new java.awt.BasicStroke(1));
        styler.setLegendBorderColor(GRID);
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setChartTitleBoxVisible(false);
        styler.setLegendVisible(figure.get("layout").path("showlegend").asBoolean(figure.get("data").size() > 1));
        styler.setChartFontColor(new Color(0x222222));
        styler.setErrorBarsColorSeriesColor(true);
        JsonNode range = figure.get("layout").path("yaxis").path("range");
        if (range.size() == 2) {
            styler.setYAxisMin(range.get(0).asDouble());
            styler.setYAxisMax(range.get(1).asDouble());
        }
    }
}
