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
import fewshot.model.encoder.RelationModule;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RelationNetworkTest {
    private static final Network MAPS = Network.maps(8, 2);
    private static final Network RELATION = RelationModule.network(MAPS, 8, 3);
    private static final NDManager MANAGER = MAPS.manager().newSubManager();
    private static final ImageSet DATA = TestImages.noisy(20, 10, 28, 5);
    private final RelationNetwork learner = RelationNetwork.of(MAPS, RELATION, null);

    @AfterAll
    static void close() {
        RELATION.close();
        MAPS.close();
    }

    @Test
    void mapsAreFiveByFiveAndTheRelationIsOneNumber() {
        assertEquals(new Shape(8, 5, 5), MAPS.output());
        assertEquals(new Shape(1), RELATION.output());
    }

    @Test
    void eachQueryMeetsEachClassOnce() {
        NDArray support = MANAGER.randomNormal(new Shape(3, 8, 5, 5));
        NDArray queries = MANAGER.randomNormal(new Shape(2, 8, 5, 5));
        float[] scores = learner.compare(support, queries, TestImages.inTurn(3, (int) support.getShape().get(0) / 3), BatchNormMode.INDUCTIVE).toFloatArray();
        for (int q = 0; q < 2; q++) {
            for (int k = 0; k < 3; k++) {
                NDArray pair = support.get(k + ":" + (k + 1)).concat(queries.get(q + ":" + (q + 1)), 1);
                assertEquals(RELATION.forward(pair, BatchNormMode.INDUCTIVE).getFloat(), scores[q * 3 + k], 1e-5);
            }
        }
    }

    @Test
    void equalShotsScoreAsOneWhoseMapsAreTimesTheirNumber() {
        NDArray one = MANAGER.randomNormal(new Shape(2, 8, 5, 5));
        NDArray queries = MANAGER.randomNormal(new Shape(4, 8, 5, 5));
        float[] three = learner.compare(one.repeat(0, 3), queries, TestImages.inTurn(2, (int) one.repeat(0, 3).getShape().get(0) / 2), BatchNormMode.INDUCTIVE).toFloatArray();
        float[] scaled = learner.compare(one.mul(3), queries, TestImages.inTurn(2, (int) one.mul(3).getShape().get(0) / 2), BatchNormMode.INDUCTIVE).toFloatArray();
        assertArrayEquals(scaled, three, 1e-4f);
    }

    @Test
    void theMeanOfEqualShotsScoresAsOneOfThem() {
        NDArray one = MANAGER.randomNormal(new Shape(2, 8, 5, 5));
        NDArray queries = MANAGER.randomNormal(new Shape(4, 8, 5, 5));
        RelationNetwork mean = learner.withMeanOverShots();
        assertArrayEquals(learner.compare(one, queries, TestImages.inTurn(2, (int) one.getShape().get(0) / 2), BatchNormMode.INDUCTIVE).toFloatArray(),
                mean.compare(one.repeat(0, 3), queries, TestImages.inTurn(2, (int) one.repeat(0, 3).getShape().get(0) / 2), BatchNormMode.INDUCTIVE).toFloatArray(), 1e-4f);
        assertEquals("Relation, mean of shots", mean.name());
    }

    @Test
    void squaredErrorIsToOneForTheRightClassAndToZeroForTheOthers() {
        Episode episode = new EpisodeSampler(DATA, 3, 1, 2, 1).next();
        float[] scores = learner.with(BatchNormMode.TRANSDUCTIVE).logits(MANAGER, episode).toFloatArray();
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            double relation = 1 / (1 + Math.exp(-scores[i]));
            double wanted = i / 3 / 2 == i % 3 ? 1 : 0;
            sum += (relation - wanted) * (relation - wanted);
        }
        assertEquals(sum / scores.length, learner.loss(MANAGER, episode).getFloat(), 1e-5);
    }

    @Test
    void bothLossesTrainBothNetworks() {
        for (RelationNetwork.Loss loss : RelationNetwork.Loss.values()) {
            try (Network maps = Network.maps(8, 5); Network relation = RelationModule.network(maps, 8, 6); Adam adam = new Adam(3e-3f)) {
                float before = relation.snapshot()[0][0];
                RelationNetwork trained = RelationNetwork
                        .of(maps, relation, new GradientDescent(List.of(maps, relation), adam, 0.5)).withLoss(loss);
                EpisodeSampler sampler = new EpisodeSampler(DATA, 5, 1, 3, 1);
                double first = mean(trained, sampler);
                for (int i = 0; i < 60; i++) {
                    trained.step(sampler.next(1));
                }
                assertTrue(mean(trained, sampler) < 0.9 * first, loss + ": " + first + " → " + mean(trained, sampler));
                assertTrue(relation.snapshot()[0][0] != before, loss + ": the relation was not trained");
            }
        }
    }

    private static double mean(RelationNetwork learner, EpisodeSampler sampler) {
        double sum = 0;
        for (int i = 0; i < 5; i++) {
            try (NDManager manager = NDManager.newBaseManager()) {
                sum += learner.loss(manager, sampler.episode(1000 + i)).getFloat();
            }
        }
        return sum / 5;
    }

    @Test
    void inductiveAnswersDoNotDependOnTheOtherQueriesAndTransductiveOnesDo() {
        Episode both = new EpisodeSampler(DATA, 2, 1, 2, 1).next();
        byte[] other = both.query().bytes().clone();
        System.arraycopy(new EpisodeSampler(DATA, 2, 1, 2, 9).next().query().bytes(), 784, other, 784, 3 * 784);
        Episode changed = new Episode(2, 1, 2, 28, 28, both.support().bytes(), other, both.classNames());    // query 0 is the same
        for (BatchNormMode mode : List.of(BatchNormMode.INDUCTIVE, BatchNormMode.TRANSDUCTIVE)) {
            double before = learner.with(mode).logits(MANAGER, both).getFloat(0, 0);
            double after = learner.with(mode).logits(MANAGER, changed).getFloat(0, 0);
            assertEquals(mode == BatchNormMode.INDUCTIVE, Math.abs(before - after) < 1e-5, mode + ": " + before + " → " + after);
        }
    }

    @Test
    void networksThatDoNotFitAreRefusedWithBothShapes() {
        try (Network flat = Network.encoder(8, 1)) {
            String message = assertThrows(IllegalArgumentException.class, () -> RelationNetwork.of(flat, RELATION, null)).getMessage();
            assertTrue(message.contains("(8)") && message.contains("(16, 5, 5)"), message);
        }
    }
}
