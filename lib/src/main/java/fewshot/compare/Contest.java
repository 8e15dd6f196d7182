package fewshot.compare;

import fewshot.data.Split;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How each method is set up and trained so that they can be compared: the same four convolutional blocks, the same training
 * classes, the same budget. What differs is the method, at the setting that did best in as many trials as every other method had.
 *
 * @param split the classes to train on, to choose by and to test on
 * @param filters in each of the four blocks
 * @param seconds the budget of each training, in seconds of one processor core
 * @param seed fixes the initial weights and the training episodes
 * @param entries who takes part
 * @param plan what a step of each costs, and what was chosen
 */
public record Contest(Split split, int filters, double seconds, long seed, List<Entry> entries, Plan plan) {
    /** The methods of the suite. */
    public static final List<Entry> ALL = Stream.of(BaselineEntries.ALL, MetricEntries.ALL, ReaderEntries.ALL, GradientEntries.ALL)
            .flatMap(List::stream).toList();

    /**
     * Checks the budget.
     *
     * @throws IllegalArgumentException if it is not above 0
     */
    public Contest {
        if (!(seconds > 0)) {
            throw new IllegalArgumentException("Contest: a budget of " + seconds + " seconds; it must be above 0");
        }
        entries = List.copyOf(entries);
    }

    /**
     * The contest of all methods of the suite at their usual settings, to load networks that are trained.
     *
     * @param share not looked at
     */
    public Contest(Split split, int filters, double share, long seed) {
        this(split, filters, share, seed, ALL, Plan.NONE);
    }

    /** The same with another plan. */
    Contest with(Plan other) {
        return new Contest(split, filters, seconds, seed, entries, other);
    }

    /** The same with another budget in seconds. */
    Contest budget(double other) {
        return new Contest(split, filters, other, seed, entries, plan);
    }

    /**
     * The entry of a method.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Entry entry(String method) {
        return entries.stream().filter(e -> e.method().equals(method)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Contest: no method is called " + method + "; there are " + entries));
    }

    /**
     * Makes a method ready at the setting that was chosen for it, untrained; the caller closes it.
     *
     * @param way the number of classes; not looked at for a method that tells any number apart
     * @throws IllegalArgumentException if there is no such method
     */
    public Contestant contestant(String method, int way) {
        return contestant(method, way, chosen(method, way));
    }

    /**
     * The setting that was chosen for a method on validation classes; its usual one if nothing was tried.
     *
     * @param way the number of classes; not looked at for a method that tells any number apart
     * @throws IllegalArgumentException if there is no such method
     */
    public Setting chosen(String method, int way) {
        Entry entry = entry(method);
        return plan.chosen(entry, entry.anyWay() ? 0 : way);
    }

    /**
     * What was tried on validation classes, a row for each search: the settings in the entry's order, the usual one first, each with
     * the accuracy of its trial in per cent, and a star at the one that was chosen. A method that has nothing to choose has no row.
     *
     * @param ways the numbers of classes of the contest
     */
    public Table trials(List<Integer> ways) {
        Table table = Table.create("Trials on validation classes; * was chosen");
        Stream.of("method", "usual", "second", "third", "fourth").forEach(name -> table.addColumns(StringColumn.create(name)));
        for (Entry entry : entries) {
            for (int way : entry.ways(ways)) {
                Map<Setting, Double> tried = plan.tried(entry, way);
                if (!tried.isEmpty()) {
                    write(table.appendRow(), Contestant.told(entry.method(), way), tried, plan.chosen(entry, way));
                }
            }
        }
        return table;
    }

    private static void write(Row row, String who, Map<Setting, Double> tried, Setting chosen) {
        row.setString(0, who);
        int column = 1;
        for (Map.Entry<Setting, Double> trial : tried.entrySet()) {
            Setting setting = trial.getKey();
            row.setString(column++, String.format(Locale.ROOT, "%s: %.1f%s", setting, trial.getValue(), setting.equals(chosen) ? " *" : ""));
        }
    }

    /** The same at a setting. */
    Contestant contestant(String method, int way, Setting setting) {
        Entry entry = entry(method);
        int own = entry.anyWay() ? 0 : way;
        List<Long> steps = plan.steps(entry, new Plan.Key(method, own, setting), seconds);
        return entry.setup().make(this, method, new Conditions(split.train(), filters, own, seed, steps, setting));
    }
}
