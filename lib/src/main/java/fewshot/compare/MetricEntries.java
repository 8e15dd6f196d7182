package fewshot.compare;

import fewshot.episode.EpisodeSampler;
import fewshot.episode.PairSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.method.FewShotLearner;
import fewshot.method.baseline.PreTraining;
import fewshot.method.metric.MatchingNetwork;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.method.metric.RelationNetwork;
import fewshot.method.metric.SiameseNetwork;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.encoder.RelationModule;
import java.util.List;
import java.util.Map;

/** How the methods that compare images are made ready, and what learns nothing: they tell any number of classes apart. */
final class MetricEntries {
    private MetricEntries() {}

    static Contestant notTrained(FewShotLearner learner) {
        return new Contestant(learner.name(), 0, List.of(), Map.of(), () -> List.of(learner), number -> null, 0, List.of(), List.of());
    }

    static Contestant preTraining(Contest contest, String method, int way) {
        long steps = contest.steps(4000);
        Network encoder = Network.encoder(contest.filters(), contest.seed());
        Adam adam = new Adam((int t) -> t > 0.7 * steps ? 3e-4f : 3e-3f);
        PreTraining training = new PreTraining(encoder, contest.split().train(), 128, adam, contest.seed());
        PrototypicalNetwork centroid = PrototypicalNetwork.of(encoder);
        return new Contestant(method, 0, List.of(encoder), Map.of("encoder", encoder),
                () -> List.of(centroid, centroid.with(BatchNormMode.TRANSDUCTIVE)), number -> training.step(), steps,
                List.of(training), List.of(training, adam));
    }

    static Contestant siamese(Contest contest, String method, int way) {
        long steps = contest.steps(3000);
        Network encoder = Network.encoder(contest.filters(), contest.seed());
        Network comparison = SiameseNetwork.comparison(encoder);
        Adam adam = Contest.halving(1e-3, steps);
        GradientDescent descent = new GradientDescent(List.of(encoder, comparison), adam, Double.POSITIVE_INFINITY);
        SiameseNetwork learner = SiameseNetwork.weighted(encoder, comparison, descent);
        PairSampler pairs = new PairSampler(contest.split().train(), 128, contest.seed());
        return new Contestant(method, 0, List.of(encoder, comparison), Map.of("encoder", encoder, "comparison", comparison),
                () -> List.of(learner, learner.with(BatchNormMode.TRANSDUCTIVE)), number -> learner.step(pairs.batch(number)), steps,
                List.of(descent), List.of(adam));
    }

    static Contestant prototypical(Contest contest, String method, int way) {
        long steps = contest.steps(2500);
        Network encoder = Network.encoder(contest.filters(), contest.seed());
        Adam adam = Contest.halving(1e-3, steps);
        GradientDescent descent = new GradientDescent(encoder, adam);
        PrototypicalNetwork learner = PrototypicalNetwork.of(encoder, descent);
        EpisodeSampler tasks = contest.tasks(60, 5);
        return new Contestant(method, 0, List.of(encoder), Map.of("encoder", encoder),
                () -> List.of(learner, learner.with(BatchNormMode.TRANSDUCTIVE)), number -> learner.step(tasks.batch(number, 1)), steps,
                List.of(descent), List.of(adam));
    }

    static Contestant relation(Contest contest, String method, int way) {
        long steps = contest.steps(2000);
        Network encoder = Network.maps(contest.filters(), contest.seed());
        Network relation = RelationModule.network(encoder, contest.filters(), contest.seed());
        Adam adam = Contest.halving(1e-3, steps);
        GradientDescent descent = new GradientDescent(List.of(encoder, relation), adam, 0.5);
        RelationNetwork learner = RelationNetwork.of(encoder, relation, descent);
        EpisodeSampler tasks = contest.tasks(20, 5);
        return new Contestant(method, 0, List.of(encoder, relation), Map.of("encoder", encoder, "relation", relation), () -> {
            RelationNetwork mean = learner.withMeanOverShots();
            return List.of(mean, mean.with(BatchNormMode.TRANSDUCTIVE));
        }, number -> learner.step(tasks.batch(number, 1)), steps, List.of(descent), List.of(adam));
    }

    static Contestant matching(Contest contest, String method, int way) {
        long steps = contest.steps(2500);
        Network encoder = Network.encoder(contest.filters(), contest.seed());
        Adam adam = Contest.halving(1e-3, steps);
        GradientDescent descent = new GradientDescent(encoder, adam);
        MatchingNetwork learner = MatchingNetwork.of(encoder, descent);
        EpisodeSampler tasks = contest.tasks(60, 5);
        return new Contestant(method, 0, List.of(encoder), Map.of("encoder", encoder),
                () -> List.of(learner, learner.with(BatchNormMode.TRANSDUCTIVE)), number -> learner.step(tasks.batch(number, 1)), steps,
                List.of(descent), List.of(adam));
    }
}
