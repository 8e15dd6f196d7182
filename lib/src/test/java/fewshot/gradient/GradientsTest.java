package fewshot.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GradientsTest {
    private NDManager manager;
    private Recording recording;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
        recording = Recording.on();
    }

    @AfterEach
    void close() {
        recording.close();
        manager.close();
    }

    private NDList leaves(double... numbers) {
        return Gradients.leaves(manager, new NDList(manager.create(numbers)));
    }

    private static NDArray cube(NDArray x) {
        return x.mul(x).mul(x);
    }

    @Test
    void theGradientOfCubesIsThreeSquaresAndItsOwnIsSixTimes() {
        NDList x = leaves(1, 2, -3);
        NDArray loss = cube(x.head()).sum();
        NDList first = Gradients.withGraph(loss, x);
        assertArrayEquals(new double[] {3, 12, 27}, first.head().toDoubleArray());
        NDList second = Gradients.withGraph(first.head().sum(), x);
        assertArrayEquals(new double[] {6, 12, -18}, second.head().toDoubleArray());
        assertArrayEquals(new double[] {6, 6, 6}, Gradients.of(second.head().sum(), x).head().toDoubleArray());
    }

    @Test
    void severalArraysGetTheirGradientsInTheirOrder() {
        NDList xy = leaves(2);
        xy.addAll(leaves(5));
        NDArray loss = cube(xy.get(0)).mul(xy.get(1)).sum(); // x³y: 3x²y, x³
        NDList gradients = Gradients.of(loss, xy);
        assertEquals(60, gradients.get(0).toDoubleArray()[0]);
        assertEquals(8, gradients.get(1).toDoubleArray()[0]);
    }

    @Test
    void aHessianTimesAVectorIsWhatTheWholeHessianGives() {
        NDList x = leaves(2, 3);
        // x³ + x² y: second derivatives 6x + 2y, 2x, 0
        NDArray a = x.head().get(0);
        NDArray b = x.head().get(1);
        NDArray loss = cube(a).add(a.mul(a).mul(b));
        NDList v = new NDList(manager.create(new double[] {1, 10}));
        assertArrayEquals(new double[] {18 + 40, 4}, Gradients.hessianVectorProduct(loss, x, v).head().toDoubleArray());
    }

    @Test
    void aHessianIsZeroWhereTheGradientIsConstant() {
        NDList xy = leaves(2);
        xy.addAll(leaves(5));
        NDArray loss = cube(xy.get(0)).add(xy.get(1)).sum();
        NDList ones = new NDList(manager.create(new double[] {1}), manager.create(new double[] {1}));
        NDList products = Gradients.hessianVectorProduct(loss, xy, ones);
        assertEquals(12, products.get(0).toDoubleArray()[0]);
        assertArrayEquals(new double[] {0}, products.get(1).toDoubleArray());
    }

    @Test
    void productsAreWithTheTransposeOfTheJacobian() {
        NDList x = leaves(2, 3);
        NDList y = new NDList(x.head().mul(x.head())); // Jacobian diag(4, 6)
        NDList v = new NDList(manager.create(new double[] {1, 0.5}));
        assertArrayEquals(new double[] {4, 3}, Gradients.products(y, x, v).head().toDoubleArray());
        assertThrows(IllegalArgumentException.class, () -> Gradients.products(y, x, new NDList()));
    }

    @Test
    void resultsBelongToTheStepAndNothingIsAddedToTheWeights() {
        NDArray weight = manager.create(new double[] {3});
        weight.setRequiresGradient(true);
        try (NDManager step = manager.newSubManager()) {
            NDList theta = Gradients.leaves(step, new NDList(weight));
            NDArray loss = cube(theta.head()).sum();
            NDList gradients = Gradients.of(loss, theta);
            assertEquals(step, loss.getManager());
            assertEquals(step, gradients.head().getManager());
        }
        assertArrayEquals(new double[] {3}, weight.toDoubleArray(), "closing the step must not free the weight");
    }

    @Test
    void arraysKeepTheirNames() {
        NDList x = leaves(1, 2);
        NDList v = new NDList(manager.create(new double[] {1, 1}));
        x.head().setName("xs[]");
        NDArray loss = cube(x.head()).sum();
        loss.setName("loss");
        Gradients.withGraph(loss, x);
        Gradients.hessianVectorProduct(loss, x, v);
        Gradients.of(loss, x);
        assertEquals("loss", loss.getName());
        assertEquals("xs[]", x.head().getName());
        assertEquals(null, v.head().getName());
        assertThrows(RuntimeException.class, () -> Gradients.of(loss, x));
        assertEquals("xs[]", x.head().getName());
    }

    @Test
    void oneArrayMayStandInSeveralPlaces() {
        NDList x = leaves(2, 3);
        NDArray loss = cube(x.head()).sum();
        assertArrayEquals(new double[] {24, 54}, Gradients.hessianVectorProduct(loss, x, x).head().toDoubleArray()); // 6x · x
        NDList y = new NDList(x.head().mul(x.head()));
        assertArrayEquals(new double[] {16, 54}, Gradients.products(y, x, y).head().toDoubleArray()); // 2x · x²
        assertArrayEquals(new double[] {2, 3}, Gradients.products(x, x, x).head().toDoubleArray()); // the unit matrix times x
        NDList twice = new NDList(y.head(), y.head());
        assertArrayEquals(new double[] {32, 108}, Gradients.products(twice, x, twice).head().toDoubleArray());
        NDArray one = leaves(5).head().sum();
        assertEquals(1, Gradients.of(one, new NDList(one)).head().toDoubleArray()[0]);
    }

    private String refused(Class<? extends RuntimeException> how, Runnable what) {
        return assertThrows(how, what::run).getMessage();
    }

    @Test
    void whatIsNotASingleNumberIsRefused() {
        NDList x = leaves(1, 2);
        String why = refused(IllegalArgumentException.class, () -> Gradients.of(cube(x.head()), x));
        assertTrue(why.contains("shape (2)"), why);
    }

    @Test
    void anArrayThatTakesNoPartIsNamed() {
        NDList xy = leaves(1);
        xy.addAll(leaves(2));
        String why = refused(IllegalArgumentException.class, () -> Gradients.of(cube(xy.get(0)).sum(), xy));
        assertTrue(why.contains("array 1 of 2") && why.contains("takes no part"), why);
    }

    @Test
    void aGraphThatWasFreedIsSaidToBe() {
        NDList x = leaves(1);
        NDArray loss = cube(x.head()).sum();
        Gradients.of(loss, x);
        assertTrue(refused(IllegalStateException.class, () -> Gradients.of(loss, x)).contains("was freed"));
    }

    @Test
    void whatWasComputedWithoutRecordingHasNoGraph() {
        NDList x = leaves(1);
        try (Recording none = Recording.off()) {
            NDArray loss = cube(x.head()).sum();
            assertTrue(refused(IllegalArgumentException.class, () -> Gradients.of(loss, x)).contains("no graph"));
        }
        assertTrue(refused(IllegalArgumentException.class, () -> Gradients.of(cube(x.head()).sum(), new NDList())).contains("nothing"));
    }

    @Test
    void recordingsNestAndAreOfOneThread() throws InterruptedException {
        assertTrue(JniUtils.isGradMode());
        try (Recording off = Recording.off()) {
            assertFalse(JniUtils.isGradMode());
            try (Recording on = Recording.on()) {
                assertTrue(JniUtils.isGradMode());
            }
            assertFalse(JniUtils.isGradMode());
            AtomicBoolean elsewhere = new AtomicBoolean();
            Thread other = new Thread(() -> {
                try (Recording on = Recording.on()) {
                    elsewhere.set(JniUtils.isGradMode());
                }
            });
            other.start();
            other.join();
            assertTrue(elsewhere.get());
            assertFalse(JniUtils.isGradMode());
        }
        assertTrue(JniUtils.isGradMode());
    }
}
