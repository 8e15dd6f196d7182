package fewshot.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.gradient.InnerLoop.Order;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InnerLoopTest {
    private static final double RATE = 0.1;

    private static NDList metaGradient(SmoothTask task, NDManager manager, int steps, Order order) {
        try (Recording recording = Recording.on()) {
            NDList theta = Gradients.leaves(manager, task.start);
            NDList adapted = new InnerLoop(UpdateRule.descent(RATE), steps, order).adapt(theta, task.supportLoss());
            return Gradients.of(task.queryLoss().loss(adapted), theta);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1e-6", "3, 1e-5", "5, 1e-5"})
    void metaGradientEqualsFiniteDifferences(int steps, double tolerance) {
        try (SmoothTask task = new SmoothTask(5); NDManager manager = task.manager.newSubManager()) {
            NDList gradient = metaGradient(task, manager, steps, Order.SECOND);
            double worst = 0;
            for (long seed = 0; seed < 3; seed++) {
                NDList direction = task.direction(seed);
                double step = 1e-4;
                // The five-point difference: its error falls with the fourth power of the step.
                double difference = (8 * (task.queryLossAfter(steps, RATE, direction, step) - task.queryLossAfter(steps, RATE, direction, -step))
                        - (task.queryLossAfter(steps, RATE, direction, 2 * step) - task.queryLossAfter(steps, RATE, direction, -2 * step)))
                        / (12 * step);
                worst = Math.max(worst, Math.abs(SmoothTask.dot(gradient, direction) - difference) / Math.abs(difference));
            }
            System.out.println("meta-gradient, k = " + steps + ": relative difference from finite differences " + worst);
            assertTrue(worst < tolerance, "relative difference " + worst);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "3", "5"})
    void theTwoRoutesToTheMetaGradientAgree(int steps) {
        try (SmoothTask task = new SmoothTask(6); NDManager manager = task.manager.newSubManager()) {
            NDList throughGraph = metaGradient(task, manager, steps, Order.SECOND);
            NDList byProducts = ReverseProducts.metaGradient(manager, task.start, task.supportLoss(), task.queryLoss(), RATE, steps);
            double difference = SmoothTask.relative(byProducts, throughGraph);
            System.out.println("two routes, k = " + steps + ": relative difference " + difference);
            assertTrue(difference < 1e-8, "relative difference " + difference);
        }
    }

    @Test
    void firstOrderDiffersFromSecondByTheHessianTerm() {
        try (SmoothTask task = new SmoothTask(7); NDManager manager = task.manager.newSubManager()) {
            NDList first = metaGradient(task, manager, 1, Order.FIRST);
            NDList second = metaGradient(task, manager, 1, Order.SECOND);
            try (Recording recording = Recording.on()) {
                NDList theta = Gradients.leaves(manager, task.start);
                NDList term = Gradients.hessianVectorProduct(task.supportLoss().loss(theta), theta, first);
                NDList expected = new NDList();
                for (int i = 0; i < first.size(); i++) {
                    expected.add(first.get(i).sub(term.get(i).mul(RATE))); // (I − α ∇²L) ∇L_query(θ')
                }
                assertTrue(SmoothTask.relative(expected, second) < 1e-10);
            }
            assertTrue(SmoothTask.relative(first, second) > 1e-3, "on a curved loss the two must differ");
        }
    }

    @Test
    void onAParabolaAllIsAsWorkedByHand() {
        // L(θ) = 3θ²/2, α = 0.1: θ' = 0.7 θ. Query (θ' − 1)²/2 at θ = 2: second order 0.7 (1.4 − 1), first order 0.4.
        try (NDManager manager = NDManager.newBaseManager(); Recording recording = Recording.on()) {
            Objective support = w -> w.head().square().mul(manager.create(1.5)).sum();
            Objective query = w -> w.head().sub(1).square().mul(manager.create(0.5)).sum();
            for (Order order : Order.values()) {
                NDList theta = Gradients.leaves(manager, new NDList(manager.create(new double[] {2})));
                NDList adapted = new InnerLoop(UpdateRule.descent(RATE), 1, order).adapt(theta, support);
                assertEquals(1.4, adapted.head().toDoubleArray()[0], 1e-12);
                double expected = order == Order.SECOND ? 0.28 : 0.4;
                NDList at = order == Order.NONE ? adapted : theta;
                assertEquals(expected, Gradients.of(query.loss(adapted), at).head().toDoubleArray()[0], 1e-12);
            }
        }
    }

    @Test
    void allOrdersAdaptToTheSameWeights() {
        try (SmoothTask task = new SmoothTask(8); NDManager manager = task.manager.newSubManager()) {
            NDList[] adapted = new NDList[3];
            for (Order order : Order.values()) {
                NDList theta = Gradients.leaves(manager, task.start);
                adapted[order.ordinal()] = new InnerLoop(UpdateRule.descent(RATE), 3, order).adapt(theta, task.supportLoss());
            }
            assertTrue(SmoothTask.relative(adapted[1], adapted[0]) < 1e-14);
            assertTrue(SmoothTask.relative(adapted[2], adapted[0]) < 1e-14);
        }
    }

    @Test
    void onlyTheChosenArraysAreAdapted() {
        try (SmoothTask task = new SmoothTask(9); NDManager manager = task.manager.newSubManager()) {
            int last = task.start.size() - 1;
            for (Order order : Order.values()) {
                NDList theta = Gradients.leaves(manager, task.start);
                NDList adapted = new InnerLoop(UpdateRule.descent(RATE), 2, order).adapting(i -> i == last).adapt(theta, task.supportLoss());
                for (int i = 0; i < last; i++) {
                    assertArrayEquals(theta.get(i).toDoubleArray(), adapted.get(i).toDoubleArray());
                }
                assertFalse(theta.get(last).equals(adapted.get(last)));
            }
        }
    }

    @Test
    void aRateForEachWeightIsUsedForThatWeight() {
        try (NDManager manager = NDManager.newBaseManager(); Recording recording = Recording.on()) {
            NDList theta = Gradients.leaves(manager, new NDList(manager.create(new double[] {2, 3})));
            NDList rates = Gradients.leaves(manager, new NDList(manager.create(new double[] {0.1, 0.5})));
            NDList adapted = new InnerLoop(UpdateRule.descent(rates), 1, Order.SECOND)
                    .adapt(theta, w -> w.head().square().sum()); // gradient 2θ
            assertArrayEquals(new double[] {2 - 0.4, 3 - 3}, adapted.head().toDoubleArray(), 1e-12);
            // ∂θ'/∂α = −∇L
            assertArrayEquals(new double[] {-4, -6}, Gradients.of(adapted.head().sum(), rates).head().toDoubleArray(), 1e-12);
        }
    }

    @Test
    void aRateForEachArrayIsUsedForThatArray() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList theta = Gradients.leaves(manager, new NDList(manager.create(new double[] {2}), manager.create(new double[] {3})));
            UpdateRule rule = UpdateRule.descent(place -> place == 0 ? 0.1 : 0.5);
            NDList adapted = new InnerLoop(rule, 1, Order.NONE).adapt(theta, w -> w.get(0).square().add(w.get(1).square()).sum()); // 2θ
            assertEquals(2 - 0.4, adapted.get(0).toDoubleArray()[0], 1e-12);
            assertEquals(3 - 3, adapted.get(1).toDoubleArray()[0], 1e-12);
            assertEquals("gradient descent at a rate for each array", rule.toString());
            assertThrows(IllegalArgumentException.class, () -> UpdateRule.descent(place -> 0).next(0, theta.get(0), theta.get(0)));
        }
    }

    /** Late is how it is done on a GPU. */
    @ParameterizedTest
    @CsvSource({"false, 2", "true, 5"})
    void aLossThatIsNoLongerANumberIsRefusedWithItsStep(boolean late, int asked) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDArray one = manager.create(new double[] {1});
            for (Order order : Order.values()) {
                NDList theta = Gradients.leaves(manager, new NDList(one));
                InnerLoop wild = new InnerLoop(UpdateRule.descent(1e200), 5, order);
                AtomicInteger losses = new AtomicInteger();
                DivergenceException refused = assertThrows(DivergenceException.class, () -> wild.adapt(theta, w -> {
                    losses.incrementAndGet();
                    return w.head().square().sum();
                }, late));
                assertTrue(refused.getMessage().contains("Infinity at inner step 2"), refused.getMessage());
                assertEquals(asked, losses.get());
            }
        }
    }

    @Test
    void lossesThatAreReadLateChangeNothing() {
        try (SmoothTask task = new SmoothTask(8); NDManager manager = task.manager.newSubManager()) {
            for (Order order : Order.values()) {
                InnerLoop inner = new InnerLoop(UpdateRule.descent(RATE), 3, order);
                NDList late = inner.adapt(Gradients.leaves(manager, task.start), task.supportLoss(), true);
                NDList atOnce = inner.adapt(Gradients.leaves(manager, task.start), task.supportLoss());
                assertEquals(0, SmoothTask.relative(late, atOnce));
            }
        }
    }

    @Test
    void itSaysHowItLearns() {
        InnerLoop inner = new InnerLoop(UpdateRule.descent(0.4), 5, Order.SECOND);
        assertEquals("5 steps of gradient descent at a rate of 0.4, differentiated to the second order", inner.toString());
        assertEquals("1 step of gradient descent at a rate for each weight on some arrays, not differentiated",
                new InnerLoop(UpdateRule.descent(new NDList()), 1, Order.NONE, place -> place > 3).toString());
    }

    @Test
    void badSettingsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new InnerLoop(UpdateRule.descent(0.1), -1, Order.NONE));
        assertThrows(IllegalArgumentException.class, () -> UpdateRule.descent(0));
        assertThrows(IllegalArgumentException.class, () -> UpdateRule.descent(Double.NaN));
    }
}
