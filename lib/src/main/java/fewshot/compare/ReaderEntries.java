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
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** How the methods that read a task as a sequence are made ready: their networks have as many answers as there are classes. */
final class ReaderEntries {
    private ReaderEntries() {}

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
                ? new Reading(8000, steps -> Contest.lateHalving(4e-3, steps), true, List.of(new Lesson(0.3, 5, 2, 64),
                        new Lesson(0.55, 10, 2, 64), new Lesson(0.8, way, 2, 32), new Lesson(1, way, 5, 32)))
                : new Reading(5000, steps -> Contest.halving(4e-3, steps), true,
                        List.of(new Lesson(0.6, way, 2, 64), new Lesson(1, way, 10, 64)));
    }

    private static Reading withMemory(int way) {
        return way > 5
                ? new Reading(2400, steps -> Contest.lateHalving(1e-3, steps), false, List.of(new Lesson(0.45, 5, 10, 16),
                        new Lesson(0.65, 10, 4, 16), new Lesson(1, way, 3, 16)))
                : new Reading(2400, steps -> Contest.halving(1e-3, steps), false, List.of(new Lesson(1, way, 10, 16)));
    }

    static Contestant gru(Contest contest, String method, int way) {
        return reader(contest, method, new Gru(200), way, gated(way));
    }

    static Contestant lstm(Contest contest, String method, int way) {
        return reader(contest, method, new Lstm(200), way, gated(way));
    }

    static Contestant mann(Contest contest, String method, int way) {
        return reader(contest, method, new Mann(200, 128, 40, 4), way, withMemory(way));
    }

    /** First the encoder, as a Prototypical network, then the reader of what it makes of the images. */
    private static Contestant reader(Contest contest, String method, SequenceBlock cell, int way, Reading settings) {
        long looking = contest.steps(800);
        long reading = contest.steps(settings.steps);
        Network encoder = Network.encoder(contest.filters(), contest.seed());
        Network reader = Network.sequence(cell, encoder.output().get(0) + way, way, contest.seed());
        Adam first = Contest.halving(1e-3, looking);
        Adam second = settings.adam.apply(reading);
        GradientDescent eyes = new GradientDescent(encoder, first);
        GradientDescent descent = new GradientDescent(List.of(reader), second, 10);
        PrototypicalNetwork teacher = PrototypicalNetwork.of(encoder, eyes);
        EpisodeSampler tasks = contest.tasks(60, 5);
        List<SequenceSampler> lessons = settings.lessons.stream()
                .map(l -> new SequenceSampler(contest.split().train(), l.classes, l.instances, l.together, contest.seed())).toList();
        LongFunction<Step> step = new LongFunction<>() {
            private RecurrentLearner learner; // made when the encoder is done: it remembers what that makes of each image

            @Override
            public Step apply(long number) {
                if (number < looking) {
                    return teacher.step(tasks.batch(number, 1));
                }
                if (learner == null) {
                    learner = frozen(contest, RecurrentLearner.of(encoder, reader, descent), settings);
                }
                long read = number - looking;
                int lesson = (int) settings.lessons.stream().filter(l -> l.until * reading <= read).count();
                return learner.step(lessons.get(Math.min(lesson, lessons.size() - 1)).batch(read).among(way));
            }
        };
        return new Contestant(method, way, List.of(encoder, reader), Map.of("encoder", encoder, "reader", reader),
                () -> List.of(frozen(contest, RecurrentLearner.of(encoder, reader, null), settings)), step, looking + reading,
                List.of(eyes, descent), List.of(first, second));
    }

    private static RecurrentLearner frozen(Contest contest, RecurrentLearner learner, Reading settings) {
        return settings.standardised ? learner.withFrozenEncoder(contest.split().train()) : learner.withFrozenEncoder();
    }
}
