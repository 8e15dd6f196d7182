package fewshot.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDManager;
import fewshot.TestImages;
import fewshot.data.ExampleSet;
import fewshot.data.ImageSet;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import org.junit.jupiter.api.Test;

class EmbeddedTest {
    private static final ImageSet DATA = TestImages.noisy(23, 4, 28, 5).range("half", 1, 23);

    @Test
    void anEpisodeOfTheEmbeddedSetIsThatOfTheImagesThroughTheEncoder() {
        try (Network encoder = Network.encoder(8, 2); NDManager manager = NDManager.newBaseManager()) {
            ExampleSet embedded = Embedded.of(encoder, DATA);
            Episode seen = new EpisodeSampler(embedded, 20, 1, 3, 7).next();
            Episode drawn = new EpisodeSampler(DATA, 20, 1, 3, 7).next();
            assertArrayEquals(drawn.classNames(), seen.classNames());
            assertArrayEquals(encoder.forward(EngineArrays.of(manager, drawn.query()), BatchNormMode.INDUCTIVE).toFloatArray(),
                    seen.query().floats(), 1e-5f);
            assertArrayEquals(encoder.forward(EngineArrays.of(manager, drawn.support()), BatchNormMode.INDUCTIVE).toFloatArray(),
                    seen.support().floats(), 1e-5f);
        }
    }

    @Test
    void itKeepsTheNamesOfTheSetAndOfItsSplit() {
        try (Network encoder = Network.encoder(8, 2)) {
            ExampleSet embedded = Embedded.of(encoder, DATA);
            assertEquals(DATA.name(), embedded.name());
            assertEquals("half", embedded.split());
            assertEquals(DATA.classNames(), embedded.classNames());
            assertArrayEquals(new int[] {8}, embedded.shape());
        }
    }
}
