package fewshot.compare;

import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.sequence.SequenceSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.method.FewShotLearner;
import fewshot.method.memory.InContextLearner;
import fewshot.method.memory.RecurrentLearner;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.Network;
import fewshot.model.attention.CausalTransformer;
import fewshot.model.attention.InContextTransformer;
import fewshot.model.memory.Mann;
import fewshot.model.sequence.Gru;
import fewshot.model.sequence.Lstm;
import fewshot.model.sequence.SequenceBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How the methods that read a task, as a sequence or whole, are made ready. First
 * comes the encoder, as a Prototypical network; then the reader of what it makes of the images takes its lessons. Each image goes
 * through the frozen encoder once: that takes about eight hundredths of the budget, which the phases leave free.
 *
 * <p>Among few classes a reader of sequences gets each label one step late and is asked at each image, as in the papers (Santoro et al.
 * 2016; Chan et al. 2022). Among twenty that is not found out in this time; there a label comes with its own image, and only queries are
 * asked, behind a support that has been read.
 */
final class ReaderEntries {
    private static final double ENCODER = 0.3;
    private static final double EMBEDDING = 0.08;
    private static final int TAUGHT = 60; // classes in a task of the encoder
    private static final int LABELS = 20;
    private static final int FEW = 5; // classes up to which labels come late
    private static final int TOGETHER = 32; // tasks in a step
    private static final int WARM_UP = 100; // steps until the rate is whole

    /**
     * A part of a reader's training. That a label belongs to what came before it is found out suddenly, and the sooner the
     * shorter the sequences are; among twenty classes it is not found out at all unless it has been among fewer.
     *
     * @param share of the budget
     * @param classes in a sequence
     * @param instances images of each; where labels are not late the last one is asked, and the others are told
     * @param together sequences in a batch
     */
    private record Lesson(double share, int classes, int instances, int together) {}

    static final List<Entry> ALL = List.of(
            entry("GRU, encoder", way -> new Gru(200), ReaderEntries::gated, List.of(4e-3, 2e-3), List.of(1.0, 0.0)),
            entry("LSTM, encoder", way -> new Lstm(200), ReaderEntries::gated, List.of(4e-3, 2e-3), List.of(1.0, 0.0)),
            entry("MANN, encoder", way -> new Mann(200, 128, 40, 4), ReaderEntries::withMemory, List.of(1e-3, 2e-3), List.of(0.0, 1.0)),
            entry("Transformer, encoder", way -> way > FEW ? CausalTransformer.ofPairs() : new CausalTransformer(way, 5 * way + 1),
                    ReaderEntries::causal, List.of(2e-3, 1e-3), List.of(1.0, 0.0)),
            new Entry("In-context", true, way -> List.of(ENCODER, 1 - ENCODER - EMBEDDING),
                    way -> Setting.grid("rate", List.of(6e-3, 3e-3), "standardised", List.of(0.0, 1.0)),
                    (way, setting) -> List.of(Entry.oneShotTasks(1, TAUGHT), TOGETHER * (6 * 20 + 6 * 5 + 6 * 20 + 8 * 10) / 4),
                    (contest, name, c) -> inContext(name, c)));

    private ReaderEntries() {}

    private static List<Lesson> gated(int way) {
        return List.of(new Lesson(0.27, way, 2, 64), new Lesson(0.35, way, 10, 64));
    }

    private static List<Lesson> withMemory(int way) {
        return List.of(new Lesson(0.62, way, 10, 16));
    }

    private static List<Lesson> causal(int way) {
        return List.of(new Lesson(0.31, way, 2, 64), new Lesson(0.31, way, 5, 64));
    }

    /** Of all readers among more than a few classes. */
    private static List<Lesson> pairs(int way) {
        return List.of(new Lesson(0.2, FEW, 2, 64), new Lesson(0.12, (FEW + way) / 2, 2, 32), new Lesson(0.1, way, 6, 16),
                new Lesson(0.2, way, 2, 32));
    }

    /** Its networks have as many answers as there are classes. */
    private static Entry entry(String method, IntFunction<SequenceBlock> cell, IntFunction<List<Lesson>> late, List<Double> rates,
            List<Double> standardised) {
        IntFunction<List<Lesson>> lessons = way -> way > FEW ? pairs(way) : late.apply(way);
        return new Entry(method, false, way -> {
            List<Double> shares = new ArrayList<>(List.of(ENCODER));
            lessons.apply(way).forEach(lesson -> shares.add(lesson.share));
            return shares;
        }, way -> Setting.grid("rate", rates, "standardised", standardised), (way, setting) -> Stream.concat(
                Stream.of(Entry.oneShotTasks(1, TAUGHT)), lessons.apply(way).stream().map(l -> l.classes * l.instances * l.together)).toList(),
                (contest, name, c) -> reader(name, c, cell.apply(c.way()), lessons.apply(c.way())));
    }

