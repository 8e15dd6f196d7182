package fewshot.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentumTest {
    private static NDArray array(NDManager manager, double[] numbers, Shape shape) {
        float[] floats = new float[numbers.length];
        IntStream.range(0, floats.length).forEach(i -> floats[i] = (float) numbers[i]);
        return manager.create(floats, shape);
    }

    /** The second array's gradient is a transposed view, so that it lies otherwise in memory than its weights. */
    @ParameterizedTest
    @CsvSource({"0.1, 0.9, 0.9, 0.001", "0.05, 0.8, 0, 0.3", "0.2, 0.5, 0.7, 0"})
    void eachNumberMovesByItsOwnGradientsAsInPlainJava(double rate, double momentum, double dampening, double decay) {
        double[] weight = IntStream.range(0, 6).mapToDouble(i -> 1 - i / 2.0).toArray();
        double[] mean = new double[6];
        try (NDManager manager = NDManager.newBaseManager(); Momentum descent = new Momentum(rate, momentum, dampening, decay)) {
            NDList weights = new NDList(array(manager, weight, new Shape(6)), array(manager, weight, new Shape(2, 3)));
            for (int t = 1; t <= 4; t++) {
                int step = t;
                double[] gradient = IntStream.range(0, 6).mapToDouble(i -> Math.sin(5 * i + step)).toArray();
                NDArray rows = array(manager, gradient, new Shape(6));
                double[] turned = IntStream.range(0, 6).mapToDouble(i -> gradient[i % 2 * 3 + i / 2]).toArray();
                NDArray columns = array(manager, turned, new Shape(3, 2)).transpose();
                descent.update(List.of("a", "b"), weights, new NDList(rows, columns));
                for (int i = 0; i < 6; i++) {
                    double d = gradient[i] + decay * weight[i];
                    mean[i] = t == 1 ? d : momentum * mean[i] + (1 - dampening) * d;
                    weight[i] -= rate * mean[i];
                }
            }
            for (NDArray moved : weights) {
                float[] found = moved.toFloatArray();
                IntStream.range(0, 6).forEach(i -> assertEquals(weight[i], found[i], 1e-5, "number " + i));
            }
        }
    }

    @Test
    void aSettingThatIsNoneIsRefusedByNameAndSoIsAnArrayThatJoinsLater() {
        String[] messages = {"rate is 0.0", "rate is Infinity", "momentum is 1.0", "momentum is 0.0", "dampening is -0.1", "weight decay is NaN"};
        double[][] settings = {{0, 0.9, 0, 0}, {Double.POSITIVE_INFINITY, 0.9, 0, 0}, {1, 1, 0, 0}, {1, 0, 0, 0}, {1, 0.9, -0.1, 0}, {1, 0.9, 0, Double.NaN}};
        for (int i = 0; i < messages.length; i++) {
            double[] s = settings[i];
            Exception e = assertThrows(IllegalArgumentException.class, () -> new Momentum(s[0], s[1], s[2], s[3]));
            assertEquals("Momentum: the " + messages[i] + "; it must be", e.getMessage().replaceFirst("; it must be.*", "; it must be"));
        }
        try (NDManager manager = NDManager.newBaseManager(); Momentum descent = new Momentum(1, 0.9, 0, 0)) {
            NDArray one = manager.create(new float[] {1});
            NDArray other = manager.create(new float[] {1});
            descent.update("one", one, manager.create(new float[] {1}));
            assertThrows(IllegalArgumentException.class, () -> descent.update(List.of("one", "other"), new NDList(one, other), new NDList(one, one)));
            assertEquals(0, one.getFloat(), "nothing has changed");
        }
    }
}
