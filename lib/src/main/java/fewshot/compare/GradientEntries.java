package fewshot.compare;

import fewshot.episode.EpisodeSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.UpdateRule;
import fewshot.method.gradient.LstmMetaLearner;
import fewshot.method.gradient.Maml;
import fewshot.method.gradient.MetaSgd;
import fewshot.method.gradient.Reptile;
import fewshot.method.gradient.Reptile.Inner;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.rule.LearnedGates;
import fewshot.model.rule.LearnedRates;
import java.util.List;
import java.util.Map;

/** How the methods that learn a task by changing weights are made ready: their networks have as many answers as there are classes. */
final class GradientEntries {
    private GradientEntries() {}

    static Contestant maml(Contest contest, String method, int way) {
        long steps = contest.steps(way > 5 ? 1500 : 5000);
        Network network = Network.classifier(contest.filters(), way, contest.seed());
        Adam adam = Contest.dropping(steps);
        GradientDescent descent = new GradientDescent(List.of(network), adam, 1);
        Maml learner = Maml.of(network, new InnerLoop(UpdateRule.descent(0.4), 1, InnerLoop.Order.SECOND), 3, descent);
        EpisodeSampler tasks = contest.tasks(way, 5);
        return new Contestant(method, way, List.of(network), Map.of("start", network), () -> List.of(learner, learner.inductive()),
                number -> learner.step(tasks.batch(number, 2)), steps, List.of(descent), List.of(adam));
    }

    static Contestant metaSgd(Contest contest, String method, int way) {
        long steps = contest.steps(way > 5 ? 1500 : 5000);
        Network network = Network.classifier(contest.filters(), way, contest.seed());
        Network rates = LearnedRates.of(network, 0.005, 0.1, contest.seed());
        Adam adam = Contest.dropping(steps);
        GradientDescent descent = new GradientDescent(List.of(network, rates), adam, 1);
        MetaSgd learner = new MetaSgd(network, rates, 1, 3, BatchNormMode.TRANSDUCTIVE, descent);
        EpisodeSampler tasks = contest.tasks(way, 5);
        return new Contestant(method, way, List.of(network, rates), Map.of("start", network, "rates", rates),
                () -> List.of(learner, learner.inductive()), number -> learner.step(tasks.batch(number, 2)), steps, List.of(descent), List.of(adam));
    }

    static Contestant reptile(Contest contest, String method, int way) {
        long steps = contest.steps(way > 5 ? 1500 : 4000);
        Network network = Network.classifier(contest.filters(), way, contest.seed());
        Inner training = Inner.adam(1e-2, way > 5 ? 10 : 5, way > 5 ? 20 : 10);
        Inner answering = Inner.adam(1e-2, 20, way > 5 ? 20 : 5);
        // With two tasks a step the first moves are noisy: ε begins at 0.3, as in notebook 08.
        Reptile learner = Reptile.of(network, training, answering, Reptile.falling(0.3, steps), contest.seed());
        EpisodeSampler tasks = new EpisodeSampler(contest.split().train(), way, 10, 1, contest.seed());
        return new Contestant(method, way, List.of(network), Map.of("learner", learner), () -> List.of(learner, learner.inductive()),
                number -> learner.step(tasks.batch(number, 2)), steps, List.of(learner), List.of(learner));
    }

    static Contestant lstm(Contest contest, String method, int way) {
        long steps = contest.steps(way > 5 ? 500 : 1500);
        Network network = Network.classifier(contest.filters(), way, contest.seed());
        Network gates = LearnedGates.of(20, 0.3, contest.seed() + 1);
        Adam adam = new Adam((int t) -> t < 0.7 * steps ? 2e-3f : 5e-4f);
        GradientDescent descent = new GradientDescent(List.of(network, gates), adam, 1);
        LstmMetaLearner learner = new LstmMetaLearner(network, gates, 3, 3, BatchNormMode.TRANSDUCTIVE, descent);
        EpisodeSampler tasks = contest.tasks(way, 5);
        return new Contestant(method, way, List.of(network, gates), Map.of("start", network, "gates", gates),
                () -> List.of(learner, learner.inductive()), number -> learner.step(tasks.batch(number, 2)), steps, List.of(descent), List.of(adam));
    }
}
