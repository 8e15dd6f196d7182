import fewshot.data.Datasets;
import fewshot.data.ImageSet;
import fewshot.data.Split;
import fewshot.episode.EpisodeSampler;
import fewshot.evaluate.Evaluator;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Scanner;

/**
 * Our side of {@code bench/accuracy.py}: a Prototypical network that trains a number of steps each time a line {@code go N} comes, and
 * says how many seconds they took and how many per cent of the validation episodes it then gets right, of 5 and of 20 classes.
 * {@code --export FOLDER} writes the images for the other sides instead.
 */
public class Accuracy {
    private static final int EPISODES = 200;

    public static void main(String[] words) throws IOException {
        Split split = Datasets.omniglotOrGlyphs().withRotations();
        if (words[0].equals("--export")) {
            export(split.train(), Path.of(words[1], "train.images"));
            export(split.validation(), Path.of(words[1], "validation.images"));
            return;
        }
        long seed = Long.parseLong(words[0]);
        int halvedEvery = Integer.parseInt(words[1]);
        try (Network encoder = Network.encoder(64, seed);
                Adam adam = new Adam((int t) -> (float) (1e-3 * Math.pow(0.5, (t - 1) / halvedEvery)));
                Scanner in = new Scanner(System.in)) {
            PrototypicalNetwork learner = PrototypicalNetwork.of(encoder, new GradientDescent(encoder, adam));
            EpisodeSampler tasks = new EpisodeSampler(split.train(), 60, 1, 5, seed);
            System.out.println("ready");
            long done = 0;
            while (in.hasNext("go")) {
                in.next();
                long until = done + in.nextInt();
                long start = System.nanoTime();
                for (; done < until; done++) {
                    learner.step(tasks.batch(done, 1));
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(Locale.ROOT, "%.4f %.4f %.4f%n", seconds, accuracy(learner, split.validation(), 5),
                        accuracy(learner, split.validation(), 20));
            }
        }
    }

    private static double accuracy(PrototypicalNetwork learner, ImageSet validation, int way) {
        return Evaluator.evaluate(learner, new EpisodeSampler(validation, way, 1, 5, 1), way > 5 ? EPISODES / 4 : EPISODES).mean();
    }

    /** The number of classes, then each class's number of images, then all pixels. */
    private static void export(ImageSet set, Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * (1 + set.classes()) + set.size() * set.pixelsPerImage());
        bytes.putInt(set.classes());
        for (int c = 0; c < set.classes(); c++) {
            bytes.putInt(set.images(c));
        }
        for (int c = 0; c < set.classes(); c++) {
            for (int i = 0; i < set.images(c); i++) {
                bytes.put(set.image(c, i));
            }
        }
        Files.write(file, bytes.array());
    }
}
