package fewshot.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossWatchTest {
    /** Late is how it is done on a GPU. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lossesComeBackInTheirOrderAndOneThatIsNotFiniteIsRefusedByItsNumber(boolean late) {
        try (NDManager manager = NDManager.newBaseManager()) {
            LossWatch watch = new LossWatch(late, (step, loss) -> step + ": " + loss);
            for (float loss : new float[] {3, 0.5f, 2}) {
                try (NDArray number = manager.create(loss)) { // gone before the end
                    watch.see(number, manager);
                }
            }
            assertArrayEquals(new double[] {3, 0.5, 2}, watch.end());

            LossWatch other = new LossWatch(late, (step, loss) -> step + ": " + loss);
            DivergenceException refused = assertThrows(DivergenceException.class, () -> {
                other.see(manager.create(1f), manager);
                other.see(manager.create(Float.NaN), manager);
                other.end();
            });
            assertEquals("2: NaN", refused.getMessage());
        }
    }
}
