package fewshot.gradient;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.optimizer.Optimizer;
import java.util.List;

/**
 * An optimiser that updates all arrays in one call of the engine, and whose memory of the gradients so far is freed when it is
 * closed: that of DJL's own stays in native memory for as long as the process lives, which a learner that starts anew in each
 * episode cannot afford.
 */
abstract class FusedOptimizer extends Optimizer implements AutoCloseable {
    private final NDManager manager = NDManager.newBaseManager(Device.cpu()); // owns what is remembered, which lies where its weights do

    FusedOptimizer() {
        super(new Settings());
    }

    /**
     * Updates arrays together, which is quicker than one by one.
     *
     * @param parameterIds name the arrays
     * @param weights are changed where they lie
     * @param gradients one for each, of its shape
     * @throws IllegalArgumentException if some have had more updates than others; nothing has changed then
     */
    public abstract void update(List<String> parameterIds, NDList weights, NDList gradients);

    @Override
    public final void update(String parameterId, NDArray weight, NDArray gradient) {
        update(List.of(parameterId), new NDList(weight), new NDList(gradient));
    }

    /** Zeros that lie as a weight does, to be closed with this. */
    final NDArray zeros(NDArray weight) {
        NDArray zeros = weight.zerosLike();
        zeros.attach(manager);
        return zeros;
    }

    /** What owns the things remembered. */
    final NDManager manager() {
        return manager;
    }

    @Override
    public final void close() {
        manager.close();
    }

    /** DJL's optimisers take their common settings from a builder. */
    private static final class Settings extends OptimizerBuilder<Settings> {
        @Override
        protected Settings self() {
            return this;
        }
    }
}
