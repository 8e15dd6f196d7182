import ai.djl.ndarray.NDManager;
import fewshot.data.Datasets;
import fewshot.data.ImageSet;
import fewshot.data.Omniglot;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.PairSampler;
import fewshot.episode.bit.CopyTask;
import fewshot.episode.sequence.SequenceBatch;
import fewshot.episode.sequence.SequenceSampler;
import fewshot.episode.wave.SineTasks;
import fewshot.evaluate.Evaluator;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop.Order;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.UpdateRule;
import fewshot.method.Classifier;
import fewshot.method.gradient.Maml;
import fewshot.method.gradient.Reptile;
import fewshot.method.gradient.SineLearner;
import fewshot.method.memory.BitLearner;
import fewshot.method.memory.RecurrentLearner;
import fewshot.method.metric.MatchingNetwork;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.method.metric.RelationNetwork;
import fewshot.method.metric.SiameseNetwork;
import fewshot.model.Network;
import fewshot.model.encoder.ConvolutionalEncoder;
import fewshot.model.encoder.RelationModule;
import fewshot.model.memory.Controller;
import fewshot.model.memory.Mann;
import fewshot.model.memory.NeuralTuringMachine;
import fewshot.model.sequence.Gru;
import fewshot.model.sequence.Lstm;
import fewshot.model.sequence.SequenceBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.function.Function;

/**
 * What the library takes for the work that every notebook repeats. {@code Bench ROW...} prints a line for each row that the
 * words name, such as {@code maml-1-15}, or {@code maml} for all of these: the median of repetitions, with the quartiles. {@code Bench --serve ROW} times the row anew for
 * each line that it reads, so that others can be timed in between; bench/beside.py speaks with it.
 */
public class Bench implements AutoCloseable {
    /** A block of {@code --serve} lasts at least this long. */
    private static final double BLOCK_SECONDS = 1;
    private static final Map<String, Function<Bench, Work>> ROWS = rows();

    /** Work that can be repeated; a call of it has a number of equal parts, and the time of one part is what counts. */
    private record Work(String what, int warmUp, int repetitions, int parts, Runnable call) {
        Work(String what, int warmUp, int repetitions, Runnable call) {
            this(what, warmUp, repetitions, 1, call);
        }
    }

    private final List<AutoCloseable> owned = new ArrayList<>();

    private static Map<String, Function<Bench, Work>> rows() {
        Map<String, Function<Bench, Work>> rows = new LinkedHashMap<>();
        rows.put("loading-first", Bench::loadingFirst);
        rows.put("loading-again", b -> new Work("loading Omniglot, after the first time", 1, 7, Omniglot::load));
        rows.put("sampling-bytes", Bench::samplingBytes);
        rows.put("sampling", Bench::sampling);
        rows.put("siamese", Bench::siamese);
        rows.put("prototypical", Bench::prototypical);
        rows.put("evaluation", Bench::evaluation);
        rows.put("label", Bench::label);
        rows.put("classifier", Bench::classifier);
        rows.put("relation", Bench::relation);
        rows.put("matching", Bench::matching);
        rows.put("gru", b -> b.recurrent(new Gru(200)));
        rows.put("lstm", b -> b.recurrent(new Lstm(200)));
        rows.put("mann", b -> b.recurrent(new Mann(200, 128, 40, 4)));
        rows.put("ntm-1", b -> b.memory(1));
        rows.put("ntm-16", b -> b.memory(16));
        for (Order order : List.of(Order.SECOND, Order.FIRST)) {
            for (int steps : new int[] {1, 5}) {
                for (int queries : new int[] {1, 15}) {
                    rows.put((order == Order.SECOND ? "maml-" : "fomaml-") + steps + "-" + queries, b -> b.maml(order, steps, queries));
                }
            }
        }
        rows.put("sine", Bench::sine);
        rows.put("reptile", Bench::reptile);
        return rows;
    }

