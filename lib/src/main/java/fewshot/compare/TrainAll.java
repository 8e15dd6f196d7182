package fewshot.compare;

import fewshot.compare.Measured.Test;
import fewshot.data.Datasets;
import fewshot.data.Split;
import fewshot.episode.EpisodeSampler;
import fewshot.evaluate.Evaluator;
import fewshot.evaluate.Score;
import fewshot.method.FewShotLearner;
import fewshot.model.BatchNormMode;
import fewshot.state.Stop;
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
import java.util.stream.Stream;

/**
 * Trains all contestants, one after the other, and keeps their networks and what was measured of them: {@code make models}. One
 * that is there already is left as it is; delete its file to train it anew.
 */
public final class TrainAll {
    private final Settings settings;
    private final Contest contest;
    private final String setting;

    /** Trains with these settings; nothing is done yet. */
    public TrainAll(Settings settings, Split split) {
        this.settings = settings;
        this.contest = settings.contest(split);
        this.setting = String.join(", ", settings.profile().label(), settings.filters() + " filters", split.train().name(), split.name(),
                DeviceInUse.find().label(), "seed " + settings.seed());
    }

    /** The settings of {@code make models}; the folder is seen from the notebooks. */
    public static Settings settings(Profile profile) {
        return new Settings(profile, profile.choose(8, 32, 64), profile.choose(0.001, 1.0, 1.0), 2026, List.of(5, 20), List.of(1, 5),
                15, profile.choose(6, 600, 600), 2026, Path.of("models"));
    }

    /** Trains those whose names contain one of the words, or all: first the networks for any number of classes, then for few. */
    public static void main(String[] words) throws IOException {
        TrainAll all = new TrainAll(settings(Profile.current()), Datasets.omniglotOrGlyphs().withRotations());
        System.out.println("Training with " + all.setting);
        List<Integer> ways = all.settings.ways();
        for (int way : Stream.concat(Stream.of(0), ways.stream()).toList()) {
            for (Entry entry : all.contest.entries()) {
                boolean wanted = words.length == 0 || Stream.of(words).anyMatch(entry.method()::contains);
                if (wanted && entry.ways(ways).contains(way) && Files.notExists(all.settings.measured(entry.method(), way))) {
                    all.train(entry.method(), way);
                }
            }
        }
    }

    /** Trains one, saves its networks, and measures it. */
    public Measured train(String method, int way) throws IOException {
        Profile profile = settings.profile();
        try (Contestant contestant = contest.contestant(method, way)) {
            EpisodeSampler validation = new EpisodeSampler(contest.split().validation(), way == 0 ? 5 : way, 1, 15, contest.seed());
            int episodes = profile.choose(4, way > 5 ? 20 : 60, 200); // for the curve only: nothing is chosen by it
            Training training = new Training(contestant.step())
                    .keep("contest " + contestant, contestant.state())
                    .validate(Math.max(1, contestant.steps() / 8),
                            () -> Evaluator.evaluate(contestant.learners().get(0), validation, episodes).mean())
                    .until(contestant.steps());
            Stop.before("saving a network that is not yet trained to the end");
            contestant.save(settings.folder());
            double megabytes = contestant.steps() == 0 ? 0
                    : PeakMemory.of(() -> contestant.step().apply(contestant.steps())).orElse(0) / 1e6;
            contestant.load(settings.folder()); // the step that was measured is not a part of training
            Measured measured = new Measured(method, way, setting, contestant.weights(), training.steps(), training.seconds(),
                    megabytes > 0 ? megabytes : Double.NaN,
                    training.history().stream().filter(p -> p.validation().isPresent()).toList(), scores(contestant));
            measured.write(settings.measured(method, way));
            System.out.println(contestant + ": " + training + ", " + measured.scores().entrySet().iterator().next().getValue());
            return measured;
        }
    }

    private Map<Test, Score> scores(Contestant contestant) {
        Map<Test, Score> scores = new LinkedHashMap<>();
        for (int way : settings.ways()) {
            for (int shot : settings.shots()) {
                for (FewShotLearner learner : contestant.answers(way) ? contestant.learners() : List.<FewShotLearner>of()) {
                    Score score = Evaluator.evaluate(learner, settings.test(contest.split(), way, shot), settings.episodes());
                    scores.put(new Test(way, shot, learner.batchNorm().map(BatchNormMode::label).orElse("")),
                            new Score(score.values(), score.seconds(), settings.source(contest.split(), way, shot), score.unit()));
                }
            }
        }
        return scores;
    }
}
