package fewshot.method;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import fewshot.data.ImageSet;
import fewshot.episode.ImageBatch;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Ordinary supervised training of an encoder on all training classes at once, through a linear layer that is thrown away
 * afterwards: the rival that meta-learning has to beat (Chen 2019; Tian 2020). Its encoder then serves a
 * {@link FineTuning} or, as it is, a nearest-centroid {@link PrototypicalNetwork}.
 *
 * <p>It owns the linear layer until closed; the encoder is the caller's.
 */
public final class PreTraining implements AutoCloseable {
    private final Network encoder;
    private final Network head;
    private final ImageSet data;
    private final int batchSize;
    private final GradientDescent descent;
    private final SplittableRandom random;

    /**
     * Prepares training.
     *
     * @param encoder is changed by training
     * @param data the training classes
     * @param batchSize images a step
     * @param optimizer a DJL optimiser of its own
     * @param seed fixes the head's initial weights and the images drawn
     */
    public PreTraining(Network encoder, ImageSet data, int batchSize, Optimizer optimizer, long seed) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("PreTraining: " + batchSize + " images a step; there must be at least 1");
        }
        this.encoder = encoder;
        this.data = data;
        this.batchSize = batchSize;
        this.head = new Network(Linear.builder().setUnits(data.classes()).build(), encoder.output(), seed,
                encoder.manager().getDevice());
        this.descent = new GradientDescent(List.of(encoder, head), optimizer, Double.POSITIVE_INFINITY);
        this.random = new SplittableRandom(seed);
    }

    /** One update on a batch of images drawn evenly over the classes. */
    public Step step() {
        return descent.minimise(List.of(ImageBatch.draw(data, batchSize, random)), this::loss);
    }

    private NDArray loss(NDManager manager, ImageBatch batch) {
        NDArray features = encoder.forward(batch.images(manager), BatchNormMode.TRAINING);
        NDArray scores = head.forward(features, BatchNormMode.TRAINING);
        NDArray labels = manager.create(batch.labels(), new Shape(batch.labels().length));
        return new SoftmaxCrossEntropyLoss().evaluate(new NDList(labels), new NDList(scores));
    }

    @Override
    public void close() {
        head.close();
    }
}
