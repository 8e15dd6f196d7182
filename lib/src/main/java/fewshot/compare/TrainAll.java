package fewshot.compare;

import fewshot.compare.Measured.Test;
import fewshot.data.Datasets;
import fewshot.data.Split;
import fewshot.episode.EpisodeSampler;
import fewshot.evaluate.Evaluator;
import fewshot.evaluate.Score;
import fewshot.method.FewShotLearner;
import fewshot.model.BatchNormMode;
import fewshot.train.DeviceInUse;
import fewshot.train.PeakMemory;
import fewshot.train.Profile;
import fewshot.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains all contestants, one after the other, and keeps their networks and what was measured of them for notebook 10:
 * {@code make models}. One that is there already is left as it is; delete its file to train it anew.
 */
public final class TrainAll {
    /** Where notebook 10 looks for what is written here, seen from the notebooks. */
    public static final Path FOLDER = Path.of("models");
    /** The seed of all test episodes. */
    public static final long TEST_SEED = 2026;
    private static final int[] WAYS = {5, 20};
    private static final int[] SHOTS = {1, 5};

    private final Contest contest;
    private final Profile profile;
    private final String setting;
    private final Path folder;

    /**
     * Trains what a profile says.
     *
     * @param folder is written to
     */
    public TrainAll(Profile profile, Split split, long seed, Path folder) {
        int filters = profile.choose(8, 32, 64);
        this.contest = new Contest(split, filters, profile.choose(0.001, 1.0, 1.0), seed);
        this.profile = profile;
        this.folder = folder;
        this.setting = String.join(", ", profile.label(), filters + " filters", split.train().name(), split.name(),
                DeviceInUse.find().label(), "seed " + seed);
    }

    /** Trains those whose names contain one of the words, or all: first the networks for any number of classes and for five. */
    public static void main(String[] words) throws IOException {
        TrainAll all = new TrainAll(Profile.current(), Datasets.omniglotOrGlyphs().withRotations(), 2026, FOLDER);
        System.out.println("Training with " + all.setting);
        List<String> wanted = entries().keySet().stream().filter(m -> words.length == 0 || List.of(words).stream().anyMatch(m::contains)).toList();
        for (int way : new int[] {0, WAYS[0], WAYS[1]}) {
            for (String method : wanted) {
                if (entries().get(method).contains(way) && Files.notExists(FOLDER.resolve(measured(method, way)))) {
                    all.train(method, way);
                }
            }
        }
    }

    /** Every method with the numbers of classes that it has networks for. */
    public static Map<String, List<Integer>> entries() {
        Map<String, List<Integer>> entries = new LinkedHashMap<>();
        Contest.NOT_TRAINED.forEach(method -> entries.put(method, List.of(0)));
        Contest.ANY_WAY.forEach(method -> entries.put(method, List.of(0)));
        Contest.ONE_WAY.forEach(method -> entries.put(method, List.of(WAYS[0], WAYS[1])));
        return entries;
    }

    /** The name of the file with what was measured of a contestant. */
    public static String measured(String method, int way) {
        return Contestant.plain(method, way) + ".measured";
    }

    /** Trains one, saves its networks, and measures it. */
    public Measured train(String method, int way) throws IOException {
        try (Contestant contestant = contest.contestant(method, way)) {
            EpisodeSampler validation = new EpisodeSampler(contest.split().validation(), way == 0 ? 5 : way, 1, 15, contest.seed());
            int episodes = profile.choose(4, way > 5 ? 20 : 60, 200); // for the curve only: nothing is chosen by it
            Training training = new Training(contestant.step())
                    .keep("10 " + contestant, contestant.state())
                    .validate(Math.max(1, contestant.steps() / 8),
                            () -> Evaluator.evaluate(contestant.learners().get(0), validation, episodes).mean())
                    .until(contestant.steps());
            contestant.save(folder);
            double megabytes = contestant.steps() == 0 ? 0 : PeakMemory.of(() -> contestant.step().apply(contestant.steps())).orElse(0) / 1e6;
            contestant.load(folder); // the step that was measured is not a part of training
            Measured measured = new Measured(method, way, setting, contestant.weights(), training.steps(), training.seconds(),
                    megabytes > 0 ? megabytes : Double.NaN,
                    training.history().stream().filter(p -> p.validation().isPresent()).toList(), scores(contestant));
            measured.write(folder.resolve(measured(method, way)));
            System.out.println(contestant + ": " + training + ", " + measured.scores().entrySet().iterator().next().getValue());
            return measured;
        }
    }

    private Map<Test, Score> scores(Contestant contestant) {
        Map<Test, Score> scores = new LinkedHashMap<>();
        for (int way : WAYS) {
            for (int shot : SHOTS) {
                for (FewShotLearner learner : contestant.answers(way) ? contestant.learners() : List.<FewShotLearner>of()) {
                    scores.put(new Test(way, shot, learner.batchNorm().map(BatchNormMode::label).orElse("")),
                            Evaluator.evaluate(learner, test(way, shot), profile.choose(6, 600, 600)));
                }
            }
        }
        return scores;
    }

    /** The episodes that all are tested on. */
    private EpisodeSampler test(int way, int shot) {
        return test(contest.split(), way, shot);
    }

    /** The episodes that all are tested on: 15 queries a class. */
    public static EpisodeSampler test(Split split, int way, int shot) {
        return new EpisodeSampler(split.test(), way, shot, 15, TEST_SEED);
    }
}
