package fewshot.evaluate;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.data.Examples;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.bit.BitTask;
import fewshot.episode.sequence.SequenceBatch;
import fewshot.episode.sequence.SequenceSampler;
import fewshot.gradient.Recording;
import fewshot.gradient.Workers;
import fewshot.method.FewShotLearner;
import fewshot.method.memory.BitLearner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * Measures any learner on episodes: one evaluator for the whole suite.
 *
 * <p>A query counts as right if the highest of its scores is that of its class; where the highest is shared, by the share
 * (so that a learner that always gives equal scores is at chance and not at 0 or 100 per cent). On a CPU with several cores
 * several episodes are answered at once, if the learner is {@link FewShotLearner#concurrent}; the accuracies stay in their order.
 * All work is done on the learner's device, and each score says which episodes it is of.
 */
public final class Evaluator {
    private Evaluator() {}

    /**
     * The accuracy on the first {@code episodes} episodes of the sampler's seed, whatever was drawn from it before, so that
     * every learner that is measured with it sees the same ones. Queries that are strangers to an episode's classes do not count.
     *
     * @throws IllegalArgumentException if there are fewer than 2 episodes, or an episode has strangers only
     * @throws CancellationException if the thread is interrupted
     */
    public static Score evaluate(FewShotLearner learner, EpisodeSampler sampler, int episodes) {
        return evaluate(learner, sampler::episode, episodes, "the first " + episodes + " episodes of " + sampler.source());
    }

    /** The accuracy on some episodes, such as Lake's twenty runs. */
    public static Score evaluate(FewShotLearner learner, List<Episode> episodes) {
        return evaluate(learner, i -> episodes.get((int) i), episodes.size(), source(episodes));
    }

    private static Score evaluate(FewShotLearner learner, LongFunction<Episode> drawn, int episodes, String source) {
        if (episodes < 2) {
            throw new IllegalArgumentException("Evaluator: " + episodes + " episodes give no interval; at least 2 are needed");
        }
        long start = System.nanoTime();
        List<Double> values = inEach(learner, drawn, episodes, (manager, episode) -> accuracy(learner, manager, episode));
        return new Score(values.stream().mapToDouble(v -> v).toArray(), (System.nanoTime() - start) / 1e9, source, Score.PER_CENT);
    }

    /**
     * How well a learner ranks the queries of tasks with two classes, whatever the threshold: the area under the curve of the margin
     * {@code score₁ − score₀}, in per cent, 50 by chance; a value an episode.
     *
     * @throws IllegalArgumentException if there are fewer than 2 episodes, one has more than two classes, or queries of one class alone
     */
    public static Score areas(FewShotLearner learner, List<Episode> episodes) {
        if (episodes.size() < 2 || episodes.stream().anyMatch(e -> e.way() != 2)) {
            throw new IllegalArgumentException("Evaluator: " + episodes.size() + " episodes with "
                    + episodes.stream().map(Episode::way).distinct().toList() + " classes; areas need at least 2 episodes of 2 classes");
        }
        long start = System.nanoTime();
        List<Double> values = inEach(learner, i -> episodes.get((int) i), episodes.size(), (manager, episode) -> {
            double[][] scores = EngineArrays.rows(scores(learner, manager, episode));
            boolean[] second = new boolean[scores.length];
            double[] margins = new double[scores.length];
            for (int q = 0; q < scores.length; q++) {
                second[q] = episode.queryLabels()[q] == 1;
                margins[q] = scores[q][1] - scores[q][0];
            }
            return 100 * RocCurve.of(margins, second).area();
        });
        return new Score(values.stream().mapToDouble(v -> v).toArray(), (System.nanoTime() - start) / 1e9, source(episodes), Score.PER_CENT);
    }

    /**
     * What is found out about a learner in each of many episodes, in their order; several at once if it may be.
     *
     * @param measure given a manager of its own, which is closed behind it
     * @throws CancellationException if the thread is interrupted
     */
    static <T> List<T> inEach(
            FewShotLearner learner, LongFunction<Episode> drawn, int episodes, BiFunction<NDManager, Episode, T> measure) {
        List<T> found = new ArrayList<>();
        try (NDManager manager = NDManager.newBaseManager(learner.device()); Recording none = Recording.off()) {
            int atOnce = learner.concurrent() ? Workers.count(learner.device()) : 1;
            for (int first = 0; first < episodes; first += atOnce) {
                checkInterrupt(first, episodes, "episodes");
                List<Integer> some = IntStream.range(first, Math.min(first + atOnce, episodes)).boxed().toList();
                found.addAll(Workers.map(learner.device(), some, i -> {
                    try (NDManager work = manager.newSubManager()) {
                        return measure.apply(work, drawn.apply(i));
                    }
                }));
            }
        }
        return found;
    }

    /** A list has no seed and no options, so its words are a sum over all that its episodes hold. */
    private static String source(List<Episode> episodes) {
        CRC32 sum = new CRC32();
        for (Episode episode : episodes) {
            for (Examples examples : List.of(episode.support(), episode.query())) {
                IntStream.range(0, examples.size()).mapToObj(examples::raw).forEach(sum::update);
            }
            String labels = Arrays.toString(episode.supportLabels()) + Arrays.toString(episode.queryLabels());
            sum.update(labels.getBytes(StandardCharsets.US_ASCII));
        }
        return String.format(Locale.ROOT, "%d episodes of a list (%08x)", episodes.size(), sum.getValue());
    }

    /** The accuracy in one episode, in per cent. */
    static double accuracy(FewShotLearner learner, NDManager manager, Episode episode) {
        return 100 * Hits.mean(scores(learner, manager, episode).toFloatArray(), episode.queryLabels(), episode.way());
    }

    /** The scores of the queries of one episode, {@code [queries, way]}; another shape is refused. */
    static NDArray scores(FewShotLearner learner, NDManager manager, Episode episode) {
        NDArray logits = learner.logits(manager, episode);
        Shape expected = new Shape(episode.queryLabels().length, episode.way());
        if (!logits.getShape().equals(expected)) {
            throw new IllegalStateException("Evaluator: " + learner.name() + " gave scores of shape " + logits.getShape() + ", but "
                    + expected.get(0) + " queries and " + expected.get(1) + " ways need " + expected);
        }
        return logits;
    }

    /**
     * The accuracy at the first image of a class in a sequence, at the second, and so on: how fast it is learned while it is
     * read (Santoro et al. 2016, table 1). The first is a guess, unless labels leak.
     *
     * @param device where the learner works
     * @param learner gives the scores of the labels of each image, {@code [time, size, way]}, such as {@code learner::scores}
     * @param sampler whose first {@code batches} batches are read, whatever was drawn from it before
     * @return for each instance, first to last, its accuracy; a value a sequence, the share of its classes that were right
     * @throws CancellationException if the thread is interrupted
     */
    public static List<Score> byInstance(
            Device device, BiFunction<NDManager, SequenceBatch, NDArray> learner, SequenceSampler sampler, int batches) {
        return bySequence(device, learner, sampler, batches, sampler.instances(), "", Evaluator::addHits);
    }

    /** Adds what is to be measured of one batch's scores to {@code values}, its first sequence at place {@code first}. */
    @FunctionalInterface
    private interface Adding {
        void add(float[] scores, SequenceBatch batch, double[][] values, int first);
    }

    /** Some figures of each sequence; {@code what} begins the words that tell their source. */
    private static List<Score> bySequence(Device device, BiFunction<NDManager, SequenceBatch, NDArray> learner, SequenceSampler sampler,
            int batches, int figures, String what, Adding adding) {
        double[][] values = new double[figures][batches * sampler.size()];
        long start = System.nanoTime();
        try (NDManager manager = NDManager.newBaseManager(device); Recording none = Recording.off()) {
            for (int i = 0; i < batches; i++) {
                checkInterrupt(i, batches, "batches");
                SequenceBatch batch = sampler.batch(i);
                try (NDManager work = manager.newSubManager()) {
                    adding.add(scores(learner, work, batch), batch, values, i * sampler.size());
                }
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        String source = what + "the first " + batches + " batches of " + sampler.source();
        return Arrays.stream(values).map(figure -> new Score(figure, seconds, source, Score.PER_CENT)).toList();
    }

    /** The same on DJL's default device. */
    public static List<Score> byInstance(
            BiFunction<NDManager, SequenceBatch, NDArray> learner, SequenceSampler sampler, int batches) {
        return byInstance(Engine.getInstance().defaultDevice(), learner, sampler, batches);
    }

    /**
     * The accuracy at the first image of the first class that a sequence shows, of the second, and so on: who knows nothing is at
     * chance at the first, and who rules out the labels that are taken gains at each further one. Beyond that, labels leak.
     *
     * @param device where the learner works
     * @param learner gives the scores of the labels of each image, {@code [time, size, way]}
     * @param sampler whose first {@code batches} batches are read
     * @return for each class in the order of appearance its accuracy; a value a sequence
     * @throws CancellationException if the thread is interrupted
     */
    public static List<Score> firstSights(
            Device device, BiFunction<NDManager, SequenceBatch, NDArray> learner, SequenceSampler sampler, int batches) {
        return bySequence(device, learner, sampler, batches, sampler.way(), "first sights in ", Evaluator::addFirstSights);
    }

    /** The same on DJL's default device. */
    public static List<Score> firstSights(BiFunction<NDManager, SequenceBatch, NDArray> learner, SequenceSampler sampler, int batches) {
        return firstSights(Engine.getInstance().defaultDevice(), learner, sampler, batches);
    }

    /**
     * How many of the wanted bits of a sequence are wrong; a value a sequence.
     *
     * @param task whose first {@code batches} batches are answered
     * @throws CancellationException if the thread is interrupted
     */
    public static Score wrongBits(BitLearner learner, BitTask task, int batches) {
        long start = System.nanoTime();
        double[] wrong = IntStream.range(0, batches).peek(i -> checkInterrupt(i, batches, "batches"))
                .mapToObj(i -> learner.wrongBits(task.batch(i))).flatMapToDouble(Arrays::stream).toArray();
        return new Score(wrong, (System.nanoTime() - start) / 1e9, "the first " + batches + " batches of " + task, "bits");
    }

    private static float[] scores(
            BiFunction<NDManager, SequenceBatch, NDArray> learner, NDManager manager, SequenceBatch batch) {
        NDArray scores = learner.apply(manager, batch);
        Shape expected = new Shape(batch.time(), batch.size(), batch.way());
        if (!scores.getShape().equals(expected)) {
            throw new IllegalStateException(
                    "Evaluator: the scores of the sequences have shape " + scores.getShape() + ", but should have " + expected);
        }
        return scores.toFloatArray();
    }

    private static void addHits(float[] scores, SequenceBatch batch, double[][] values, int first) {
        int[] instances = batch.instances();
        for (int i = 0; i < instances.length; i++) {
            double hit = Hits.of(scores, i, batch.labels()[i], batch.way());
            values[instances[i] - 1][first + i % batch.size()] += 100 * hit / batch.way();
        }
    }

    private static void addFirstSights(float[] scores, SequenceBatch batch, double[][] values, int first) {
        int[] instances = batch.instances();
        int[] met = new int[batch.size()];
        for (int i = 0; i < instances.length; i++) {
            int sequence = i % batch.size();
            if (instances[i] == 1) {
                values[met[sequence]++][first + sequence] = 100 * Hits.of(scores, i, batch.labels()[i], batch.way());
            }
        }
    }

    private static void checkInterrupt(int done, int planned, String what) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("The evaluation was interrupted after " + done + " of " + planned + " " + what);
        }
    }
}
