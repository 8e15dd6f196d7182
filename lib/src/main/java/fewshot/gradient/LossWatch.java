package fewshot.gradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;

/** Refuses an inner loop whose loss is no longer a finite number, and says at which step. */
final class LossWatch {
    private final boolean late;
    private final NDList unread = new NDList();
    private int step;

    /** One that reads each loss as it comes; or, if {@code late}, all at the end: on a GPU each reading waits for the device. */
    LossWatch(boolean late) {
        this.late = late;
    }

    /** The next step's loss; until {@link #end} a late one keeps its number with {@code manager}. */
    void see(NDArray loss, NDManager manager) {
        step++;
        if (late) {
            NDArray number = loss.stopGradient();
            number.attach(manager);
            unread.add(number);
        } else {
            check(numbers(loss)[0], step);
        }
    }

    /** After the last step. */
    void end() {
        if (!unread.isEmpty()) {
            try (NDArray all = NDArrays.stack(unread)) {
                double[] numbers = numbers(all);
                for (int i = 0; i < numbers.length; i++) {
                    check(numbers[i], i + 1);
                }
            }
            unread.close();
        }
    }

    private static double[] numbers(NDArray losses) {
        return losses.toType(DataType.FLOAT64, false).toDoubleArray();
    }

    private static void check(double loss, int step) {
        if (!Double.isFinite(loss)) {
            throw new DivergenceException("InnerLoop: the loss is " + loss + " at inner step " + step
                    + "; the inner rate is too high for this task, or its data is not finite");
        }
    }
}
