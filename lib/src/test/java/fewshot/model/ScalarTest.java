package fewshot.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.Garbage;
import org.junit.jupiter.api.Test;

class ScalarTest {
    /** With {@code w.mul(3)} about half of forty rounds give another gradient, such as 77 or 7.5e10. */
    @Test
    void theGradientOfAProductOutlivesAGarbageCollection() {
        Garbage.assertGradientOutlives(6,
                w -> w.mul(Scalar.of(w.getManager(), 3)).div(Scalar.of(w.getManager(), 0.5)).sum());
    }

    @Test
    void aProductKeepsItsShape() {
        try (NDManager manager = NDManager.newBaseManager()) {
            assertEquals(new Shape(), manager.create(2f).mul(Scalar.of(manager, 3)).getShape());
            assertEquals(new Shape(4, 1), manager.ones(new Shape(4, 1)).mul(Scalar.of(manager, 3)).getShape());
        }
    }
}
