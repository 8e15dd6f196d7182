package fewshot.train;

import fewshot.TestImages;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.Network;
import java.nio.file.Path;
import java.time.Duration;

/** A process of {@link KilledProcessTest} that trains, writes a checkpoint after each step, and saves its weights at the end. */
public final class KilledRun {
    private KilledRun() {}

    /** Arguments: folder of the checkpoint, steps, file for the weights. */
    public static void main(String[] args) throws Exception {
        EpisodeSampler episodes = new EpisodeSampler(TestImages.noisy(12, 8, 28, 5), 5, 1, 3, 1);
        try (Network network = Network.encoder(8, 3); Adam adam = new Adam((int t) -> 3e-3f / t)) {
            GradientDescent descent = new GradientDescent(network, adam);
            PrototypicalNetwork learner = PrototypicalNetwork.of(network, descent);
            new Training(number -> learner.step(episodes.batch(number, 1)))
                    .keep(Checkpoint.in(Path.of(args[0]), "run", descent).every(Duration.ZERO))
                    .listen((training, point, planned) -> System.out.println("step " + point.step()))
                    .until(Long.parseLong(args[1]));
            network.save(Path.of(args[2]));
        }
    }
}
