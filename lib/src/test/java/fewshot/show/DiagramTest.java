package fewshot.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.show.Diagram.Kind;
import fewshot.show.draw.Bundle;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class DiagramTest {
    /** The pictures of all methods. */
    static Stream<Diagram> methods() {
        return Arrays.stream(MethodDiagrams.class.getMethods()).filter(m -> Modifier.isStatic(m.getModifiers())).map(DiagramTest::made);
    }

    private static Diagram made(Method method) {
        try {
            return (Diagram) method.invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(method.getName(), e);
        }
    }

    private static Document svg(Diagram diagram) throws Exception {
        return parsed(DiagramPicture.svg(new DiagramLayout(diagram), diagram.title(), diagram.toString()));
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static Rectangle2D inside(Rectangle2D box) {
        return new Rectangle2D.Double(box.getX() + 1, box.getY() + 1, box.getWidth() - 2, box.getHeight() - 2);
    }

    private static double toBorder(Rectangle2D box, Point2D p) {
        Point2D[] corners = {new Point2D.Double(box.getMinX(), box.getMinY()), new Point2D.Double(box.getMaxX(), box.getMinY()),
            new Point2D.Double(box.getMaxX(), box.getMaxY()), new Point2D.Double(box.getMinX(), box.getMaxY())};
        double least = Double.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            least = Math.min(least, new Line2D.Double(corners[i], corners[(i + 1) % 4]).ptSegDist(p));
        }
        return least;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void noBoxLiesOnAnotherAndAllLieInThePicture(Diagram diagram) {
        DiagramLayout layout = new DiagramLayout(diagram);
        Rectangle2D picture = new Rectangle2D.Double(0, 0, layout.width(), layout.height());
        List<Rectangle2D> boxes = List.copyOf(layout.boxes().values());
        for (int i = 0; i < boxes.size(); i++) {
            assertTrue(picture.contains(boxes.get(i)), diagram.title());
            for (int j = 0; j < i; j++) {
                assertFalse(boxes.get(i).intersects(boxes.get(j)), diagram.title());
            }
        }
        layout.texts().forEach(text -> assertTrue(picture.contains(text.bounds()), diagram.title() + ": " + text.text()));
    }

    /** Measured on a drawing surface, and not as the layout measures. */
    @ParameterizedTest
    @MethodSource("methods")
    void whatIsWrittenInABoxFitsIntoIt(Diagram diagram) {
        DiagramLayout layout = new DiagramLayout(diagram);
        Graphics2D surface = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        layout.boxes().forEach((name, box) -> {
            List<DiagramLayout.Text> lines = layout.texts().stream().filter(t -> box.contains(t.x() + t.width() / 2, t.baseline() - 4)).toList();
            assertEquals(Diagram.label(name), String.join(" ", lines.stream().map(DiagramLayout.Text::text).toList()));
            for (DiagramLayout.Text line : lines) {
                int width = surface.getFontMetrics(line.font()).stringWidth(line.text());
                assertTrue(line.x() >= box.getMinX() + 4 && line.x() + width <= box.getMaxX() - 4, diagram.title() + ": " + line.text());
                assertTrue(line.baseline() - 11 >= box.getMinY() && line.baseline() + 4 <= box.getMaxY(), diagram.title() + ": " + line.text());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("methods")
    void arrowsBeginAndEndAtTheBoxesThatTheyNameAndRunThroughNone(Diagram diagram) {
        DiagramLayout layout = new DiagramLayout(diagram);
        assertEquals(diagram.edges().size(), layout.routes().size());
        for (DiagramLayout.Route route : layout.routes()) {
            String edge = diagram.title() + ": " + route.edge();
            List<Point2D> points = route.points();
            assertEquals(0, toBorder(layout.boxes().get(route.edge().from()), points.get(0)), 0.01, edge);
            assertEquals(0, toBorder(layout.boxes().get(route.edge().to()), points.get(points.size() - 1)), 0.01, edge);
            for (int i = 1; i < points.size(); i++) {
                Line2D part = new Line2D.Double(points.get(i - 1), points.get(i));
                assertTrue(i < points.size() - 1 || part.getP1().distance(part.getP2()) >= 14, edge + " has no room for its head");
                layout.boxes().forEach((name, box) -> assertFalse(part.intersects(inside(box)), edge + " runs through " + name));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void labelsOfArrowsLieOnNoBoxOnNoArrowAndOnNoOtherText(Diagram diagram) {
        DiagramLayout layout = new DiagramLayout(diagram);
        for (DiagramLayout.Text label : layout.labels()) {
            String what = diagram.title() + ": " + label.text();
            layout.boxes().values().forEach(box -> assertFalse(box.intersects(label.bounds()), what));
            layout.texts().forEach(text -> assertTrue(text == label || !inside(text.bounds()).intersects(inside(label.bounds())),
                    what + " on " + text.text()));
            for (DiagramLayout.Route route : layout.routes()) {
                for (int i = 1; i < route.points().size(); i++) {
                    Line2D part = new Line2D.Double(route.points().get(i - 1), route.points().get(i));
                    assertFalse(part.intersects(inside(label.bounds())), what + " on " + route.edge());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aFrameHoldsItsBoxesWholeAndNoOther(Diagram diagram) {
        DiagramLayout layout = new DiagramLayout(diagram);
        diagram.frames().forEach(frame -> layout.boxes().forEach((name, box) -> {
            Rectangle2D around = layout.frames().get(frame.caption());
            assertTrue(frame.boxes().contains(name) ? around.contains(box) : !around.intersects(box), diagram.title() + ": " + name);
        }));
    }

    /** What is dark on white needs a ground of its own where the page is dark. */
    @ParameterizedTest
    @MethodSource("methods")
    void theSvgAndThePngShowTheSameOnWhitePaperAndCanBeHeard(Diagram diagram) throws Exception {
        Bundle bundle = diagram.bundle();
        String words = bundle.text();
        assertTrue(words.startsWith("Diagram '" + diagram.title() + "'. "), words);
        diagram.boxes().keySet().stream().map(name -> Diagram.label(name).replace('\u00a0', ' '))
                .forEach(label -> assertTrue(words.contains(label), label + " is not in: " + words));
        Document svg = parsed((String) bundle.data().get(Bundle.SVG));
        assertEquals("img", svg.getDocumentElement().getAttribute("role"));
        assertEquals(diagram.title(), svg.getElementsByTagName("title").item(0).getTextContent());
        assertEquals(words, svg.getElementsByTagName("desc").item(0).getTextContent());
        BufferedImage png = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode((String) bundle.data().get(Bundle.PNG))));
        assertEquals(svg.getDocumentElement().getAttribute("width"), String.valueOf(png.getWidth()));
        assertEquals(svg.getDocumentElement().getAttribute("height"), String.valueOf(png.getHeight()));
        assertEquals(0xFFFFFFFF, png.getRGB(1, 1));
        NodeList rectangles = svg.getElementsByTagName("rect");
        assertEquals(1 + diagram.boxes().size() + diagram.frames().size(), rectangles.getLength());
        assertEquals("#FFFFFF", rectangles.item(0).getAttributes().getNamedItem("fill").getTextContent());
        int links = (int) diagram.edges().stream().filter(e -> e.kind() == Kind.LINK).count();
        assertEquals(diagram.edges().size() - links, svg.getElementsByTagName("polygon").getLength(), "an arrow has a head, a link has none");
        assertTrue(png.getWidth() <= 1050, diagram.title() + " is " + png.getWidth() + " wide: a page has about a thousand");
        int size = bundle.data().values().stream().mapToInt(form -> form.toString().length()).sum();
        assertTrue(size < 40_000, diagram.title() + " has " + size + " characters: a notebook holds dozens of pictures");
    }

    @Test
    void aNameInNeighbouringCellsIsOneBoxOverThemAndWhatFollowsAHashIsNotWritten() {
        DiagramLayout layout = new DiagramLayout(Diagram.of("t", "a#1 | all", "a#2 | all").flow("a#1", "all").flow("a#2", "all"));
        assertEquals(layout.boxes().get("a#1").getMinY(), layout.boxes().get("all").getMinY(), 0);
        assertEquals(layout.boxes().get("a#2").getMaxY(), layout.boxes().get("all").getMaxY(), 0);
        assertEquals(2, layout.texts().stream().filter(t -> t.text().equals("a")).count());
        layout.routes().forEach(r -> assertEquals(r.points().get(0).getY(), r.points().get(1).getY(), 0, "arrows into it are level"));
    }

    @Test
    void linesEndAtSpacesButNotAtThoseThatKeepWordsTogether() {
        assertEquals(List.of("support of", "class\u00a01"), DiagramLayout.wrap(Diagram.label("support of class~1#a"), 12));
        assertEquals(List.of("indivisible", "a b"), DiagramLayout.wrap("indivisible a b", 5));
    }

    @Test
    void whatTrainingChangesIsFilledAndExplained() throws Exception {
        Diagram diagram = Diagram.of("t", "a | b").flow("a", "b").learned("b");
        assertEquals("Diagram 't'. Arrows: a to b. Training changes the weights of: b.", diagram.toString());
        assertTrue(svg(diagram).getDocumentElement().getTextContent().contains(DiagramLayout.LEGEND));
        assertFalse(svg(Diagram.of("t", "a | b").flow("a", "b")).getDocumentElement().getTextContent().contains(DiagramLayout.LEGEND));
        NodeList boxes = svg(diagram).getElementsByTagName("rect");
        assertFalse(boxes.item(1).getAttributes().getNamedItem("fill").equals(boxes.item(2).getAttributes().getNamedItem("fill")));
    }

    @Test
    void textThatIsMarkupIsWrittenAsItIs() throws Exception {
        Diagram diagram = Diagram.of("a < b & c", "x>y | \"<b>\"").arrow("x>y", "\"<b>\"", "&amp;");
        assertTrue(svg(diagram).getDocumentElement().getTextContent().contains("\"<b>\""));
        assertTrue(svg(diagram).getDocumentElement().getTextContent().contains("&amp;"));
    }

    @Test
    void aBoxThatIsNotThereAndCellsThatAreNoRectangleAreRefusedByName() {
        Exception e = assertThrows(IllegalArgumentException.class, () -> Diagram.of("t", "a | b").flow("a", "c"));
        assertTrue(e.getMessage().contains("no box 'c'") && e.getMessage().contains("[a, b]"), e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> Diagram.of("t", "a | b", "b | a"));
        assertTrue(e.getMessage().contains("'a' are no rectangle"), e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Diagram.of("t", " | "));
    }
}
