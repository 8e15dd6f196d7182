package fewshot.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.episode.Episode;
import fewshot.model.BatchNormMode;
import java.util.Optional;

/**
 * What every method of the suite is: a function from an episode to the class scores of its queries. Whether it compares,
 * remembers or adapts, one evaluator serves it.
 */
public interface FewShotLearner {
    /** The name in results and plots, such as {@code Prototypical}; a variant after a comma. */
    String name();

    /**
     * Scores the queries of an episode. The query labels are not looked at.
     *
     * @param manager owns the result and all that is made on the way
     * @return {@code [way × queries, way]}: the higher, the likelier the class
     */
    NDArray logits(NDManager manager, Episode episode);

    /** Where its batch normalisation takes its statistics from; empty if it has none. */
    default Optional<BatchNormMode> batchNorm() {
        return Optional.empty();
    }
}
