package fewshot.method.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.episode.Episode;
import fewshot.method.FewShotLearner;
import fewshot.state.Stop;

/**
 * The class of the support example whose numbers, such as its pixels, are nearest: {@code score_k = −min_{i in class k} ‖x − x_i‖²}. What can be
 * had without learning anything.
 */
public final class PixelNearestNeighbour implements FewShotLearner {
    @Override
    public String name() {
        return "pixel nearest neighbour";
    }

    @Override
    public boolean concurrent() {
        return true;
    }

    @Override
    public String toString() {
        return name();
    }

    @Override
    public NDArray logits(NDManager manager, Episode episode) {
        Stop.before("an answer");
        NDArray support = flat(episode.supportImages(manager));
        NDArray query = flat(episode.queryImages(manager));
        // ‖q − s‖² = ‖q‖² − 2 q·s + ‖s‖², all pairs in one matrix product.
        NDArray squared = query.dot(support.transpose())
                .mul(-2)
                .add(query.square().sum(new int[] {1}, true))
                .add(support.square().sum(new int[] {1}));
        return episode.supportClasses().largest(squared.neg());
    }

    private static NDArray flat(NDArray images) {
        return images.reshape(images.getShape().get(0), -1);
    }
}