    private static Contestant reader(String method, Conditions c, SequenceBlock cell, List<Lesson> plan) {
        int way = c.way();
        long reading = c.steps() - c.phases().get(0);
        double rate = c.setting().get("rate");
        Network encoder = Network.encoder(c.filters(), c.seed());
        Network reader = Network.sequence(cell, encoder.output().get(0) + way, way, c.seed());
        if (way > FEW) {
            List<EpisodeSampler> tasks = plan.stream()
                    .map(l -> new EpisodeSampler(c.classes(), l.classes, l.instances - 1, 1, c.seed())).toList();
            return inContext(method, c, encoder, reader, Adam.warmed(rate, WARM_UP, reading), 10, number -> {
                int lesson = lesson(c, number);
                return tasks.get(lesson).batch(number, plan.get(lesson).together);
            });
        }
        Adam adam = Conditions.halving(rate, reading);
        GradientDescent descent = new GradientDescent(List.of(reader), adam, 10);
        List<SequenceSampler> lessons = plan.stream()
                .map(l -> new SequenceSampler(c.classes(), l.classes, l.instances, l.together, c.seed())).toList();
        return contestant(method, c, encoder, reader, adam, descent, () -> frozen(c, RecurrentLearner.of(encoder, reader, descent)),
                (learner, number) -> learner.step(lessons.get(lesson(c, number)).batch(number)));
    }

    /**
     * One network for any number of classes up to its number of labels; its kinds of task take turns. It has one head: with four a step
     * costs a quarter more, and in the budget they reached less on validation classes (93.1 beside 93.8 % at 5 ways, one seed).
     */
    private static Contestant inContext(String method, Conditions c) {
        Network encoder = Network.encoder(c.filters(), c.seed());
        Network reader = InContextTransformer.network(new InContextTransformer(LABELS, InContextTransformer.WIDTH, 1, 2),
                encoder.output().size(), c.seed(), encoder.manager().getDevice());
        List<EpisodeSampler> lessons = List.of(c.tasks(20, 5), c.tasks(5, 5), c.tasks(20, 5), new EpisodeSampler(c.classes(), 10, 3, 5, c.seed()));
        int kinds = lessons.size();
        Adam adam = Adam.warmed(c.setting().get("rate"), WARM_UP, c.phases().get(1));
        return inContext(method, c, encoder, reader, adam, 1, number -> lessons.get((int) (number % kinds)).batch(number, TOGETHER));
    }

    /** A reader of examples with their labels; it learns from the tasks of each step of reading. */
    private static Contestant inContext(String method, Conditions c, Network encoder, Network reader, Adam adam, double clip,
            LongFunction<List<Episode>> tasks) {
        GradientDescent descent = new GradientDescent(List.of(reader), adam, clip);
        return contestant(method, c, encoder, reader, adam, descent, () -> standardised(c)
                ? InContextLearner.of(encoder, c.classes(), reader, descent) : InContextLearner.of(encoder, reader, descent),
                (learner, number) -> learner.step(tasks.apply(number)));
    }

    /**
     * Trains an encoder, then what reads its embeddings.
     *
     * @param learner made when the encoder is done: it remembers what that makes of each image
     * @param read a step of reading, by its number from 0
     */
    private static <L extends FewShotLearner> Contestant contestant(String method, Conditions c, Network encoder, Network reader, Adam adam,
            GradientDescent descent, Supplier<L> learner, BiFunction<L, Long, Step> read) {
        long looking = c.phases().get(0);
        Adam first = Conditions.halving(1e-3, looking);
        GradientDescent eyes = new GradientDescent(encoder, first);
        PrototypicalNetwork teacher = PrototypicalNetwork.of(encoder, eyes);
        EpisodeSampler tasks = c.tasks(TAUGHT, 5);
        LongFunction<Step> step = new LongFunction<>() {
            private L made;

            @Override
            public Step apply(long number) {
                if (number < looking) {
                    return teacher.step(tasks.batch(number, 1));
                }
                if (made == null) {
                    made = learner.get();
                }
                return read.apply(made, number - looking);
            }
        };
        return new Contestant(method, c.way(), List.of(encoder, reader), Map.of("encoder", encoder, "reader", reader),
                () -> List.of(learner.get()), step, c.steps(), List.of(eyes, descent), List.of(first, adam));
    }

    /** Which lesson a step of reading belongs to. */
    private static int lesson(Conditions c, long number) {
        long before = 0;
        int lesson = 0;
        while (lesson < c.phases().size() - 2 && number >= before + c.phases().get(lesson + 1)) {
            before += c.phases().get(++lesson);
        }
        return lesson;
    }

    private static RecurrentLearner frozen(Conditions c, RecurrentLearner learner) {
        return standardised(c) ? learner.withFrozenEncoder(c.classes()) : learner.withFrozenEncoder();
    }

    private static boolean standardised(Conditions c) {
        return c.setting().whole("standardised") == 1;
    }
}
