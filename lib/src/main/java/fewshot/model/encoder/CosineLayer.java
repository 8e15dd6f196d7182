package fewshot.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import fewshot.model.Scalar;

/**
 * A layer that scores classes by the angle between an embedding and a learned direction of each class, whatever the length of
 * either: {@code score_k = s · cos(f, w_k)} (Chen et al. 2019, section 3.2).
 *
 * <p>The softmax needs the scale s, since the cosine ends at ±1. It is that of the authors' code, 2 for up to 200 classes and 10
 * for more; their code also learns a length for each {@code w_k}, this does not.
 *
 * <p>{@code [n, features]} become {@code [n, classes]}.
 */
public final class CosineLayer extends AbstractBlock {
    private static final int MANY = 200;
    private static final double SCALE = 2;
    private static final double SCALE_OF_MANY = 10;
    /** A shorter vector counts as this long. */
    public static final double SHORTEST = 1e-5;

    private final long classes;
    private final Parameter weight;

    /** A layer that has no weights yet. */
    public CosineLayer(long classes) {
        this.classes = classes;
        this.weight = addParameter(Parameter.builder().setName("weight").setType(Parameter.Type.WEIGHT).build());
    }

    /**
     * The scores at given weights.
     *
     * @param features {@code [n, features]}
     * @param weight {@code [classes, features]}
     * @return {@code [n, classes]}, of the manager of {@code features}
     */
    public static NDArray scores(NDArray features, NDArray weight) {
        return features.normalize(2, 1, SHORTEST)
                .matMul(weight.normalize(2, 1, SHORTEST).transpose())
                .mul(Scalar.of(features.getManager(), scale(weight.getShape().get(0))));
    }

    /** What the cosines are multiplied with where there are so many classes. */
    public static double scale(long classes) {
        return classes <= MANY ? SCALE : SCALE_OF_MANY;
    }

    @Override
    protected void prepare(Shape[] inputs) {
        weight.setShape(new Shape(classes, inputs[0].get(1)));
    }

    @Override
    protected NDList forwardInternal(ParameterStore weights, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray x = inputs.singletonOrThrow();
        return new NDList(scores(x, weights.getValue(weight, x.getDevice(), training)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), classes)};
    }
}
