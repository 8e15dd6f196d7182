package fewshot.model.memory;

import static fewshot.GradientCheck.assertGradient;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import fewshot.GradientCheck;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AddressingTest {
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final int BATCH = 2;
    private static final int SLOTS = 5;
    private static final int WIDTH = 3;
    private final Random random = new Random(7);

    @AfterAll
    static void close() {
        MANAGER.close();
    }

    private double[] normal(int n) {
        return random.doubles(n).map(u -> 4 * u - 2).toArray();
    }

    private double[] positive(int n) {
        return random.doubles(n).map(u -> 0.2 + u).toArray();
    }

    /** Rows that add up to 1. */
    private double[] distributions(int rows, int columns) {
        double[] values = positive(rows * columns);
        for (int r = 0; r < rows; r++) {
            double sum = Arrays.stream(values, r * columns, (r + 1) * columns).sum();
            for (int c = 0; c < columns; c++) {
                values[r * columns + c] /= sum;
            }
        }
        return values;
    }

    private static NDArray array(double[] values, long... shape) {
        return MANAGER.create(values, new Shape(shape));
    }

    private static double cosine(double[] memory, int slot, double[] key, int row) {
        double dot = 0;
        double a = 0;
        double b = 0;
        for (int i = 0; i < WIDTH; i++) {
            double m = memory[slot * WIDTH + i];
            double k = key[row * WIDTH + i];
            dot += m * k;
            a += m * m;
            b += k * k;
        }
        return dot / Math.sqrt(a) / Math.sqrt(b);
    }

    @Test
    void contentWeightsAreTheSoftmaxOfStrengthTimesCosine() {
        double[] memory = normal(BATCH * SLOTS * WIDTH);
        double[] key = normal(BATCH * WIDTH);
        double[] strength = {0.5, 3};
        double[] expected = new double[BATCH * SLOTS];
        for (int b = 0; b < BATCH; b++) {
            double sum = 0;
            for (int i = 0; i < SLOTS; i++) {
                expected[b * SLOTS + i] = Math.exp(strength[b] * cosine(memory, b * SLOTS + i, key, b));
                sum += expected[b * SLOTS + i];
            }
            for (int i = 0; i < SLOTS; i++) {
                expected[b * SLOTS + i] /= sum;
            }
        }
        NDArray weights = Addressing.content(array(memory, BATCH, SLOTS, WIDTH), array(key, BATCH, WIDTH), array(strength, BATCH, 1));
        assertEquals(new Shape(BATCH, SLOTS), weights.getShape());
        assertArrayEquals(expected, weights.toDoubleArray(), 1e-9);
    }

    @Test
    void severalHeadsAtOnceFindWhatEachFindsAlone() {
        NDArray memory = array(normal(BATCH * SLOTS * WIDTH), BATCH, SLOTS, WIDTH);
        NDArray keys = array(normal(BATCH * 3 * WIDTH), BATCH, 3, WIDTH);
        NDArray strengths = array(positive(BATCH * 3), BATCH, 3, 1);
        NDArray together = Addressing.content(memory, keys, strengths);
        NDArray read = Addressing.read(memory, together);
        assertEquals(new Shape(BATCH, 3, SLOTS), together.getShape());
        assertEquals(new Shape(BATCH, 3, WIDTH), read.getShape());
        for (int h = 0; h < 3; h++) {
            NDArray alone = Addressing.content(memory, keys.get(":, {}", h), strengths.get(":, {}", h));
            assertArrayEquals(alone.toDoubleArray(), together.get(":, {}", h).toDoubleArray(), 1e-12);
            assertArrayEquals(Addressing.read(memory, alone).toDoubleArray(), read.get(":, {}", h).toDoubleArray(), 1e-12);
        }
    }

    @Test
    void anEmptySlotIsNeitherLikeNorUnlikeAnyKey() {
        double[] memory = {0, 0, 0, /* like */ 1, 2, 0, /* unlike */ -1, -2, 0};
        double[] weights = Addressing.content(array(memory, 1, 3, WIDTH), array(new double[] {1, 2, 0}, 1, WIDTH), array(new double[] {1}, 1, 1))
                .toDoubleArray();
        double sum = Math.exp(0) + Math.exp(1) + Math.exp(-1);
        assertArrayEquals(new double[] {1 / sum, Math.E / sum, 1 / Math.E / sum}, weights, 1e-9);
    }

    @Test
    void theGradientIsFiniteForAnEmptyMemoryAndAnEmptyKey() {
        for (double[] memory : new double[][] {new double[SLOTS * WIDTH], normal(SLOTS * WIDTH)}) {
            double[] gradient = GradientCheck.gradient(MANAGER, memory, new Shape(1, SLOTS, WIDTH), m -> Addressing.content(m,
                    array(new double[WIDTH], 1, WIDTH), array(new double[] {10}, 1, 1)).square().sum());
            assertTrue(Arrays.stream(gradient).allMatch(Double::isFinite), Arrays.toString(gradient));
            double[] ofKey = GradientCheck.gradient(MANAGER, new double[WIDTH], new Shape(1, WIDTH), k -> Addressing.content(
                    array(memory, 1, SLOTS, WIDTH), k, array(new double[] {10}, 1, 1)).square().sum());
            assertTrue(Arrays.stream(ofKey).allMatch(Double::isFinite), Arrays.toString(ofKey));
        }
    }

    @Test
    void aGateOfZeroKeepsAndAGateOfOneReplacesToTheLastBit() {
        NDArray content = array(distributions(3, SLOTS), 3, SLOTS);
        NDArray before = array(distributions(3, SLOTS), 3, SLOTS);
        double[] mixed = Addressing.interpolate(content, before, array(new double[] {0, 1, 0.25}, 3, 1)).toDoubleArray();
        double[] c = content.toDoubleArray();
        double[] w = before.toDoubleArray();
        for (int i = 0; i < SLOTS; i++) {
            assertEquals(w[i], mixed[i]);
            assertEquals(c[SLOTS + i], mixed[SLOTS + i]);
            assertEquals(0.25 * c[2 * SLOTS + i] + 0.75 * w[2 * SLOTS + i], mixed[2 * SLOTS + i], 1e-12);
        }
    }

    @Test
    void aShiftByOneMovesAOneHotWeightToTheNextSlotAndWraps() {
        double[] forward = {0, 0, 1};
        double[] back = {1, 0, 0};
        double[] still = {0, 1, 0};
        for (int slot = 0; slot < SLOTS; slot++) {
            assertEquals((slot + 1) % SLOTS, slotAfter(slot, forward));
            assertEquals((slot + SLOTS - 1) % SLOTS, slotAfter(slot, back));
            assertEquals(slot, slotAfter(slot, still));
        }
    }

    private static int slotAfter(int slot, double[] shift) {
        double[] oneHot = new double[SLOTS];
        oneHot[slot] = 1;
        double[] moved = Addressing.shift(array(oneHot, 1, SLOTS), array(shift, 1, 3)).toDoubleArray();
        assertEquals(1, Arrays.stream(moved).sum());
        return Arrays.stream(moved).boxed().toList().indexOf(1.0);
    }

    @Test
    void aShiftIsACircularConvolution() {
        double[] weights = distributions(BATCH, SLOTS);
        double[] shift = distributions(BATCH, 5);
        double[] expected = new double[BATCH * SLOTS];
        for (int b = 0; b < BATCH; b++) {
            for (int j = 0; j < SLOTS; j++) {
                for (int by = -2; by <= 2; by++) {
                    expected[b * SLOTS + Math.floorMod(j + by, SLOTS)] += weights[b * SLOTS + j] * shift[b * 5 + by + 2];
                }
            }
        }
        assertArrayEquals(expected, Addressing.shift(array(weights, BATCH, SLOTS), array(shift, BATCH, 5)).toDoubleArray(), 1e-12);
    }

    @Test
    void anEvenNumberOfShiftsIsRefused() {
        Exception e = assertThrows(IllegalArgumentException.class,
                () -> Addressing.shift(array(new double[SLOTS], 1, SLOTS), array(new double[2], 1, 2)));
        assertTrue(e.getMessage().contains("(1, 2)"), e.getMessage());
    }

    @Test
    void sharpeningRaisesToAPowerAndNormalises() {
        double[] weights = distributions(3, SLOTS);
        double[] power = {1, 2.5, 7};
        double[] expected = new double[weights.length];
        for (int b = 0; b < 3; b++) {
            double sum = 0;
            for (int i = 0; i < SLOTS; i++) {
                expected[b * SLOTS + i] = Math.pow(weights[b * SLOTS + i], power[b]);
                sum += expected[b * SLOTS + i];
            }
            for (int i = 0; i < SLOTS; i++) {
                expected[b * SLOTS + i] /= sum;
            }
        }
        assertArrayEquals(expected, Addressing.sharpen(array(weights, 3, SLOTS), array(power, 3, 1)).toDoubleArray(), 1e-12);
    }

    @Test
    void sharpeningIsSafeForWeightsOfZeroAndForAnyPower() {
        float[] weights = new float[128];
        Arrays.fill(weights, 1f / 128);
        NDArray uniform = MANAGER.create(weights, new Shape(1, 128));
        NDArray huge = MANAGER.full(new Shape(1, 1), 1000f);
        assertEquals(1f / 128, Addressing.sharpen(uniform, huge).max().getFloat(), 1e-6, "(1/128)^1000 is 0 in any float");

        double[] some = {0, 0.6, 0.4, 0, 0};
        double[] keen = Addressing.sharpen(array(some, 1, SLOTS), array(new double[] {1000}, 1, 1)).toDoubleArray();
        assertArrayEquals(new double[] {0, 1, 0, 0, 0}, keen, 1e-12);
        for (double power : new double[] {1, 1.5, 40}) {
            double[] ofWeights = GradientCheck.gradient(MANAGER, some, new Shape(1, SLOTS),
                    w -> Addressing.sharpen(w, array(new double[] {power}, 1, 1)).square().sum());
            double[] ofPower = GradientCheck.gradient(MANAGER, new double[] {power}, new Shape(1, 1),
                    p -> Addressing.sharpen(array(some, 1, SLOTS), p).square().sum());
            assertTrue(Arrays.stream(ofWeights).allMatch(Double::isFinite) && Double.isFinite(ofPower[0]),
                    power + ": " + Arrays.toString(ofWeights) + ", " + ofPower[0]);
        }
    }

    @Test
    void readingIsTheWeightedSumOfTheSlots() {
        double[] memory = normal(BATCH * SLOTS * WIDTH);
        double[] weights = distributions(BATCH, SLOTS);
        double[] expected = new double[BATCH * WIDTH];
        for (int i = 0; i < memory.length; i++) {
            expected[i / (SLOTS * WIDTH) * WIDTH + i % WIDTH] += weights[i / WIDTH] * memory[i];
        }
        assertArrayEquals(expected, Addressing.read(array(memory, BATCH, SLOTS, WIDTH), array(weights, BATCH, SLOTS)).toDoubleArray(), 1e-12);
    }

    @Test
    void writingErasesAndThenAdds() {
        double[] memory = normal(BATCH * SLOTS * WIDTH);
        double[] weights = distributions(BATCH, SLOTS);
        double[] erase = random.doubles(BATCH * WIDTH).toArray();
        double[] add = normal(BATCH * WIDTH);
        double[] expected = new double[memory.length];
        for (int i = 0; i < memory.length; i++) {
            int column = i / (SLOTS * WIDTH) * WIDTH + i % WIDTH;
            expected[i] = memory[i] * (1 - weights[i / WIDTH] * erase[column]) + weights[i / WIDTH] * add[column];
        }
        assertArrayEquals(expected, written(memory, weights, erase, add), 1e-12);
    }

    private static double[] written(double[] memory, double[] weights, double[] erase, double[] add) {
        return Addressing.write(array(memory, BATCH, SLOTS, WIDTH), array(weights, BATCH, SLOTS), array(erase, BATCH, WIDTH),
                array(add, BATCH, WIDTH)).toDoubleArray();
    }

    @Test
    void erasingAllAndThenAddingWritesExactlyWhatIsAddedAndTouchesNoOtherSlot() {
        double[] memory = Arrays.stream(normal(BATCH * SLOTS * WIDTH)).map(x -> 1e9 * x).toArray();
        double[] oneHot = new double[BATCH * SLOTS];
        oneHot[2] = 1;
        oneHot[SLOTS] = 1;
        double[] ones = new double[BATCH * WIDTH];
        Arrays.fill(ones, 1);
        double[] add = normal(BATCH * WIDTH);
        double[] expected = memory.clone();
        System.arraycopy(add, 0, expected, 2 * WIDTH, WIDTH);
        System.arraycopy(add, WIDTH, expected, SLOTS * WIDTH, WIDTH);
        assertArrayEquals(expected, written(memory, oneHot, ones, add));
    }

    @Test
    void whatWasWrittenUnderAnOrthogonalKeyIsReadBackByIt() {
        // Slots hold multiples of unit vectors; the third is written over with one that no other slot is like.
        NDArray memory = array(new double[] {2, 0, 0, 0, 0, 3, 0, 0, 1, 1, 1, 1}, 1, 3, 4);
        NDArray key = array(new double[] {0, 0, 0.7, 0}, 1, 4);
        NDArray third = array(new double[] {0, 0, 1}, 1, 3);
        NDArray after = Addressing.write(memory, third, array(new double[] {1, 1, 1, 1}, 1, 4), key);
        NDArray found = Addressing.content(after, key, array(new double[] {50}, 1, 1));
        assertArrayEquals(new double[] {0, 0, 1}, found.toDoubleArray(), 1e-12);
        assertArrayEquals(key.toDoubleArray(), Addressing.read(after, found).toDoubleArray(), 1e-12);
    }

    @Test
    void weightsStayADistributionAtEveryExtreme() {
        for (float scale : new float[] {0, 1e-6f, 1, 1e6f}) {
            for (float strength : new float[] {0, 1, 1e4f}) {
                for (float gate : new float[] {0, 0.5f, 1}) {
                    for (float power : new float[] {1, 3, 200}) {
                        extreme(scale, strength, gate, power);
                    }
                }
            }
        }
    }

    /** In single precision, as networks run, twelve rounds of all four steps. */
    private void extreme(float scale, float strength, float gate, float power) {
        try (NDManager manager = MANAGER.newSubManager()) {
            NDArray memory = manager.create(normal(BATCH * SLOTS * WIDTH), new Shape(BATCH, SLOTS, WIDTH)).toType(DataType.FLOAT32, true)
                    .mul(scale);
            NDArray weights = manager.zeros(new Shape(BATCH), DataType.INT64).oneHot(SLOTS);
            for (int round = 0; round < 12; round++) {
                NDArray key = manager.create(normal(BATCH * WIDTH), new Shape(BATCH, WIDTH)).toType(DataType.FLOAT32, true);
                NDArray shift = manager.create(distributions(BATCH, 3), new Shape(BATCH, 3)).toType(DataType.FLOAT32, true);
                NDArray content = Addressing.content(memory, key, manager.full(new Shape(BATCH, 1), strength));
                NDArray mixed = Addressing.interpolate(content, weights, manager.full(new Shape(BATCH, 1), gate));
                weights = Addressing.sharpen(Addressing.shift(mixed, shift), manager.full(new Shape(BATCH, 1), power));
                for (NDArray step : new NDArray[] {content, mixed, weights}) {
                    String at = Arrays.toString(step.toFloatArray()) + " at " + scale + ", " + strength + ", " + gate + ", " + power;
                    assertTrue(step.min().getFloat() >= 0, at);
                    assertArrayEquals(new float[] {1, 1}, step.sum(new int[] {1}).toFloatArray(), 1e-5f, at);
                }
            }
        }
    }

    @Test
    void theGradientsOfAllStepsTogetherEqualFiniteDifferences() {
        Map<String, double[]> at = new TreeMap<>(Map.of("memory", normal(BATCH * SLOTS * WIDTH), "key", normal(BATCH * WIDTH),
                "strength", positive(BATCH), "gate", new double[] {0.3, 0.8}, "before", distributions(BATCH, SLOTS),
                "shift", distributions(BATCH, 3), "power", new double[] {1.2, 3}, "erase", new double[] {0.1, 0.9, 0.5, 0.2, 0.7, 0.4},
                "add", normal(BATCH * WIDTH)));
        NDArray mixture = array(normal(BATCH * SLOTS * WIDTH), BATCH, SLOTS, WIDTH);
        for (String name : at.keySet()) {
            Shape shape = name.equals("memory") ? new Shape(BATCH, SLOTS, WIDTH) : new Shape(BATCH, at.get(name).length / BATCH);
            assertGradient(name, MANAGER, at.get(name), shape, x -> {
                Map<String, NDArray> all = new TreeMap<>();
                at.forEach((other, values) -> all.put(other, other.equals(name) ? x : other.equals("memory")
                        ? array(values, BATCH, SLOTS, WIDTH) : array(values, BATCH, values.length / BATCH)));
                NDArray content = Addressing.content(all.get("memory"), all.get("key"), all.get("strength"));
                NDArray mixed = Addressing.interpolate(content, all.get("before"), all.get("gate"));
                NDArray weights = Addressing.sharpen(Addressing.shift(mixed, all.get("shift")), all.get("power"));
                NDArray memory = Addressing.write(all.get("memory"), weights, all.get("erase"), all.get("add"));
                return memory.mul(mixture).sum().add(Addressing.read(memory, weights).square().sum());
            });
        }
    }
}
