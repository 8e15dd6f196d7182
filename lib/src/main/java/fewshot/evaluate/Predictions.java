package fewshot.evaluate;

import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.method.DecisionRule;
import fewshot.method.FewShotLearner;
import fewshot.method.OpenSetScore;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The class scores of the queries of many episodes, strangers among them, beside what is right: what thresholds and temperatures
 * are chosen by, and what they are judged on. Java's numbers only; there is nothing to close.
 *
 * <pre>{@code
 * Predictions validation = Predictions.of(learner, new EpisodeSampler(split.validation(), 5, 1, 15, 1).withStrangers(5), 200);
 * DecisionRule rule = validation.rule();
 * Predictions test = Predictions.of(learner, new EpisodeSampler(split.test(), 5, 1, 15, 2).withStrangers(5), 200);
 * double area = test.roc(rule).area(), error = test.calibration(rule).error();
 * }</pre>
 *
 * <p>Transductively a learner's answers depend on who else asks, strangers too; what is chosen then holds for such company only.
 *
 * @param scores {@code [queries][way]}, the higher, the likelier the class
 * @param labels the right class of each query, or {@link Episode#STRANGER}
 */
public record Predictions(double[][] scores, int[] labels) {
    /**
     * Checks that there is a label for each row, and a score for each label.
     *
     * @throws IllegalArgumentException if not
     */
    public Predictions {
        if (scores.length != labels.length) {
            throw new IllegalArgumentException("Predictions: " + scores.length + " rows of scores for " + labels.length + " labels");
        }
        for (int q = 0; q < labels.length; q++) {
            if (labels[q] < Episode.STRANGER || labels[q] >= scores[q].length) {
                throw new IllegalArgumentException("Predictions: query " + q + " has the label " + labels[q] + ", but there are "
                        + scores[q].length + " classes; labels run from " + Episode.STRANGER + " to " + (scores[q].length - 1));
            }
        }
    }

    /**
     * What a learner scores in the first {@code episodes} episodes of the sampler's seed, whatever was drawn from it before.
     *
     * @param sampler for strangers made by {@link EpisodeSampler#withStrangers}
     * @throws IllegalArgumentException if the sampler draws no queries
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public static Predictions of(FewShotLearner learner, EpisodeSampler sampler, int episodes) {
        if (sampler.queries() < 1) {
            throw new IllegalArgumentException("Predictions: " + sampler + " asks nothing; at least 1 query a class is needed");
        }
        List<Predictions> each = Evaluator.inEach(learner, sampler::episode, episodes, (manager, episode) ->
                new Predictions(EngineArrays.rows(Evaluator.scores(learner, manager, episode)), episode.queryLabels()));
        return new Predictions(each.stream().flatMap(p -> Arrays.stream(p.scores)).toArray(double[][]::new),
                each.stream().flatMapToInt(p -> Arrays.stream(p.labels)).toArray());
    }

    /**
     * The rule that these choose; ask those of validation classes. The temperature is the likeliest for the queries that are of a
     * class, the statistic is the one with the largest area under the curve at that temperature, and the threshold the one with the
     * largest share of accepted queries of the classes minus that of accepted strangers (Youden 1950).
     *
     * @throws IllegalArgumentException if there are no strangers or nobody else, or no temperature fits: that of a learner at chance,
     *     or of one that makes no mistake
     */
    public DecisionRule rule() {
        int[] known = known();
        double temperature = Temperature.fit(Arrays.stream(known).mapToObj(q -> scores[q]).toArray(double[][]::new),
                Arrays.stream(known).map(q -> labels[q]).toArray());
        DecisionRule best = Stream.of(OpenSetScore.values()).map(s -> new DecisionRule(temperature, s, Double.NEGATIVE_INFINITY))
                .max(Comparator.comparingDouble(rule -> roc(rule).area())).orElseThrow();
        return new DecisionRule(temperature, best.statistic(), roc(best).bestThreshold());
    }

    /**
     * How well a rule's statistic tells the queries of the classes, the positives, from strangers, whatever the threshold.
     *
     * @throws IllegalArgumentException if one of the two kinds is missing
     */
    public RocCurve roc(DecisionRule rule) {
        boolean[] positive = new boolean[labels.length];
        IntStream.of(known()).forEach(q -> positive[q] = true);
        return RocCurve.of(Arrays.stream(scores).mapToDouble(rule::openSetScore).toArray(), positive);
    }

    /**
     * Whether the probabilities of the likeliest classes mean what they say; strangers, for whom no class is right, do not count.
     *
     * @param rule whose temperature is taken; {@link DecisionRule#CLOSED_SET} for the scores as they are
     * @throws IllegalArgumentException if there are strangers only
     */
    public Calibration calibration(DecisionRule rule) {
        int[] known = known();
        return Calibration.of(IntStream.of(known).mapToDouble(q -> Arrays.stream(rule.probabilities(scores[q])).max().orElseThrow()).toArray(),
                IntStream.of(known).mapToDouble(q -> Hits.of(scores[q], labels[q])).toArray());
    }

    /** Of all queries, strangers too, the share for which a class has the highest score, 0 to 1. */
    public double named(int label) {
        return Arrays.stream(scores).filter(row -> DecisionRule.largest(row) == label).count() / (double) scores.length;
    }

    /**
     * Of the queries of some classes the share whose class has the highest score, 0 to 1.
     *
     * @param of which classes, by label
     * @throws IllegalArgumentException if no query is of such a class
     */
    public double right(IntPredicate of) {
        return IntStream.of(known()).filter(q -> of.test(labels[q])).mapToDouble(q -> Hits.of(scores[q], labels[q])).average()
                .orElseThrow(() -> new IllegalArgumentException("Predictions: none of " + labels.length + " queries is of such a class"));
    }

    /**
     * The share of the strangers, or of the queries that are of a class, which a rule does not call strangers, 0 to 1.
     *
     * @throws IllegalArgumentException if there are none of them
     */
    public double accepted(DecisionRule rule, boolean strangers) {
        return IntStream.range(0, labels.length).filter(q -> labels[q] == Episode.STRANGER == strangers)
                .mapToDouble(q -> rule.label(scores[q]) == Episode.STRANGER ? 0 : 1).average()
                .orElseThrow(() -> new IllegalArgumentException("Predictions: " + this + "; one of either kind is needed"));
    }

    private int[] known() {
        return IntStream.range(0, labels.length).filter(q -> labels[q] != Episode.STRANGER).toArray();
    }

    @Override
    public String toString() {
        return "scores of " + labels.length + " queries, of which " + (labels.length - known().length) + " are strangers";
    }
}
