package fewshot.method;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.episode.Episode;
import fewshot.model.BatchNormMode;
import java.util.Optional;

/**
 * What every method of the suite is: a function from an episode to the class scores of its queries. Whether it compares,
 * remembers or adapts, one evaluator serves it; and {@link #fit} learns a support once, to be asked as often as one likes.
 */
public interface FewShotLearner {
    /** The name in results and plots, such as {@code Prototypical}; a variant after a comma. */
    String name();

    /**
     * Scores the queries of an episode: learns the support and asks. The query labels are not looked at.
     *
     * @param manager owns the result and all that is made on the way
     * @return {@code [queries, way]}: the higher, the likelier the class
     */
    NDArray logits(NDManager manager, Episode episode);

    /**
     * Learns a task's support, once for many questions. A learner that answers transductively asks the queries of one call
     * together; its family says what a single one means.
     *
     * @param task whose queries are not looked at; there need not be any
     * @return the caller's to close
     */
    default Classifier fit(Episode task) {
        return new RememberedTask(this, task);
    }

    /**
     * Which class of a task one image is of: the support is learned from, the image is the only query.
     *
     * @param task whose queries are not looked at
     * @param image one byte a number, of the shape of the task's images, such as {@link fewshot.data.ImageSet#image}
     * @return the label with the highest score; its name is {@code task.classNames()[label]}
     * @throws IllegalArgumentException if the image has another size
     */
    default int label(Episode task, byte[] image) {
        try (Classifier classifier = fit(task)) {
            return classifier.labels(task.support().like(image))[0];
        }
    }

    /**
     * Whether {@link #logits} may be called from several threads at once, each with a manager of its own: then episodes are
     * evaluated side by side. It may if it only reads what it has learned; one that remembers what it was asked, or draws
     * random numbers from a common source, may not. A learner that does not say is asked one episode at a time.
     */
    default boolean concurrent() {
        return false;
    }

    /** Where its batch normalisation takes its statistics from; empty if it has none. */
    default Optional<BatchNormMode> batchNorm() {
        return Optional.empty();
    }

    /** Where its work is done: the device of its networks, or DJL's default device if it has none. */
    default Device device() {
        return Engine.getInstance().defaultDevice();
    }
}
