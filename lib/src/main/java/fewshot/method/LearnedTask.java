package fewshot.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.data.Examples;
import fewshot.episode.Episode;
import fewshot.gradient.Recording;
import java.util.function.Function;

/** A task of which some arrays are left when it has been learned, such as adapted weights or the state of a reader. */
public final class LearnedTask extends Classifier {
    /** How a question is answered from what was learned. */
    @FunctionalInterface
    public interface Answer {
        /**
         * The scores of some examples.
         *
         * @param learned the arrays, lent to this call: what is computed from them belongs to {@code manager}
         */
        NDArray scores(NDManager manager, NDList learned, Examples queries);
    }

    private final NDList learned;
    private final Answer answer;

    /**
     * Learns a task, with nothing recorded for a gradient.
     *
     * @param network owns the networks' weights; what was learned is kept in a sub-manager of it
     * @param learn makes the arrays, in a manager that is closed afterwards but for them
     */
    public LearnedTask(NDManager network, Episode task, Function<NDManager, NDList> learn, Answer answer) {
        super(network.newSubManager(), task);
        this.answer = answer;
        try (NDManager scratch = manager().newSubManager(); Recording none = Recording.off()) {
            learned = learn.apply(scratch);
            learned.attach(manager());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    protected NDArray ask(NDManager manager, Examples queries) {
        return answer.scores(manager, lent(manager, learned), queries);
    }
}
