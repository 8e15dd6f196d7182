package fewshot.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import fewshot.Garbage;
import org.junit.jupiter.api.Test;

class ScalarTest {
    /** With {@code w.mul(3)} about half of forty rounds give another gradient, such as 77 or 7.5e10. */
    @Test
    void theGradientOfAProductOutlivesAGarbageCollection() {
        for (int round = 0; round < 20; round++) {
            try (NDManager manager = NDManager.newBaseManager()) {
                NDArray w = manager.ones(new Shape(4));
                w.setRequiresGradient(true);
                try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                    NDArray sum = w.mul(Scalar.of(manager, 3)).div(Scalar.of(manager, 0.5)).sum();
                    Garbage.collectAndReuse();
                    collector.backward(sum);
                }
                assertEquals(6, w.getGradient().toFloatArray()[0], 1e-6, "round " + round);
            }
        }
    }

    @Test
    void aProductKeepsItsShape() {
        try (NDManager manager = NDManager.newBaseManager()) {
            assertEquals(new Shape(), manager.create(2f).mul(Scalar.of(manager, 3)).getShape());
            assertEquals(new Shape(4, 1), manager.ones(new Shape(4, 1)).mul(Scalar.of(manager, 3)).getShape());
        }
    }
}
