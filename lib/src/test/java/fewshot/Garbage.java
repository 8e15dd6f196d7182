package fewshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What can happen between any two lines of a Java program. */
public final class Garbage {
    private Garbage() {}

    /** Collects garbage, and writes 77 into the small blocks of native memory that were freed by it. */
    public static void collectAndReuse() {
        System.gc();
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (buffers.size() == 5000) {
                buffers.clear();
            }
            buffers.add(ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.nativeOrder()).putFloat(0, 77));
        }
    }

    /** Asserts the gradient of a scalar at w = (1, 1, 1, 1), with garbage collected between forward and backward, twenty times. */
    public static void assertGradientOutlives(float expected, UnaryOperator<NDArray> scalar) {
        for (int round = 0; round < 20; round++) {
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray w = manager.ones(new Shape(4));
                w.setRequiresGradient(true);
                try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                    NDArray value = scalar.apply(w);
                    collectAndReuse();
                    collector.backward(value);
                }
                assertEquals(expected, w.getGradient().toFloatArray()[0], 1e-6, "round " + round);
            }
        }
    }
}
