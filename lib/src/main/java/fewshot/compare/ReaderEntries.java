package fewshot.compare;

import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.method.memory.InContextLearner;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.Network;
import fewshot.model.attention.CausalTransformer;
import fewshot.model.attention.InContextTransformer;
import fewshot.model.memory.Mann;
import fewshot.model.sequence.Gru;
import fewshot.model.sequence.Lstm;
import fewshot.model.sequence.SequenceBlock;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How the methods that read a task, as a sequence or whole, are made ready. First
 * comes the encoder, as a Prototypical network; then the reader of what it makes of the images takes its lessons. Each image goes
 * through the frozen encoder once: that takes about eight hundredths of the budget, which the phases leave free.
 *
 * <p>One network serves any number of classes up to its number of labels. A reader of sequences gets each label with its own image,
 * and only queries are asked, behind a support that has been read: with labels one step late, as in the papers (Santoro et al. 2016;
 * Chan et al. 2022), twenty of them are not found out in this time.
 */
final class ReaderEntries {
    private static final double ENCODER = 0.3;
    private static final double EMBEDDING = 0.08;
    private static final int TAUGHT = 60; // classes in a task of the encoder
    private static final int LABELS = 20;
    private static final int TOGETHER = 32; // tasks in a step
    private static final int WARM_UP = 100; // steps until the rate is whole

    /**
     * A part of a reader's training. That a label belongs to what it came with is found out suddenly, and the sooner the shorter the
     * sequences are; among twenty classes it is not found out at all unless it has been among fewer.
     *
     * @param share of the budget
     * @param way classes in a task
     * @param shot images of each that are told; one more is asked
     * @param together tasks in a step
     */
    private record Lesson(double share, int way, int shot, int together) {}

    private static final List<Lesson> LESSONS = List.of(
            new Lesson(0.2, 5, 1, 64),
            new Lesson(0.12, 12, 1, 32),
            new Lesson(0.1, LABELS, 5, 16),
            new Lesson(0.2, LABELS, 1, 32));

    static final List<Entry> ALL = List.of(
            entry("GRU, encoder", () -> new Gru(200), List.of(4e-3, 2e-3), List.of(1.0, 0.0)),
            entry("LSTM, encoder", () -> new Lstm(200), List.of(4e-3, 2e-3), List.of(1.0, 0.0)),
            entry("MANN, encoder", () -> new Mann(200, 128, 40, 4), List.of(1e-3, 2e-3), List.of(0.0, 1.0)),
            entry("Transformer, encoder", CausalTransformer::ofPairs, List.of(2e-3, 1e-3), List.of(1.0, 0.0)),
            new Entry("In-context", true, way -> List.of(ENCODER, 1 - ENCODER - EMBEDDING),
                    way -> Setting.grid("rate", List.of(6e-3, 3e-3), "standardised", List.of(0.0, 1.0)),
                    (way, setting) -> List.of(Entry.oneShotTasks(1, TAUGHT), TOGETHER * (6 * 20 + 6 * 5 + 6 * 20 + 8 * 10) / 4),
                    (contest, name, c) -> inContext(name, c)));

    private ReaderEntries() {}

    private static Entry entry(String method, Supplier<SequenceBlock> cell, List<Double> rates, List<Double> standardised) {
        List<Double> shares = Stream.concat(Stream.of(ENCODER), LESSONS.stream().map(Lesson::share)).toList();
        List<Integer> images = Stream.concat(Stream.of(Entry.oneShotTasks(1, TAUGHT)),
                LESSONS.stream().map(l -> l.way * (l.shot + 1) * l.together)).toList();
        return new Entry(method, true, way -> shares, way -> Setting.grid("rate", rates, "standardised", standardised),
                (way, setting) -> images, (contest, name, c) -> reader(name, c, cell.get()));
    }

    private static Contestant reader(String method, Conditions c, SequenceBlock cell) {
        Network encoder = Network.encoder(c.filters(), c.seed());
        Network reader = Network.sequence(cell, encoder.output().get(0) + LABELS, LABELS, c.seed());
        Adam adam = Adam.warmed(c.setting().get("rate"), WARM_UP, c.steps() - c.phases().get(0));
        List<EpisodeSampler> tasks = LESSONS.stream().map(l -> new EpisodeSampler(c.classes(), l.way, l.shot, 1, c.seed())).toList();
        return contestant(method, c, encoder, reader, adam, 10, number -> {
            int lesson = lesson(c, number);
            return tasks.get(lesson).batch(number, LESSONS.get(lesson).together);
        });
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
        return contestant(method, c, encoder, reader, adam, 1, number -> lessons.get((int) (number % kinds)).batch(number, TOGETHER));
    }

    /**
     * Trains an encoder, then what reads its embeddings.
     *
     * @param lessons the tasks of a step of reading, by its number from 0
     */
    private static Contestant contestant(String method, Conditions c, Network encoder, Network reader, Adam adam, double clip,
            LongFunction<List<Episode>> lessons) {
        long looking = c.phases().get(0);
        Adam first = Conditions.halving(1e-3, looking);
        GradientDescent eyes = new GradientDescent(encoder, first);
        PrototypicalNetwork teacher = PrototypicalNetwork.of(encoder, eyes);
        EpisodeSampler tasks = c.tasks(TAUGHT, 5);
        GradientDescent descent = new GradientDescent(List.of(reader), adam, clip);
        Supplier<InContextLearner> learner = () -> c.setting().whole("standardised") == 1
                ? InContextLearner.of(encoder, c.classes(), reader, descent) : InContextLearner.of(encoder, reader, descent);
        LongFunction<Step> step = new LongFunction<>() {
            private InContextLearner made; // when the encoder is done: it remembers what that makes of each image

            @Override
            public Step apply(long number) {
                if (number < looking) {
                    return teacher.step(tasks.batch(number, 1));
                }
                if (made == null) {
                    made = learner.get();
                }
                return made.step(lessons.apply(number - looking));
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
}
