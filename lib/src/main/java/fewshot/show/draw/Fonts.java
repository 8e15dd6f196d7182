package fewshot.show.draw;

import java.awt.Font;
import java.awt.font.FontRenderContext;

/** Whether this machine has a font: without one Java can draw lines and images, but no text. */
public final class Fonts {
    private static final String MISSING = "This machine has no fonts, so plots have no static picture and images no captions; the"
            + " interactive plots are whole. Install a font (Debian and Ubuntu: apt install fontconfig fonts-dejavu-core) and"
            + " restart the kernel.";

    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);
    private static final double WITHOUT_FONT = 0.62; // of a character's size: the picture's viewer has a font of its own

    private Fonts() {}

    private static final class Found {
        static final boolean ANY = measured();

        private static boolean measured() {
            try {
                new Font(Font.SANS_SERIF, Font.PLAIN, 11).getStringBounds("a", new FontRenderContext(null, true, false));
                return true;
            } catch (RuntimeException | LinkageError | InternalError none) { // Java has no one way to say so
                System.out.println(MISSING);
                return false;
            }
        }
    }

    /** Whether there is one; says what to do where there is none, once. */
    public static boolean any() {
        return Found.ANY;
    }

    /** How wide a text is in pixels; about so wide where there is no font. */
    public static double width(String text, Font font) {
        return any() ? font.getStringBounds(text, CONTEXT).getWidth() : WITHOUT_FONT * font.getSize() * text.length();
    }
}