    public static void main(String[] arguments) {
        if (arguments.length == 2 && arguments[0].equals("--serve") && ROWS.containsKey(arguments[1])) {
            serve(arguments[1]);
            return;
        }
        for (String word : arguments) {
            if (ROWS.keySet().stream().noneMatch(row -> chosen(row, word))) {
                System.err.println("bench: no row " + word + "; there are " + String.join(", ", ROWS.keySet()));
                System.exit(2);
            }
        }
        for (String row : ROWS.keySet()) {
            if (arguments.length == 0 || Arrays.stream(arguments).anyMatch(word -> chosen(row, word))) {
                print(row);
            }
        }
    }

    /** A word means the row of this name, or all whose names go on with a dash. */
    private static boolean chosen(String row, String word) {
        return (row + "-").startsWith(word + "-");
    }

    private static void print(String row) {
        if (row.startsWith("loading") && !Omniglot.available()) {
            System.out.printf("%-16s Omniglot is not here; run make data%n", row);
            return;
        }
        try (Bench bench = new Bench()) {
            Work work = ROWS.get(row).apply(bench);
            repeat(work, work.warmUp(), 0);
            double[] took = repeat(work, work.repetitions(), 0);
            System.out.printf(Locale.ROOT, "%-16s %-64s %8.3f ms (%.3f to %.3f)%n", row, work.what(), took[took.length / 2],
                    took[took.length / 4], took[3 * took.length / 4]);
        }
    }

    private static void serve(String row) {
        try (Bench bench = new Bench(); Scanner orders = new Scanner(System.in)) {
            Work work = ROWS.get(row).apply(bench);
            repeat(work, work.warmUp(), 0);
            System.out.println("ready: " + work.what());
            while (orders.hasNextLine()) {
                orders.nextLine();
                double[] took = repeat(work, 1, BLOCK_SECONDS);
                System.out.printf(Locale.ROOT, "%.6f%n", took[took.length / 2]);
            }
        }
    }

