package fewshot.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.data.Examples;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.gradient.Recording;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A task that has been learned, ready to be asked: the names of its classes, and for any examples their scores,
 * probabilities and labels. With a {@link DecisionRule} it may also say that an example is of none of the classes.
 *
 * <pre>{@code
 * try (Classifier classifier = learner.fit(task)) {
 *     double[] p = classifier.probabilities(images.pick(3, 0))[0];
 * }
 * }</pre>
 *
 * <p>It owns what it has learned until it is closed; the learner's networks are shared, and stay their maker's. It may be
 * asked on several threads at once.
 */
public abstract class Classifier implements AutoCloseable {
    private final NDManager manager;
    private final Examples kind;
    private final List<String> classNames;
    private volatile DecisionRule rule = DecisionRule.CLOSED_SET;

    /**
     * For a task.
     *
     * @param manager owns what was learned, on the device that the questions are answered on; closed with this
     * @param task questions must be of the kind and shape of its support
     */
    protected Classifier(NDManager manager, Episode task) {
        this.manager = manager;
        this.kind = task.support().pick();
        this.classNames = List.of(task.classNames());
    }

    /**
     * What makes probabilities and labels of the scores from now on; {@link DecisionRule#CLOSED_SET} until it is told. Scores stay
     * what they are.
     */
    public final void decideBy(DecisionRule rule) {
        this.rule = Objects.requireNonNull(rule, "rule");
    }

    /** The names of the classes, index = label. */
    public List<String> classNames() {
        return classNames;
    }

    /** The scores of some examples, which have been checked; nothing is recorded for gradients. */
    protected abstract NDArray ask(NDManager manager, Examples queries);

    /**
     * Scores examples.
     *
     * @param manager owns the result and all that is made on the way
     * @param queries one or more, of the kind and shape of the task's
     * @return {@code [n, way]}: the higher, the likelier the class
     * @throws IllegalArgumentException if they are of another kind or shape, or there are none
     * @throws IllegalStateException if this is closed
     */
    public final NDArray scores(NDManager manager, Examples queries) {
        if (!kind.isLike(queries) || queries.size() == 0) {
            throw new IllegalArgumentException("Classifier: asked about " + queries + ", but it has learned from examples like "
                    + kind.toString().replaceFirst("^0 examples of ", "") + "; ask about one or more of these");
        }
        requireOpen();
        try (Recording none = Recording.off()) {
            return ask(manager, queries);
        }
    }

    private void requireOpen() {
        if (!manager.isOpen()) {
            throw new IllegalStateException("Classifier: it was closed; fit the task again");
        }
    }

    /**
     * How likely each class is for each example, {@code [n][way]}: the softmax of the scores at the rule's temperature; each row
     * adds up to 1, also that of a stranger.
     */
    public final double[][] probabilities(Examples queries) {
        return Arrays.stream(scores(queries)).map(rule::probabilities).toArray(double[][]::new);
    }

    /** The likeliest class of each example, or {@link Episode#STRANGER} where the rule says that it is of none. */
    public final int[] labels(Examples queries) {
        return Arrays.stream(scores(queries)).mapToInt(rule::label).toArray();
    }

    /** The scores as Java's numbers, {@code [n][way]}: for who wants both probabilities and labels, by a {@link DecisionRule}. */
    public final double[][] scores(Examples queries) {
        requireOpen();
        try (NDManager work = manager.newSubManager()) {
            return EngineArrays.rows(scores(work, queries));
        }
    }

    /** What owns the things learned. */
    protected final NDManager manager() {
        return manager;
    }

    /** The same arrays for use in one call: they share their memory, and what is computed from them belongs to the call. */
    protected static NDList lent(NDManager manager, NDList arrays) {
        NDList lent = new NDList(arrays.stream().map(NDArray::stopGradient).toList());
        lent.attach(manager);
        return lent;
    }

    /** Frees what was learned. */
    @Override
    public void close() {
        manager.close();
    }

    @Override
    public String toString() {
        return "classifier of " + String.join(", ", classNames());
    }
}
