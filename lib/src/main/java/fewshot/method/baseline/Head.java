package fewshot.method.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import fewshot.model.encoder.CosineLayer;

/** The last layer of an ordinary classifier, which scores classes by an encoder's features f: {@code [n, features]} to {@code [n, classes]}. */
public enum Head {
    /** {@code W f + b}: of Chen's Baseline. */
    LINEAR {
        @Override
        Block layer(long classes) {
            return Linear.builder().setUnits(classes).build();
        }

        @Override
        NDArray scores(NDArray features, NDList weights) {
            return features.matMul(weights.get(0).transpose()).add(weights.get(1));
        }

        @Override
        NDList at(NDArray centroids) {
            return new NDList(centroids.mul(2), centroids.square().sum(new int[] {1}).neg());
        }
    },
    /** {@code s · cos(w_k, f)}, a {@link CosineLayer}: of Chen's Baseline++. */
    COSINE {
        @Override
        Block layer(long classes) {
            return new CosineLayer(classes);
        }

        @Override
        NDArray scores(NDArray features, NDList weights) {
            return CosineLayer.scores(features, weights.head());
        }

        @Override
        NDList at(NDArray centroids) {
            return new NDList(centroids);
        }
    };

    /** A layer that has no weights yet. */
    abstract Block layer(long classes);

    /** What the layer makes of features at given weights, one array for each of its own. */
    abstract NDArray scores(NDArray features, NDList weights);

    /**
     * The weights at which the nearest of some centroids has the highest score: by the squared Euclidean distance, since
     * {@code −‖f − c‖² = 2c·f − ‖c‖² − ‖f‖²} and the last term is the same for all classes; or by the cosine.
     *
     * @param centroids {@code [classes, features]}
     */
    abstract NDList at(NDArray centroids);
}
