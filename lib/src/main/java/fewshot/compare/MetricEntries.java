package fewshot.compare;

import fewshot.episode.EpisodeSampler;
import fewshot.episode.PairSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.method.metric.EpisodicMetricLearner;
import fewshot.method.metric.MatchingNetwork;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.method.metric.RelationNetwork;
import fewshot.method.metric.SiameseNetwork;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.encoder.RelationModule;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** How the methods that compare images are made ready: they tell any number of classes apart. */
final class MetricEntries {
    private static final List<Double> RATES = List.of(1e-3, 3e-3);

    private static final Entry.Images TASK = (way, setting) -> List.of(Entry.oneShotTasks(1, setting.whole("way")));

    static final List<Entry> ALL = List.of(
            new Entry("Siamese", true, way -> Setting.grid("rate", RATES, "pairs", List.of(128.0, 64.0)),
                    (way, setting) -> List.of(2 * setting.whole("pairs")), MetricEntries::siamese),
            new Entry("Prototypical", true, way -> Setting.grid("rate", RATES, "way", List.of(60.0, 20.0)), TASK,
                    (contest, method, c) -> onEncoder(method, c, PrototypicalNetwork::of)),
            new Entry("Relation", true, way -> Setting.grid("rate", RATES, "way", List.of(20.0, 10.0)), TASK, MetricEntries::relation),
            new Entry("Matching", true, way -> Setting.grid("rate", RATES, "way", List.of(60.0, 20.0)), TASK,
                    (contest, method, c) -> onEncoder(method, c, MatchingNetwork::of)));

    private MetricEntries() {}

    private static Contestant siamese(Contest contest, String method, Conditions c) {
        Network encoder = Network.encoder(c.filters(), c.seed());
        Network comparison = SiameseNetwork.comparison(encoder);
        Adam adam = c.halving();
        GradientDescent descent = new GradientDescent(List.of(encoder, comparison), adam, Double.POSITIVE_INFINITY);
        SiameseNetwork learner = SiameseNetwork.weighted(encoder, comparison, descent);
        PairSampler pairs = new PairSampler(c.classes(), c.setting().whole("pairs"), c.seed());
        return new Contestant(method, 0, List.of(encoder, comparison), Map.of("encoder", encoder, "comparison", comparison),
                () -> List.of(learner, learner.with(BatchNormMode.TRANSDUCTIVE)), number -> learner.step(pairs.batch(number)), c.steps(),
                List.of(descent), List.of(adam));
    }

    private static Contestant onEncoder(String method, Conditions c, BiFunction<Network, GradientDescent, EpisodicMetricLearner> made) {
        Network encoder = Network.encoder(c.filters(), c.seed());
        Adam adam = c.halving();
        GradientDescent descent = new GradientDescent(encoder, adam);
        EpisodicMetricLearner learner = made.apply(encoder, descent);
        EpisodeSampler tasks = c.tasks(c.setting().whole("way"), 5);
        return new Contestant(method, 0, List.of(encoder), Map.of("encoder", encoder),
                () -> List.of(learner, learner.with(BatchNormMode.TRANSDUCTIVE)), number -> learner.step(tasks.batch(number, 1)), c.steps(),
                List.of(descent), List.of(adam));
    }

    private static Contestant relation(Contest contest, String method, Conditions c) {
        Network encoder = Network.maps(c.filters(), c.seed());
        Network relation = RelationModule.network(encoder, c.filters(), c.seed());
        Adam adam = c.halving();
        GradientDescent descent = new GradientDescent(List.of(encoder, relation), adam, 0.5);
        RelationNetwork learner = RelationNetwork.of(encoder, relation, descent);
        EpisodeSampler tasks = c.tasks(c.setting().whole("way"), 5);
        return new Contestant(method, 0, List.of(encoder, relation), Map.of("encoder", encoder, "relation", relation), () -> {
            RelationNetwork mean = learner.withMeanOverShots();
            return List.of(mean, mean.with(BatchNormMode.TRANSDUCTIVE));
        }, number -> learner.step(tasks.batch(number, 1)), c.steps(), List.of(descent), List.of(adam));
    }
}
