package fewshot.method.gradient;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import fewshot.TestImages;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Gradients;
import fewshot.gradient.InnerLoop.Order;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.Recording;
import fewshot.gradient.UpdateRule;
import fewshot.model.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

class TamlTest {
    private static final List<Episode> BATCH = new EpisodeSampler(TestImages.noisy(30, 10, 28, 5), 3, 1, 2, 1).next(3);
    private static final InnerLoop INNER = new InnerLoop(UpdateRule.descent(0.1), 1, Order.SECOND);

    @Test
    void theilsIndexIsZeroForEqualsAndLogarithmOfTheirNumberForOneThatHasAll() {
        assertEquals(0, Taml.theil(new double[] {2, 2, 2}), 1e-12);
        assertEquals(Math.log(4), Taml.theil(new double[] {1e-300, 1e-300, 1e-300, 8}), 1e-9);
        // 1 and 3, mean 2: ½ (½ ln ½ + 3/2 ln 3/2)
        assertEquals(0.5 * (0.5 * Math.log(0.5) + 1.5 * Math.log(1.5)), Taml.theil(new double[] {1, 3}), 1e-12);
    }

    @Test
    void itsDerivativeIsThatOfItsDifferences() {
        double[] at = {1, 3, 0.4};
        double[] gradient = Taml.theilGradient(at);
        for (int i = 0; i < 3; i++) {
            double[] up = at.clone();
            double[] down = at.clone();
            up[i] += 1e-6;
            down[i] -= 1e-6;
            assertEquals((Taml.theil(up) - Taml.theil(down)) / 2e-6, gradient[i], 1e-8);
        }
    }

    @Test
    void withoutItsTermItIsMaml() {
        try (Network network = Network.classifier(4, 3, 1)) {
            CapturedGradient maml = new CapturedGradient();
            Maml.of(network, INNER, 1, new GradientDescent(network, maml)).step(BATCH);
            for (boolean entropy : new boolean[] {true, false}) {
                CapturedGradient taml = new CapturedGradient();
                GradientDescent descent = new GradientDescent(network, taml);
                (entropy ? Taml.entropy(network, INNER, 1, 0, descent) : Taml.theil(network, INNER, 1, 0, descent)).step(BATCH);
                for (int i = 0; i < maml.gradients.size(); i++) {
                    assertArrayEquals(maml.gradients.get(i), taml.gradients.get(i), 1e-5f);
                }
            }
        }
    }

    @Test
    void theTermsGradientIsThatOfTheWholeBatchsTerm() {
        try (Network network = Network.classifier(4, 3, 1); NDManager manager = network.manager().newSubManager();
                Recording recording = Recording.on()) {
            CapturedGradient maml = new CapturedGradient();
            CapturedGradient theil = new CapturedGradient();
            CapturedGradient entropy = new CapturedGradient();
            Maml plain = Maml.of(network, INNER, 1, new GradientDescent(network, maml));
            plain.step(BATCH);
            Taml.theil(network, INNER, 1, 5, new GradientDescent(network, theil)).step(BATCH);
            Taml.entropy(network, INNER, 1, 5, new GradientDescent(network, entropy)).step(BATCH);
            NDList theta = Gradients.leaves(manager, plain.block().weights());
            // The index, and the entropies, of the whole batch in a single graph.
            NDArray index = theil(plain, theta);
            assertAdds(maml, theil, 5, Gradients.of(index, theta));
            assertAdds(maml, entropy, 5, Gradients.of(entropies(plain, theta), theta));
        }
    }

    private static void assertAdds(CapturedGradient plain, CapturedGradient with, double weight, NDList term) {
        for (int i = 0; i < term.size(); i++) {
            float[] expected = term.get(i).mul(weight).toFloatArray();
            float largest = 0;
            for (int j = 0; j < expected.length; j++) {
                expected[j] += plain.gradients.get(i)[j];
                largest = Math.max(largest, Math.abs(expected[j]));
            }
            assertArrayEquals(expected, with.gradients.get(i), 2e-3f * Math.max(largest, 0.01f), "array " + i);
        }
    }

    private static NDArray theil(Maml plain, NDList theta) {
        NDList losses = new NDList(BATCH.stream().map(e -> plain.queryLoss(e).loss(theta)).toList());
        NDArray mean = losses.get(0).add(losses.get(1)).add(losses.get(2)).div(theta.head().getManager().create(3f));
        NDArray sum = null;
        for (NDArray loss : losses) {
            NDArray share = loss.div(mean);
            sum = sum == null ? share.mul(share.log()) : sum.add(share.mul(share.log()));
        }
        return sum.div(theta.head().getManager().create(3f));
    }

    private static NDArray entropies(Maml plain, NDList theta) {
        NDArray sum = null;
        for (Episode episode : BATCH) {
            NDList adapted = INNER.adapt(theta, plain.supportLoss(episode));
            NDArray change = entropy(plain, adapted, episode).sub(entropy(plain, theta, episode));
            sum = sum == null ? change : sum.add(change);
        }
        return sum.div(theta.head().getManager().create(3f));
    }

    private static NDArray entropy(Maml plain, NDList weights, Episode episode) {
        NDArray p = plain.block().apply(weights, episode.queryImages(weights.head().getManager())).softmax(1);
        return p.mul(p.log()).sum().neg().div(weights.head().getManager().create(6f)); // six queries
    }

    @Test
    void aNegativeWeightIsRefused() {
        try (Network network = Network.classifier(4, 3, 1)) {
            assertThrows(IllegalArgumentException.class, () -> Taml.theil(network, INNER, 1, -1, null));
            assertTrue(Taml.entropy(network, INNER, 1, 1, null).inductive().name().startsWith("TAML"));
        }
    }
}
