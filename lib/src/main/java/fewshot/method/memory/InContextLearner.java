package fewshot.method.memory;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.method.Classifier;
import fewshot.method.EpisodicLearner;
import fewshot.method.LearnedTask;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.Scalar;
import fewshot.model.attention.InContextTransformer;
import fewshot.state.Stop;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Learning in context: a network looks at a support set with its labels and says the labels of queries; no weight changes when
 * it learns (Garg et al. 2022 and Kirsch et al. 2022; the layout is that of Müller et al. 2022).
 *
 * <p>A token is {@code [f(x), 5 y]}, what a frozen encoder f makes of an example, standardised or as it is, and its label; y is all zeros for a query.
 * The reader knows more labels than a task has classes: each class is dealt one of
 * them, at random, as the support's own examples fix it, and only the scores of those that were dealt count. So one network serves
 * any number of classes up to as many as it knows labels. Trained on the mean of {@code −log softmax} of the right one over the queries.
 *
 * <p>An {@link InContextTransformer} looks at all at once: support tokens at the support, a query at the support and itself
 * ({@link fewshot.model.attention.Mask#supportToQuery}), so that neither the order of the support nor the other queries matter. A
 * {@linkplain fewshot.model.sequence.SequenceBlock reader of sequences} reads the support one pair after the other, in a random order
 * that its own numbers fix, and each query goes on from the state behind it in a copy of its own (Mishra et al. 2018, section 3; Chan et
 * al. 2022 have a token of its own for each label). Unlike with the {@link RecurrentLearner}, a label comes with its own image, and
 * only what can be known is asked for.
 *
 * <p>The networks are shared, not owned: whoever made them closes them.
 */
public final class InContextLearner implements EpisodicLearner {
    private static final int NONE = -1;
    /** Queries that are asked together: the mask is as large as their number squared. */
    private static final int AT_ONCE = 200;

    /** What stands for some examples in their tokens, {@code [n, features]}. */
    @FunctionalInterface
    private interface Features {
        NDArray of(NDManager manager, Examples... parts);
    }

    private final String origin;
    private final Network reader;
    private final SupportReading reading;
    private final GradientDescent descent;
    private final Features features;
    private final double smoothing;

    private InContextLearner(String origin, Features features, Network reader, GradientDescent descent, double smoothing) {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("InContextLearner: labels smoothed by " + smoothing + "; it should be 0 or more and below 1");
        }
        this.origin = origin;
        this.smoothing = smoothing;
        this.features = features;
        this.reader = reader;
        this.reading = SupportReading.of(reader);
        this.descent = GradientDescent.orNone(descent).only(List.of(reader));
    }

    /** How many numbers of an example a reader takes. */
    static int features(Network reader) {
        return Math.toIntExact(reader.input().get(1) - SupportReading.of(reader).labels());
    }

    /**
     * On the embeddings of an encoder that stays as it is; each example is embedded once, inductively, and remembered.
     *
     * @param encoder makes vectors of examples
     * @param training each feature is standardised by its mean and deviation over 1,000 of these examples
     * @param reader made by {@link InContextTransformer#network} for the encoder, or by {@link Network#sequence} for
     *     {@code features + labels} numbers, answering with {@code labels}
     * @param descent updates the reader; {@link GradientDescent#none} for a learner that only answers
     * @throws IllegalArgumentException if the reader is another network, or the sizes do not add up
     */
    public static InContextLearner of(Network encoder, ExampleSet training, Network reader, GradientDescent descent) {
        return of(encoder, Optional.of(training), reader, descent);
    }

    private static InContextLearner of(Network encoder, Optional<ExampleSet> training, Network reader, GradientDescent descent) {
        if (!encoder.output().equals(new Shape(features(reader)))) {
            throw new IllegalArgumentException("InContextLearner: the reader takes " + reader.input().get(1) + " numbers, of which "
                    + SupportReading.of(reader).labels() + " are a label, but the encoder makes " + encoder.output()
                    + "; features and labels should add up");
        }
        return new InContextLearner(" behind " + encoder + ", frozen", new Embeddings(encoder, training)::of, reader, descent, 0);
    }

    /** On the numbers of the examples as they are; nothing is remembered. */
    static InContextLearner ofNumbers(Network reader, GradientDescent descent) {
        return new InContextLearner("", EngineArrays::of, reader, descent, 0);
    }

    /**
     * The same on the embeddings as the encoder makes them: if it was trained to compare by distances, their sizes tell how much each
     * feature counts, and standardising takes that away.
     *
     * @throws IllegalArgumentException if the reader is another network, or the sizes do not add up
     */
    public static InContextLearner of(Network encoder, Network reader, GradientDescent descent) {
        return of(encoder, Optional.empty(), reader, descent);
    }

    /**
     * The same, trained on smoothed labels (Szegedy et al. 2016, section 7): the target of a query is {@code (1 − share)} for its class
     * and {@code share / way} more for each class of the task. Answers stay as they are.
     *
     * @param share 0 for labels as they are; below 1
     */
    public InContextLearner smoothing(double share) {
        return new InContextLearner(origin, features, reader, descent, share);
    }

    @Override
    public String name() {
        return reading.name();
    }

    @Override
    public Optional<BatchNormMode> batchNorm() {
        return Optional.of(BatchNormMode.INDUCTIVE);
    }

    @Override
    public boolean concurrent() {
        return true;
    }

    @Override
    public Device device() {
        return reader.manager().getDevice();
    }

    /** The most classes that a task may have. */
    public int mostWays() {
        return reading.labels();
    }

    /**
     * The label that each class is dealt: different ones, at random, the same for the same support in whatever order.
     *
     * @throws IllegalArgumentException if there are more classes than labels
     */
    public int[] deal(Episode task) {
        return Deal.of(task, reading.labels()).ofClass();
    }

    /**
     * The mean of {@code −log p(right class)}, or of {@code −Σ target log p} where labels are {@linkplain #smoothing smoothed}, over the
     * queries that are of a class, and over the episodes; a scalar of {@code manager}.
     * Episodes that have as many classes, support examples and queries go through the transformer together.
     */
    public NDArray loss(NDManager manager, List<Episode> batch) {
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("InContextLearner: an empty batch has no loss; give it at least one episode");
        }
        Map<List<Integer>, List<Episode>> alike = batch.stream().map(reading::inOrder).collect(Collectors.groupingBy(
                e -> List.of(e.way(), e.support().size(), e.query().size()), LinkedHashMap::new, Collectors.toList()));
        NDArray sum = alike.values().stream().map(some -> sum(manager, some)).reduce(NDArray::add).orElseThrow();
        return sum.div(Scalar.of(manager, batch.size()));
    }

    /** The sum of the losses of episodes of one size. */
    private NDArray sum(NDManager manager, List<Episode> some) {
        int support = some.get(0).support().size();
        int queries = some.get(0).query().size();
        List<Deal> deals = some.stream().map(e -> Deal.of(e, reading.labels())).toList();
        Examples[] seen = some.stream().flatMap(e -> Stream.of(e.support(), e.query())).toArray(Examples[]::new);
        int[] told = IntStream.range(0, some.size())
                .flatMap(i -> IntStream.concat(deals.get(i).told(some.get(i)), nothing(queries))).toArray();
        NDArray scores = reading.scores(tokens(manager, some.size(), told, seen), support);
        NDArray log = Deal.ofClasses(scores, deals).logSoftmax(2);
        NDArray targets = NDArrays.stack(new NDList(some.stream().map(e -> e.queryClasses().targets(manager)).toList()));
        if (smoothing > 0) {
            NDArray even = targets.sum(new int[] {2}, true).div(Scalar.of(manager, some.get(0).way())); // 0 for a query of no class
            targets = targets.mul(Scalar.of(manager, 1 - smoothing)).add(even.mul(Scalar.of(manager, smoothing)));
        }
        return log.mul(targets).sum().div(Scalar.of(manager, -queries));
    }

    /** What queries are told. */
    private static IntStream nothing(int queries) {
        return IntStream.generate(() -> NONE).limit(queries);
    }

    /**
     * The tokens of some episodes, {@code [episodes, n, features + labels]}.
     *
     * @param told the label of each, or {@link #NONE}
     */
    private NDArray tokens(NDManager manager, int episodes, int[] told, Examples... seen) {
        float[] labels = new float[told.length * reading.labels()];
        for (int i = 0; i < told.length; i++) {
            if (told[i] != NONE) {
                labels[i * reading.labels() + told[i]] = InContextTransformer.LABEL;
            }
        }
        return features.of(manager, seen).concat(EngineArrays.of(manager, labels, new Shape(told.length, reading.labels())), 1)
                .reshape(episodes, told.length / episodes, -1);
    }

    @Override
    public Step step(List<Episode> batch) {
        return descent.minimise(List.of(batch), this::loss);
    }

    @Override
    public NDArray logits(NDManager manager, Episode episode) {
        return logits(manager, episode, Deal.of(episode, reading.labels()));
    }

    /**
     * The scores of the queries with the labels dealt out in another way than {@link #deal}.
     *
     * @param dealt for each class a label of its own, 0 to {@link #mostWays()} − 1
     * @return {@code [queries, way]}, owned by {@code manager}
     */
    public NDArray logits(NDManager manager, Episode episode, int[] dealt) {
        if (dealt.length != episode.way()) {
            throw new IllegalArgumentException("InContextLearner: the labels " + Arrays.toString(dealt) + " for " + episode.way()
                    + " classes; each class needs one of its own, from 0 to " + (reading.labels() - 1));
        }
        return logits(manager, episode, new Deal(reading.labels(), dealt));
    }

    private NDArray logits(NDManager manager, Episode episode, Deal deal) {
        Stop.before("an answer");
        return answers(manager, learned(manager, episode, deal), deal, episode.query());
    }

    /** What is left of a support when it has been read. */
    private NDList learned(NDManager manager, Episode task, Deal deal) {
        Episode read = reading.inOrder(task);
        return reading.learned(tokens(manager, 1, deal.told(read).toArray(), read.support()));
    }

    private NDArray answers(NDManager manager, NDList learned, Deal deal, Examples queries) {
        if (queries.size() == 0) {
            return manager.zeros(new Shape(0, deal.ofClass().length));
        }
        NDList answers = new NDList();
        for (int from = 0; from < queries.size(); from += AT_ONCE) {
            Examples some = queries.pick(IntStream.range(from, Math.min(from + AT_ONCE, queries.size())).toArray());
            NDArray scores = reading.answers(learned, tokens(manager, 1, nothing(some.size()).toArray(), some));
            answers.add(Deal.ofClasses(scores, List.of(deal)).squeeze(0));
        }
        return NDArrays.concat(answers);
    }

    /** Reads the support once; a question goes by what is left of it: keys and values, or a state. */
    @Override
    public Classifier fit(Episode task) {
        Deal deal = Deal.of(task, reading.labels());
        return new LearnedTask(reader.manager(), task, scratch -> learned(scratch, task, deal),
                (manager, learned, queries) -> answers(manager, learned, deal, queries));
    }

    /**
     * How much each example of an episode looks at each other, support and then queries; rows add up to 1.
     *
     * @return layer by layer {@code [heads, n, n]}, owned by {@code manager}
     * @throws UnsupportedOperationException if the reader reads one after the other; {@link Network#trace} has what it does
     */
    public List<NDArray> attention(NDManager manager, Episode episode) {
        int queries = episode.query().size();
        int[] told = IntStream.concat(Deal.of(episode, reading.labels()).told(episode), nothing(queries)).toArray();
        NDArray tokens = tokens(manager, 1, told, episode.support(), episode.query());
        return reading.attention(tokens, episode.support().size()).stream().map(layer -> layer.squeeze(0)).toList();
    }

    @Override
    public String toString() {
        return name() + ", " + reader + origin;
    }
}
