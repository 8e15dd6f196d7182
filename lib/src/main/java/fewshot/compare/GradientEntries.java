package fewshot.compare;

import fewshot.episode.EpisodeSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.InnerLoop.Order;
import fewshot.gradient.UpdateRule;
import fewshot.method.gradient.LstmMetaLearner;
import fewshot.method.gradient.Maml;
import fewshot.method.gradient.MamlPlusPlus;
import fewshot.method.gradient.MetaGradientLearner;
import fewshot.method.gradient.MetaSgd;
import fewshot.method.gradient.ProtoMaml;
import fewshot.method.gradient.Reptile;
import fewshot.method.gradient.Reptile.Inner;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.rule.LearnedGates;
import fewshot.model.rule.LearnedRates;
import java.util.List;
import java.util.Map;

/** How the methods that learn a task by changing weights are made ready. Most have as many answers as there are classes. */
final class GradientEntries {
    private static final List<Double> RATES = List.of(2e-3, 5e-3);

    private static final Entry.Images TASKS = (way, setting) -> {
        int taught = way == 0 ? setting.whole("way") : way;
        return List.of(Entry.oneShotTasks(together(taught, setting), taught));
    };

    static final List<Entry> ALL = List.of(
            new Entry("MAML", false, way -> Setting.grid("alpha", List.of(0.4, 0.1), "steps", List.of(1.0, 3.0)), TASKS, GradientEntries::maml),
            new Entry("FOMAML", true, way -> Setting.grid("way", List.of(5.0, 20.0), "head", List.of(2.0, 8.0)), TASKS,
                    GradientEntries::tied),
            new Entry("ProtoMAML", true, way -> Setting.grid("way", List.of(20.0, 60.0), "scale", List.of(0.2, 1.0)), TASKS,
                    GradientEntries::proto),
            new Entry("MAML++", false, way -> Setting.grid("rate", RATES, "steps", List.of(3.0, 5.0)), TASKS, GradientEntries::plusPlus),
            new Entry("Meta-SGD", false, way -> Setting.grid("rate", RATES, "highest", List.of(0.1, 0.5)), TASKS, GradientEntries::metaSgd),
            new Entry("Reptile", false, way -> Setting.grid("rate", List.of(1e-2, 3e-3), "epsilon", List.of(0.3, 1.0)),
                    (way, setting) -> List.of(2 * innerSteps(way) * innerBatch(way)), GradientEntries::reptile),
            new Entry("LSTM meta-learner", false, way -> Setting.grid("rate", RATES, "steps", List.of(3.0, 5.0)), TASKS, GradientEntries::lstm));

    private GradientEntries() {}

    private static Contestant maml(Contest contest, String method, Conditions c) {
        Network network = Network.classifier(c.filters(), c.way(), c.seed());
        Adam adam = Conditions.dropping(c.setting().orElse("rate", 2e-3), c.steps());
        GradientDescent descent = new GradientDescent(List.of(network), adam, 1);
        int steps = c.setting().whole("steps");
        InnerLoop inner = new InnerLoop(UpdateRule.descent(c.setting().get("alpha")), steps, Order.SECOND);
        Maml learner = Maml.of(network, inner, Math.max(3, steps), descent);
        return contestant(method, c, c.way(), List.of(network), Map.of("start", network), learner, learner.inductive(), descent, adam);
    }

    /** First order, from a head of equal rows that steps faster than the body. */
    private static Contestant tied(Contest contest, String method, Conditions c) {
        Network network = Network.classifier(c.filters(), 1, c.seed());
        int head = network.trainable().size() - 2;
        double headRate = c.setting().get("head");
        Adam adam = c.cosine(5e-3);
        GradientDescent descent = new GradientDescent(List.of(network), adam, 1);
        InnerLoop inner = new InnerLoop(UpdateRule.descent(place -> place < head ? 0.1 : headRate), 2, Order.FIRST);
        Maml learner = Maml.of(network, inner, 8, descent);
        return contestant(method, c, c.setting().whole("way"), List.of(network), Map.of("start", network), learner, learner.inductive(),
                descent, adam);
    }

