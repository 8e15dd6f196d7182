package fewshot.episode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class ClassLabelsTest {
    /** Class 1 has two examples, class 0 one, class 2 three, in any order. */
    private static final ClassLabels UNEVEN = new ClassLabels(new int[] {1, 2, 0, 2, 1, 2}, 3);

    @Test
    void aMeanWeighsEachExampleOfItsClassAlikeHoweverManyThereAre() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] rows = {4, 40, 1, 0, 7, 70, 2, 0, 6, 60, 6, 3};
            assertArrayEquals(new float[] {7, 70, 5, 50, 3, 1}, UNEVEN.means(manager.create(rows, new Shape(6, 2))).toFloatArray(), 1e-5f);
            assertArrayEquals(new long[] {3, 1, 2}, UNEVEN.means(manager.create(rows, new Shape(6, 1, 2))).getShape().getShape());
        }
    }

    @Test
    void theLargestIsTakenOfTheColumnsOfAClass() {
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] columns = {-1, -9, -5, -8, -2, -7, 3, 1, 4, 1, 5, 9};
            assertArrayEquals(new float[] {-5, -1, -7, 4, 5, 9}, UNEVEN.largest(manager.create(columns, new Shape(2, 6))).toFloatArray());
        }
    }

    @Test
    void aMeanOverQueriesIsThatOverThoseThatAreOfAClass() {
        try (NDManager manager = NDManager.newBaseManager()) {
            ClassLabels some = new ClassLabels(new int[] {1, Episode.STRANGER, 0, Episode.STRANGER}, 2);
            assertArrayEquals(new float[] {0, 2, 0, 0, 2, 0, 0, 0}, some.targets(manager).toFloatArray());
            assertArrayEquals(new float[] {0, 1, 1, 0}, new ClassLabels(new int[] {1, 0}, 2).targets(manager).toFloatArray());
            assertThrows(IllegalArgumentException.class, () -> new ClassLabels(new int[] {-1}, 2).targets(manager));
        }
    }
}
