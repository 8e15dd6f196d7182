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

    /** A method with networks for a number of classes, 0 for any, at a setting. */
    public record Key(String method, int way, Setting setting) {}

    /**
     * A short training at one setting.
     *
     * @param steps of training
     * @param accuracy on validation classes in per cent
     */
    public record Trial(long steps, double accuracy) {}

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

    /** The setting with the highest accuracy in its trial, the first of those; the usual one where nothing was tried. */
    public Setting chosen(Entry entry, int way) {
        return trials.entrySet().stream().filter(e -> e.getKey().method.equals(entry.method()) && e.getKey().way == way)
                .reduce((best, next) -> next.getValue().accuracy > best.getValue().accuracy ? next : best)
                .map(e -> e.getKey().setting).orElseGet(() -> entry.settings().apply(way).get(0));
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
