package fewshot.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureTest {
    /** Labels drawn with the probabilities softmax(s / T). */
    private static int[] drawn(double[][] scores, double temperature, Random random) {
        return Arrays.stream(scores).mapToInt(row -> {
            double[] weights = Arrays.stream(row).map(s -> Math.exp(s / temperature)).toArray();
            double left = random.nextDouble() * Arrays.stream(weights).sum();
            int k = 0;
            for (; left > weights[k]; k++) {
                left -= weights[k];
            }
            return k;
        }).toArray();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 1, 3, 400})
    void aTemperatureThatLabelsWereDrawnWithIsFoundAgain(double temperature) {
        Random random = new Random(7);
        double[][] scores = IntStream.range(0, 20_000)
                .mapToObj(q -> random.doubles(5).map(u -> temperature * (6 * u - 50)).toArray()).toArray(double[][]::new);
        assertEquals(1, Temperature.fit(scores, drawn(scores, temperature, random)) / temperature, 0.03);
    }

    /** Two classes a score of 1 apart, right three times in four: e^(1/T) = 3. */
    @Test
    void rightThreeTimesInFourIsOneOverTheLogarithmOfThree() {
        double[][] scores = {{1, 0}, {1, 0}, {-4, -3}, {0, 1}};
        assertEquals(1 / Math.log(3), Temperature.fit(scores, new int[] {0, 0, 1, 0}), 1e-6);
    }

    @Test
    void noOtherTemperatureIsLikelier() {
        Random random = new Random(3);
        double[][] scores = IntStream.range(0, 300).mapToObj(q -> random.doubles(4, -9, 9).toArray()).toArray(double[][]::new);
        int[] labels = drawn(scores, 5, random);
        double best = loss(scores, labels, Temperature.fit(scores, labels));
        for (double t = 0.5; t < 50; t *= 1.1) {
            assertTrue(best <= loss(scores, labels, t) + 1e-12, "T = " + t);
        }
    }

    private static double loss(double[][] scores, int[] labels, double t) {
        return IntStream.range(0, labels.length).mapToDouble(q -> Math.log(Arrays.stream(scores[q]).map(s -> Math.exp(s / t)).sum())
                - scores[q][labels[q]] / t).sum();
    }

    @Test
    void thereIsNoneWhereAllIsRightOrAllIsChance() {
        double[][] scores = {{1, 0, 0}, {0, 2, 1}};
        Exception sure = assertThrows(IllegalArgumentException.class, () -> Temperature.fit(scores, new int[] {0, 1}));
        assertTrue(sure.getMessage().contains("all are answered right"), sure.getMessage());
        Exception wrong = assertThrows(IllegalArgumentException.class, () -> Temperature.fit(scores, new int[] {1, 0}));
        assertTrue(wrong.getMessage().contains("chance"), wrong.getMessage());
        double[][] equal = {{5, 5}, {3, 3}};
        assertThrows(IllegalArgumentException.class, () -> Temperature.fit(equal, new int[] {0, 1}));
        assertThrows(IllegalArgumentException.class, () -> Temperature.fit(new double[0][], new int[0]));
    }
}
