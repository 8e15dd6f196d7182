package fewshot.method.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.encoder.FullContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MatchingNetworkTest {
    private static final Network NETWORK = Network.encoder(8, 2);
    private static final FullContext CONTEXT = new FullContext(NETWORK, 3, 4);
    private static final NDManager MANAGER = NETWORK.manager().newSubManager();
    private static final ImageSet DATA = TestImages.noisy(20, 10, 28, 5);
    private final MatchingNetwork plain = MatchingNetwork.of(NETWORK, null);
    private final MatchingNetwork contextual = MatchingNetwork.of(NETWORK, CONTEXT, null);

    @AfterAll
    static void close() {
        CONTEXT.close();
        NETWORK.close();
    }

    @Test
    void aClassGetsTheAttentionThatItsSupportImagesGet() {
        double[][] s = {{1, 0}, {3, 4}, {0, 2}, {-1, 1}};
        double[] q = {2, 1};
        double[] weights = new double[4];
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            double cosine = (s[i][0] * q[0] + s[i][1] * q[1]) / Math.hypot(s[i][0], s[i][1]) / Math.hypot(q[0], q[1]);
            weights[i] = Math.exp(cosine / 0.03);
            sum += weights[i];
        }
        NDArray support = MANAGER.create(new float[] {1, 0, 3, 4, 0, 2, -1, 1}, new Shape(4, 2));
        NDArray query = MANAGER.create(new float[] {2, 1}, new Shape(1, 2));
        float[] found = plain.compare(support, query, TestImages.inTurn(2, (int) support.getShape().get(0) / 2), BatchNormMode.INDUCTIVE).exp().toFloatArray();
        assertArrayEquals(new float[] {(float) ((weights[0] + weights[1]) / sum), (float) ((weights[2] + weights[3]) / sum)},
                found, 1e-5f);
    }

    @Test
    void attentionTendsToTheEqualImageAsTheTemperatureFalls() {
        NDArray support = NETWORK.forward(new EpisodeSampler(DATA, 5, 1, 1, 3).next().supportImages(MANAGER), BatchNormMode.INDUCTIVE);
        NDArray query = support.get("2:3");
        double before = 0;
        for (double temperature : new double[] {1, 0.1, 0.01, 0.0001}) {
            double paid = plain.withTemperature(temperature).logAttention(support, query).exp().getFloat(0, 2);
            assertTrue(paid > before, "attention " + paid + " at temperature " + temperature);
            before = paid;
        }
        assertEquals(1, before, 1e-3);
    }

    @Test
    void withoutContextTheOrderOfTheSupportDoesNotMatterAndWithItDoes() {
        Episode episode = new EpisodeSampler(DATA, 4, 1, 2, 1).next();
        Episode turned = reversed(episode);
        assertEquals(0, change(plain, episode, turned), 1e-5);
        assertTrue(change(contextual, episode, turned) > 1e-4);
    }

    @Test
    void withoutContextTheOrderOfTheShotsOfAClassDoesNotMatter() {
        Episode episode = new EpisodeSampler(DATA, 3, 4, 2, 1).next();
        byte[] support = episode.support().bytes().clone();
        int size = support.length / 12;
        for (int k = 0; k < 3; k++) {                                 // shots 0, 1, 2, 3 become 2, 0, 3, 1
            int[] from = {2, 0, 3, 1};
            for (int i = 0; i < 4; i++) {
                System.arraycopy(episode.support().bytes(), (4 * k + from[i]) * size, support, (4 * k + i) * size, size);
            }
        }
        Episode turned = new Episode(3, 4, 2, 28, 28, support, episode.query().bytes(), episode.classNames());
        assertArrayEquals(plain.logits(MANAGER, episode).toFloatArray(), plain.logits(MANAGER, turned).toFloatArray(), 1e-5f);
    }

    @Test
    void networksThatDoNotFitAreRefusedWithBothShapes() {
        try (Network maps = Network.maps(8, 1); Network wider = Network.encoder(16, 1)) {
            String shape = assertThrows(IllegalArgumentException.class, () -> MatchingNetwork.of(maps, null)).getMessage();
            assertTrue(shape.contains("MatchingNetwork") && shape.contains("(8, 5, 5)"), shape);
            String width = assertThrows(IllegalArgumentException.class, () -> MatchingNetwork.of(wider, CONTEXT, null)).getMessage();
            assertTrue(width.contains("16") && width.contains("8"), width);
        }
    }

    /** The classes in the opposite order, with the same queries first to last of each. */
    private static Episode reversed(Episode e) {
        byte[] support = new byte[e.support().bytes().length];
        byte[] query = new byte[e.query().bytes().length];
        int s = support.length / e.way();
        int q = query.length / e.way();
        for (int k = 0; k < e.way(); k++) {
            System.arraycopy(e.support().bytes(), k * s, support, (e.way() - 1 - k) * s, s);
            System.arraycopy(e.query().bytes(), k * q, query, (e.way() - 1 - k) * q, q);
        }
        return new Episode(e.way(), e.shot(), e.queries(), e.height(), e.width(), support, query, e.classNames());
    }

    private static double change(MatchingNetwork learner, Episode a, Episode b) {
        float[] first = learner.logits(MANAGER, a).toFloatArray();
        float[] second = learner.logits(MANAGER, b).toFloatArray();
        double largest = 0;
        for (int k = 0; k < a.way(); k++) {
            for (int q = 0; q < a.queries(); q++) {
                for (int c = 0; c < a.way(); c++) {
                    int there = ((a.way() - 1 - k) * a.queries() + q) * a.way() + a.way() - 1 - c;
                    largest = Math.max(largest, Math.abs(first[(k * a.queries() + q) * a.way() + c] - second[there]));
                }
            }
        }
        return largest;
    }

    @Test
    void contextOfAQueryIsTheLstmOfTheAppendixStepByStep() {
        NDArray support = MANAGER.randomNormal(new Shape(5, 8));
        NDArray query = MANAGER.randomNormal(new Shape(1, 8));
        float[] w = CONTEXT.networks().get(2).trainable().get(0).getArray().toFloatArray();
        float[] bias = CONTEXT.networks().get(2).trainable().get(1).getArray().toFloatArray();
        float[] g = support.toFloatArray();
        float[] x = query.toFloatArray();
        double[] h = new double[8];
        double[] r;
        double[] c = new double[8];
        for (int k = 0; k < 3; k++) {
            r = attend(h, g);
            double[] z = new double[32];
            for (int j = 0; j < 32; j++) {
                z[j] = bias[j];
                for (int i = 0; i < 8; i++) {
                    z[j] += w[j * 24 + i] * x[i] + w[j * 24 + 8 + i] * h[i] + w[j * 24 + 16 + i] * r[i];
                }
            }
            for (int i = 0; i < 8; i++) {
                c[i] = sigmoid(z[8 + i]) * c[i] + sigmoid(z[i]) * Math.tanh(z[16 + i]);
                h[i] = sigmoid(z[24 + i]) * Math.tanh(c[i]) + x[i];
            }
        }
        float[] expected = new float[8];
        for (int i = 0; i < 8; i++) {
            expected[i] = (float) h[i];
        }
        assertArrayEquals(expected, CONTEXT.queries(query, support).toFloatArray(), 1e-5f);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double[] attend(double[] h, float[] g) {
        double[] read = new double[8];
        double sum = 0;
        for (int n = 0; n < 5; n++) {
            double dot = 0;
            for (int i = 0; i < 8; i++) {
                dot += h[i] * g[n * 8 + i];
            }
            sum += Math.exp(dot);
            for (int i = 0; i < 8; i++) {
                read[i] += Math.exp(dot) * g[n * 8 + i];
            }
        }
        for (int i = 0; i < 8; i++) {
            read[i] /= sum;
        }
        return read;
    }

    @Test
    void contextOfTheSupportIsTwoLstmsReadFromEitherEnd() {
        float[] x = {1, 0.5f, -1, 0, 2, -0.5f, 0.3f, 1, 0, 1, 1, -2, 0.2f, 0, 0.7f, -1, 0.4f, 0.4f, -0.4f, 1, 1, 0, 0, 0.1f};
        double[][] onward = states(x, CONTEXT.networks().get(0), new int[] {0, 1, 2});
        double[][] backward = states(x, CONTEXT.networks().get(1), new int[] {2, 1, 0});
        float[] expected = new float[24];
        for (int i = 0; i < 24; i++) {
            expected[i] = (float) (x[i] + onward[i / 8][i % 8] + backward[i / 8][i % 8]);
        }
        assertArrayEquals(expected, CONTEXT.support(MANAGER.create(x, new Shape(3, 8))).toFloatArray(), 1e-5f);
    }

    /** The state after each image, at the image's place, read in the order given. */
    private static double[][] states(float[] x, Network gates, int[] order) {
        float[] w = gates.trainable().get(0).getArray().toFloatArray();
        float[] bias = gates.trainable().get(1).getArray().toFloatArray();
        double[][] states = new double[order.length][8];
        double[] h = new double[8];
        double[] c = new double[8];
        for (int at : order) {
            double[] z = new double[32];
            for (int j = 0; j < 32; j++) {
                z[j] = bias[j];
                for (int i = 0; i < 8; i++) {
                    z[j] += w[j * 16 + i] * x[at * 8 + i] + w[j * 16 + 8 + i] * h[i];
                }
            }
            for (int i = 0; i < 8; i++) {
                c[i] = sigmoid(z[8 + i]) * c[i] + sigmoid(z[i]) * Math.tanh(z[16 + i]);
                h[i] = sigmoid(z[24 + i]) * Math.tanh(c[i]);
            }
            states[at] = h.clone();
        }
        return states;
    }

    @Test
    void queriesWithContextDoNotSeeOneAnother() {
        NDArray support = MANAGER.randomNormal(new Shape(5, 8));
        NDArray queries = MANAGER.randomNormal(new Shape(3, 8));
        assertArrayEquals(CONTEXT.queries(queries, support).get("1:2").toFloatArray(),
                CONTEXT.queries(queries.get("1:2"), support).toFloatArray(), 1e-6f);
    }

    @Test
    void trainingReachesTheContextToo() {
        try (Network network = Network.encoder(8, 4); FullContext context = new FullContext(network, 2, 5);
                Adam adam = new Adam(3e-3f)) {
            List<Network> all = new ArrayList<>(context.networks());
            all.add(network);
            List<float[]> before = all.stream().map(n -> n.snapshot()[0]).toList();
            MatchingNetwork learner = MatchingNetwork.of(network, context, new GradientDescent(all, adam, 10));
            EpisodeSampler sampler = new EpisodeSampler(DATA, 5, 1, 3, 1);
            double first = 0;
            double last = 0;
            for (int i = 0; i < 40; i++) {
                double loss = learner.step(sampler.next(1)).loss();
                first += i < 10 ? loss : 0;
                last += i >= 30 ? loss : 0;
            }
            assertTrue(last < 0.8 * first, "the sum of ten losses: " + first + " → " + last);
            for (int i = 0; i < all.size(); i++) {
                assertTrue(!Arrays.equals(before.get(i), all.get(i).snapshot()[0]), "network " + i + " was not trained");
            }
        }
    }

    @Test
    void aTemperatureOfNothingIsRefused() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> plain.withTemperature(0)).getMessage().contains("0.0"));
    }
}
