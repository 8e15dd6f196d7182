package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.nn.Parameter;
import fewshot.model.Network;
import java.util.List;

/** The running means and variances of networks' batch norms. A forward pass in training moves them before its loss is known. */
final class RunningStatistics {
    private final List<Parameter> parameters;

    RunningStatistics(List<Network> networks) {
        this.parameters = networks.stream()
                .flatMap(network -> network.block().getParameters().values().stream()).filter(RunningStatistics::is).toList();
    }

    /** Whether a parameter is one. */
    static boolean is(Parameter parameter) {
        return parameter.getType() == Parameter.Type.RUNNING_MEAN || parameter.getType() == Parameter.Type.RUNNING_VAR;
    }

    /** What they are now, for {@link #putBack}; owned by {@code manager}. */
    NDList copies(NDManager manager) {
        NDList copies = new NDList(parameters.stream().map(parameter -> parameter.getArray().duplicate()).toList());
        copies.attach(manager);
        return copies;
    }

    /** Makes them what they were, where they lie. */
    void putBack(NDList copies) {
        for (int i = 0; i < copies.size(); i++) {
            NDArray own = parameters.get(i).getArray();
            own.set(new NDIndex("..."), copies.get(i));
        }
    }
}
