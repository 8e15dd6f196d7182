package fewshot.method;

import fewshot.episode.Episode;
import fewshot.gradient.Step;
import java.util.List;

/** A learner that is trained on episodes. */
public interface EpisodicLearner extends FewShotLearner {
    /**
     * One update of the weights from a batch of episodes.
     *
     * @throws fewshot.gradient.DivergenceException if the loss or its gradient has gone wrong
     */
    Step step(List<Episode> batch);
}
