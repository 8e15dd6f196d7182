package fewshot.method.memory;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import fewshot.episode.Episode;
import fewshot.episode.EngineArrays;
import fewshot.episode.sequence.SequenceBatch;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.method.Classifier;
import fewshot.method.FewShotLearner;
import fewshot.method.LearnedTask;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.sequence.SequenceBlock;
import fewshot.state.Stop;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A network with a state as a learner: it reads images with their labels, and what it has learned of them is its state. No
 * weight changes when it learns (Hochreiter, Younger and Conwell 2001; Santoro et al. 2016, whose figures are for an LSTM
 * and for the {@link fewshot.model.memory.Mann}). Chan et al. (2022) have a {@link fewshot.model.attention.CausalTransformer} read the
 * same; its state is all that it has seen.
 *
 * <p>At step t it sees {@code [f(x_t), y_{t−1}]}, the image and the label of the one before, and answers with the scores of
 * {@code x_t}'s labels; trained on the mean of {@code −log softmax} of the right one over all steps, first instances included.
 * The label comes one step late, so that it cannot be copied; and labels are dealt out anew in each sequence, so that no class
 * can be learned by heart. f is an encoder, or the pixels as they are.
 *
 * <p>An {@link Episode}'s support is read in a random order that its own pixels fix; then each query goes on from the state
 * behind it, in a copy of its own. The networks are shared, not owned: whoever made them closes them.
 */
public final class RecurrentLearner implements FewShotLearner {
    private final Network encoder;
    private final Network reader;
    private final GradientDescent descent;
    private final Embeddings embeddings;
    private final int way;

    private RecurrentLearner(Network encoder, Embeddings embeddings, Network reader, GradientDescent descent) {
        if (!(reader.block() instanceof SequenceBlock)) {
            throw new IllegalArgumentException("RecurrentLearner: " + reader + " does not read sequences; make it with Network.sequence");
        }
        this.encoder = encoder;
        this.reader = reader;
        this.descent = GradientDescent.orNone(descent);
        this.embeddings = embeddings;
        this.way = Math.toIntExact(reader.output().get(1));
        long features = reader.input().get(1) - way;
        if (features < 1 || encoder != null && !encoder.output().equals(new Shape(features))) {
            throw new IllegalArgumentException("RecurrentLearner: the reader takes " + reader.input().get(1) + " numbers, of which "
                    + way + " are the label before, but the encoder makes "
                    + (encoder == null ? "nothing" : encoder.output().toString()) + "; features and labels should add up");
        }
    }

    /**
     * On plain pixels.
     *
     * @param reader made by {@link Network#sequence} for {@code height × width + way} numbers, answering with {@code way}
     * @param descent updates it; {@link GradientDescent#none} for a learner that only answers
     * @throws IllegalArgumentException if it does not read sequences, or the sizes do not add up
     */
    public static RecurrentLearner of(Network reader, GradientDescent descent) {
        return new RecurrentLearner(null, null, reader, descent);
    }

    /**
     * On the embeddings of an encoder, which answers inductively.
     *
     * @param encoder makes vectors of images
     * @param reader made by {@link Network#sequence} for {@code features + way} numbers, answering with {@code way}
     * @param descent updates both; {@link GradientDescent#none} for a learner that only answers
     * @throws IllegalArgumentException if the reader does not read sequences, or the sizes do not add up
     */
    public static RecurrentLearner of(Network encoder, Network reader, GradientDescent descent) {
        return new RecurrentLearner(Objects.requireNonNull(encoder, "encoder"), null, reader, descent);
    }

    /**
     * The same weights, but the encoder stays as it is and embeds with its running statistics in training too. Each image is
     * embedded once and remembered, so that a step costs no more than reading does; 1,200 classes in four turns with 20
     * images each take about 40 MB of Java's memory.
     */
    public RecurrentLearner withFrozenEncoder() {
        return frozen(Optional.empty());
    }

    /**
     * As {@link #withFrozenEncoder()}, and each feature is standardised, {@code (feature − mean) / deviation}. The gates of a
     * cell work around 0, where their sigmoids are steep; an encoder that ends in a rectifier makes features that are all
     * positive and mostly alike.
     *
     * @param training says what is usual: the mean and the deviation are those over 1,000 of its images
     */
    public RecurrentLearner withFrozenEncoder(ExampleSet training) {
        return frozen(Optional.of(training));
    }

