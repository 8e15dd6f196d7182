package fewshot.compare;

import fewshot.compare.Measured.Test;
import fewshot.evaluate.Bootstrap;
import fewshot.evaluate.Interval;
import fewshot.evaluate.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What was measured of all contestants of a comparison, seed by seed. */
public final class ContestScores {
    private final Map<String, List<Measured>> seeds; // by method and way
    private final List<String> methods;
    private final List<Path> missing;

    private ContestScores(Map<String, List<Measured>> seeds, List<String> methods, List<Path> missing) {
        this.seeds = seeds;
        this.methods = methods;
        this.missing = missing;
    }

    /** All that is there of the methods of the suite. */
    public static ContestScores read(Settings settings) throws IOException {
        Map<String, List<Measured>> seeds = new LinkedHashMap<>();
        List<Path> missing = new ArrayList<>();
        for (Entry entry : Contest.ALL) {
            for (int way : entry.ways(settings.ways())) {
                for (long seed : settings.seeds(way)) {
                    Path file = settings.measured(entry.method(), way, seed);
                    if (Files.exists(file)) {
                        seeds.computeIfAbsent(key(entry.method(), way), k -> new ArrayList<>()).add(Measured.read(file));
                    } else {
                        missing.add(file);
                    }
                }
            }
        }
        List<String> methods = Contest.ALL.stream().map(Entry::method).filter(m -> seeds.values().stream().anyMatch(s -> s.get(0).method().equals(m)))
                .toList();
        return new ContestScores(seeds, methods, missing);
    }

    private static String key(String method, int way) {
        return method + ", " + way;
    }

    /** The methods that were measured, in the order of the contest. */
    public List<String> methods() {
        return methods;
    }

    /** Files of seeds that are not there. */
    public List<Path> missing() {
        return missing;
    }

    /** The methods that were asked such episodes. */
    public List<String> methods(Test test) {
        return methods.stream().filter(method -> of(method, test).length > 0).toList();
    }

    /** What was measured of a method's networks for a number of classes, 0 for any, one a seed; the one for any number if there is none for just so many. */
    public List<Measured> measured(String method, int way) {
        return Stream.of(way, 0).map(w -> seeds.get(key(method, w))).filter(Objects::nonNull).findFirst().orElse(List.of());
    }

    /**
     * The accuracy in each test episode in per cent.
     *
     * @param test a learner without batch norm is found in each mode
     * @return {@code [seed][episode]}; of no seeds if it was not asked
     */
    public double[][] of(String method, Test test) {
        return measured(method, test.way()).stream().flatMap(m -> m.score(test).stream()).map(Score::values).toArray(double[][]::new);
    }

    /**
     * The mean over seeds with its interval over seeds: what another training of the same method would reach.
     *
     * @throws IllegalArgumentException if there are fewer than 2 seeds
     */
    public Interval overSeeds(String method, Test test) {
        return Interval.of(Interval.bySeed(of(method, test)));
    }

    /** The mean over all seeds and episodes with its interval over episodes: what these networks would reach on other episodes. */
    public Interval overEpisodes(String method, Test test) {
        return Interval.of(Interval.overSeeds(of(method, test)));
    }

    /** All methods that were asked such episodes, with seeds and episodes drawn again 10,000 times. */
    public Bootstrap bootstrap(Test test) {
        Map<String, double[][]> scores = new LinkedHashMap<>();
        methods(test).forEach(method -> scores.put(method, of(method, test)));
        return Bootstrap.of(scores, 10_000, 2026);
    }

    @Override
    public String toString() {
        return methods.size() + " methods, " + seeds.values().stream().mapToInt(List::size).sum() + " trainings" + (missing.isEmpty() ? "" : "; "
                + missing.size() + " are not there");
    }
}
