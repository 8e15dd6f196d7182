package fewshot.show;

import java.util.List;
import tech.tablesaw.api.Table;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.table.Relation;

/** Shows things in the middle of a cell: {@code import static fewshot.show.Show.show}. */
public final class Show {
    /** What a cell's last expression may be, to be shown as more than text. */
    static final List<Class<?>> TYPES = List.of(Displayable.class, Figure.class, Table.class, Relation.class);

    private Show() {}

    /** Shows a plot, an image grid, a table, or the text of anything else. Outside a notebook it prints the text. */
    public static void show(Object value) {
        Bundle bundle = bundle(value);
        try {
            if (Kernel.current().isPresent()) {
                Kernel.current().get().display(bundle, null);
                return;
            }
        } catch (ReflectiveOperationException unreachable) {
            // The text below says the same.
        }
        System.out.println(bundle.text());
    }

    /** All forms of a thing. */
    static Bundle bundle(Object value) {
        if (value instanceof Displayable displayable) {
            return displayable.bundle();
        }
        if (value instanceof Figure figure) {
            return PlotlyFigure.of(figure).bundle();
        }
        if (value instanceof Relation table) {
            return TableView.of(table);
        }
        return Bundle.text(String.valueOf(value));
    }
}