    private RecurrentLearner frozen(Optional<ExampleSet> typical) {
        if (encoder == null) {
            throw new IllegalStateException("RecurrentLearner: there is no encoder to freeze");
        }
        return new RecurrentLearner(encoder, new Embeddings(encoder, typical), reader, descent.only(List.of(reader)));
    }

    @Override
    public String name() {
        String name = ((SequenceBlock) reader.block()).name();
        return encoder == null ? name : name + ", encoder";
    }

    @Override
    public Optional<BatchNormMode> batchNorm() {
        return encoder == null ? Optional.empty() : Optional.of(BatchNormMode.INDUCTIVE);
    }

    /** The scores of each image's labels, {@code [time, size, way]}, as it answers. */
    public NDArray scores(NDManager manager, SequenceBatch batch) {
        Stop.before("an answer");
        return reader.read(inputs(manager, batch, BatchNormMode.INDUCTIVE));
    }

    /** What happens inside while it reads, by name, {@code [time, size, …]}; the reader's block says what there is to see. */
    public Map<String, NDArray> trace(NDManager manager, SequenceBatch batch) {
        return reader.trace(inputs(manager, batch, BatchNormMode.INDUCTIVE));
    }

    /** {@code [time, size, features + way]}: each image and the label before. */
    private NDArray inputs(NDManager manager, SequenceBatch batch, BatchNormMode mode) {
        check(batch);
        NDArray seen = embed(manager, batch.examples(), mode);
        return seen.reshape(batch.time(), batch.size(), -1).concat(batch.labelsBefore(manager), 2);
    }

    /** What the reader sees of some examples, {@code [n, features]}. */
    private NDArray embed(NDManager manager, Examples examples, BatchNormMode mode) {
        if (embeddings != null) {
            return embeddings.of(manager, examples);
        }
        NDArray arrays = EngineArrays.of(manager, examples);
        return encoder == null ? arrays.reshape(examples.size(), -1) : encoder.forward(arrays, mode);
    }

    /** The mean of {@code −log p(right label)} over all steps of all sequences; a scalar of {@code manager}. */
    public NDArray loss(NDManager manager, SequenceBatch batch) {
        NDArray scores = reader.read(inputs(manager, batch, BatchNormMode.TRAINING), BatchNormMode.TRAINING);
        return scores.logSoftmax(2).mul(batch.labels(manager)).sum(new int[] {2}).mean().neg();
    }

    /** One update from a batch of sequences. */
    public Step step(SequenceBatch batch) {
        return descent.minimise(List.of(batch), this::loss);
    }

    @Override
    public boolean concurrent() {
        return true;
    }

    @Override
    public Device device() {
        return reader.manager().getDevice();
    }

    @Override
    public NDArray logits(NDManager manager, Episode episode) {
        Stop.before("an answer");
        return answers(manager, learned(manager, episode), episode.query());
    }

    /** What is left of an episode's support when it has been read: its last label, {@code [1, way]}, and the reader's state. */
    private NDList learned(NDManager manager, Episode episode) {
        SequenceBatch support = SequenceBatch.ofSupport(episode);
        NDList state = reader.read(inputs(manager, support, BatchNormMode.INDUCTIVE), new NDList()).subNDList(1);
        return new NDList(support.labels(manager).get(support.time() - 1)).addAll(state);
    }

    /** Each query goes on from a copy of the state of its own. */
    private NDArray answers(NDManager manager, NDList learned, Examples examples) {
        NDArray queries = embed(manager, examples, BatchNormMode.INDUCTIVE).concat(learned.head().repeat(0, examples.size()), 1);
        return SupportReading.asked(reader, learned.subNDList(1), queries.expandDims(0), BatchNormMode.INDUCTIVE).squeeze(0);
    }

    /** Reads the support once; a question goes on from the state behind it. */
    @Override
    public Classifier fit(Episode task) {
        return new LearnedTask(reader.manager(), task, scratch -> learned(scratch, task), this::answers);
    }

    @Override
    public String toString() {
        return name() + ", " + reader + (encoder == null ? "" : " behind " + encoder + (embeddings == null ? "" : ", frozen"));
    }

    private void check(SequenceBatch batch) {
        if (batch.way() != way) {
            throw new IllegalArgumentException(
                    "RecurrentLearner: there are " + batch.way() + " labels, but the reader was made for " + way);
        }
        long pixels = reader.input().get(1) - way;
        if (encoder == null && batch.examples().length() != pixels) {
            throw new IllegalArgumentException("RecurrentLearner: there are " + batch.examples() + ", but the reader was made for examples of "
                    + pixels + " numbers");
        }
    }
}
