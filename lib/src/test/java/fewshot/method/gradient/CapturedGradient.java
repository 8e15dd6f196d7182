package fewshot.method.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;

/** An optimiser that changes nothing and keeps what it is given. */
public final class CapturedGradient extends Optimizer {
    /** One array of weights after the other, update after update. */
    public final List<float[]> gradients = new ArrayList<>();

    /** One that has captured nothing yet. */
    public CapturedGradient() {
        super(new Settings());
    }

    @Override
    public void update(String parameterId, NDArray weight, NDArray gradient) {
        gradients.add(gradient.toFloatArray());
    }

    private static final class Settings extends OptimizerBuilder<Settings> {
        @Override
        protected Settings self() {
            return this;
        }
    }
}
