package fewshot.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/** Gives out the weights as they are and throw-away copies of the running statistics, which batch norm overwrites. */
final class ScratchStatistics extends ParameterStore {
    private final NDManager scratch;

    ScratchStatistics(NDManager scratch) {
        super(scratch, false);
        this.scratch = scratch;
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        if (parameter == null) {
            return null;
        }
        NDArray array = parameter.getArray();
        boolean running = parameter.getType() == Parameter.Type.RUNNING_MEAN
                || parameter.getType() == Parameter.Type.RUNNING_VAR;
        if (!running) {
            return array;
        }
        NDArray copy = array.duplicate();
        copy.attach(scratch);
        return copy;
    }
}
