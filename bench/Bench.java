import ai.djl.ndarray.NDManager;
import fewshot.data.Datasets;
import fewshot.data.ImageSet;
import fewshot.data.Omniglot;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.PairSampler;
import fewshot.evaluate.Evaluator;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.method.MatchingNetwork;
import fewshot.method.PrototypicalNetwork;
import fewshot.method.RelationNetwork;
import fewshot.method.SiameseNetwork;
import fewshot.model.ConvolutionalEncoder;
import fewshot.model.Network;
import fewshot.model.RelationModule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the library takes for the work that every notebook repeats. Each line: median of repetitions, with the quartiles. */
public class Bench {
    private static final List<String> ROWS = List.of("loading", "sampling", "siamese", "prototypical", "relation", "matching");

    public static void main(String[] arguments) throws Exception {
        List<String> wanted = arguments.length == 0 ? ROWS : List.of(arguments);
        for (String row : wanted) {
            switch (row) {
                case "loading" -> loading();
                case "sampling" -> sampling();
                case "siamese" -> siamese();
                case "prototypical" -> prototypical();
                case "relation" -> relation();
                case "matching" -> matching();
                default -> {
                    System.err.println("bench: no row " + row + "; there are " + String.join(", ", ROWS));
                    System.exit(2);
                }
            }
        }
    }

    /** All 32,460 images from the cache on disk. */
    private static void loading() {
        if (!Omniglot.available()) {
            System.out.println("loading: Omniglot is not here; run make data");
            return;
        }
        line("loading Omniglot, after the first time", 1, 7, Omniglot::load);
    }

    /** Images included: bytes of 5 × (1 + 15) images copied into the episode and then into an array of the engine. */
    private static void sampling() {
        ImageSet train = Datasets.omniglotOrGlyphs().withRotations().train();
        EpisodeSampler sampler = new EpisodeSampler(train, 5, 1, 15, 1);
        line("sampling 1,000 episodes, 5-way 1-shot 15-query, bytes", 3, 15, () -> {
            for (int i = 0; i < 1000; i++) {
                sampler.next();
            }
        });
        try (NDManager manager = NDManager.newBaseManager()) {
            line("sampling 1,000 of the same, as float arrays", 3, 15, () -> {
                for (int i = 0; i < 1000; i++) {
                    try (NDManager each = manager.newSubManager()) {
                        sampler.next().allImages(each);
                    }
                }
            });
        }
    }

    /** 128 pairs, 256 images through the 64-filter encoder and Koch's comparison, forward, backward, Adam. */
    private static void siamese() {
        PairSampler pairs = new PairSampler(Datasets.omniglotOrGlyphs().withRotations().train(), 128, 1);
        try (Network tower = Network.encoder(ConvolutionalEncoder.FILTERS, 1);
                Network comparison = SiameseNetwork.comparison(tower);
                Adam adam = new Adam(1e-3f)) {
            GradientDescent descent = new GradientDescent(List.of(tower, comparison), adam, Double.POSITIVE_INFINITY);
            SiameseNetwork learner = SiameseNetwork.weighted(tower, comparison, descent);
            line("Siamese, training step, 128 pairs", 15, 60, () -> learner.step(pairs.next()));
        }
    }

    /** 60-way 1-shot 5-query, 360 images through the 64-filter encoder, forward, backward, Adam; and an evaluation. */
    private static void prototypical() {
        ImageSet train = Datasets.omniglotOrGlyphs().withRotations().train();
        EpisodeSampler sampler = new EpisodeSampler(train, 60, 1, 5, 1);
        EpisodeSampler test = new EpisodeSampler(train, 20, 1, 15, 1);
        try (Network network = Network.encoder(ConvolutionalEncoder.FILTERS, 1); Adam adam = new Adam(1e-3f)) {
            PrototypicalNetwork learner = PrototypicalNetwork.of(network, new GradientDescent(network, adam));
            line("Prototypical, training step, 60-way 1-shot 5-query", 15, 60, () -> learner.step(sampler.next(1)));
            line("Prototypical, 10 evaluation episodes, 20-way 1-shot 15-query", 2, 10,
                    () -> Evaluator.evaluate(learner, test, 10));
        }
    }

    /** 20-way 1-shot 5-query: 120 images through the encoder of maps, 2,000 pairs of maps through the relation module. */
    private static void relation() {
        EpisodeSampler sampler = new EpisodeSampler(Datasets.omniglotOrGlyphs().withRotations().train(), 20, 1, 5, 1);
        try (Network maps = Network.maps(ConvolutionalEncoder.FILTERS, 1);
                Network relation = RelationModule.network(maps, ConvolutionalEncoder.FILTERS, 1);
                Adam adam = new Adam(1e-3f)) {
            RelationNetwork learner = RelationNetwork.of(maps, relation, new GradientDescent(List.of(maps, relation), adam, 0.5));
            line("Relation, training step, 20-way 1-shot 5-query", 8, 30, () -> learner.step(sampler.next(1)));
        }
    }

    /** The images of {@link #prototypical}, compared by attention. */
    private static void matching() {
        EpisodeSampler sampler = new EpisodeSampler(Datasets.omniglotOrGlyphs().withRotations().train(), 60, 1, 5, 1);
        try (Network network = Network.encoder(ConvolutionalEncoder.FILTERS, 1); Adam adam = new Adam(1e-3f)) {
            MatchingNetwork learner = MatchingNetwork.of(network, new GradientDescent(network, adam));
            line("Matching, training step, 60-way 1-shot 5-query", 15, 60, () -> learner.step(sampler.next(1)));
        }
    }

    private static void line(String what, int warmUp, int repetitions, Runnable work) {
        for (int i = 0; i < warmUp; i++) {
            work.run();
        }
        double[] took = new double[repetitions];
        for (int i = 0; i < repetitions; i++) {
            long start = System.nanoTime();
            work.run();
            took[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(took);
        System.out.printf(Locale.ROOT, "%-64s %8.1f ms (%.1f to %.1f)%n", what, took[repetitions / 2],
                took[repetitions / 4], took[3 * repetitions / 4]);
    }
}
