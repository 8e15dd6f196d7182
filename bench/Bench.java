import ai.djl.ndarray.NDManager;
import fewshot.data.Datasets;
import fewshot.data.ImageSet;
import fewshot.data.Omniglot;
import fewshot.episode.CopyTask;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.PairSampler;
import fewshot.episode.SequenceBatch;
import fewshot.episode.SequenceSampler;
import fewshot.episode.SineTasks;
import fewshot.evaluate.Evaluator;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.InnerLoop.Order;
import fewshot.gradient.UpdateRule;
import fewshot.method.BitLearner;
import fewshot.method.Maml;
import fewshot.method.MatchingNetwork;
import fewshot.method.PrototypicalNetwork;
import fewshot.method.RecurrentLearner;
import fewshot.method.RelationNetwork;
import fewshot.method.SiameseNetwork;
import fewshot.method.SineLearner;
import fewshot.model.Controller;
import fewshot.model.ConvolutionalEncoder;
import fewshot.model.Gru;
import fewshot.model.Lstm;
import fewshot.model.Mann;
import fewshot.model.Network;
import fewshot.model.NeuralTuringMachine;
import fewshot.model.RelationModule;
import fewshot.model.SequenceBlock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the library takes for the work that every notebook repeats. Each line: median of repetitions, with the quartiles. */
public class Bench {
    private static final List<String> ROWS = List.of(
            "loading", "sampling", "siamese", "prototypical", "relation", "matching", "recurrent", "memory", "maml",
            "fomaml", "sine");

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
                case "recurrent" -> recurrent();
                case "memory" -> memory();
                case "maml" -> maml(Order.SECOND);
                case "fomaml" -> maml(Order.FIRST);
                case "sine" -> sine();
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

    /** The same 16 sequences of 5 × 10 images of 20 × 20 at each step, on plain pixels: LSTM and GRU of 200, and the MANN of the paper. */
    private static void recurrent() {
        ImageSet small = Datasets.omniglotOrGlyphs().withRotations().train().scaled(20, 20);
        SequenceBatch batch = new SequenceSampler(small, 5, 10, 16, 1).next();
        for (SequenceBlock reader : List.of(new Gru(200), new Lstm(200), new Mann(200, 128, 40, 4))) {
            try (Network network = Network.sequence(reader, 405, 5, 1); Adam adam = new Adam(1e-3f)) {
                RecurrentLearner learner = RecurrentLearner.of(network, new GradientDescent(List.of(network), adam, 10));
                line(reader.name() + ", training step, 16 sequences of 50 images", 150, 200, () -> learner.step(batch));
            }
        }
    }

    /** Copying 20 rows of 8 bits, 41 steps, with a memory of 128 × 20 and an LSTM of 100. */
    private static void memory() {
        for (int size : new int[] {1, 16}) {
            CopyTask copy = new CopyTask(8, 20, 20, size, 1);
            try (Network network = Network.sequence(new NeuralTuringMachine(Controller.LSTM, 100, 128, 20), 9, 8, 1);
                    Adam adam = new Adam(1e-4f)) {
                BitLearner learner = new BitLearner(network, new GradientDescent(List.of(network), adam, 10));
                line("NTM, training step, copying 20 rows, " + size + " at once", 10, 40, () -> learner.step(copy.batch(0)));
            }
        }
    }

    /** 32 tasks, 5-way 1-shot, the 64-filter encoder, a task a line; inner steps and queries a class as in the peers' benchmark. */
    private static void maml(Order order) {
        ImageSet train = Datasets.omniglotOrGlyphs().withRotations().train();
        for (int[] setting : new int[][] {{1, 1}, {1, 15}, {5, 1}, {5, 15}}) {
            EpisodeSampler sampler = new EpisodeSampler(train, 5, 1, setting[1], 1);
            List<Episode> batch = sampler.next(32);
            try (Network network = Network.classifier(ConvolutionalEncoder.FILTERS, 5, 1); Adam adam = new Adam(1e-3f)) {
                InnerLoop inner = new InnerLoop(UpdateRule.descent(0.4), setting[0], order);
                Maml learner = Maml.of(network, inner, 1, new GradientDescent(List.of(network), adam, 1));
                line(learner.name() + ", 32 tasks, " + setting[0] + " inner steps, " + setting[1] + " queries a class, a task", 4, 8, 32,
                        () -> learner.step(batch));
            }
        }
    }

    /** 25 sine waves of 10 points and 10 queries, one inner step, second order. */
    private static void sine() {
        SineTasks tasks = new SineTasks(1);
        long[] drawn = {0};
        try (Network network = Network.sine(1); Adam adam = new Adam(1e-3f)) {
            InnerLoop inner = new InnerLoop(UpdateRule.descent(0.01), 1, Order.SECOND);
            SineLearner learner = new SineLearner("MAML", network, inner, new GradientDescent(network, adam));
            line("MAML on sine waves, a meta-iteration of 25", 3000, 2000, () -> learner.step(tasks.batch(drawn[0]++, 25, 10, 10)));
        }
    }

    private static void line(String what, int warmUp, int repetitions, Runnable work) {
        line(what, warmUp, repetitions, 1, work);
    }

    /** The time of one of the equal parts that the work has. */
    private static void line(String what, int warmUp, int repetitions, int parts, Runnable work) {
        for (int i = 0; i < warmUp; i++) {
            work.run();
        }
        double[] took = new double[repetitions];
        for (int i = 0; i < repetitions; i++) {
            long start = System.nanoTime();
            work.run();
            took[i] = (System.nanoTime() - start) / 1e6 / parts;
        }
        Arrays.sort(took);
        System.out.printf(Locale.ROOT, "%-64s %8.2f ms (%.2f to %.2f)%n", what, took[repetitions / 2],
                took[repetitions / 4], took[3 * repetitions / 4]);
    }
}
