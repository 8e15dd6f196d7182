package fewshot.method.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.episode.Episode;
import fewshot.method.FewShotLearner;
import fewshot.state.Stop;

/**
 * The class of the support example that shares the largest part of its bits, such as those of fingerprints or n-grams:
 * {@code score_k = max_{i in class k} |x ∧ x_i| / |x ∨ x_i|} (Tanimoto 1958; of sets the same as Jaccard 1901). What chemists do without
 * learning anything.
 *
 * <p>Numbers from 0 to 1 that are no bits are taken as shares of one. Two examples without any bit have nothing in common: 0.
 */
public final class TanimotoNeighbour implements FewShotLearner {
    @Override
    public String name() {
        return "nearest neighbour";
    }

    @Override
    public boolean concurrent() {
        return true;
    }

    @Override
    public NDArray logits(NDManager manager, Episode episode) {
        Stop.before("an answer");
        NDArray support = flat(episode.supportImages(manager));
        NDArray query = flat(episode.queryImages(manager));
        NDArray both = query.dot(support.transpose());
        NDArray either = query.sum(new int[] {1}, true).add(support.sum(new int[] {1})).sub(both);
        return episode.supportClasses().largest(both.div(either.maximum(1e-6f)));
    }

    private static NDArray flat(NDArray examples) {
        return examples.reshape(examples.getShape().get(0), -1);
    }

    @Override
    public String toString() {
        return name() + " by Tanimoto's coefficient";
    }
}