    /** Milliseconds of a part, in rising order: at least so many calls, for at least so long. */
    private static double[] repeat(Work work, int times, double seconds) {
        List<Double> took = new ArrayList<>();
        for (long begin = System.nanoTime(); took.size() < times || System.nanoTime() - begin < seconds * 1e9;) {
            long start = System.nanoTime();
            work.call().run();
            took.add((System.nanoTime() - start) / 1e6 / work.parts());
        }
        return took.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /** Closed when the row is done, the last first. */
    private <T extends AutoCloseable> T own(T resource) {
        owned.add(0, resource);
        return resource;
    }

    @Override
    public void close() {
        for (AutoCloseable each : owned) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static ImageSet train() {
        return Datasets.omniglotOrGlyphs().withRotations().train();
    }

    /** All 32,460 images out of the two archives, in a folder that has no cache yet. */
    private Work loadingFirst() {
        try {
            Path folder = Files.createTempDirectory("fewshot-bench");
            own(() -> {
                empty(folder, "");
                Files.delete(folder);
            });
            for (String archive : List.of("images_background.zip", "images_evaluation.zip")) {
                Files.createSymbolicLink(folder.resolve(archive), Omniglot.load().folder().toAbsolutePath().resolve(archive));
            }
            return new Work("loading Omniglot from its archives, the first time", 1, 5, () -> {
                empty(folder, ".cache");
                Omniglot.load(folder);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void empty(Path folder, String ending) {
        Arrays.stream(folder.toFile().listFiles((f, name) -> name.endsWith(ending))).forEach(java.io.File::delete);
    }

    private Work samplingBytes() {
        EpisodeSampler sampler = new EpisodeSampler(train(), 5, 1, 15, 1);
        return new Work("an episode, 5-way 1-shot 15-query, as bytes", 3, 15, 1000, () -> {
            for (int i = 0; i < 1000; i++) {
                sampler.next();
            }
        });
    }

    /** The bytes of 5 × (1 + 15) images copied into the episode and then into an array of the engine. */
    private Work sampling() {
        EpisodeSampler sampler = new EpisodeSampler(train(), 5, 1, 15, 1);
        NDManager manager = own(NDManager.newBaseManager());
        return new Work("an episode, 5-way 1-shot 15-query, as float arrays", 3, 15, 1000, () -> {
            for (int i = 0; i < 1000; i++) {
                try (NDManager each = manager.newSubManager()) {
                    sampler.next().allImages(each);
                }
            }
        });
    }

    /** 128 pairs, 256 images through the 64-filter encoder and Koch's comparison, forward, backward, Adam. */
    private Work siamese() {
        PairSampler pairs = new PairSampler(train(), 128, 1);
        Network tower = own(Network.encoder(ConvolutionalEncoder.FILTERS, 1));
        Network comparison = own(SiameseNetwork.comparison(tower));
        GradientDescent descent = new GradientDescent(List.of(tower, comparison), own(new Adam(1e-3f)), Double.POSITIVE_INFINITY);
        SiameseNetwork learner = SiameseNetwork.weighted(tower, comparison, descent);
        return new Work("Siamese, training step, 128 pairs", 15, 60, () -> learner.step(pairs.next()));
    }

    /** 60-way 1-shot 5-query, 360 images through the 64-filter encoder, forward, backward, Adam. */
    private Work prototypical() {
        EpisodeSampler sampler = new EpisodeSampler(train(), 60, 1, 5, 1);
        Network network = own(Network.encoder(ConvolutionalEncoder.FILTERS, 1));
        PrototypicalNetwork learner = PrototypicalNetwork.of(network, new GradientDescent(network, own(new Adam(1e-3f))));
        return new Work("Prototypical, training step, 60-way 1-shot 5-query", 15, 60, () -> learner.step(sampler.next(1)));
    }

    private Work evaluation() {
        EpisodeSampler test = new EpisodeSampler(train(), 5, 1, 15, 1);
        PrototypicalNetwork learner = PrototypicalNetwork.of(own(Network.encoder(ConvolutionalEncoder.FILTERS, 1)));
        return new Work("Prototypical, an episode evaluated, 5-way 1-shot 15-query", 2, 10, 32, () -> Evaluator.evaluate(learner, test, 32));
    }

    /** A 20-way 1-shot task that is learned anew for each question. */
    private Work label() {
        Episode task = new EpisodeSampler(train(), 20, 1, 5, 1).next();
        PrototypicalNetwork learner = PrototypicalNetwork.of(own(Network.encoder(ConvolutionalEncoder.FILTERS, 1)));
        return new Work("Prototypical, 20-way 1-shot, learned and asked one image", 1, 10, 100, () -> {
            for (int i = 0; i < 100; i++) {
                learner.label(task, task.queryImage(i));
            }
        });
    }

    /** The same task, learned once. */
    private Work classifier() {
        Episode task = new EpisodeSampler(train(), 20, 1, 5, 1).next();
        PrototypicalNetwork learner = PrototypicalNetwork.of(own(Network.encoder(ConvolutionalEncoder.FILTERS, 1)));
        Classifier classifier = own(learner.fit(task));
        return new Work("Prototypical, 20-way 1-shot, learned once, asked one image", 1, 10, 100, () -> {
            for (int i = 0; i < 100; i++) {
                classifier.labels(task.query().pick(i));
            }
        });
    }

    /** 20-way 1-shot 5-query: 120 images through the encoder of maps, 2,000 pairs of maps through the relation module. */
    private Work relation() {
        EpisodeSampler sampler = new EpisodeSampler(train(), 20, 1, 5, 1);
        Network maps = own(Network.maps(ConvolutionalEncoder.FILTERS, 1));
        Network relation = own(RelationModule.network(maps, ConvolutionalEncoder.FILTERS, 1));
        GradientDescent descent = new GradientDescent(List.of(maps, relation), own(new Adam(1e-3f)), 0.5);
        RelationNetwork learner = RelationNetwork.of(maps, relation, descent);
        return new Work("Relation, training step, 20-way 1-shot 5-query", 8, 30, () -> learner.step(sampler.next(1)));
    }

    /** The images of {@link #prototypical}, compared by attention. */
    private Work matching() {
        EpisodeSampler sampler = new EpisodeSampler(train(), 60, 1, 5, 1);
        Network network = own(Network.encoder(ConvolutionalEncoder.FILTERS, 1));
        MatchingNetwork learner = MatchingNetwork.of(network, new GradientDescent(network, own(new Adam(1e-3f))));
        return new Work("Matching, training step, 60-way 1-shot 5-query", 15, 60, () -> learner.step(sampler.next(1)));
    }

    /** The same 16 sequences of 5 × 10 images of 20 × 20 at each step, on plain pixels: LSTM and GRU of 200, and the MANN of the paper. */
    private Work recurrent(SequenceBlock reader) {
        SequenceBatch batch = new SequenceSampler(train().scaled(20, 20), 5, 10, 16, 1).next();
        Network network = own(Network.sequence(reader, 405, 5, 1));
        RecurrentLearner learner = RecurrentLearner.of(network, new GradientDescent(List.of(network), own(new Adam(1e-3f)), 10));
        return new Work(reader.name() + ", training step, 16 sequences of 50 images", 150, 200, () -> learner.step(batch));
    }

    /** Copying 20 rows of 8 bits, 41 steps, with a memory of 128 × 20 and an LSTM of 100. */
    private Work memory(int size) {
        CopyTask copy = new CopyTask(8, 20, 20, size, 1);
        Network network = own(Network.sequence(new NeuralTuringMachine(Controller.LSTM, 100, 128, 20), 9, 8, 1));
        BitLearner learner = new BitLearner(network, new GradientDescent(List.of(network), own(new Adam(1e-4f)), 10));
        return new Work("NTM, training step, copying 20 rows, " + size + " at once", 10, 40, () -> learner.step(copy.batch(0)));
    }

    /** 32 tasks, 5-way 1-shot, the 64-filter encoder, a task a part. */
    private Work maml(Order order, int steps, int queries) {
        List<Episode> batch = new EpisodeSampler(train(), 5, 1, queries, 1).next(32);
        Network network = own(Network.classifier(ConvolutionalEncoder.FILTERS, 5, 1));
        InnerLoop inner = new InnerLoop(UpdateRule.descent(0.4), steps, order);
        Maml learner = Maml.of(network, inner, 1, new GradientDescent(List.of(network), own(new Adam(1e-3f)), 1));
        String what = learner.name() + ", a task of 32, inner steps: " + steps + ", queries a class: " + queries;
        return new Work(what, 4, 8, 32, () -> learner.step(batch));
    }

    /** 25 sine waves of 10 points and 10 queries, one inner step, second order. */
    private Work sine() {
        SineTasks tasks = new SineTasks(1);
        long[] drawn = {0};
        Network network = own(Network.sine(1));
        InnerLoop inner = new InnerLoop(UpdateRule.descent(0.01), 1, Order.SECOND);
        SineLearner learner = new SineLearner("MAML", network, inner, new GradientDescent(network, own(new Adam(1e-3f))));
        return new Work("MAML on sine waves, a meta-iteration of 25", 3000, 2000, () -> learner.step(tasks.batch(drawn[0]++, 25, 10, 10)));
    }

    /** 5 tasks, 5 inner steps of 10 images, Adam without momentum, the 64-filter encoder. */
    private Work reptile() {
        List<Episode> batch = new EpisodeSampler(train(), 5, 10, 1, 1).next(5);
        Network network = own(Network.classifier(ConvolutionalEncoder.FILTERS, 5, 1));
        Reptile.Inner inner = Reptile.Inner.adam(1e-3, 5, 10);
        Reptile learner = own(Reptile.of(network, inner, inner, step -> 1, 1));
        return new Work("Reptile, 5 tasks, 5 inner steps of 10 images, a step", 10, 30, () -> learner.step(batch));
    }
}
