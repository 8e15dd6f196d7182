import fewshot.compare.Contestant;
import fewshot.compare.Entry;
import fewshot.compare.Settings;
import fewshot.compare.TrainAll;
import fewshot.data.Datasets;
import fewshot.data.ImageSet;
import fewshot.data.Split;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.evaluate.Predictions;
import fewshot.evaluate.RocCurve;
import fewshot.method.DecisionRule;
import fewshot.method.FewShotLearner;
import fewshot.method.OpenSetScore;
import fewshot.model.BatchNormMode;
import fewshot.train.Profile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How well each trained method of notebook 10 tells strangers, and how honest its probabilities are: 5-way 1-shot, 15 queries of
 * each class and 15 of each of 5 classes that the episode does not know. Statistic, temperature and threshold are chosen on
 * validation classes, the figures are those of test classes. {@code tools/java tools/Strangers.java VALIDATION TEST SEED [WORD...]}
 * from the repository root: so many episodes of each, the seed of the test episodes, and the methods whose names contain a word.
 */
public class Strangers {
    public static void main(String[] arguments) throws Exception {
        int validating = Integer.parseInt(arguments[0]);
        int testing = Integer.parseInt(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        List<String> words = List.of(arguments).subList(3, arguments.length);
        Split split = Datasets.omniglotOrGlyphs().withRotations();
        Settings settings = TrainAll.settings(Profile.current());
        for (Entry entry : settings.contest(split).entries()) {
            boolean wanted = words.isEmpty() || words.stream().anyMatch(entry.method()::contains);
            int way = entry.ways(List.of(5)).get(0);
            Path folder = Path.of("notebooks");
            boolean trained = Files.exists(folder.resolve(settings.measured(entry.method(), way)));
            if (!wanted || !trained || entry.method().equals("chance")) {
                continue; // no temperature makes sense of guesses
            }
            try (Contestant contestant = settings.contest(split).contestant(entry.method(), way).load(folder.resolve(settings.folder()))) {
                for (FewShotLearner learner : contestant.learners()) {
                    Predictions validation = Predictions.of(learner, tasks(split.validation(), 1), validating);
                    Predictions test = Predictions.of(learner, tasks(split.test(), seed), testing);
                    System.out.println(line(entry.method(), learner, validation.rule(), test));
                }
            }
        }
    }

    private static EpisodeSampler tasks(ImageSet classes, long seed) {
        return new EpisodeSampler(classes, 5, 1, 15, seed).withStrangers(5);
    }

    private static String line(String method, FewShotLearner learner, DecisionRule rule, Predictions test) {
        String areas = Stream.of(OpenSetScore.values())
                .map(s -> String.format(Locale.ROOT, "%.4f", test.roc(new DecisionRule(rule.temperature(), s, 0)).area()))
                .collect(Collectors.joining(" "));
        RocCurve roc = test.roc(rule);
        DecisionRule usual = new DecisionRule(rule.temperature(), rule.statistic(), roc.thresholdAt(0.95));
        return String.format(Locale.ROOT, "%-32s %-13s %-19s T %8.3f threshold %9.3f area %.4f (logit, probability, energy: %s)"
                + " accepted %.1f %% of the classes, %.1f %% of strangers (at 95 %%: %.1f %%), ECE %.2f -> %.2f points", method,
                learner.batchNorm().map(BatchNormMode::label).orElse(""), rule.statistic(), rule.temperature(), rule.threshold(), roc.area(),
                areas, accepted(test, rule, false), accepted(test, rule, true), accepted(test, usual, true),
                100 * test.calibration(DecisionRule.CLOSED_SET).error(), 100 * test.calibration(rule).error());
    }

    /** How many of the queries of one kind are taken for one of the classes, in per cent. */
    private static double accepted(Predictions test, DecisionRule rule, boolean strangers) {
        return IntStream.range(0, test.labels().length).filter(q -> test.labels()[q] == Episode.STRANGER == strangers)
                .mapToDouble(q -> rule.label(test.scores()[q]) == Episode.STRANGER ? 0 : 100).average().orElseThrow();
    }
}
