package fewshot.show;

import fewshot.show.Diagram.Cells;
import fewshot.show.Diagram.Edge;
import fewshot.show.Diagram.Kind;
import fewshot.show.draw.Fonts;
import java.awt.Font;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Where everything in a {@link Diagram} lies, in pixels: columns as wide as their widest box, rows as high as their highest. */
final class DiagramLayout {
    /** A line of text from its left end; the baseline is below. */
    record Text(String text, double x, double baseline, double width, Font font) {
        Rectangle2D bounds() {
            return new Rectangle2D.Double(x, baseline - font.getSize(), width, font.getSize() * 1.25);
        }
    }

    /** An edge's corners, from the border of its first box to the border of its second. */
    record Route(Edge edge, List<Point2D> points) {}

    static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 14);
    static final String LEGEND = "filled: has weights that training changes";
    private static final int MARGIN = 18;
    private static final int LINE = 17;
    private static final int PAD = 10; // between a box's border and its text, and between a frame and its boxes
    private static final int GAP_X = 40;
    private static final int GAP_Y = 36;
    private static final int CAPTION = 22;
    private static final int WRAP = 16; // characters in a line of a box, unless other boxes make it wider
    private static final double WIDE = 8.5; // pixels for a character, so that a line of as many fits

    private final Map<String, Rectangle2D> boxes = new LinkedHashMap<>();
    private final Map<String, Rectangle2D> frames = new LinkedHashMap<>();
    private final List<Route> routes = new ArrayList<>();
    private final List<Text> texts = new ArrayList<>();
    private final List<Text> labels = new ArrayList<>();
    private final Diagram diagram;
    private final double width;
    private final double height;

    DiagramLayout(Diagram diagram) {
        this.diagram = diagram;
        int rows = diagram.boxes().values().stream().mapToInt(Cells::bottom).max().orElseThrow() + 1;
        int columns = diagram.boxes().values().stream().mapToInt(Cells::right).max().orElseThrow() + 1;
        double[] across = places(columns, false);
        double[] down = places(rows, true);
        diagram.boxes().forEach((name, cells) -> boxes.put(name, new Rectangle2D.Double(across[2 * cells.left()], down[2 * cells.top()],
                across[2 * cells.right() + 1] - across[2 * cells.left()], down[2 * cells.bottom() + 1] - down[2 * cells.top()])));
        boxes.forEach((name, box) -> centre(wrap(Diagram.label(name), Math.max(WRAP, (int) ((box.getWidth() - 2 * PAD) / WIDE))), box));
        diagram.frames().forEach(this::frame);
        double lowest = down[2 * rows - 1] + (diagram.frames().isEmpty() ? 0 : PAD);
        for (Edge edge : diagram.edges()) {
            if (edge.kind() == Kind.LOOP) {
                lowest += LINE + 17;
            }
            route(edge, lowest);
        }
        texts.add(text(diagram.title(), MARGIN, MARGIN + 12, BOLD));
        if (diagram.learns()) {
            lowest += LINE + 13;
            texts.add(text(LEGEND, MARGIN, lowest, SMALL));
        }
        height = lowest + MARGIN;
        width = MARGIN + Math.max(across[2 * columns - 1], texts.stream().mapToDouble(t -> t.bounds().getMaxX()).max().orElse(0));
    }

    /** Where each column (row, if {@code down}) begins and ends. */
    private double[] places(int count, boolean down) {
        double[] sizes = new double[count];
        double[] gaps = IntStream.range(0, count).mapToDouble(i -> gapAfter(i, down)).toArray();
        ToIntFunction<Cells> first = cells -> down ? cells.top() : cells.left();
        ToIntFunction<Cells> last = cells -> down ? cells.bottom() : cells.right();
        diagram.boxes().entrySet().stream()
                .sorted(Comparator.comparingInt(e -> last.applyAsInt(e.getValue()) - first.applyAsInt(e.getValue()))) // wide ones last
                .forEach(e -> {
                    int from = first.applyAsInt(e.getValue());
                    int to = last.applyAsInt(e.getValue());
                    double room = Arrays.stream(sizes, from, to + 1).sum() + Arrays.stream(gaps, from, to).sum();
                    sizes[to] += Math.max(0, size(Diagram.label(e.getKey()), down) - room);
                });
        double[] places = new double[2 * count];
        double at = down ? MARGIN + 30 + (frameBegins(0) ? CAPTION : 0) : MARGIN;
        for (int i = 0; i < count; i++) {
            places[2 * i] = at;
            places[2 * i + 1] = at + sizes[i];
            at += sizes[i] + gaps[i];
        }
        return places;
    }

    private static double size(String label, boolean down) {
        List<String> lines = wrap(label);
        return 2 * PAD + (down ? lines.size() * LINE : lines.stream().mapToDouble(line -> Fonts.width(line, PLAIN)).max().orElse(0));
    }

    /** Room for an arrow, and for the labels of those that lead from this column to the next. */
    private double gapAfter(int i, boolean down) {
        if (down) {
            return GAP_Y + (frameBegins(i + 1) ? CAPTION : 0);
        }
        return diagram.edges().stream().filter(e -> e.kind() != Kind.LOOP && !e.label().isEmpty() && crosses(e, i))
                .flatMap(e -> wrap(e.label()).stream()).mapToDouble(line -> Fonts.width(line, SMALL) + 22).reduce(GAP_X, Math::max);
    }

    private boolean crosses(Edge edge, int column) {
        Cells from = diagram.boxes().get(edge.from());
        Cells to = diagram.boxes().get(edge.to());
        return from.right() == column && to.left() == column + 1 || to.right() == column && from.left() == column + 1;
    }

    private boolean frameBegins(int row) {
        return diagram.frames().stream().anyMatch(f -> f.boxes().stream().mapToInt(b -> diagram.boxes().get(b).top()).min().orElse(-1) == row);
    }

    private void frame(Diagram.Frame frame) {
        Rectangle2D around = frame.boxes().stream().map(boxes::get).reduce(Rectangle2D::createUnion).orElseThrow();
        Rectangle2D box = new Rectangle2D.Double(around.getX() - PAD, around.getY() - CAPTION, around.getWidth() + 2 * PAD,
                around.getHeight() + CAPTION + PAD);
        frames.put(frame.caption(), box);
        texts.add(text(frame.caption(), box.getX() + 6, box.getY() + 15, SMALL));
    }

    private void centre(List<String> lines, Rectangle2D box) {
        for (int i = 0; i < lines.size(); i++) {
            double y = box.getCenterY() + (i - (lines.size() - 1) / 2.0) * LINE + 4.5;
            texts.add(text(lines.get(i), box.getCenterX() - Fonts.width(lines.get(i), PLAIN) / 2, y, PLAIN));
        }
    }

    private void route(Edge edge, double lane) {
        Rectangle2D from = boxes.get(edge.from());
        Rectangle2D to = boxes.get(edge.to());
        boolean twoWays = diagram.edges().stream().anyMatch(e -> e.from().equals(edge.to()) && e.to().equals(edge.from()) && e.kind() == edge.kind());
        double shift = !twoWays ? 0 : edge.from().compareTo(edge.to()) < 0 ? -PAD : PAD;
        double top = Math.max(from.getMinY(), to.getMinY());
        double bottom = Math.min(from.getMaxY(), to.getMaxY());
        double left = Math.max(from.getMinX(), to.getMinX());
        double right = Math.min(from.getMaxX(), to.getMaxX());
        if (edge.kind() == Kind.LOOP) {
            loop(edge, from, to, lane);
        } else if (bottom > top) {
            double y = (top + bottom) / 2 + shift;
            boolean forth = to.getMinX() > from.getMaxX();
            add(edge, true, point(forth ? from.getMaxX() : from.getMinX(), y), point(forth ? to.getMinX() : to.getMaxX(), y));
        } else if (right > left) {
            double x = (left + right) / 2 + shift;
            boolean forth = to.getMinY() > from.getMaxY();
            add(edge, false, point(x, forth ? from.getMaxY() : from.getMinY()), point(x, forth ? to.getMinY() : to.getMaxY()));
        } else {
            double y = from.getCenterY();
            add(edge, true, point(to.getCenterX() > from.getCenterX() ? from.getMaxX() : from.getMinX(), y), point(to.getCenterX(), y),
                    point(to.getCenterX(), to.getMinY() > from.getMaxY() ? to.getMinY() : to.getMaxY()));
        }
    }

    private void loop(Edge edge, Rectangle2D from, Rectangle2D to, double lane) {
        double half = Fonts.width(edge.label(), SMALL) / 2;
        texts.add(label(edge.label(), (from.getCenterX() + to.getCenterX()) / 2 - half, lane - 5));
        routes.add(new Route(edge, List.of(point(from.getCenterX(), from.getMaxY()), point(from.getCenterX(), lane),
                point(to.getCenterX(), lane), point(to.getCenterX(), to.getMaxY()))));
    }

    /** A route with its label above its first part, or beside it if that is upright. */
    private void add(Edge edge, boolean level, Point2D... points) {
        routes.add(new Route(edge, List.of(points)));
        List<String> lines = edge.label().isEmpty() ? List.of() : wrap(edge.label());
        double x = (points[0].getX() + points[1].getX()) / 2;
        double y = (points[0].getY() + points[1].getY()) / 2;
        for (int i = 0; i < lines.size(); i++) {
            double up = level ? (i - lines.size() + 1) * LINE - 5 : (i - (lines.size() - 1) / 2.0) * LINE + 4;
            texts.add(label(lines.get(i), level ? x - Fonts.width(lines.get(i), SMALL) / 2 : x + 7, y + up));
        }
    }

    private Text label(String text, double x, double baseline) {
        Text label = text(text, x, baseline, SMALL);
        labels.add(label);
        return label;
    }

    private static Text text(String text, double x, double baseline, Font font) {
        return new Text(text, x, baseline, Fonts.width(text, font), font);
    }

    private static Point2D point(double x, double y) {
        return new Point2D.Double(x, y);
    }

    private static List<String> wrap(String label) {
        return wrap(label, WRAP);
    }

    /** Lines of at most as many characters, broken at spaces; a word that is longer has a line of its own. */
    static List<String> wrap(String label, int characters) {
        List<String> lines = new ArrayList<>();
        for (String word : label.split(" ")) {
            int last = lines.size() - 1;
            if (last >= 0 && lines.get(last).length() + 1 + word.length() <= characters) {
                lines.set(last, lines.get(last) + " " + word);
            } else {
                lines.add(word);
            }
        }
        return lines;
    }

    Map<String, Rectangle2D> boxes() {
        return boxes;
    }

    Map<String, Rectangle2D> frames() {
        return frames;
    }

    List<Route> routes() {
        return routes;
    }

    /** All that is written. */
    List<Text> texts() {
        return texts;
    }

    /** What is written beside arrows. */
    List<Text> labels() {
        return labels;
    }

    boolean isLearned(String box) {
        return diagram.isLearned(box);
    }

    int width() {
        return (int) Math.ceil(width);
    }

    int height() {
        return (int) Math.ceil(height);
    }
}
