package fewshot.world.print;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A font from a file, which draws characters by filling their outlines: no hinting and no rasteriser of the system's, so that a
 * picture is a function of the file and the character alone.
 *
 * @param name the file's without its ending, such as {@code open-sans}
 * @param font in a size at which hinting moves nothing
 */
record Typeface(String name, Font font) {
    private static final long MOST_BYTES = 1 << 23;
    private static final float SIZE = 1000;
    private static final FontRenderContext EXACT = new FontRenderContext(null, true, true);

    /** Pixels down and across. */
    static final int SIDE = 28;

    /** Pixels of the longer side of what is drawn, as MNIST's digits have. */
    static final int INK = 20;

    /**
     * Reads a TrueType or OpenType file; of a variable font its default instance.
     *
     * @throws IllegalArgumentException if it is none, or larger than 8 MB
     */
    static Typeface read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException("Print: " + file + " has " + Files.size(file) + " bytes; a font has at most " + MOST_BYTES);
            }
            String name = file.getFileName().toString();
            return new Typeface(name.substring(0, name.lastIndexOf('.')), Font.createFont(Font.TRUETYPE_FONT, file.toFile()).deriveFont(SIZE));
        } catch (FontFormatException | IOException | RuntimeException e) {
            if (e instanceof IllegalArgumentException ours && String.valueOf(ours.getMessage()).startsWith("Print:")) {
                throw ours;
            }
            throw new IllegalArgumentException("Print: " + file + " is no font that can be read, or is damaged (" + e.getMessage()
                    + "): run data-download.sh " + Print.NAME + " again", e);
        }
    }

    /** The outline of a character; nothing if the font has none. */
    Optional<Shape> outline(int codePoint) {
        if (!font.canDisplay(codePoint)) {
            return Optional.empty();
        }
        Shape outline = font.createGlyphVector(EXACT, Character.toString(codePoint)).getOutline();
        Rectangle2D box = outline.getBounds2D();
        double longer = Math.max(box.getWidth(), box.getHeight());
        return longer > 0 && longer < 100 * SIZE ? Optional.of(outline) : Optional.empty();
    }

    /**
     * A character, 28 × 28, ink 255 on paper 0: its longer side has 20 pixels, its middle is that of the picture; nothing if the font
     * has no such character.
     */
    Optional<byte[]> draw(int codePoint) {
        return outline(codePoint).map(Typeface::fill);
    }

    private static byte[] fill(Shape outline) {
        Rectangle2D box = outline.getBounds2D();
        AffineTransform place = AffineTransform.getTranslateInstance(SIDE / 2.0, SIDE / 2.0);
        double scale = INK / Math.max(box.getWidth(), box.getHeight());
        place.scale(scale, scale);
        place.translate(-box.getCenterX(), -box.getCenterY());
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.setColor(Color.WHITE);
        graphics.fill(place.createTransformedShape(outline));
        graphics.dispose();
        byte[] ink = new byte[SIDE * SIDE];
        for (int i = 0; i < ink.length; i++) {
            ink[i] = (byte) image.getRGB(i % SIDE, i / SIDE);
        }
        return ink;
    }
}
