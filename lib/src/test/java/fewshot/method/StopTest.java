package fewshot.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.training.optimizer.Optimizer;
import fewshot.TestImages;
import fewshot.data.ImageSet;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.PairBatch;
import fewshot.episode.PairSampler;
import fewshot.episode.bit.AssociativeRecall;
import fewshot.episode.bit.BitBatch;
import fewshot.episode.bit.CopyTask;
import fewshot.episode.control.Bandits;
import fewshot.episode.control.Navigation;
import fewshot.episode.problem.Quadratics;
import fewshot.episode.sequence.SequenceBatch;
import fewshot.episode.sequence.SequenceSampler;
import fewshot.episode.table.MadeUpTables;
import fewshot.episode.wave.SineBatch;
import fewshot.episode.wave.SineTasks;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.InnerLoop;
import fewshot.gradient.UpdateRule;
import fewshot.method.baseline.Chance;
import fewshot.method.baseline.FineTuning;
import fewshot.method.baseline.Head;
import fewshot.method.baseline.ModifiedHausdorff;
import fewshot.method.baseline.PixelNearestNeighbour;
import fewshot.method.baseline.PreTraining;
import fewshot.method.baseline.SimpleShot;
import fewshot.method.control.NavigationLearner;
import fewshot.method.control.Rl2;
import fewshot.method.gradient.LearnedOptimiser;
import fewshot.method.gradient.Maml;
import fewshot.method.gradient.MamlPlusPlus;
import fewshot.method.gradient.Minimiser;
import fewshot.method.gradient.ProtoMaml;
import fewshot.method.gradient.Reptile;
import fewshot.method.gradient.SineLearner;
import fewshot.method.memory.BitLearner;
import fewshot.method.memory.InContextLearner;
import fewshot.method.memory.PriorFittedNetwork;
import fewshot.method.memory.RecurrentLearner;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.method.metric.SiameseNetwork;
import fewshot.model.Network;
import fewshot.model.attention.InContextTransformer;
import fewshot.model.rule.LearnedRates;
import fewshot.model.rule.LearnedStep;
import fewshot.model.sequence.Lstm;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a cell may repeat ends at the stop button, which is an interrupt of the thread. */
class StopTest {
    private static final ImageSet DATA = TestImages.noisy(8, 9, 28, 4);
    private static final EpisodeSampler EPISODES = new EpisodeSampler(DATA, 5, 1, 2, 1);
    private static final Episode TASK = EPISODES.episode(0);
    private static final Map<String, Runnable> REPEATED = new LinkedHashMap<>();
    private static final List<Network> NETWORKS = List.of(Network.encoder(4, 1), Network.classifier(4, 5, 1), Network.sine(1),
            Network.sequence(new Lstm(8), 784 + 5, 5, 1), Network.sequence(new Lstm(5), 4, 3, 1), LearnedStep.of(4, 1),
            InContextTransformer.network(new InContextTransformer(5, 8, 2, 1), 4, 1, Device.cpu()), NavigationLearner.policy(4, 1), Rl2.reader(3, 4, 1));
    private static final Network ENCODER = NETWORKS.get(0);
    private static final Network CLASSIFIER = NETWORKS.get(1);
    private static final Network RATES = LearnedRates.ofSteps(CLASSIFIER, 2, 0.1);

    private static GradientDescent descent(Network network) {
        return new GradientDescent(network, Optimizer.adam().build());
    }

