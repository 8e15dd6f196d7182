package fewshot.method.memory;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Activation;
import fewshot.episode.bit.BitBatch;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.sequence.SequenceBlock;
import fewshot.state.Stop;
import java.util.List;

/**
 * A network that reads sequences of bits and answers with bits, such as a Neural Turing Machine on the copy task (Graves,
 * Wayne and Danihelka 2014, section 4).
 *
 * <p>Trained on the mean cross-entropy of the bits that are wanted, {@code −y log σ(s) − (1 − y) log(1 − σ(s))}; what it says at
 * the other steps does not count. The network is shared, not owned: whoever made it closes it.
 */
public final class BitLearner {
    private final Network reader;
    private final GradientDescent descent;

    /**
     * A learner on a network.
     *
     * @param reader made by {@link Network#sequence} for a task's channels, answering with its bits
     * @param descent updates it; {@link GradientDescent#none} for a learner that only answers
     */
    public BitLearner(Network reader, GradientDescent descent) {
        if (!(reader.block() instanceof SequenceBlock)) {
            throw new IllegalArgumentException("BitLearner: " + reader + " does not read sequences; make it with Network.sequence");
        }
        this.reader = reader;
        this.descent = GradientDescent.orNone(descent);
    }

    /** The name in results and plots, such as {@code NTM}. */
    public String name() {
        return ((SequenceBlock) reader.block()).name();
    }

    /** The logarithm of the odds that each wanted bit is 1, {@code [answers, size, bits]}, owned by {@code manager}. */
    public NDArray scores(NDManager manager, BitBatch batch) {
        return scores(manager, batch, BatchNormMode.INDUCTIVE);
    }

    private NDArray scores(NDManager manager, BitBatch batch, BatchNormMode mode) {
        return reader.read(batch.inputs(manager), mode).get(new NDIndex("{}:", batch.time() - batch.answers()));
    }

    /** The mean cross-entropy of the wanted bits, in nats; a scalar of {@code manager}. */
    public NDArray loss(NDManager manager, BitBatch batch) {
        // −y log σ(s) − (1 − y) log(1 − σ(s)) = log(1 + e^s) − y s
        NDArray scores = scores(manager, batch, BatchNormMode.TRAINING);
        return Activation.softPlus(scores).sub(batch.targets(manager).mul(scores)).mean();
    }

    /** One update from a batch. */
    public Step step(BitBatch batch) {
        return descent.minimise(List.of(batch), this::loss);
    }

    /** How many of the wanted bits each sequence gets wrong, {@code [size]}; a bit is 1 where its odds are above even. */
    public double[] wrongBits(BitBatch batch) {
        Stop.before("an answer");
        double[] wrong = new double[batch.size()];
        try (NDManager manager = reader.manager().newSubManager()) {
            float[] scores = scores(manager, batch).toFloatArray();
            for (int i = 0; i < scores.length; i++) {
                boolean one = scores[i] > 0;
                wrong[i / batch.bits() % batch.size()] += one == (batch.targets()[i] == 1) ? 0 : 1;
            }
        }
        return wrong;
    }

    @Override
    public String toString() {
        return name() + ", " + reader;
    }
}
