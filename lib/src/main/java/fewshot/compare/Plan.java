package fewshot.compare;

import fewshot.state.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What makes a contest fair, kept as lines of text in one folder: what a step of each method costs, so that each gets as many as
 * the same budget pays for, and what was tried on validation classes before its setting was chosen.
 *
 * @param costs milliseconds of a step in each phase, by {@link Key}
 * @param trials what was tried, by {@link Key}
 */
public record Plan(Map<Key, List<Double>> costs, Map<Key, Trial> trials) {
    /** Nothing is known: each phase has two steps, and each method its usual setting. */
    public static final Plan NONE = new Plan(Map.of(), Map.of());
    private static final String COSTS = "costs.tsv";
    private static final int MARGIN = 1;

    /** A method with networks for a number of classes, 0 for any, at a setting. */
    public record Key(String method, int way, Setting setting) {}

    /**
     * A short training at one setting.
     *
     * @param steps of training
     * @param accuracy on validation classes in per cent
     */
    public record Trial(long steps, double accuracy) {}

    /**
     * A plan for trainings of the same methods on other data: each method at its usual setting, and a step as dear as it was. Methods
     * that learn nothing, or whose training has several phases, which were not timed apart, are left out.
     *
     * @param trained what was measured of trainings before
     */
    public static Plan of(List<Measured> trained) {
        Map<Key, List<Double>> costs = new LinkedHashMap<>();
        for (Measured each : trained) {
            Entry entry = Contest.ALL.stream().filter(e -> e.method().equals(each.method())).findFirst().orElseThrow(
                    () -> new IllegalArgumentException("Plan: no method of the contest is called " + each.method()));
            if (each.steps() > 0 && entry.phases().apply(each.way()).size() == 1) {
                costs.put(new Key(each.method(), each.way(), entry.settings().apply(each.way()).get(0)),
                        List.of(1000 * each.seconds() / each.steps()));
            }
        }
        return new Plan(costs, Map.of());
    }

    /** How many steps each phase has, at least two, for a budget in seconds. */
    List<Long> steps(Entry entry, Key key, double seconds) {
        List<Double> shares = entry.phases().apply(key.way);
        List<Double> cost = costs.get(key);
        List<Long> steps = new ArrayList<>();
        for (int phase = 0; phase < shares.size(); phase++) {
            steps.add(cost == null ? 2 : Math.max(2, Math.round(shares.get(phase) * 1000 * seconds / cost.get(phase))));
        }
        return steps;
    }

    /** How many steps each phase has at the setting that was chosen; none for a method that learns nothing. */
    public List<Long> steps(Entry entry, int way, double seconds) {
        return steps(entry, new Key(entry.method(), way, chosen(entry, way)), seconds);
    }

    /** The accuracy of each setting's trial in per cent, by setting; empty where nothing was tried. */
    public Map<Setting, Double> tried(Entry entry, int way) {
        Map<Setting, Double> tried = new LinkedHashMap<>();
        entry.settings().apply(way).forEach(each -> {
            Trial trial = trials.get(new Key(entry.method(), way, each));
            if (trial != null) {
                tried.put(each, trial.accuracy());
            }
        });
        return tried;
    }

    /**
     * The setting with the highest accuracy in its trial; the usual one unless that is beaten by more than {@value #MARGIN} percentage point, since a
     * trial is asked few episodes.
     */
    public Setting chosen(Entry entry, int way) {
        Setting usual = entry.settings().apply(way).get(0);
        Trial ofUsual = trials.get(new Key(entry.method(), way, usual));
        double limit = ofUsual == null ? Double.NEGATIVE_INFINITY : ofUsual.accuracy + MARGIN;
        return trials.entrySet().stream().filter(e -> e.getKey().method.equals(entry.method()) && e.getKey().way == way)
                .reduce((best, next) -> next.getValue().accuracy > best.getValue().accuracy ? next : best)
                .filter(best -> best.getValue().accuracy > limit).map(e -> e.getKey().setting).orElse(usual);
    }

    /** What a folder holds; {@link #NONE} if there is none. */
    public static Plan read(Path folder) throws IOException {
        Map<Key, List<Double>> costs = new LinkedHashMap<>();
        Map<Key, Trial> trials = new LinkedHashMap<>();
        for (String[] part : lines(folder.resolve(COSTS))) {
            costs.put(key(part), Stream.of(part[3].split(" ")).map(Double::valueOf).toList());
        }
        if (Files.isDirectory(folder)) {
            List<Path> files;
            try (Stream<Path> all = Files.list(folder)) {
                files = all.filter(file -> file.toString().endsWith(".trials")).sorted().toList();
            }
            for (Path file : files) {
                for (String[] part : lines(file)) {
                    trials.put(key(part), new Trial(Long.parseLong(part[3]), Double.parseDouble(part[4])));
                }
            }
        }
        return new Plan(costs, trials);
    }

    private static Key key(String[] part) {
        return new Key(part[0], Integer.parseInt(part[1]), Setting.parse(part[2]));
    }

    private static List<String[]> lines(Path file) throws IOException {
        return Files.notExists(file) ? List.of()
                : Files.readAllLines(file, StandardCharsets.UTF_8).stream().filter(l -> !l.startsWith("#")).map(l -> l.split("\t", -1)).toList();
    }

    /** Writes all costs; the first line names the processor. */
    void writeCosts(Path folder, String processor) throws IOException {
        List<String> lines = new ArrayList<>(List.of("# milliseconds of a step, phase by phase, on " + processor));
        costs.forEach((key, cost) -> lines.add(String.join("\t", key.method, Integer.toString(key.way), key.setting.toString(),
                String.join(" ", cost.stream().map(c -> String.format(Locale.ROOT, "%.2f", c)).toList()))));
        write(folder.resolve(COSTS), lines);
    }

    /** Writes the trials of one method at one number of classes. */
    void writeTrials(Path folder, String method, int way) throws IOException {
        List<String> lines = new ArrayList<>(List.of("# method, ways, setting, steps, accuracy on validation classes (%)"));
        trials.forEach((key, trial) -> {
            if (key.method.equals(method) && key.way == way) {
                lines.add(String.join("\t", key.method, Integer.toString(key.way), key.setting.toString(), Long.toString(trial.steps),
                        String.format(Locale.ROOT, "%.3f", trial.accuracy)));
            }
        });
        write(folder.resolve(Contestant.plain(method, way) + ".trials"), lines);
    }

    private static void write(Path file, List<String> lines) throws IOException {
        WholeFile.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
