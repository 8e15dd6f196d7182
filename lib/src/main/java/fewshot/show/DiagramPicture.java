package fewshot.show;

import fewshot.show.Diagram.Kind;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Draws a {@link DiagramLayout}, once as pixels and once as SVG. */
final class DiagramPicture {
    private static final String INK = "#222222";
    private static final String LINE = "#555555";
    private static final String PAPER = "#FFFFFF";
    private static final String FILL = "#D6E8F5";
    private static final String BLUE = "#0072B2";
    private static final String FRAME = "#7F7F7F";
    private static final int ROUND = 6;
    private static final float[] DASHES = {6, 4};

    private DiagramPicture() {}

    static BufferedImage image(DiagramLayout layout) {
        BufferedImage image = new BufferedImage(layout.width(), layout.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.decode(PAPER));
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        g.setColor(Color.decode(FRAME));
        g.setStroke(stroke(1, true));
        layout.frames().values().forEach(frame -> g.draw(rounded(frame)));
        layout.boxes().forEach((name, box) -> box(g, box, layout.isLearned(name)));
        layout.routes().forEach(route -> route(g, route));
        g.setColor(Color.decode(INK));
        layout.texts().forEach(text -> {
            g.setFont(text.font());
            g.drawString(text.text(), (float) text.x(), (float) text.baseline());
        });
        g.dispose();
        return image;
    }

    private static void box(Graphics2D g, Rectangle2D box, boolean learned) {
        g.setColor(Color.decode(learned ? FILL : PAPER));
        g.fill(rounded(box));
        g.setColor(Color.decode(learned ? BLUE : LINE));
        g.setStroke(stroke(learned ? 2 : 1.2f, false));
        g.draw(rounded(box));
    }

    private static void route(Graphics2D g, DiagramLayout.Route route) {
        g.setColor(Color.decode(LINE));
        g.setStroke(stroke(1.5f, route.edge().kind() == Kind.LINK));
        Path2D path = new Path2D.Double();
        path.moveTo(route.points().get(0).getX(), route.points().get(0).getY());
        route.points().forEach(p -> path.lineTo(p.getX(), p.getY()));
        g.draw(path);
        if (route.edge().kind() != Kind.LINK) {
            Path2D head = new Path2D.Double();
            List<Point2D> corners = head(route.points());
            head.moveTo(corners.get(0).getX(), corners.get(0).getY());
            corners.forEach(p -> head.lineTo(p.getX(), p.getY()));
            g.fill(head);
        }
    }

    private static RoundRectangle2D rounded(Rectangle2D box) {
        return new RoundRectangle2D.Double(box.getX(), box.getY(), box.getWidth(), box.getHeight(), 2 * ROUND, 2 * ROUND);
    }

    private static BasicStroke stroke(float width, boolean broken) {
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, broken ? DASHES : null, 0);
    }

    /** The triangle at a path's end, its tip first. */
    private static List<Point2D> head(List<Point2D> path) {
        Point2D tip = path.get(path.size() - 1);
        Point2D before = path.get(path.size() - 2);
        double length = tip.distance(before);
        double dx = (tip.getX() - before.getX()) / length;
        double dy = (tip.getY() - before.getY()) / length;
        return List.of(tip, new Point2D.Double(tip.getX() - 9 * dx - 4 * dy, tip.getY() - 9 * dy + 4 * dx),
                new Point2D.Double(tip.getX() - 9 * dx + 4 * dy, tip.getY() - 9 * dy - 4 * dx));
    }

    /** The same as SVG that asks for no font or style of the page, with a title and a description for those who hear it. */
    static String svg(DiagramLayout layout, String title, String description) {
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" "
                + "viewBox=\"0 0 %1$d %2$d\" role=\"img\" font-family=\"sans-serif\">%n<title>%3$s</title>%n<desc>%4$s</desc>%n",
                layout.width(), layout.height(), escaped(title), escaped(description)));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"" + PAPER + "\"/>\n");
        layout.frames().values().forEach(frame -> svg.append(rect(frame, "none", FRAME, "1\" stroke-dasharray=\"6 4")));
        for (Map.Entry<String, Rectangle2D> box : layout.boxes().entrySet()) {
            boolean learned = layout.isLearned(box.getKey());
            svg.append(rect(box.getValue(), learned ? FILL : PAPER, learned ? BLUE : LINE, learned ? "2" : "1.2"));
        }
        for (DiagramLayout.Route route : layout.routes()) {
            boolean link = route.edge().kind() == Kind.LINK;
            svg.append("<polyline points=\"").append(points(route.points())).append("\" fill=\"none\" stroke=\"" + LINE + "\" stroke-width=\"1.5\"")
                    .append(link ? " stroke-dasharray=\"6 4\"" : "").append("/>\n");
            svg.append(link ? "" : "<polygon points=\"" + points(head(route.points())) + "\" fill=\"" + LINE + "\"/>\n");
        }
        // The given width keeps a text inside its box whatever font the viewer has.
        layout.texts().forEach(t -> svg.append(String.format(Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\"%s fill=\"" + INK + "\" textLength=\"%.1f\" lengthAdjust=\"spacingAndGlyphs\">%s</text>%n",
                t.x(), t.baseline(), t.font().getSize(), t.font().isBold() ? " font-weight=\"bold\"" : "", t.width(), escaped(t.text()))));
        return svg.append("</svg>").toString();
    }

    private static String rect(Rectangle2D box, String fill, String stroke, String width) {
        return String.format(Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%d\" fill=\"%s\" stroke=\"%s\" stroke-width=\"%s\"/>%n",
                box.getX(), box.getY(), box.getWidth(), box.getHeight(), ROUND, fill, stroke, width);
    }

    private static String points(List<Point2D> points) {
        return points.stream().map(p -> String.format(Locale.ROOT, "%.1f,%.1f", p.getX(), p.getY())).collect(Collectors.joining(" "));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
