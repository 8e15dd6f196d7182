package fewshot.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.MersenneTwister;

/**
 * Draws the initial weights of one network from a generator of its own, in Java, so that they depend on the seed alone: not on
 * other threads, and not on the device.
 *
 * <p>An initialiser asks a manager for random numbers; {@link #of} is such a manager, which does all else as the one inside it. The
 * numbers are those of PyTorch's generator on a CPU after {@code torch.manual_seed}, to rounding, for seeds from 0 to 2³¹ − 1: the
 * twister of Matsumoto and Nishimura (1998) and the transform of Box and Muller (1958), in PyTorch's order.
 */
final class WeightGenerator implements InvocationHandler {
    /** PyTorch draws so many normal numbers at a time, and pairs each of the first half with one of the second. */
    private static final int BATCH = 16;

    private final NDManager manager;
    private final MersenneTwister bits;
    private double kept = Double.NaN; // the second number of a pair, for when a single one is asked for next

    private WeightGenerator(NDManager manager, MersenneTwister bits) {
        this.manager = manager;
        this.bits = bits;
    }

    /** A manager that owns what it makes through {@code manager}, and draws from the seed. */
    static NDManager of(NDManager manager, long seed) {
        return proxy(new WeightGenerator(manager, new MersenneTwister((int) (seed ^ seed >>> 32))));
    }

    private static NDManager proxy(WeightGenerator generator) {
        return (NDManager) Proxy.newProxyInstance(NDManager.class.getClassLoader(), new Class<?>[] {NDManager.class}, generator);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
        String name = method.getName();
        if (name.equals("randomUniform")) {
            return drawn(args, false);
        } else if (name.equals("randomNormal")) {
            return drawn(args, true);
        } else if (name.matches("(random|sample|truncated).*")) {
            throw new UnsupportedOperationException(
                    "Network: an initialiser asks for " + name + "; weights can be drawn with randomUniform and randomNormal");
        }
        try {
            Object result = method.invoke(manager, args);
            return name.equals("newSubManager") ? proxy(new WeightGenerator((NDManager) result, bits)) : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** All forms of the two calls: two numbers or none, a shape, and perhaps a type and the device, which is the manager's. */
    private NDArray drawn(Object[] args, boolean normal) {
        List<Object> all = Arrays.asList(args);
        boolean standard = all.get(0) instanceof Shape;
        float first = standard ? 0 : (float) all.get(0);
        float second = standard ? 1 : (float) all.get(1);
        Shape shape = (Shape) all.get(standard ? 0 : 2);
        float[] numbers = new float[Math.toIntExact(shape.size())];
        if (normal) {
            fillNormal(numbers, first, second);
        } else {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = uniform() * (second - first) + first;
            }
        }
        NDArray array = manager.create(numbers, shape);
        return all.contains(DataType.FLOAT64) ? array.toType(DataType.FLOAT64, false) : array;
    }

    private float uniform() {
        return (bits.nextInt() & 0xFFFFFF) * 0x1p-24f;
    }

    private double uniformDouble() {
        long high = bits.nextInt() & 0xFFFFFFFFL;
        long low = bits.nextInt() & 0xFFFFFFFFL;
        return ((high << 32 | low) & (1L << 53) - 1) * 0x1p-53;
    }

    private void fillNormal(float[] numbers, float mean, float deviation) {
        int n = numbers.length;
        if (n < BATCH) {
            for (int i = 0; i < n; i++) {
                numbers[i] = (float) (normal() * deviation + mean);
            }
            return;
        }
        for (int i = 0; i < n; i++) {
            numbers[i] = uniform();
        }
        for (int i = 0; i <= n - BATCH; i += BATCH) {
            makeNormal(numbers, i, mean, deviation);
        }
        if (n % BATCH != 0) {
            for (int i = n - BATCH; i < n; i++) {
                numbers[i] = uniform();
            }
            makeNormal(numbers, n - BATCH, mean, deviation);
        }
    }

    private static void makeNormal(float[] numbers, int from, float mean, float deviation) {
        for (int i = from; i < from + BATCH / 2; i++) {
            double radius = Math.sqrt(-2 * Math.log(1 - numbers[i]));
            double angle = 2 * Math.PI * numbers[i + BATCH / 2];
            numbers[i] = (float) (radius * Math.cos(angle)) * deviation + mean;
            numbers[i + BATCH / 2] = (float) (radius * Math.sin(angle)) * deviation + mean;
        }
    }

    private double normal() {
        double number = kept;
        kept = Double.NaN;
        if (Double.isNaN(number)) {
            double angle = 2 * Math.PI * uniformDouble();
            double radius = Math.sqrt(-2 * Math.log1p(-uniformDouble()));
            number = radius * Math.cos(angle);
            kept = radius * Math.sin(angle);
        }
        return number;
    }
}
