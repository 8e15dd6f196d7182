package fewshot.gradient;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;

/**
 * Refuses steps on a task whose loss is no longer a finite number, and says at which step. To read a number from a GPU is to wait
 * for the device, so there all of them are read at the end, at once; elsewhere each is read as it comes.
 */
public final class LossWatch {
    private final boolean late;
    private final BiFunction<Integer, Double, String> refusal;
    private final NDList unread = new NDList();
    private final DoubleStream.Builder read = DoubleStream.builder();
    private int step;

    /**
     * One for a task, or for the tasks of a batch one after the other.
     *
     * @param device where the losses are
     * @param refusal the message, from the number of the loss, counted from 1, and its value
     */
    public LossWatch(Device device, BiFunction<Integer, Double, String> refusal) {
        this(device.isGpu(), refusal);
    }

    /** One that reads all losses at the end if it is late. */
    LossWatch(boolean late, BiFunction<Integer, Double, String> refusal) {
        this.late = late;
        this.refusal = refusal;
    }

    /**
     * The next step's loss.
     *
     * @param loss a single number
     * @param manager keeps it until {@link #end}, where it is read late
     * @throws DivergenceException if it is not finite and is read at once
     */
    public void see(NDArray loss, NDManager manager) {
        if (late) {
            NDArray number = loss.stopGradient();
            number.attach(manager);
            unread.add(number);
        } else {
            check(numbers(loss)[0]);
        }
    }

    /**
     * After the last step.
     *
     * @return all losses in their order; may be asked once
     * @throws DivergenceException if one is not finite
     */
    public double[] end() {
        if (!unread.isEmpty()) {
            try (NDArray all = NDArrays.stack(unread)) {
                DoubleStream.of(numbers(all)).forEach(this::check);
            }
            unread.close();
        }
        return read.build().toArray();
    }

    private static double[] numbers(NDArray losses) {
        return losses.toType(DataType.FLOAT64, false).toDoubleArray();
    }

    private void check(double loss) {
        step++;
        if (!Double.isFinite(loss)) {
            throw new DivergenceException(refusal.apply(step, loss));
        }
        read.add(loss);
    }

    @Override
    public String toString() {
        return "a watch over losses, " + (late ? unread.size() : step) + " seen";
    }
}
