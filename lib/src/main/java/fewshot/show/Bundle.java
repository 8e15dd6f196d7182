package fewshot.show;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing to show in several forms at once, keyed by MIME type: JupyterLab takes the richest that it knows, the web and
 * paper take the picture, and those who hear the page get the text.
 *
 * @param data what to show, by MIME type; a picture as base64, a Plotly figure as maps and lists
 */
public record Bundle(Map<String, Object> data) {
    static final String TEXT = "text/plain";
    static final String HTML = "text/html";
    static final String PNG = "image/png";
    static final String SVG = "image/svg+xml";
    static final String PLOTLY = "application/vnd.plotly.v1+json";

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
