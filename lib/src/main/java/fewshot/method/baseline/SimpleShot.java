package fewshot.method.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import fewshot.episode.ClassLabels;
import fewshot.episode.EngineArrays;
import fewshot.gradient.Recording;
import fewshot.method.metric.MetricLearner;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.stream.IntStream;

/**
 * SimpleShot: the nearest centroid of an encoder that is trained no more, after its features have been centred and brought to
 * length 1.
 *
 * <p>{@code x ← x − x̄}, {@code x ← x/‖x‖}, and then {@code score_k = −‖x − 1/|S_k| Σ x_i‖²} (Wang, Chao, Weinberger and van der
 * Maaten 2019, section 3), with x̄ the mean feature of the base classes, those that the encoder was trained on: here over 1,000
 * of their examples. The scores lie between −4 and 0, so that their softmax says little of the probabilities until a
 * {@link fewshot.method.DecisionRule} has a temperature.
 *
 * <p>The mean is taken once, of the encoder as it is: make the learner when training is over. The network is shared, not owned:
 * whoever made it closes it.
 */
public final class SimpleShot extends MetricLearner {
    /** What is done to features before they are compared, by the paper's names. */
    public enum Features {
        /** Nothing: the nearest centroid as it is. */
        UN,
        /** Each is brought to length 1. */
        L2N,
        /** The base classes' mean is taken away, and what is left is brought to length 1. */
        CL2N
    }

    private static final int TYPICAL = 1000;
    private static final int AT_ONCE = 200;

    private final ExampleSet base;
    private final Features features;
    private final float[] mean;

    private SimpleShot(Network network, BatchNormMode mode, ExampleSet base, Features features) {
        super(vectors("SimpleShot", network), mode);
        this.base = base;
        this.features = features;
        this.mean = mean(base.spread(TYPICAL));
    }

    private SimpleShot(SimpleShot other, Features features) {
        super(other.network(), other.mode());
        this.base = other.base;
        this.features = features;
        this.mean = other.mean;
    }

    /**
     * A learner on centred features of length 1 (CL2N); it answers inductively.
     *
     * @param network a trained encoder
     * @param base the classes that it was trained on
     * @throws IllegalArgumentException if the encoder does not make vectors, or not of such examples, or there are none
     */
    public static SimpleShot of(Network network, ExampleSet base) {
        return new SimpleShot(network, BatchNormMode.INDUCTIVE, base, Features.CL2N);
    }

    /** The same with other features. */
    public SimpleShot withFeatures(Features other) {
        return new SimpleShot(this, other);
    }

    /** The same, answering with other batch-norm statistics; the base classes' mean is taken with such too, 200 examples at a time. */
    @Override
    public SimpleShot with(BatchNormMode other) {
        return new SimpleShot(network(), other, base, features);
    }

    private float[] mean(Examples examples) {
        if (examples.size() == 0) {
            throw new IllegalArgumentException("SimpleShot: the base classes are " + base + "; at least one example is needed to take the mean of");
        }
        try (NDManager manager = network().manager().newSubManager(); Recording none = Recording.off()) {
            NDArray sum = manager.zeros(network().output());
            for (int from = 0; from < examples.size(); from += AT_ONCE) {
                int[] some = IntStream.range(from, Math.min(from + AT_ONCE, examples.size())).toArray();
                try (NDManager work = manager.newSubManager()) {
                    sum.addi(embed(EngineArrays.of(work, examples.pick(some))).sum(new int[] {0}));
                }
            }
            return sum.div(examples.size()).toFloatArray();
        }
    }

    @Override
    public String name() {
        return features == Features.CL2N ? "SimpleShot" : "SimpleShot, " + features;
    }

    @Override
    protected NDArray compare(NDArray support, NDArray queries, ClassLabels classes, BatchNormMode statistics) {
        return PrototypicalNetwork.of(network()).scores(transformed(queries), classes.means(transformed(support)));
    }

    private NDArray transformed(NDArray x) {
        return switch (features) {
            case UN -> x;
            case L2N -> x.normalize(2, 1);
            case CL2N -> x.sub(x.getManager().create(mean, new Shape(1, mean.length))).normalize(2, 1);
        };
    }
}
