package fewshot.compare;

import fewshot.data.Split;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.PairSampler;
import fewshot.episode.sequence.SequenceSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Step;
import fewshot.gradient.UpdateRule;
import fewshot.method.FewShotLearner;
import fewshot.method.baseline.Chance;
import fewshot.method.baseline.PixelNearestNeighbour;
import fewshot.method.baseline.PreTraining;
import fewshot.method.gradient.LstmMetaLearner;
import fewshot.method.gradient.Maml;
import fewshot.method.gradient.MetaSgd;
import fewshot.method.gradient.Reptile.Inner;
import fewshot.method.gradient.Reptile;
import fewshot.method.memory.RecurrentLearner;
import fewshot.method.metric.MatchingNetwork;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.method.metric.RelationNetwork;
import fewshot.method.metric.SiameseNetwork;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.encoder.RelationModule;
import fewshot.model.memory.Mann;
import fewshot.model.rule.LearnedGates;
import fewshot.model.rule.LearnedRates;
import fewshot.model.sequence.Gru;
import fewshot.model.sequence.Lstm;
import fewshot.model.sequence.SequenceBlock;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * How each method is set up and trained so that they can be compared: the same four convolutional blocks, the same training
 * classes, the same seed, about the same time. What differs is the method, with the settings of its notebook.
 *
 * @param split the classes to train on, to choose by and to test on
 * @param filters in each of the four blocks
 * @param share of each method's steps, 1 for all; a small one only shows that everything runs
 * @param seed fixes the initial weights and the training episodes
 */
public record Contest(Split split, int filters, double share, long seed) {
    /** What learns nothing beforehand. */
    public static final List<String> NOT_TRAINED = List.of("chance", "pixel nearest neighbour");
    /** The methods with weights that tell any number of classes apart. */
    public static final List<String> ANY_WAY =
            List.of("pre-training, nearest centroid", "Siamese", "Prototypical", "Relation", "Matching");
    /** The methods whose networks are made for a number of classes. */
    public static final List<String> ONE_WAY =
            List.of("GRU, encoder", "LSTM, encoder", "MANN, encoder", "MAML", "Meta-SGD", "Reptile", "LSTM meta-learner");

    /**
     * How a reader of sequences is trained.
     *
     * @param steps when the encoder is done
     * @param adam made for so many steps
     * @param standardised whether it sees each feature around 0
     * @param lessons what it reads, one after the other
     */
    private record Reading(long steps, LongFunction<Adam> adam, boolean standardised, List<Lesson> lessons) {}

    /**
     * A part of a reader's training. That a label belongs to what came before it is found out suddenly, and the sooner the
     * shorter the sequences are; among twenty classes it is not found out at all unless it has been among fewer.
     *
     * @param until the share of the steps after which it ends
     * @param classes in a sequence
     * @param instances images of each
     * @param together sequences in a batch
     */
    private record Lesson(double until, int classes, int instances, int together) {}

    private static Reading gated(int way) {
        return way > 5
                ? new Reading(8000, steps -> lateHalving(4e-3, steps), true, List.of(new Lesson(0.3, 5, 2, 64),
                        new Lesson(0.55, 10, 2, 64), new Lesson(0.8, way, 2, 32), new Lesson(1, way, 5, 32)))
                : new Reading(5000, steps -> halving(4e-3, steps), true, List.of(new Lesson(0.6, way, 2, 64), new Lesson(1, way, 10, 64)));
    }

    private static Reading withMemory(int way) {
        return way > 5
                ? new Reading(2400, steps -> lateHalving(1e-3, steps), false, List.of(new Lesson(0.45, 5, 10, 16),
                        new Lesson(0.65, 10, 4, 16), new Lesson(1, way, 3, 16)))
                : new Reading(2400, steps -> halving(1e-3, steps), false, List.of(new Lesson(1, way, 10, 16)));
    }

