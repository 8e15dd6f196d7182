package fewshot.gradient;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import ai.djl.training.optimizer.Optimizer;
import java.util.List;

/** What is done with any of DJL's optimisers, an {@link Adam} among them. */
public final class Optimizers {
    private Optimizers() {}

    /**
     * One update of all arrays: by an {@link Adam} at once, by another one by one.
     *
     * @param parameters whose ids name the arrays to the optimiser
     * @param weights one for each, changed where they lie
     * @param gradients one for each, of its shape
     */
    public static void update(Optimizer optimizer, List<Parameter> parameters, NDList weights, NDList gradients) {
        List<String> ids = parameters.stream().map(Parameter::getId).toList();
        if (optimizer instanceof Adam adam) {
            adam.update(ids, weights, gradients);
            return;
        }
        try (Recording none = Recording.off()) {
            for (int i = 0; i < weights.size(); i++) {
                optimizer.update(ids.get(i), weights.get(i), gradients.get(i));
            }
        }
    }

    /** Frees what an optimiser holds that was made for one task, such as the moments of an {@link Adam}. DJL's own cannot be closed. */
    public static void close(Optimizer optimizer) {
        if (optimizer instanceof Adam adam) {
            adam.close();
        }
    }
}
