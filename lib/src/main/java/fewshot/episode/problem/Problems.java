package fewshot.episode.problem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * A batch of problems of one kind that an optimiser can be tried on, all at once: each has a loss of its own, and as many
 * parameters as the others.
 */
public interface Problems {
    /** How many problems there are. */
    int count();

    /** How many parameters each has. */
    int size();

    /**
     * Where an optimiser begins; the same at each call.
     *
     * @return {@code [problems, size]}, owned by {@code manager}
     */
    NDArray start(NDManager manager);

    /**
     * The loss of each problem at its own parameters.
     *
     * @param parameters {@code [problems, size]}
     * @return {@code [problems]}, of the parameters' manager; it may be differentiated
     */
    NDArray losses(NDArray parameters);
}
