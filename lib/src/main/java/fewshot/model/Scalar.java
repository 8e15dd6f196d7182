package fewshot.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * A number to multiply or divide by where gradients flow.
 *
 * <p>DJL's own {@code x.mul(3)} and {@code x.div(3)} put the number into Java memory and let go of it at once, while the
 * engine still needs it for the gradient. If Java collects its garbage between the forward and the backward pass, the
 * gradient is multiplied by whatever lies there then: often 0, sometimes 10³⁴ (DJL 0.35.1, PyTorch engine). This one lies
 * in the engine's memory.
 */
public final class Scalar {
    private Scalar() {}

    /** The number as an array without dimensions, owned by {@code manager}. */
    public static NDArray of(NDManager manager, double value) {
        return manager.full(new Shape(), (float) value);
    }

    /** The number with the precision and the manager of another array. */
    public static NDArray like(NDArray array, double value) {
        NDManager manager = array.getManager();
        return array.getDataType() == DataType.FLOAT64 ? manager.create(value) : of(manager, value);
    }
}
