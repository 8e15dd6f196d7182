package fewshot.show;

import fewshot.show.draw.Bundle;
import fewshot.show.page.Kernel;

/** Shows things in the middle of a cell: {@code import static fewshot.show.Show.show}. */
public final class Show {
    private Show() {}

    /** Shows a plot, an image grid, a table, or the text of anything else. Outside a notebook it prints the text. */
    public static void show(Object value) {
        Bundle bundle = Bundle.of(value);
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
}
