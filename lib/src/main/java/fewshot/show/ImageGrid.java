package fewshot.show;

import fewshot.data.Examples;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.sequence.SequenceBatch;
import fewshot.show.draw.Bundle;
import fewshot.show.draw.Displayable;
import fewshot.show.draw.Fonts;
import fewshot.show.draw.Png;
import fewshot.show.draw.Tile;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Small images in rows, dark ink on white paper or in colour, each with a caption where wanted. */
public final class ImageGrid implements Displayable {
    private static final int GAP = 8;
    private static final int LINE = 14;
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    private static final Color RIGHT = Color.decode("#009E73");
    private static final Color WRONG = Color.decode("#D55E00");

    private final int channels;
    private final int height;
    private final int width;
    private final List<BufferedImage> images;
    private int columns;
    private int zoom = 2;
    private int divider;
    private String title = "";
    private String[] captions;
    private boolean[] right;
    private IntPredicate judged = i -> true;
    private String description;

    private ImageGrid(int channels, int height, int width, List<byte[]> images, int columns) {
        check(!images.isEmpty(), "there is no image to show; give it at least one");
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.images = images.stream().map(pixels -> Tile.of(pixels, channels, height, width)).toList();
        this.columns = columns;
    }

    private static void check(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException("ImageGrid: " + message);
        }
    }

    /** Any images of one size, row by row, ink 255. */
    public static ImageGrid of(int height, int width, byte[][] images) {
        return of(1, height, width, images);
    }

    /**
     * Any images of one size and kind.
     *
     * @param channels 1 for ink, 255 black; 3 for red, green and blue
     * @param images each {@code [channels, height, width]}, one byte a number
     * @throws IllegalArgumentException if there is no image, or one has another size
     */
    public static ImageGrid of(int channels, int height, int width, byte[][] images) {
        return new ImageGrid(channels, height, width, List.of(images), Math.min(images.length, 10));
    }

    /** Some images of some classes, a class a row. */
    public static ImageGrid of(ImageSet data, int[] classes, int imagesPerClass) {
        List<byte[]> images = new ArrayList<>();
        for (int c : classes) {
            for (int i = 0; i < imagesPerClass; i++) {
                images.add(data.image(c, i));
            }
        }
        return new ImageGrid(data.channels(), data.height(), data.width(), images, imagesPerClass)
                .title(data.name())
                .describe(classes.length + " classes of " + data.name() + ", a row each, " + imagesPerClass + " images of each: "
                        + String.join(", ", Arrays.stream(classes).mapToObj(data::className).toList()) + ".");
    }

    /**
     * Some sets of images of one size and kind, a set a row: images of classes that lie evenly over it.
     *
     * @param imagesEach how many of each set; empty places where one has fewer
     */
    public static ImageGrid of(List<ImageSet> sets, int imagesEach) {
        check(!sets.isEmpty(), "there is no set to show; give it at least one");
        ImageSet first = sets.get(0);
        List<byte[]> images = new ArrayList<>();
        for (ImageSet set : sets) {
            Examples some = set.spread(imagesEach);
            IntStream.range(0, imagesEach).forEach(i -> images.add(i < some.size() ? some.pick(i).bytes() : new byte[first.pixelsPerImage()]));
        }
        String names = String.join(", ", sets.stream().map(ImageSet::name).toList());
        return new ImageGrid(first.channels(), first.height(), first.width(), images, imagesEach).title(names + ": a row each")
                .describe(imagesEach + " images of each of " + names + ": a row each.");
    }

    /**
     * An episode: a class a row, its support to the left of the line and its queries to the right, with empty places where a
     * class has fewer than others; strangers are not shown.
     */
    public static ImageGrid of(Episode episode) {
        return of(episode.support().shape()[0], episode.height(), episode.width(), episode);
    }

    /**
     * An episode of examples that are no images, such as fingerprints: the numbers of each as pixels, row by row, 0 white and 1 black.
     *
     * @throws IllegalArgumentException if an example has not so many numbers
     */
    public static ImageGrid of(int height, int width, Episode episode) {
        return of(1, height, width, episode);
    }

    private static ImageGrid of(int channels, int height, int width, Episode episode) {
        int shots = Arrays.stream(episode.shots()).max().orElseThrow();
        int queries = Arrays.stream(episode.queryClasses().counts()).max().orElseThrow();
        List<byte[]> images = new ArrayList<>();
        for (int c = 0; c < episode.way(); c++) {
            addRow(images, episode.support(), episode.supportLabels(), c, shots);
            addRow(images, episode.query(), episode.queryLabels(), c, queries);
        }
        ImageGrid grid = new ImageGrid(channels, height, width, images, shots + queries);
        grid.divider = shots;
        return grid.title("support | query").describe("An episode, a class a row; left of the line " + shots
                + " support image(s), right of it " + queries + " queries: " + String.join(", ", episode.classNames()) + ".");
    }

    /** One of some sequences, in the order in which it is read, ten images a row. */
    public static ImageGrid of(SequenceBatch batch, int sequence) {
        Examples all = batch.examples();
        List<byte[]> images = IntStream.range(0, batch.time()).mapToObj(t -> all.pick(t * batch.size() + sequence).bytes()).toList();
        return new ImageGrid(all.shape()[0], batch.height(), batch.width(), images, Math.min(images.size(), 10));
    }

    /** The examples of a class, and then empty ones up to a number. */
    private static void addRow(List<byte[]> images, Examples examples, int[] labels, int label, int places) {
        int[] own = IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
        for (int i = 0; i < places; i++) {
            images.add(i < own.length ? pixels(examples.pick(own[i])) : new byte[examples.length()]);
        }
    }

    /** The numbers of examples, 0 to 1 and what is beyond cut off, as 0 to 255. */
    private static byte[] pixels(Examples examples) {
        if (examples.kind() == Examples.Kind.BYTES) {
            return examples.bytes();
        }
        float[] numbers = examples.floats();
        byte[] pixels = new byte[numbers.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, numbers[i])));
        }
        return pixels;
    }

    /** How many images stand in a row. */
    public ImageGrid columns(int columns) {
        check(columns > 0, columns + " columns; there must be at least 1");
        this.columns = columns;
        return this;
    }

    /** How many screen pixels a pixel takes each way; 2 unless told. */
    public ImageGrid zoom(int zoom) {
        check(zoom > 0, "a pixel takes " + zoom + " pixels; it must be at least 1");
        this.zoom = zoom;
        return this;
    }

    /** A line above the images. */
    public ImageGrid title(String title) {
        this.title = title;
        return this;
    }

    /** A caption under each image. */
    public ImageGrid captions(String... captions) {
        check(captions.length == images.size(),
                captions.length + " captions for " + images.size() + " images; each needs one, which may be empty");
        this.captions = captions.clone();
        return this;
    }

    /** Which images were answered rightly: a frame and a mark for each. */
    public ImageGrid marks(boolean... right) {
        check(right.length == images.size(), right.length + " marks for " + images.size() + " images; each needs one");
        this.right = right.clone();
        return this;
    }

    /** Leaves some images without a frame's colour and a mark, since nobody answered them. */
    ImageGrid onlyMarked(IntPredicate answered) {
        this.judged = answered;
        return this;
    }

    /** What the images show, for those who hear the page. */
    public ImageGrid describe(String text) {
        this.description = text;
        return this;
    }

    @Override
    public Bundle bundle() {
        return Bundle.text(toString()).with(Bundle.PNG, channels == 1 ? Png.encode(picture()) : Png.encodeAllColours(picture()));
    }

    /** The grid as a picture. */
    public BufferedImage picture() {
        int rows = (images.size() + columns - 1) / columns;
        int captionHeight = captions == null && right == null ? 0 : LINE;
        int cellWidth = width * zoom + GAP;
        int cellHeight = height * zoom + GAP + captionHeight;
        int top = title.isEmpty() ? GAP : GAP + LINE + 4;
        int extra = divider > 0 ? 2 * GAP : 0;
        BufferedImage picture = new BufferedImage(
                Math.max(GAP + columns * cellWidth + extra, 2 * GAP + titleWidth()), top + rows * cellHeight, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setFont(FONT);
        graphics.setColor(Color.DARK_GRAY);
        write(graphics, title, GAP, LINE);
        for (int i = 0; i < images.size(); i++) {
            int column = i % columns;
            int x = GAP + column * cellWidth + (divider > 0 && column >= divider ? extra : 0);
            draw(graphics, i, x, top + i / columns * cellHeight);
        }
        if (divider > 0) {
            int x = GAP + divider * cellWidth + GAP / 2;
            graphics.setColor(Color.GRAY);
            graphics.drawLine(x, top, x, picture.getHeight() - GAP);
        }
        graphics.dispose();
        return picture;
    }

    private int titleWidth() {
        return !Fonts.any() ? 0 : (int) Math.ceil(FONT.getStringBounds(title, new FontRenderContext(null, true, false)).getWidth());
    }

    private void draw(Graphics2D graphics, int index, int x, int y) {
        graphics.drawImage(images.get(index), x, y, width * zoom, height * zoom, null);
        boolean plain = right == null || !judged.test(index);
        graphics.setColor(plain ? new Color(0xDDDDDD) : right[index] ? RIGHT : WRONG);
        graphics.drawRect(x - 1, y - 1, width * zoom + 1, height * zoom + 1);
        String mark = plain ? "" : right[index] ? "✓ " : "✗ ";
        String caption = captions == null ? "" : captions[index];
        if (!(mark + caption).isEmpty()) {
            graphics.setColor(plain ? Color.DARK_GRAY : right[index] ? RIGHT.darker() : WRONG.darker());
            write(graphics, mark + caption, x, y + height * zoom + LINE - 2);
        }
    }

    private static void write(Graphics2D graphics, String text, int x, int y) {
        if (Fonts.any()) {
            graphics.drawString(text, x, y);
        }
    }

    @Override
    public String toString() {
        String shown = description == null
                ? images.size() + (images.size() == 1 ? " image" : " images") + " of " + width + " × " + height + " pixels"
                        + (title.isEmpty() ? "" : ", " + title)
                : description;
        StringBuilder text = new StringBuilder(shown).append(shown.matches(".*[.?!]") ? "" : ".");
        if (captions != null) {
            text.append(Arrays.stream(captions).filter(c -> !c.isEmpty()).collect(Collectors.joining("; ", " Captions: ", ".")));
        }
        if (right != null) {
            String wrong = IntStream.range(0, right.length).filter(i -> !right[i]).mapToObj(i -> String.valueOf(i + 1))
                    .collect(Collectors.joining(", "));
            text.append(wrong.isEmpty() ? " None is marked wrong." : " Marked wrong: image " + wrong + ".");
        }
        return text.toString();
    }
}