    @BeforeAll
    static void steps() {
        List<Episode> batch = List.of(TASK);
        PrototypicalNetwork prototypical = PrototypicalNetwork.of(ENCODER, descent(ENCODER));
        REPEATED.put("Prototypical", () -> prototypical.step(batch));
        SiameseNetwork siamese = SiameseNetwork.contrastive(ENCODER, 1, descent(ENCODER));
        PairBatch pairs = new PairSampler(DATA, 4, 1).next();
        REPEATED.put("Siamese", () -> siamese.step(pairs));
        PreTraining pre = new PreTraining(ENCODER, DATA, 8, new Adam(1e-3f), 1);
        REPEATED.put("pre-training", pre::step);
        Maml maml = Maml.of(CLASSIFIER, new InnerLoop(UpdateRule.descent(0.1), 1, InnerLoop.Order.FIRST), 2, descent(CLASSIFIER));
        REPEATED.put("MAML", () -> maml.step(batch));
        ProtoMaml proto = ProtoMaml.of(ENCODER, new InnerLoop(UpdateRule.descent(0.1), 1, InnerLoop.Order.FIRST), 2, descent(ENCODER));
        REPEATED.put("ProtoMAML", () -> proto.step(batch));
        MamlPlusPlus plus = MamlPlusPlus.of(CLASSIFIER, RATES, 0,
                new GradientDescent(List.of(CLASSIFIER, RATES), Optimizer.adam().build(), 1));
        REPEATED.put("MAML++", () -> plus.step(batch));
        Reptile reptile = Reptile.of(CLASSIFIER, Reptile.Inner.adam(1e-2, 2, 5), Reptile.Inner.adam(1e-2, 3, 5), step -> 1, 1);
        REPEATED.put("Reptile", () -> reptile.step(batch));
        SineLearner sines = new SineLearner("MAML", NETWORKS.get(2),
                new InnerLoop(UpdateRule.descent(0.01), 1, InnerLoop.Order.SECOND), descent(NETWORKS.get(2)));
        SineBatch waves = new SineTasks(3).batch(0, 4, 10, 6);
        REPEATED.put("sine waves", () -> sines.step(waves));
        RecurrentLearner reader = RecurrentLearner.of(NETWORKS.get(3), descent(NETWORKS.get(3)));
        SequenceBatch sequences = new SequenceSampler(DATA, 5, 2, 2, 1).batch(0);
        REPEATED.put("sequences", () -> reader.step(sequences));
        InContextLearner context = InContextLearner.of(ENCODER, DATA, NETWORKS.get(6), descent(NETWORKS.get(6)));
        REPEATED.put("in context", () -> context.step(batch));
        PriorFittedNetwork fitted = PriorFittedNetwork.of(NETWORKS.get(6), 2, descent(NETWORKS.get(6)));
        Episode table = MadeUpTables.table(1, MadeUpTables.Origin.TREES, new MadeUpTables.Size(4, 3, 6, 4));
        REPEATED.put("tables", () -> fitted.step(List.of(table)));
        REPEATED.put("answers about tables", () -> with(manager -> fitted.logits(manager, table)));
        BitLearner copier = new BitLearner(NETWORKS.get(4), descent(NETWORKS.get(4)));
        BitBatch bits = new CopyTask(3, 2, 2, 2, 4).batch(0);
        REPEATED.put("bits", () -> copier.step(bits));
        LearnedOptimiser rule = new LearnedOptimiser(NETWORKS.get(5), 5, descent(NETWORKS.get(5)));
        Quadratics problems = Quadratics.draw(3, 4, 5, 0);
        REPEATED.put("learned optimiser", () -> rule.step(problems, 10));
        control();
        answers(prototypical, maml, proto, plus, reader, context);
        REPEATED.put("wave answers", () -> sines.errors(waves, 1));
        REPEATED.put("bit answers", () -> copier.wrongBits(bits));
        REPEATED.put("sequence answers", () -> with(manager -> reader.scores(manager, sequences)));
        REPEATED.put("minimising", () -> rule.minimise(problems, 3));
        REPEATED.put("minimising by Adam", () -> Minimiser.designed(() -> new Adam(0.1f)).minimise(problems, 3));
        draws();
    }

    private static void control() {
        Navigation plane = new Navigation(3, 0.1, 1);
        NavigationLearner walker = new NavigationLearner("MAML", NETWORKS.get(7), plane, 2, 0.9,
                new InnerLoop(UpdateRule.descent(0.01), 1, InnerLoop.Order.FIRST), descent(NETWORKS.get(7)));
        REPEATED.put("navigation", () -> walker.step(plane.goals(0, 2), 0));
        REPEATED.put("goals learned", () -> walker.learn(plane.goals(0, 2), 1, 0));
        Rl2 player = new Rl2(NETWORKS.get(8), 2, descent(NETWORKS.get(8)));
        Bandits machines = new Bandits(3, 1);
        REPEATED.put("RL²", () -> player.step(machines.batch(0, 2), new Rl2.Lesson(4, 1, 0.01), 0));
        REPEATED.put("plays", () -> player.play(machines.batch(0, 2), 4, 0));
    }

