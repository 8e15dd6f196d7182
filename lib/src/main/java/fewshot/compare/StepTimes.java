package fewshot.compare;

import fewshot.compare.Plan.Key;
import fewshot.data.Split;
import fewshot.train.CoreTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * Finds out what a step of each method costs: each is made and stepped a few times, in turns, so that what slows the machine down slows
 * all of them.
 */
final class StepTimes {
    private static final int ROUNDS = 3;
    private static final int RUNS = 4;
    /** Numbers of a setting that change what a step does, but not for how long. */
    private static final Set<String> FREE = Set.of("rate", "alpha", "scale", "highest", "epsilon", "standardised", "head");

    private final Settings settings;
    private final Split split;

    StepTimes(Settings settings, Split split) {
        this.settings = settings;
        this.split = split;
    }

    /** Times a step of each phase of some methods at each setting, in turns, where that is not known. */
    void time(List<Entry> some) throws IOException {
        Plan plan = Plan.read(settings.plan());
        List<Key> unknown = some.stream().flatMap(entry -> entry.ways(settings.ways()).stream()
                .filter(way -> !entry.phases().apply(way).isEmpty())
                .flatMap(way -> entry.settings().apply(way).stream().map(each -> new Key(entry.method(), way, each))))
                .filter(key -> !plan.costs().containsKey(key)).toList();
        Map<Key, List<List<Double>>> taken = new LinkedHashMap<>();
        for (int round = 0; round < settings.profile().choose(1, ROUNDS, ROUNDS); round++) {
            for (Key key : unknown) {
                taken.merge(key, runs(key), StepTimes::joined);
            }
        }
        Map<Key, List<Double>> costs = new LinkedHashMap<>(plan.costs());
        costs.putAll(pooled(taken));
        if (!taken.isEmpty()) {
            new Plan(costs, plan.trials()).writeCosts(settings.plan(), processor());
        }
    }

    /** The median of each phase, over all settings that a step of one method cannot take longer with: noise is less of many. */
    static Map<Key, List<Double>> pooled(Map<Key, List<List<Double>>> taken) {
        Map<Key, List<List<Double>>> alike = new LinkedHashMap<>();
        taken.forEach((key, phases) -> alike.merge(timed(key), phases, StepTimes::joined));
        Map<Key, List<Double>> costs = new LinkedHashMap<>();
        taken.keySet().forEach(key -> costs.put(key, alike.get(timed(key)).stream().map(StepTimes::median).toList()));
        return costs;
    }

    /** The key without what takes no time. */
    private static Key timed(Key key) {
        return new Key(key.method(), key.way(), key.setting().without(FREE));
    }

    /** Phase by phase. */
    private static List<List<Double>> joined(List<List<Double>> before, List<List<Double>> more) {
        return IntStream.range(0, before.size())
                .mapToObj(phase -> Stream.concat(before.get(phase).stream(), more.get(phase).stream()).toList()).toList();
    }

    /** Milliseconds of some runs of a step of each phase. */
    private List<List<Double>> runs(Key key) {
        Contest contest = settings.contest(split);
        Entry entry = contest.entry(key.method());
        List<Long> one = entry.phases().apply(key.way()).stream().map(share -> 1L).toList();
        Conditions conditions = new Conditions(split.train(), settings.filters(), key.way(), settings.seeds().get(0), one, key.setting());
        try (Contestant contestant = entry.setup().make(contest, key.method(), conditions)) {
            return LongStream.range(0, one.size()).mapToObj(phase -> milliseconds(contestant, phase)).toList();
        }
    }

    /** One step again and again, so that what is made once for its images does not count. */
    private static List<Double> milliseconds(Contestant contestant, long number) {
        contestant.step().apply(number);
        return IntStream.range(0, RUNS).mapToObj(run -> {
            double before = CoreTime.now();
            contestant.step().apply(number);
            return 1000 * (CoreTime.now() - before);
        }).toList();
    }

    private static double median(List<Double> values) {
        return new Median().evaluate(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name")).findFirst().map(line -> line.replaceAll(".*: *", "")).orElse("unknown");
        } catch (IOException notLinux) {
            return "unknown";
        }
    }
}
