package fewshot.compare;

import fewshot.compare.Measured.Test;
import fewshot.data.Datasets;
import fewshot.data.Split;
import fewshot.episode.EpisodeSampler;
import fewshot.evaluate.Evaluator;
import fewshot.evaluate.Score;
import fewshot.method.FewShotLearner;
import fewshot.model.BatchNormMode;
import fewshot.state.Stateful;
import fewshot.state.Stop;
import fewshot.train.CoreTime;
import fewshot.train.DeviceInUse;
import fewshot.train.PeakMemory;
import fewshot.train.Profile;
import fewshot.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Trains all contestants, one after the other, and keeps their networks and what was measured of them: {@code make models}.
 *
 * <p>First a step of each method is timed at each of its settings, so that each gets as many steps as one budget pays for. Then each
 * setting is tried with a fifth of the budget, and judged on validation classes; all methods have as many trials, but for those that
 * have nothing to choose. Then each is trained at its best setting, from each seed. What is there already is left as it is; delete its
 * file to do it anew.
 */
public final class TrainAll {
    private final Settings settings;
    private final Split split;
    private final Optional<Plan> fixed;
    private final String setting;

    /** Trains with these settings and the plan that lies in their folder; nothing is done yet. */
    public TrainAll(Settings settings, Split split) {
        this(settings, split, Optional.empty());
    }

    /** Trains with a plan that is not looked for. */
    TrainAll(Settings settings, Split split, Plan fixed) {
        this(settings, split, Optional.of(fixed));
    }

    private TrainAll(Settings settings, Split split, Optional<Plan> fixed) {
        this.settings = settings;
        this.split = split;
        this.fixed = fixed;
        this.setting = String.join(", ", settings.profile().label(), settings.filters() + " filters", split.train().name(), split.name(),
                DeviceInUse.find().label());
    }

    /** The settings of {@code make models}; the folder is seen from the notebooks. */
    public static Settings settings(Profile profile) {
        List<Long> five = List.of(2026L, 2027L, 2028L, 2029L, 2030L);
        return new Settings(profile, profile.choose(8, 32, 64), profile.choose(0.1, 300.0, 7200.0), profile.choose(five.subList(0, 1), five, five),
                new TreeMap<>(Map.of(5, profile.choose(6, 600, 600), 20, profile.choose(3, 300, 600))), List.of(1, 5), 15, 2026, Path.of("models"));
    }

    /**
     * Does what is not done yet.
     *
     * @param words {@code --costs} to time the steps alone; {@code --part=2/3} for the second of three that run side by side; else parts of
     *     the names of methods, none for all
     */
    public static void main(String[] words) throws IOException {
        TrainAll all = new TrainAll(settings(Profile.current()), Datasets.omniglotOrGlyphs().withRotations());
        List<String> names = Stream.of(words).filter(word -> !word.startsWith("--")).toList();
        int[] part = part(words);
        List<Entry> wanted = Contest.ALL.stream().filter(entry -> names.isEmpty() || names.stream().anyMatch(entry.method()::contains)).toList();
        System.out.println("Training with " + all.setting);
        new StepTimes(all.settings, all.split).time(wanted);
        List<Entry> mine = wanted.stream().filter(entry -> all.place(entry) % part[1] == part[0] - 1).toList();
        System.out.println(all.outlook(mine));
        if (List.of(words).contains("--costs")) {
            return;
        }
        new Trials(all.settings, all.split).tryAll(mine);
        all.trainAll(mine);
    }

    /** Which of how many run side by side, as {@code --part=2/3} says. */
    static int[] part(String[] words) {
        return Stream.of(words).filter(word -> word.startsWith("--part=")).findFirst()
                .map(word -> Stream.of(word.substring(7).split("/")).mapToInt(Integer::parseInt).toArray()).orElse(new int[] {1, 1});
    }

    /** Where an entry stands in the row; one that answers with another's networks stands where that does. */
    private int place(Entry entry) {
        try (Contestant contestant = settings.contest(split).contestant(entry.method(), entry.ways(settings.ways()).get(0))) {
            return Contest.ALL.stream().map(Entry::method).toList().indexOf(contestant.trainedAs());
        }
    }

    /** What is left to do for some entries, and how long it takes. */
    String outlook(List<Entry> some) throws IOException {
        Plan plan = Plan.read(settings.plan());
        long trials = 0;
        long trainings = 0;
        for (Entry entry : some) {
            for (int way : entry.ways(settings.ways())) {
                trials += Trials.wanted(entry, way).filter(key -> !plan.trials().containsKey(key)).count();
                trainings += entry.phases().apply(way).isEmpty() ? 0 : settings.seeds(way).stream()
                        .filter(seed -> Files.notExists(settings.measured(entry.method(), way, seed))).count();
            }
        }
        double hours = settings.seconds() * (trials * Trials.SHARE + trainings) / 3600;
        return String.format(Locale.ROOT,
                "Left are %d trials of %.0f seconds and %d trainings of %.0f seconds of one core: %.1f hours, and about half as long for measuring",
                trials, settings.seconds() * Trials.SHARE, trainings, settings.seconds(), hours);
    }

