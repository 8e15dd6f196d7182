package fewshot.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.data.Examples;
import fewshot.episode.Episode;

/** A task that is learned anew with each question, for learners that know nothing quicker. */
final class RememberedTask extends Classifier {
    private final FewShotLearner learner;
    private final Episode task;

    RememberedTask(FewShotLearner learner, Episode task) {
        super(NDManager.newBaseManager(learner.device()), task);
        this.learner = learner;
        this.task = task;
    }

    @Override
    protected NDArray ask(NDManager manager, Examples queries) {
        if (learner.concurrent()) {
            return learner.logits(manager, task.asking(queries));
        }
        synchronized (learner) {
            return learner.logits(manager, task.asking(queries));
        }
    }
}
