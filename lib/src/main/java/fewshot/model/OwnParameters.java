package fewshot.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;

/** Gives out a block's parameters as they are. DJL's own store keeps a list of them, which several threads may not fill at once. */
class OwnParameters extends ParameterStore {
    OwnParameters(NDManager manager) {
        super(manager, false);
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
        return parameter == null ? null : parameter.getArray();
    }
}