    /** Only the head takes steps. */
    private static Contestant proto(Contest contest, String method, Conditions c) {
        Network encoder = Network.encoder(c.filters(), c.seed());
        int head = encoder.trainable().size();
        Adam adam = c.cosine(5e-3);
        GradientDescent descent = new GradientDescent(List.of(encoder), adam, 1);
        InnerLoop inner = new InnerLoop(UpdateRule.descent(0.3), 3, Order.SECOND).adapting(place -> place >= head);
        ProtoMaml learner = new ProtoMaml(encoder, inner, 3, c.setting().get("scale"), BatchNormMode.TRANSDUCTIVE, descent);
        return contestant(method, c, c.setting().whole("way"), List.of(encoder), Map.of("encoder", encoder), learner, learner.inductive(),
                descent, adam);
    }

    private static Contestant plusPlus(Contest contest, String method, Conditions c) {
        Network network = Network.classifier(c.filters(), c.way(), c.seed());
        Network rates = LearnedRates.ofSteps(network, c.setting().whole("steps"), 0.1);
        Adam adam = c.cosine(c.setting().get("rate"));
        GradientDescent descent = new GradientDescent(List.of(network, rates), adam, 1);
        MamlPlusPlus learner = MamlPlusPlus.of(network, rates, c.steps() / 3, descent);
        return contestant(method, c, c.way(), List.of(network, rates), Map.of("start", network, "rates", rates), learner,
                learner.inductive(), descent, adam);
    }

    private static Contestant metaSgd(Contest contest, String method, Conditions c) {
        Network network = Network.classifier(c.filters(), c.way(), c.seed());
        Network rates = LearnedRates.of(network, 0.005, c.setting().get("highest"), c.seed());
        Adam adam = Conditions.dropping(c.setting().get("rate"), c.steps());
        GradientDescent descent = new GradientDescent(List.of(network, rates), adam, 1);
        MetaSgd learner = new MetaSgd(network, rates, 1, 3, BatchNormMode.TRANSDUCTIVE, descent);
        return contestant(method, c, c.way(), List.of(network, rates), Map.of("start", network, "rates", rates), learner,
                learner.inductive(), descent, adam);
    }

    private static Contestant lstm(Contest contest, String method, Conditions c) {
        Network network = Network.classifier(c.filters(), c.way(), c.seed());
        Network gates = LearnedGates.of(20, 0.3, c.seed() + 1);
        int steps = c.setting().whole("steps");
        Adam adam = Conditions.dropping(c.setting().get("rate"), c.steps());
        GradientDescent descent = new GradientDescent(List.of(network, gates), adam, 1);
        LstmMetaLearner learner = new LstmMetaLearner(network, gates, steps, steps, BatchNormMode.TRANSDUCTIVE, descent);
        return contestant(method, c, c.way(), List.of(network, gates), Map.of("start", network, "gates", gates), learner,
                learner.inductive(), descent, adam);
    }

    /** Trained on two tasks a step, of {@code taught} classes, or one if they are many. */
    private static Contestant contestant(String method, Conditions c, int taught, List<Network> networks, Map<String, Network> answering,
            MetaGradientLearner learner, MetaGradientLearner inductive, GradientDescent descent, Adam adam) {
        EpisodeSampler tasks = c.tasks(taught, 5);
        int together = together(taught, c.setting());
        return new Contestant(method, c.way(), networks, answering, () -> List.of(learner, inductive),
                number -> learner.step(tasks.batch(number, together)), c.steps(), List.of(descent), List.of(adam));
    }

    /** Tasks in a step. */
    private static int together(int taught, Setting setting) {
        return (int) setting.orElse("tasks", taught > 20 ? 1 : 2);
    }

    private static int innerSteps(int way) {
        return way > 5 ? 10 : 5;
    }

    private static int innerBatch(int way) {
        return way > 5 ? 20 : 10;
    }

    private static Contestant reptile(Contest contest, String method, Conditions c) {
        Network network = Network.classifier(c.filters(), c.way(), c.seed());
        double rate = c.setting().get("rate");
        Inner training = Inner.adam(rate, innerSteps(c.way()), innerBatch(c.way()));
        Inner answering = Inner.adam(rate, 20, c.way() > 5 ? 20 : 5);
        Reptile learner = Reptile.of(network, training, answering, Reptile.falling(c.setting().get("epsilon"), c.steps()), c.seed());
        EpisodeSampler tasks = new EpisodeSampler(c.classes(), c.way(), 10, 1, c.seed());
        return new Contestant(method, c.way(), List.of(network), Map.of("learner", learner), () -> List.of(learner, learner.inductive()),
                number -> learner.step(tasks.batch(number, 2)), c.steps(), List.of(learner), List.of(learner));
    }
}