    /** Checks. */
    public Contest {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("Contest: a share of " + share + " of the steps; it must be above 0 and at most 1");
        }
    }

    /**
     * Makes a method ready, untrained.
     *
     * @param method one of {@link #NOT_TRAINED}, {@link #ANY_WAY} or {@link #ONE_WAY}
     * @param way the number of classes; not looked at for a method that tells any number apart
     * @throws IllegalArgumentException if there is no such method
     */
    public Contestant contestant(String method, int way) {
        return switch (method) {
            case "chance" -> notTrained(new Chance(seed));
            case "pixel nearest neighbour" -> notTrained(new PixelNearestNeighbour());
            case "pre-training, nearest centroid" -> preTraining(method);
            case "Siamese" -> siamese(method);
            case "Prototypical" -> prototypical(method);
            case "Relation" -> relation(method);
            case "Matching" -> matching(method);
            case "GRU, encoder" -> reader(method, new Gru(200), way, gated(way));
            case "LSTM, encoder" -> reader(method, new Lstm(200), way, gated(way));
            case "MANN, encoder" -> reader(method, new Mann(200, 128, 40, 4), way, withMemory(way));
            case "MAML" -> maml(method, way);
            case "Meta-SGD" -> metaSgd(method, way);
            case "Reptile" -> reptile(method, way);
            case "LSTM meta-learner" -> lstm(method, way);
            default -> throw new IllegalArgumentException("Contest: no method is called " + method + "; there are " + NOT_TRAINED + ", " + ANY_WAY + " and " + ONE_WAY);
        };
    }

    private static Contestant notTrained(FewShotLearner learner) {
        return new Contestant(learner.name(), 0, List.of(), Map.of(), () -> List.of(learner), number -> null, 0, List.of(), List.of());
    }

    private Contestant preTraining(String method) {
        long steps = steps(4000);
        Network encoder = Network.encoder(filters, seed);
        Adam adam = new Adam((int t) -> t > 0.7 * steps ? 3e-4f : 3e-3f);
        PreTraining training = new PreTraining(encoder, split.train(), 128, adam, seed);
        PrototypicalNetwork centroid = PrototypicalNetwork.of(encoder);
        return new Contestant(method, 0, List.of(encoder), Map.of("encoder", encoder),
                () -> List.of(centroid, centroid.with(BatchNormMode.TRANSDUCTIVE)), number -> training.step(), steps,
                List.of(training), List.of(training, adam));
    }

    private Contestant siamese(String method) {
        long steps = steps(3000);
        Network encoder = Network.encoder(filters, seed);
        Network comparison = SiameseNetwork.comparison(encoder);
        Adam adam = halving(1e-3, steps);
        GradientDescent descent = new GradientDescent(List.of(encoder, comparison), adam, Double.POSITIVE_INFINITY);
        SiameseNetwork learner = SiameseNetwork.weighted(encoder, comparison, descent);
        PairSampler pairs = new PairSampler(split.train(), 128, seed);
        return new Contestant(method, 0, List.of(encoder, comparison), Map.of("encoder", encoder, "comparison", comparison),
                () -> List.of(learner, learner.with(BatchNormMode.TRANSDUCTIVE)), number -> learner.step(pairs.batch(number)), steps,
                List.of(descent), List.of(adam));
    }

    private Contestant prototypical(String method) {
        long steps = steps(2500);
        Network encoder = Network.encoder(filters, seed);
        Adam adam = halving(1e-3, steps);
        GradientDescent descent = new GradientDescent(encoder, adam);
        PrototypicalNetwork learner = PrototypicalNetwork.of(encoder, descent);
        EpisodeSampler tasks = tasks(60, 5);
        return new Contestant(method, 0, List.of(encoder), Map.of("encoder", encoder),
                () -> List.of(learner, learner.with(BatchNormMode.TRANSDUCTIVE)), number -> learner.step(tasks.batch(number, 1)), steps,
                List.of(descent), List.of(adam));
    }

    private Contestant relation(String method) {
        long steps = steps(2000);
        Network encoder = Network.maps(filters, seed);
        Network relation = RelationModule.network(encoder, filters, seed);
        Adam adam = halving(1e-3, steps);
        GradientDescent descent = new GradientDescent(List.of(encoder, relation), adam, 0.5);
        RelationNetwork learner = RelationNetwork.of(encoder, relation, descent);
        EpisodeSampler tasks = tasks(20, 5);
        return new Contestant(method, 0, List.of(encoder, relation), Map.of("encoder", encoder, "relation", relation), () -> {
            RelationNetwork mean = learner.withMeanOverShots();
            return List.of(mean, mean.with(BatchNormMode.TRANSDUCTIVE));
        }, number -> learner.step(tasks.batch(number, 1)), steps, List.of(descent), List.of(adam));
    }

    private Contestant matching(String method) {
        long steps = steps(2500);
        Network encoder = Network.encoder(filters, seed);
        Adam adam = halving(1e-3, steps);
        GradientDescent descent = new GradientDescent(encoder, adam);
        MatchingNetwork learner = MatchingNetwork.of(encoder, descent);
        EpisodeSampler tasks = tasks(60, 5);
        return new Contestant(method, 0, List.of(encoder), Map.of("encoder", encoder),
                () -> List.of(learner, learner.with(BatchNormMode.TRANSDUCTIVE)), number -> learner.step(tasks.batch(number, 1)), steps,
                List.of(descent), List.of(adam));
    }

    /** First the encoder, as a Prototypical network, then the reader of what it makes of the images. */
    private Contestant reader(String method, SequenceBlock cell, int way, Reading settings) {
        long looking = steps(800);
        long reading = steps(settings.steps);
        Network encoder = Network.encoder(filters, seed);
        Network reader = Network.sequence(cell, encoder.output().get(0) + way, way, seed);
        Adam first = halving(1e-3, looking);
        Adam second = settings.adam.apply(reading);
        GradientDescent eyes = new GradientDescent(encoder, first);
        GradientDescent descent = new GradientDescent(List.of(reader), second, 10);
        PrototypicalNetwork teacher = PrototypicalNetwork.of(encoder, eyes);
        EpisodeSampler tasks = tasks(60, 5);
        List<SequenceSampler> lessons = settings.lessons.stream()
                .map(l -> new SequenceSampler(split.train(), l.classes, l.instances, l.together, seed)).toList();
        LongFunction<Step> step = new LongFunction<>() {
            private RecurrentLearner learner; // made when the encoder is done: it remembers what that makes of each image

            @Override
            public Step apply(long number) {
                if (number < looking) {
                    return teacher.step(tasks.batch(number, 1));
                }
                if (learner == null) {
                    learner = frozen(RecurrentLearner.of(encoder, reader, descent), settings);
                }
                long read = number - looking;
                int lesson = (int) settings.lessons.stream().filter(l -> l.until * reading <= read).count();
                return learner.step(lessons.get(Math.min(lesson, lessons.size() - 1)).batch(read).among(way));
            }
        };
        return new Contestant(method, way, List.of(encoder, reader), Map.of("encoder", encoder, "reader", reader),
                () -> List.of(frozen(RecurrentLearner.of(encoder, reader, null), settings)), step, looking + reading,
                List.of(eyes, descent), List.of(first, second));
    }

    private RecurrentLearner frozen(RecurrentLearner learner, Reading settings) {
        return settings.standardised ? learner.withFrozenEncoder(split.train()) : learner.withFrozenEncoder();
    }

    private Contestant maml(String method, int way) {
        long steps = steps(way > 5 ? 1500 : 5000);
        Network network = Network.classifier(filters, way, seed);
        Adam adam = dropping(steps);
        GradientDescent descent = new GradientDescent(List.of(network), adam, 1);
        Maml learner = Maml.of(network, new InnerLoop(UpdateRule.descent(0.4), 1, InnerLoop.Order.SECOND), 3, descent);
        EpisodeSampler tasks = tasks(way, 5);
        return new Contestant(method, way, List.of(network), Map.of("start", network), () -> List.of(learner, learner.inductive()),
                number -> learner.step(tasks.batch(number, 2)), steps, List.of(descent), List.of(adam));
    }

    private Contestant metaSgd(String method, int way) {
        long steps = steps(way > 5 ? 1500 : 5000);
        Network network = Network.classifier(filters, way, seed);
        Network rates = LearnedRates.of(network, 0.005, 0.1, seed);
        Adam adam = dropping(steps);
        GradientDescent descent = new GradientDescent(List.of(network, rates), adam, 1);
        MetaSgd learner = new MetaSgd(network, rates, 1, 3, BatchNormMode.TRANSDUCTIVE, descent);
        EpisodeSampler tasks = tasks(way, 5);
        return new Contestant(method, way, List.of(network, rates), Map.of("start", network, "rates", rates), () -> List.of(learner, learner.inductive()),
                number -> learner.step(tasks.batch(number, 2)), steps, List.of(descent), List.of(adam));
    }

    private Contestant reptile(String method, int way) {
        long steps = steps(way > 5 ? 1500 : 4000);
        Network network = Network.classifier(filters, way, seed);
        Inner training = Inner.adam(1e-2, way > 5 ? 10 : 5, way > 5 ? 20 : 10);
        Inner answering = Inner.adam(1e-2, 20, way > 5 ? 20 : 5);
        // With two tasks a step the first moves are noisy: ε begins at 0.3, as in notebook 08.
        Reptile learner = Reptile.of(network, training, answering, Reptile.falling(0.3, steps), seed);
        EpisodeSampler tasks = new EpisodeSampler(split.train(), way, 10, 1, seed);
        return new Contestant(method, way, List.of(network), Map.of("learner", learner), () -> List.of(learner, learner.inductive()),
                number -> learner.step(tasks.batch(number, 2)), steps, List.of(learner), List.of(learner));
    }

    private Contestant lstm(String method, int way) {
        long steps = steps(way > 5 ? 500 : 1500);
        Network network = Network.classifier(filters, way, seed);
        Network gates = LearnedGates.of(20, 0.3, seed + 1);
        Adam adam = new Adam((int t) -> t < 0.7 * steps ? 2e-3f : 5e-4f);
        GradientDescent descent = new GradientDescent(List.of(network, gates), adam, 1);
        LstmMetaLearner learner = new LstmMetaLearner(network, gates, 3, 3, BatchNormMode.TRANSDUCTIVE, descent);
        EpisodeSampler tasks = tasks(way, 5);
        return new Contestant(method, way, List.of(network, gates), Map.of("start", network, "gates", gates), () -> List.of(learner, learner.inductive()),
                number -> learner.step(tasks.batch(number, 2)), steps, List.of(descent), List.of(adam));
    }

    private long steps(long all) {
        return Math.max(2, Math.round(share * all));
    }

    /** 1-shot episodes. */
    private EpisodeSampler tasks(int way, int queries) {
        return new EpisodeSampler(split.train(), way, 1, queries, seed);
    }

    /** Halved at each quarter of the way. */
    private static Adam halving(double rate, long steps) {
        return new Adam((int t) -> (float) (rate * Math.pow(0.5, 4 * (t - 1) / steps)));
    }

    /** Adam whose rate is halved after 70 and again after 85 per cent of the steps: lessons that get harder need it until then. */
    private static Adam lateHalving(double rate, long steps) {
        return new Adam((int t) -> (float) (rate * (t > 0.85 * steps ? 0.25 : t > 0.7 * steps ? 0.5 : 1)));
    }

    private static Adam dropping(long steps) {
        return new Adam((int t) -> t < 0.8 * steps ? 2e-3f : 1e-3f);
    }
}
