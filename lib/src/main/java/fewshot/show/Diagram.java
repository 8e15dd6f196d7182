package fewshot.show;

import fewshot.show.draw.Bundle;
import fewshot.show.draw.Displayable;
import fewshot.show.draw.Fonts;
import fewshot.show.draw.Png;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Boxes and arrows: how the parts of a method hang together. The boxes stand in a grid that is written as text, a row each and a
 * bar between two cells. A name in several neighbouring cells is one box over all of them; an empty cell stays empty; what
 * follows a # tells boxes of one label apart and is not written; ~ is a space at which no line ends.
 *
 * <pre>{@code
 * Diagram.of("A Siamese network",
 *         "image a | tower#a | distance",
 *         "image b | tower#b | distance")
 *     .flow("image a", "tower#a", "distance").flow("image b", "tower#b", "distance")
 *     .link("tower#a", "tower#b", "same weights").learned("tower#a", "tower#b");
 * }</pre>
 *
 * <p>It is drawn in dark ink on white paper, in every theme: as SVG, as PNG where there is no renderer for that, and in words.
 */
public final class Diagram implements Displayable {
    /** The cells that a box covers, the last ones included. */
    record Cells(int top, int left, int bottom, int right) {}

    /** How an arrow gets from one box to another; a {@code LINK} is a broken line without a head, a {@code LOOP} goes round below. */
    enum Kind { ARROW, LINK, LOOP }

    /** One from a box to another; the label may be empty. */
    record Edge(Kind kind, String from, String to, String label) {}

    /** A frame around boxes, with a line above them. */
    record Frame(String caption, List<String> boxes) {}

    private final String title;
    private final Map<String, Cells> boxes = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    private final Set<String> learned = new LinkedHashSet<>();
    private String description = "";

    private Diagram(String title) {
        this.title = title;
    }

    /**
     * Boxes in a grid.
     *
     * @param rows from top to bottom, each {@code name | name | …}
     * @throws IllegalArgumentException if there is no box, or one name stands in cells that are no rectangle
     */
    public static Diagram of(String title, String... rows) {
        Diagram diagram = new Diagram(title);
        String[][] grid = Arrays.stream(rows).map(row -> Arrays.stream(row.split("\\|", -1)).map(String::strip).toArray(String[]::new))
                .toArray(String[][]::new);
        for (int r = 0; r < grid.length; r++) {
            for (int c = 0; c < grid[r].length; c++) {
                Cells cell = new Cells(r, c, r, c);
                if (!grid[r][c].isEmpty()) {
                    diagram.boxes.merge(grid[r][c], cell, Diagram::around);
                }
            }
        }
        diagram.check(!diagram.boxes.isEmpty(), "there is no box; name at least one");
        diagram.boxes.forEach((name, cells) -> diagram.check(filled(grid, name, cells),
                "the cells of '" + name + "' are no rectangle; tell boxes apart by what follows a #"));
        return diagram;
    }

    private static Cells around(Cells a, Cells b) {
        return new Cells(Math.min(a.top, b.top), Math.min(a.left, b.left), Math.max(a.bottom, b.bottom), Math.max(a.right, b.right));
    }

    private static boolean filled(String[][] grid, String name, Cells cells) {
        for (int r = cells.top; r <= cells.bottom; r++) {
            for (int c = cells.left; c <= cells.right; c++) {
                if (c >= grid[r].length || !grid[r][c].equals(name)) {
                    return false;
                }
            }
        }
        return true;
    }

    private void check(boolean right, String message) {
        if (!right) {
            throw new IllegalArgumentException("Diagram " + title + ": " + message);
        }
    }

    private Diagram edge(Kind kind, String from, String to, String label) {
        List.of(from, to).forEach(this::known);
        edges.add(new Edge(kind, from, to, label));
        return this;
    }

    private void known(String box) {
        check(boxes.containsKey(box), "there is no box '" + box + "'; there are " + boxes.keySet());
    }

    /** An arrow with a label beside it, which may be empty. It is straight, or has one bend, at the height of its start. */
    public Diagram arrow(String from, String to, String label) {
        return edge(Kind.ARROW, from, to, label);
    }

    /** Arrows from each box to the next. */
    public Diagram flow(String... path) {
        for (int i = 1; i < path.length; i++) {
            arrow(path[i - 1], path[i], "");
        }
        return this;
    }

    /** A broken line between two boxes that have something in common. */
    public Diagram link(String one, String other, String label) {
        return edge(Kind.LINK, one, other, label);
    }

    /** An arrow back, around below all boxes; the cells below both its ends must be empty. */
    public Diagram loop(String from, String to, String label) {
        return edge(Kind.LOOP, from, to, label);
    }

    /** Boxes with weights that training changes: they are filled, and a line below says what that means. */
    public Diagram learned(String... names) {
        Arrays.stream(names).forEach(this::known);
        learned.addAll(List.of(names));
        return this;
    }

    /** A frame around boxes, with a caption; nothing else may lie between them. */
    public Diagram frame(String caption, String... names) {
        Arrays.stream(names).forEach(this::known);
        frames.add(new Frame(caption, List.of(names)));
        return this;
    }

    /** What the diagram says, for those who hear the page; boxes and arrows follow by themselves. */
    public Diagram describe(String text) {
        this.description = text;
        return this;
    }

    String title() {
        return title;
    }

    Map<String, Cells> boxes() {
        return boxes;
    }

    List<Edge> edges() {
        return edges;
    }

    List<Frame> frames() {
        return frames;
    }

    boolean isLearned(String box) {
        return learned.contains(box);
    }

    boolean learns() {
        return !learned.isEmpty();
    }

    /** What is written in a box. */
    static String label(String box) {
        return box.replaceFirst("#.*", "").replace('~', '\u00a0');
    }

    @Override
    public Bundle bundle() {
        DiagramLayout layout = new DiagramLayout(this);
        Bundle bundle = Bundle.text(toString()).with(Bundle.SVG, DiagramPicture.svg(layout, title, toString()));
        return Fonts.any() ? bundle.with(Bundle.PNG, Png.encode(DiagramPicture.image(layout))) : bundle;
    }

    @Override
    public String toString() {
        String arrows = edges.stream().map(e -> label(e.from) + (e.kind == Kind.LINK ? " and " : " to ") + label(e.to)
                + (e.label.isEmpty() ? "" : " (" + e.label + ")")).collect(Collectors.joining("; "));
        String weights = learned.isEmpty() ? "" : ". Training changes the weights of: "
                + learned.stream().map(Diagram::label).distinct().collect(Collectors.joining(", "));
        String words = "Diagram '" + title + "'. " + (description.isEmpty() ? "" : description + " ") + "Arrows: " + arrows + weights + ".";
        return words.replace('\u00a0', ' ');
    }
}
