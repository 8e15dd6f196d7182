package fewshot.method.baseline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import fewshot.data.ExampleSet;
import fewshot.episode.EngineArrays;
import fewshot.episode.LabelledBatch;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.method.metric.MetricLearner;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.state.StateReader;
import fewshot.state.StateWriter;
import fewshot.state.Stateful;
import fewshot.state.Stop;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Ordinary supervised training of an encoder on all training classes at once, through a last layer that is thrown away
 * afterwards: the rival that meta-learning has to beat (Chen 2019; Tian 2020). Its encoder then serves a
 * {@link FineTuning} or, as it is, a nearest-centroid {@link PrototypicalNetwork} or {@link SimpleShot}.
 *
 * <p>It owns the last layer until closed; the encoder is the caller's.
 */
public final class PreTraining implements AutoCloseable, Stateful {
    private final Network encoder;
    private final Network head;
    private final ExampleSet data;
    private final int batchSize;
    private final GradientDescent descent;
    private final long seed;
    private SplittableRandom random;
    private long drawn;

    /** Prepares training through a linear layer, as Chen's Baseline is trained. */
    public PreTraining(Network encoder, ExampleSet data, int batchSize, Optimizer optimizer, long seed) {
        this(Head.LINEAR, encoder, data, batchSize, optimizer, seed);
    }

    /**
     * Prepares training.
     *
     * @param kind of the last layer, {@link Head#COSINE} for Chen's Baseline++ (Chen et al. 2019, section 3.2)
     * @param encoder is changed by training
     * @param data the training classes
     * @param batchSize images a step
     * @param optimizer a DJL optimiser of its own
     * @param seed fixes the head's initial weights and the images drawn
     * @throws IllegalArgumentException if the encoder does not make vectors, or a class has no examples
     */
    public PreTraining(Head kind, Network encoder, ExampleSet data, int batchSize, Optimizer optimizer, long seed) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("PreTraining: " + batchSize + " images a step; there must be at least 1");
        }
        LabelledBatch.draw(data, 1, new SplittableRandom(seed)); // refuses a class without examples now
        this.encoder = MetricLearner.vectors("PreTraining", encoder);
        this.data = data;
        this.batchSize = batchSize;
        this.head = new Network(kind.layer(data.classes()), encoder.output(), seed, encoder.manager().getDevice());
        this.descent = new GradientDescent(List.of(encoder, head), optimizer, Double.POSITIVE_INFINITY);
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /** One update on a batch of images drawn evenly over the classes. */
    public Step step() {
        Stop.before("a training step");
        return descent.minimise(List.of(draw()), this::loss);
    }

    private LabelledBatch draw() {
        drawn++;
        return LabelledBatch.draw(data, batchSize, random);
    }

    private NDArray loss(NDManager manager, LabelledBatch batch) {
        NDArray features = encoder.forward(EngineArrays.of(manager, batch.examples()), BatchNormMode.TRAINING);
        NDArray scores = head.forward(features, BatchNormMode.TRAINING);
        NDArray labels = manager.create(batch.labels(), new Shape(batch.labels().length));
        return new SoftmaxCrossEntropyLoss().evaluate(new NDList(labels), new NDList(scores));
    }

    /** Writes the encoder, the last layer, the optimiser's moments, and how many batches were drawn. */
    @Override
    public void save(StateWriter out) {
        out.longs("drawn, batch size and seed", drawn, batchSize, seed);
        descent.save(out.at("descent"));
    }

    @Override
    public Runnable restore(StateReader in) {
        long[] saved = in.longs("drawn, batch size and seed");
        if (saved[1] != batchSize || saved[2] != seed) {
            throw in.refusal("holds a pre-training with " + saved[1] + " images a step from seed " + saved[2] + ", but here it is "
                    + batchSize + " from " + seed);
        }
        Runnable weights = descent.restore(in.at("descent"));
        return () -> {
            weights.run();
            skip(saved[0]);
        };
    }

    /** To the state that the generator had after so many batches: it can only be reached by drawing them. */
    private void skip(long batches) {
        random = new SplittableRandom(seed);
        drawn = 0;
        while (drawn < batches) {
            draw();
        }
    }

    @Override
    public void close() {
        head.close();
    }

    @Override
    public String toString() {
        return "pre-training of " + encoder + " on " + data + ", " + batchSize + " images a step, " + descent.steps() + " steps done";
    }
}
