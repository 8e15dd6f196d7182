package fewshot.show.draw;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.Table;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.table.Relation;

/**
 * One thing to show in several forms at once, keyed by MIME type: JupyterLab takes the richest that it knows, the web and
 * paper take the picture, and those who hear the page get the text.
 *
 * @param data what to show, by MIME type; a picture as base64, a Plotly figure as maps and lists
 */
public record Bundle(Map<String, Object> data) {
    /** What a cell's last expression may be, to be shown as more than text. */
    public static final List<Class<?>> TYPES = List.of(Displayable.class, Figure.class, Table.class, Relation.class);
    /** The MIME type of a picture as base64. */
    public static final String PNG = "image/png";
    /** The MIME type of a drawing as text. */
    public static final String SVG = "image/svg+xml";
    static final String TEXT = "text/plain";
    static final String HTML = "text/html";
    public static final String PLOTLY = "application/vnd.plotly.v1+json";

    /** All forms of a thing: of its own if it is {@link Displayable}, of a Tablesaw figure or table, else its text. */
    public static Bundle of(Object value) {
        if (value instanceof Displayable displayable) {
            return displayable.bundle();
        }
        if (value instanceof Figure figure) {
            return PlotlyFigure.of(figure).bundle();
        }
        if (value instanceof Relation table) {
            return TableView.of(table);
        }
        return text(String.valueOf(value));
    }

    /** A text alone. */
    public static Bundle text(String text) {
        return new Bundle(new LinkedHashMap<>(Map.of(TEXT, text)));
    }

    /** The same with one more form. */
    public Bundle with(String mimeType, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(data);
        more.put(mimeType, value);
        return new Bundle(more);
    }

    /** What it says to those who cannot see it. */
    public String text() {
        return (String) data.get(TEXT);
    }

    @Override
    public String toString() {
        return text();
    }
}
