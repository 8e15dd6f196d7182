package fewshot.compare;

import fewshot.episode.EpisodeSampler;
import fewshot.episode.sequence.SequenceSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.method.memory.RecurrentLearner;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.Network;
import fewshot.model.memory.Mann;
import fewshot.model.sequence.Gru;
import fewshot.model.sequence.Lstm;
import fewshot.model.sequence.SequenceBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * How the methods that read a task as a sequence are made ready: their networks have as many answers as there are classes. First
 * comes the encoder, as a Prototypical network; then the reader of what it makes of the images takes its lessons. Each image goes
 * through the frozen encoder once: that takes about eight hundredths of the budget, which the phases leave free.
 */
final class ReaderEntries {
    private static final double ENCODER = 0.3;

    /**
     * A part of a reader's training. That a label belongs to what came before it is found out suddenly, and the sooner the
     * shorter the sequences are; among twenty classes it is not found out at all unless it has been among fewer.
     *
     * @param share of the budget
     * @param classes in a sequence
     * @param instances images of each
     * @param together sequences in a batch
     */
    private record Lesson(double share, int classes, int instances, int together) {}

    static final List<Entry> ALL = List.of(
            entry("GRU, encoder", () -> new Gru(200), ReaderEntries::gated, List.of(4e-3, 2e-3), List.of(1.0, 0.0)),
            entry("LSTM, encoder", () -> new Lstm(200), ReaderEntries::gated, List.of(4e-3, 2e-3), List.of(1.0, 0.0)),
            entry("MANN, encoder", () -> new Mann(200, 128, 40, 4), ReaderEntries::withMemory, List.of(1e-3, 2e-3), List.of(0.0, 1.0)));

    private ReaderEntries() {}

    private static List<Lesson> gated(int way) {
        return way > 5
                ? List.of(new Lesson(0.14, 5, 2, 64), new Lesson(0.14, 10, 2, 64), new Lesson(0.17, way, 2, 32), new Lesson(0.17, way, 5, 32))
                : List.of(new Lesson(0.27, way, 2, 64), new Lesson(0.35, way, 10, 64));
    }

    private static List<Lesson> withMemory(int way) {
        return way > 5 ? List.of(new Lesson(0.25, 5, 10, 16), new Lesson(0.12, 10, 4, 16), new Lesson(0.25, way, 3, 16))
                : List.of(new Lesson(0.62, way, 10, 16));
    }

    private static Entry entry(String method, Supplier<SequenceBlock> cell, IntFunction<List<Lesson>> lessons, List<Double> rates,
            List<Double> standardised) {
        return new Entry(method, false, way -> {
            List<Double> shares = new ArrayList<>(List.of(ENCODER));
            lessons.apply(way).forEach(lesson -> shares.add(lesson.share));
            return shares;
        }, way -> Setting.grid("rate", rates, "standardised", standardised),
                (contest, name, c) -> reader(name, c, cell.get(), lessons.apply(c.way())));
    }

    private static Contestant reader(String method, Conditions c, SequenceBlock cell, List<Lesson> plan) {
        long looking = c.phases().get(0);
        long reading = c.steps() - looking;
        int way = c.way();
        Network encoder = Network.encoder(c.filters(), c.seed());
        Network reader = Network.sequence(cell, encoder.output().get(0) + way, way, c.seed());
        Adam first = Conditions.halving(1e-3, looking);
        double rate = c.setting().get("rate");
        Adam second = way > 5 ? Conditions.lateHalving(rate, reading) : Conditions.halving(rate, reading);
        GradientDescent eyes = new GradientDescent(encoder, first);
        GradientDescent descent = new GradientDescent(List.of(reader), second, 10);
        PrototypicalNetwork teacher = PrototypicalNetwork.of(encoder, eyes);
        EpisodeSampler tasks = c.tasks(60, 5);
        List<SequenceSampler> lessons = plan.stream()
                .map(l -> new SequenceSampler(c.classes(), l.classes, l.instances, l.together, c.seed())).toList();
        LongFunction<Step> step = new LongFunction<>() {
            private RecurrentLearner learner; // made when the encoder is done: it remembers what that makes of each image

            @Override
            public Step apply(long number) {
                if (number < looking) {
                    return teacher.step(tasks.batch(number, 1));
                }
                if (learner == null) {
                    learner = frozen(c, RecurrentLearner.of(encoder, reader, descent));
                }
                long read = number - looking;
                return learner.step(lessons.get(lesson(c, number)).batch(read).among(way));
            }
        };
        return new Contestant(method, way, List.of(encoder, reader), Map.of("encoder", encoder, "reader", reader),
                () -> List.of(frozen(c, RecurrentLearner.of(encoder, reader, null))), step, c.steps(), List.of(eyes, descent),
                List.of(first, second));
    }

    /** Which lesson a step belongs to. */
    private static int lesson(Conditions c, long number) {
        long before = c.phases().get(0);
        int lesson = 0;
        while (lesson < c.phases().size() - 2 && number >= before + c.phases().get(lesson + 1)) {
            before += c.phases().get(++lesson);
        }
        return lesson;
    }

    private static RecurrentLearner frozen(Conditions c, RecurrentLearner learner) {
        return c.setting().whole("standardised") == 1 ? learner.withFrozenEncoder(c.classes()) : learner.withFrozenEncoder();
    }
}
