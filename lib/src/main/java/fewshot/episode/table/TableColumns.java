package fewshot.episode.table;

import fewshot.data.Examples;
import fewshot.episode.Episode;

/** A table with some of its columns. */
public final class TableColumns {
    private TableColumns() {}

    /** Some columns of a table, counted from 0, in the order given. */
    public static Episode of(Episode table, int... columns) {
        return new Episode(of(table.support(), columns), table.supportLabels(), of(table.query(), columns), table.queryLabels(),
                table.classNames());
    }

    private static Examples of(Examples rows, int... columns) {
        float[] all = rows.floats();
        float[] some = new float[rows.size() * columns.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = all[i / columns.length * rows.length() + columns[i % columns.length]];
        }
        return Examples.floats(some, columns.length);
    }
}