    /** Trains some methods where they are not trained, seed by seed: first the networks for any number of classes, then for few. */
    void trainAll(List<Entry> some) throws IOException {
        for (long seed : settings.seeds()) {
            for (int way : Stream.concat(Stream.of(0), settings.ways().stream()).toList()) {
                for (Entry entry : some) {
                    if (entry.ways(settings.ways()).contains(way) && settings.seeds(way).contains(seed)
                            && Files.notExists(settings.measured(entry.method(), way, seed))) {
                        train(entry.method(), way, seed);
                    }
                }
            }
        }
    }

    /** Trains one, saves its networks, and measures it. One that answers with another's networks is measured only. */
    public Measured train(String method, int way, long seed) throws IOException {
        boolean first = seed == settings.seeds().get(0);
        Contest contest = settings.contest(split, seed);
        try (Contestant contestant = fixed.map(contest::with).orElse(contest).contestant(method, way)) {
            Measured measured = contestant.trainedAs().equals(method) ? trained(contestant, seed, first) : shared(contestant, seed);
            Map<Test, Score> scores = scores(contestant, first);
            measured = measured.with(scores);
            measured.write(settings.measured(method, way, seed));
            System.out.println(contestant + ", seed " + seed + ": " + measured.steps() + " steps in " + Math.round(measured.coreSeconds()) + " s of a core, "
                    + scores.entrySet().iterator().next().getValue());
            return measured;
        }
    }

    private Measured trained(Contestant contestant, long seed, boolean first) throws IOException {
        CoreTime time = new CoreTime();
        int way = contestant.way();
        EpisodeSampler validation = new EpisodeSampler(split.validation(), way == 0 ? 5 : way, 1, 15, seed);
        int episodes = settings.profile().choose(4, way > 5 ? 20 : 60, 200); // for the curve only: nothing is chosen by it
        Training training = new Training(time.of(contestant.step()))
                .keep(settings.folder().getFileName() + " " + contestant + " seed " + seed, Stream.concat(Stream.of(contestant.state()), Stream.of(time)).toArray(Stateful[]::new));
        if (first) {
            training.validate(Math.max(1, contestant.steps() / 8), () -> Evaluator.evaluate(contestant.learners().get(0), validation, episodes).mean());
        }
        training.until(contestant.steps());
        Stop.before("saving a network that is not yet trained to the end");
        contestant.save(settings.folder(seed));
        double megabytes = contestant.steps() == 0 || !first ? 0
                : PeakMemory.of(() -> contestant.step().apply(contestant.steps() - 1)).orElse(0) / 1e6;
        contestant.load(settings.folder(seed)); // the step that was measured is not a part of training
        return new Measured(contestant.method(), way, setting + ", seed " + seed, contestant.weights(), training.steps(), training.seconds(),
                time.seconds(), megabytes > 0 ? megabytes : Double.NaN,
                training.history().stream().filter(p -> p.validation().isPresent()).toList(), Map.of());
    }

    private Measured shared(Contestant contestant, long seed) throws IOException {
        Measured owner = Measured.read(settings.measured(contestant.trainedAs(), contestant.way(), seed));
        if (!owner.setting().equals(setting + ", seed " + seed)) {
            throw new IllegalArgumentException("TrainAll: " + contestant + " answers with the networks of " + owner.method() + ", which were trained with "
                    + owner.setting() + " and not with " + setting + ", seed " + seed + "; train them anew");
        }
        contestant.load(settings.folder(seed));
        return new Measured(contestant.method(), contestant.way(), owner.setting(), owner.weights(), owner.steps(), owner.seconds(),
                owner.coreSeconds(), owner.megabytes(), List.of(), Map.of());
    }

    /** All modes of the first seed; of the others only the inductive one. */
    private Map<Test, Score> scores(Contestant contestant, boolean first) {
        Map<Test, Score> scores = new LinkedHashMap<>();
        List<FewShotLearner> learners = first ? contestant.learners() : List.of(contestant.inductive());
        for (int way : settings.ways()) {
            for (int shot : settings.shots()) {
                for (FewShotLearner learner : contestant.answers(way) ? learners : List.<FewShotLearner>of()) {
                    Score score = Evaluator.evaluate(learner, settings.test(split, way, shot), settings.episodes().get(way));
                    scores.put(new Test(way, shot, learner.batchNorm().map(BatchNormMode::label).orElse("")),
                            new Score(score.values(), score.seconds(), settings.source(split, way, shot), score.unit()));
                }
            }
        }
        return scores;
    }

    @Override
    public String toString() {
        return "training of all methods, " + setting;
    }
}
