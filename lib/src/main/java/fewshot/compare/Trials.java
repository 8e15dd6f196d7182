package fewshot.compare;

import fewshot.compare.Plan.Key;
import fewshot.compare.Plan.Trial;
import fewshot.data.Split;
import fewshot.episode.EpisodeSampler;
import fewshot.evaluate.Evaluator;
import fewshot.gradient.DivergenceException;
import fewshot.method.FewShotLearner;
import fewshot.state.Stop;
import fewshot.train.Training;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tries the settings of each method: a short training at each, from a seed that no contestant has, judged on validation classes. */
final class Trials {
    /** Of the budget of a training. */
    static final double SHARE = 0.2;
    private static final long SEED = 2025;

    private final Settings settings;
    private final Split split;

    Trials(Settings settings, Split split) {
        this.settings = settings;
        this.split = split;
    }

    /** What is to be tried of a method at a number of classes: nothing where there is nothing to choose. */
    static Stream<Key> wanted(Entry entry, int way) {
        List<Setting> all = entry.settings().apply(way);
        return all.size() < 2 ? Stream.empty() : all.stream().map(each -> new Key(entry.method(), way, each));
    }

    /** Tries the settings of some methods that were not tried. */
    void tryAll(List<Entry> some) throws IOException {
        for (Entry entry : some) {
            for (int way : entry.ways(settings.ways())) {
                for (Key key : wanted(entry, way).toList()) {
                    Plan plan = Plan.read(settings.plan());
                    if (!plan.trials().containsKey(key)) {
                        Map<Key, Trial> trials = new LinkedHashMap<>(plan.trials());
                        trials.put(key, trial(key));
                        System.out.println("Trial of " + key + ": " + trials.get(key));
                        new Plan(plan.costs(), trials).writeTrials(settings.plan(), entry.method(), way);
                    }
                }
            }
        }
    }

    private Trial trial(Key key) throws IOException {
        Contest contest = settings.contest(split, SEED).budget(settings.seconds() * SHARE);
        try (Contestant contestant = contest.contestant(key.method(), key.way(), key.setting())) {
            boolean own = contestant.trainedAs().equals(key.method());
            String run = "trial " + (own ? contestant + " " + key.setting() : contestant.trainedAs());
            Training training = new Training(contestant.step()).keep(run, contestant.state());
            try {
                training.until(contestant.steps());
            } catch (DivergenceException e) {
                System.out.println(key + ": " + e.getMessage());
                return new Trial(training.steps(), 0);
            }
            Stop.before("judging a trial that is not at its end");
            FewShotLearner learner = contestant.inductive();
            return new Trial(training.steps(), settings.ways().stream().filter(contestant::answers).mapToDouble(way -> Evaluator.evaluate(
                    learner, new EpisodeSampler(split.validation(), way, 1, 15, SEED), settings.profile().choose(2, way > 5 ? 40 : 100, 200))
                    .mean()).average().orElseThrow());
        }
    }
}
