package fewshot.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;

/** Gives out the weights as they are and throw-away copies of the running statistics, which batch norm overwrites. */
final class ScratchStatistics extends OwnParameters {
    private final NDManager scratch;

    ScratchStatistics(NDManager scratch) {
        super(scratch);
        this.scratch = scratch;
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        NDArray own = super.getValue(parameter, device, training);
        boolean running = parameter != null
                && (parameter.getType() == Parameter.Type.RUNNING_MEAN || parameter.getType() == Parameter.Type.RUNNING_VAR);
        if (!running) {
            return own;
        }
        NDArray copy = own.duplicate();
        copy.attach(scratch);
        return copy;
    }
}