    private static void answers(FewShotLearner... trained) {
        List<FewShotLearner> baselines = List.of(new FineTuning("fine-tuning", ENCODER, 2, 1e-2f, 1),
                FineTuning.ofHead("Baseline++", Head.COSINE, ENCODER, 2, 0.01, 1), SimpleShot.of(ENCODER, DATA), new PixelNearestNeighbour(),
                new ModifiedHausdorff(), new Chance(1));
        for (List<FewShotLearner> some : List.of(List.of(trained), baselines)) {
            some.forEach(learner -> REPEATED.put("answers of " + learner.name(), () -> with(manager -> learner.logits(manager, TASK))));
        }
    }

    private static void draws() {
        REPEATED.put("episodes", EPISODES::next);
        REPEATED.put("pairs", new PairSampler(DATA, 4, 1)::next);
        REPEATED.put("sequences drawn", new SequenceSampler(DATA, 5, 2, 2, 1)::next);
        REPEATED.put("waves drawn", () -> new SineTasks(3).batch(0, 1, 1, 1));
        REPEATED.put("tables drawn", () -> new MadeUpTables(new MadeUpTables.Size(2, 2, 4, 1), new MadeUpTables.Size(3, 3, 5, 2), 1).episode(0));
        REPEATED.put("copy tasks", () -> new CopyTask(3, 2, 2, 2, 4).batch(0));
        REPEATED.put("recall tasks", () -> new AssociativeRecall(3, 2, 2, 3, 2, 1).batch(0));
    }

    private static void with(Consumer<NDManager> work) {
        try (NDManager manager = NDManager.newBaseManager()) {
            work.accept(manager);
        }
    }

    @AfterAll
    static void close() {
        RATES.close();
        NETWORKS.forEach(Network::close);
    }

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    static List<String> repeated() {
        return List.copyOf(REPEATED.keySet());
    }

    @ParameterizedTest
    @MethodSource("repeated")
    void anInterruptedThreadIsRefusedTheNextAndNothingHasChanged(String name) {
        REPEATED.get(name).run();
        List<float[][]> before = NETWORKS.stream().map(Network::snapshot).toList();
        Thread.currentThread().interrupt();
        Exception e = assertThrows(CancellationException.class, () -> REPEATED.get(name).run());
        assertTrue(e.getMessage().contains("interrupted"), e.getMessage());
        assertTrue(Thread.interrupted(), "a loop around this one would go on");
        for (int i = 0; i < before.size(); i++) {
            assertTrue(Arrays.deepEquals(before.get(i), NETWORKS.get(i).snapshot()), NETWORKS.get(i).toString());
        }
        REPEATED.get(name).run();
    }

    @Test
    void aRefusedDrawIsTheNextOne() {
        EpisodeSampler sampler = new EpisodeSampler(DATA, 5, 1, 2, 1);
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, sampler::next);
        assertTrue(Thread.interrupted());
        assertEquals(List.of(EPISODES.episode(0).classNames()), List.of(sampler.next().classNames()));
    }

    @Test
    void aLoopInAThreadThatIsInterruptedEndsWithinAStep() throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(3);
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread cell = new Thread(() -> {
            for (int i = 0; i < 1_000_000; i++) {
                REPEATED.get("Reptile").run();
                done.incrementAndGet();
                begun.countDown();
            }
        });
        cell.setUncaughtExceptionHandler((thread, thrown) -> end.set(thrown));
        cell.start();
        begun.await();
        cell.interrupt();
        int before = done.get();
        cell.join(20_000);
        assertFalse(cell.isAlive());
        assertTrue(done.get() <= before + 1, done.get() - before + " steps after the interrupt");
        assertEquals(CancellationException.class, end.get().getClass());
    }
}
