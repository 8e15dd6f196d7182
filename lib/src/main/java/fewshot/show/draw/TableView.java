package fewshot.show.draw;

import java.util.Locale;
import tech.tablesaw.columns.Column;
import tech.tablesaw.table.Relation;

/** A Tablesaw table as a table of the page. */
final class TableView {
    private static final int MOST_ROWS = 60;

    private TableView() {}

    static Bundle of(Relation table) {
        return Bundle.text(table.print(MOST_ROWS)).with(Bundle.HTML, html(table));
    }

    private static String html(Relation table) {
        StringBuilder html = new StringBuilder("<table>\n").append(title(table.name())).append("<thead><tr>");
        for (Column<?> column : table.columns()) {
            html.append("<th scope=\"col\"").append(align(column)).append('>').append(escape(column.name())).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        int rows = Math.min(table.rowCount(), MOST_ROWS);
        for (int r = 0; r < rows; r++) {
            html.append("<tr>");
            for (Column<?> column : table.columns()) {
                html.append("<td").append(align(column)).append('>').append(escape(cell(column, r))).append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table>");
        if (rows < table.rowCount()) {
            html.append("\n<p>The first ").append(rows).append(" of ").append(table.rowCount()).append(" rows.</p>");
        }
        return html.toString();
    }

    private static String title(String name) {
        return name == null || name.isBlank() ? "" : "<caption style=\"text-align:left\">" + escape(name) + "</caption>\n";
    }

    private static boolean isNumber(Column<?> column) {
        return column instanceof tech.tablesaw.api.NumericColumn;
    }

    private static String align(Column<?> column) {
        return isNumber(column) ? " style=\"text-align:right\"" : " style=\"text-align:left\"";
    }

    private static String cell(Column<?> column, int row) {
        if (column.isMissing(row)) {
            return "";
        }
        Object value = column.get(row);
        boolean fraction = value instanceof Double || value instanceof Float;
        return fraction ? number(((Number) value).doubleValue()) : column.getString(row);
    }

    /** Up to four significant decimals, without trailing zeros. */
    private static String number(double value) {
        String text = String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.1f" : "%.4f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
