package fewshot.method.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.training.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;

/** An optimiser that changes nothing and keeps what it is given. */
final class CapturedGradient extends Optimizer {
    final List<float[]> gradients = new ArrayList<>();

    CapturedGradient() {
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
