package fewshot.compare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import fewshot.TestImages;
import fewshot.compare.Measured.Test;
import fewshot.data.ImageSet;
import fewshot.data.Split;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.evaluate.Score;
import fewshot.gradient.Workers;
import fewshot.method.FewShotLearner;
import fewshot.method.baseline.PixelNearestNeighbour;
import fewshot.train.Checkpoint;
import fewshot.train.Profile;
import fewshot.train.TrainingPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tech.tablesaw.api.Table;

class ContestTest {
    private static final ImageSet IMAGES = TestImages.noisy(112, 21, 28, 1);
    private static final Split SPLIT = new Split("test", part("train", 0, 64), part("validation", 64, 88), part("test", 88, 112));
    private static final Contest CONTEST = new Contest(SPLIT, 4, 1e-6, 9);

    @TempDir
    Path folder;

    private static ImageSet part(String name, int from, int to) {
        return IMAGES.subset(name, IntStream.range(from, to).toArray());
    }

    static List<String> methods() {
        return Contest.ALL.stream().skip(2).map(Entry::method).toList(); // without those that learn nothing
    }

    private static float[] scores(FewShotLearner learner, Episode episode) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return learner.logits(manager, episode).toFloatArray();
        }
    }

    private static int way(String method) {
        return CONTEST.entry(method).ways(List.of(5, 20)).get(0);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aConcurrentLearnerAnswersEachOfManyEpisodesAsItDoesAlone(String method) {
        EpisodeSampler sampler = new EpisodeSampler(SPLIT.test(), 5, 1, 2, 4);
        List<Integer> numbers = IntStream.range(0, 12).boxed().toList();
        try (Contestant contestant = CONTEST.contestant(method, 5)) {
            for (FewShotLearner learner : contestant.learners()) {
                assertTrue(learner.concurrent(), learner.name());
                List<float[]> together = Workers.map(Device.cpu(), numbers, i -> scores(learner, sampler.episode(i)));
                numbers.forEach(i -> assertArrayEquals(scores(learner, sampler.episode(i)), together.get(i), 1e-3f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GRU, encoder", "LSTM, encoder", "MANN, encoder", "Transformer, encoder"})
    void aReaderTakesAllItsLessonsAndAnswersTasksOfAnyNumberOfClasses(String method) {
        try (Contestant contestant = CONTEST.contestant(method, 0)) {
            assertEquals(2L * CONTEST.entry(method).phases().apply(0).size(), contestant.steps());
            for (int i = 0; i < contestant.steps(); i++) {
                assertTrue(Double.isFinite(contestant.step().apply(i).loss()));
            }
            for (int way : new int[] {2, 5, 20}) {
                Episode task = new EpisodeSampler(SPLIT.test(), way, 1, 1, 3).episode(0);
                assertEquals(way * way, scores(contestant.inductive(), task).length);
            }
        }
    }

    @org.junit.jupiter.api.Test
    void noTwoTrainingsShareACheckpointOrAFileOfNetworksOrOfMeasurements() {
        Settings settings = TrainAll.settings(Profile.TUTORIAL);
        List<String> files = new ArrayList<>();
        for (Entry entry : Contest.ALL) {
            for (int way : entry.ways(settings.ways())) {
                try (Contestant contestant = CONTEST.contestant(entry.method(), way)) {
                    files.add(Checkpoint.in(Path.of("x"), contestant + " seed 1").file().orElseThrow().toString());
                }
                files.add(settings.measured(entry.method(), way, 1).toString());
            }
        }
        assertEquals(files.size(), Set.copyOf(files).size(), files.toString());
    }

    @org.junit.jupiter.api.Test
    void whatWasTrainedIsFoundByItsMethodItsNumberOfClassesAndItsSeedWhichIsTheFirstUnlessSaid() throws IOException {
        Settings settings = settings(List.of(9L, 10L));
        Episode episode = new EpisodeSampler(SPLIT.test(), 5, 1, 2, 4).episode(0);
        float[][] saved = new float[2][];
        for (long seed : settings.seeds()) {
            try (Contestant contestant = settings.contest(SPLIT, seed).contestant("Prototypical", 5)) {
                contestant.step().apply(0);
                saved[(int) seed - 9] = scores(contestant.inductive(), episode);
                contestant.save(settings.folder(seed));
            }
        }
        try (Contestant found = settings.trained(SPLIT, "Prototypical", 5, 10)) {
            assertArrayEquals(saved[1], scores(found.inductive(), episode), 1e-5f);
        }
        try (Contestant found = settings.trained(SPLIT, "Prototypical", 5)) {
            assertArrayEquals(saved[0], scores(found.inductive(), episode), 1e-5f);
            assertFalse(Arrays.equals(saved[1], scores(found.inductive(), episode)));
        }
        assertThrows(IOException.class, () -> settings.trained(SPLIT, "Matching", 5));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aTrainedContestantAnswersTheSameWhenItIsLoadedAndOtherwiseThanBeforeTraining(String method) throws IOException {
        Episode episode = new EpisodeSampler(SPLIT.test(), 5, 1, 2, 4).episode(0);
        float[] before;
        float[] trained;
        try (Contestant contestant = CONTEST.contestant(method, way(method))) {
            before = scores(contestant.learners().get(0), episode);
            for (int i = 0; i < contestant.steps(); i++) {
                assertTrue(Double.isFinite(contestant.step().apply(i).loss()));
            }
            trained = scores(contestant.learners().get(0), episode);
            contestant.save(folder);
        }
        assertFalse(Arrays.equals(before, trained));
        try (Contestant fresh = CONTEST.contestant(method, way(method)).load(folder)) {
            assertArrayEquals(trained, scores(fresh.learners().get(0), episode), 1e-5f);
        }
    }

    @org.junit.jupiter.api.Test
    void noTwoContestantsKeepTheirNetworksInTheSameFile() throws IOException {
        Path all = folder.resolve("all");
        int files = 0;
        int entries = 0;
        for (Entry each : Contest.ALL) {
            for (int way : each.ways(List.of(5, 20))) {
                try (Contestant contestant = CONTEST.contestant(each.method(), way)) {
                    if (!contestant.trainedAs().equals(each.method())) {
                        continue;
                    }
                    Path own = folder.resolve("own" + ++entries);
                    contestant.save(own);
                    contestant.save(all);
                    files += Files.exists(own) ? own.toFile().list().length : 0;
                }
            }
        }
        assertEquals(files, all.toFile().list().length);
    }

    @org.junit.jupiter.api.Test
    void aContestantAnswersOnlyAsManyClassesAsItsNetworksAreMadeFor() {
        try (Contestant any = CONTEST.contestant("Prototypical", 0); Contestant five = CONTEST.contestant("MAML", 5)) {
            assertTrue(any.answers(5) && any.answers(20) && five.answers(5));
            assertFalse(five.answers(20));
        }
        assertThrows(IllegalArgumentException.class, () -> CONTEST.contestant("Prototypic", 5));
        assertThrows(IllegalArgumentException.class, () -> new Contest(SPLIT, 4, 0, 9));
    }

    private Settings settings(List<Long> seeds) {
        return new Settings(Profile.SMOKE, 8, 0.01, seeds, new TreeMap<>(Map.of(5, 6, 20, 3)), List.of(1, 5), 15, 3, folder);
    }

    @org.junit.jupiter.api.Test
    void trainingWritesNetworksAndWhatWasMeasuredOfThem() throws IOException {
        Settings settings = settings(List.of(9L, 10L));
        TrainAll all = new TrainAll(settings, SPLIT);
        Measured measured = all.train("Prototypical", 0, 9);
        assertEquals(2, measured.steps());
        assertEquals(2L, measured.curve().get(measured.curve().size() - 1).step());
        Set<String> tests = new HashSet<>();
        measured.scores().keySet().forEach(test -> tests.add(test.toString()));
        assertEquals(Set.of("5-way 1-shot inductive", "5-way 1-shot transductive", "5-way 5-shot inductive", "5-way 5-shot transductive",
                "20-way 1-shot inductive", "20-way 1-shot transductive", "20-way 5-shot inductive", "20-way 5-shot transductive"), tests);
        assertTrue(Files.exists(folder.resolve("seed-9/prototypical-encoder.network")));
        Measured read = Measured.read(settings.measured("Prototypical", 0, 9));
        assertEquals(measured.setting(), read.setting());
        assertEquals(measured.coreSeconds(), read.coreSeconds(), 0.051);
        Test first = new Test(5, 1, "inductive");
        assertArrayEquals(measured.scores().get(first).values(), read.scores().get(first).values(), 0.005);
        assertEquals("noisy, test, 5-way 1-shot, 15 queries a class, seed 3", read.scores().get(first).source());
        read.scores().get(first).minus(read.scores().get(new Test(5, 1, "transductive"))); // the same episodes
        assertThrows(IllegalArgumentException.class, () -> read.scores().get(first).minus(read.scores().get(new Test(5, 5, "inductive"))));
        Measured other = all.train("Prototypical", 0, 10);
        assertFalse(Arrays.equals(other.scores().get(first).values(), measured.scores().get(first).values()));
        assertEquals(4, other.scores().size()); // the transductive ones are of the first seed alone
        assertEquals(3, other.scores().get(new Test(20, 1, "inductive")).episodes());
    }

    @org.junit.jupiter.api.Test
    void aMethodThatAnswersWithAnothersNetworksIsRefusedThoseOfOtherClasses() throws IOException {
        Settings settings = settings(List.of(9L));
        Split other = new Split("other", part("train", 48, 112), part("validation", 24, 48), part("test", 0, 24));
        new TrainAll(settings, other).train("pre-training, nearest centroid", 0, 9);
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> new TrainAll(settings, SPLIT).train("SimpleShot", 0, 9));
        assertTrue(refused.getMessage().contains("other"), refused.getMessage());
        new TrainAll(settings, other).train("SimpleShot", 0, 9);
        assertFalse(Files.exists(folder.resolve("seed-9/simpleshot-encoder.network")));
    }

    @org.junit.jupiter.api.Test
    void scoresOfAllSeedsAreFoundTogetherAndTheirIntervalsAreOverSeedsOrOverEpisodes() throws IOException {
        Settings settings = settings(List.of(9L, 10L));
        Test inductive = new Test(5, 1, "inductive");
        double[][] accuracies = {{60, 80, 70}, {80, 90, 100}};
        for (int seed = 0; seed < 2; seed++) {
            write(settings, "Matching", 0, 9 + seed, new Test(5, 1, "inductive"), accuracies[seed]);
        }
        write(settings, "chance", 0, 9, new Test(5, 1, ""), 10, 20, 30); // without batch norm, of one seed
        ContestScores scores = ContestScores.read(settings);
        assertEquals(List.of("chance", "Matching"), scores.methods(inductive));
        assertEquals(List.of("chance"), scores.methods(new Test(5, 1, "transductive")));
        assertArrayEquals(accuracies, scores.of("Matching", inductive));
        assertEquals(80, scores.overSeeds("Matching", inductive).mean(), 1e-9); // of 70 and 90
        assertEquals(12.706 * 10, scores.overSeeds("Matching", inductive).ci95(), 0.01);
        assertEquals(80, scores.overEpisodes("Matching", inductive).mean(), 1e-9); // of 70, 85 and 85
        assertEquals(4.303 * 5, scores.overEpisodes("Matching", inductive).ci95(), 0.01);
        assertEquals(1, scores.bootstrap(inductive).best("Matching"), 1e-9);
        assertTrue(scores.missing().contains(settings.measured("chance", 0, 10)));
        assertFalse(scores.missing().contains(settings.measured("Matching", 0, 10)));
    }

    private static void write(Settings settings, String method, int way, long seed, Test test, double... values) throws IOException {
        new Measured(method, way, "by hand", 1, 1, 1, 1, 1, List.of(), Map.of(test, new Score(values, 1, "by hand", Score.PER_CENT)))
                .write(settings.measured(method, way, seed));
    }

    @org.junit.jupiter.api.Test
    void theRivalsAnswerWithTheNetworkThatTheContestTrained() throws IOException {
        Settings settings = settings(List.of(9L));
        assertThrows(IOException.class, () -> Rivals.load(SPLIT, settings));
        Measured trained = new TrainAll(settings, SPLIT).train("pre-training, nearest centroid", 0, 9);
        try (Rivals rivals = Rivals.load(SPLIT, settings)) {
            Map<String, Score> scores = rivals.on(settings.test(SPLIT, 5, 1), 6);
            assertEquals(List.of("pixel nearest neighbour", "random weights, nearest centroid", "pre-training, nearest centroid", "Baseline"),
                    List.copyOf(scores.keySet()));
            assertArrayEquals(trained.scores().get(new Test(5, 1, "inductive")).values(),
                    scores.get("pre-training, nearest centroid").values(), 0.005);
            assertFalse(Arrays.equals(scores.get("random weights, nearest centroid").values(), scores.get("pre-training, nearest centroid").values()));
        }
    }

    @org.junit.jupiter.api.Test
    void aNetworkForLakesRunsIsReadBackFromItsOwnBackgroundAndIsTrained() throws IOException {
        Settings settings = settings(List.of(9L));
        LakeNetworks lake = new LakeNetworks(settings, SPLIT);
        assertThrows(IOException.class, () -> lake.load("Prototypical", "30 alphabets", SPLIT.train()));
        lake.train("Prototypical", "30 alphabets", SPLIT.train());
        assertThrows(IOException.class, () -> lake.load("Prototypical", "5 alphabets, set 1", SPLIT.train()));
        try (Contestant read = lake.load("Prototypical", "30 alphabets", SPLIT.train());
                Contestant untrained = settings.contest(SPLIT).contestant("Prototypical", 0)) {
            float[] weights = read.network(0).trainable().get(0).getArray().toFloatArray();
            assertFalse(Arrays.equals(untrained.network(0).trainable().get(0).getArray().toFloatArray(), weights));
        }
    }

    @org.junit.jupiter.api.Test
    void eachMethodHasAsManyTrialsAsAnyOtherOrNothingToChoose() {
        for (Entry entry : Contest.ALL) {
            for (int way : entry.ways(List.of(5, 20))) {
                List<Setting> settings = entry.settings().apply(way);
                assertTrue(settings.size() == 4 || settings.equals(List.of(Setting.NONE)), entry.method());
                assertEquals(settings.size(), new HashSet<>(settings).size(), entry.method());
                assertTrue(entry.phases().apply(way).stream().mapToDouble(x -> x).sum() <= 1 + 1e-9, entry.method());
            }
        }
    }

    @org.junit.jupiter.api.Test
    void imagesInAStepAreThoseOfItsTasks() {
        for (Entry entry : Contest.ALL) {
            for (int way : entry.ways(List.of(5, 20))) {
                for (Setting each : entry.settings().apply(way)) {
                    assertEquals(entry.phases().apply(way).size(), entry.images().aStep(way, each).size(), entry.method());
                }
            }
        }
        assertEquals(List.of(360), images("Prototypical", 0, 0)); // 60 classes, 1 + 5 images
        assertEquals(List.of(256), images("Siamese", 0, 0)); // 128 pairs
        assertEquals(List.of(60), images("MAML", 5, 0)); // two tasks of 5 x 6
        assertEquals(List.of(240), images("ProtoMAML", 0, 0)); // two of 20 x 6
        assertEquals(List.of(360), images("ProtoMAML", 0, 3)); // one of 60 x 6
        assertEquals(List.of(100), images("Reptile", 5, 0)); // two tasks, 5 steps of 10 images
        assertEquals(List.of(360, 640, 768, 1920, 1280), images("GRU, encoder", 0, 0)); // 64 tasks of 10 images, 32 of 24, 16 of 120, 32 of 40
        assertEquals(List.of(360, 2800), images("In-context", 0, 0)); // 32 tasks of 120, 30, 120 or 80
    }

    private static List<Integer> images(String method, int way, int setting) {
        Entry entry = CONTEST.entry(method);
        return entry.images().aStep(way, entry.settings().apply(way).get(setting));
    }

    @org.junit.jupiter.api.Test
    void theSettingThatDidBestOnValidationClassesIsTaken() {
        Entry siamese = CONTEST.entry("Siamese");
        List<Setting> all = siamese.settings().apply(0);
        assertEquals(all.get(0), Plan.NONE.chosen(siamese, 0));
        Map<Plan.Key, Plan.Trial> trials = new LinkedHashMap<>();
        double[] accuracies = {70, 60, 90, 80};
        for (int i = 0; i < 4; i++) {
            trials.put(new Plan.Key("Siamese", 0, all.get(i)), new Plan.Trial(10, accuracies[i]));
        }
        trials.put(new Plan.Key("Matching", 0, all.get(3)), new Plan.Trial(10, 99));
        Plan plan = new Plan(Map.of(new Plan.Key("Siamese", 0, all.get(2)), List.of(50.0)), trials);
        assertEquals(all.get(2), plan.chosen(siamese, 0));
        assertEquals(all.get(2), CONTEST.with(plan).chosen("Siamese", 5), "whatever the number of classes");
        assertEquals(List.of(200L), plan.steps(siamese, 0, 10)); // 10 s of 50 ms
        assertEquals(List.of(70.0, 60.0, 90.0, 80.0), List.copyOf(plan.tried(siamese, 0).values()));
        assertEquals(Map.of(), Plan.NONE.tried(siamese, 0));
        Table told = CONTEST.with(plan).trials(List.of(5, 20));
        assertEquals(List.of(List.of("Siamese", all.get(0) + ": 70.0", all.get(1) + ": 60.0", all.get(2) + ": 90.0 *", all.get(3) + ": 80.0")),
                told.stream().map(row -> IntStream.range(0, 5).mapToObj(row::getString).toList()).toList(), "what was not tried has no row");
        trials.put(new Plan.Key("Siamese", 0, all.get(3)), new Plan.Trial(10, 90));
        assertEquals(all.get(2), new Plan(Map.of(), trials).chosen(siamese, 0)); // the first of two that are equal
        trials.put(new Plan.Key("Siamese", 0, all.get(0)), new Plan.Trial(10, 89.5));
        assertEquals(all.get(0), new Plan(Map.of(), trials).chosen(siamese, 0)); // the usual one is hardly behind
    }

    @org.junit.jupiter.api.Test
    void aloneIsInductivelyOrWithoutBatchNorm() {
        Score five = new Score(new double[] {1, 2}, 0);
        Score other = new Score(new double[] {3, 4}, 0);
        Measured both = measured("MAML", 5, 1, 1).with(Map.of(new Test(5, 1, "transductive"), other, new Test(5, 1, "inductive"), five));
        assertEquals(five, both.alone(5, 1).orElseThrow());
        assertTrue(both.alone(5, 5).isEmpty());
        assertEquals(other, measured("chance", 0, 0, 0).with(Map.of(new Test(5, 1, ""), other)).alone(5, 1).orElseThrow());
    }

    private static Measured measured(String method, int way, long steps, double seconds) {
        return new Measured(method, way, "", 0, steps, seconds, Double.NaN, Double.NaN, List.of(), Map.of());
    }

    @org.junit.jupiter.api.Test
    void aPlanOfOtherTrainingsGivesAsManyStepsAsTheBudgetPaysFor() {
        Plan plan = Plan.of(List.of(measured("MAML", 5, 5000, 200), measured("In-context", 0, 900, 90), measured("chance", 0, 0, 0)));
        assertEquals(1, plan.costs().size()); // a reader has two phases, and a guess has no steps
        try (Contestant contestant = CONTEST.with(plan).budget(2).contestant("MAML", 5)) {
            assertEquals(50, contestant.steps()); // 40 ms each
        }
        assertThrows(IllegalArgumentException.class, () -> Plan.of(List.of(measured("Oracle", 5, 1, 1))));
    }

    @org.junit.jupiter.api.Test
    void aBudgetPaysForAsManyStepsAsItsShareOfTheCosts() throws IOException {
        Entry two = new Entry("two", true, way -> List.of(0.25, 0.7), way -> List.of(Setting.of("rate", 1e-3)), null, null);
        Plan.Key key = new Plan.Key("two", 0, Setting.of("rate", 1e-3));
        Plan plan = new Plan(Map.of(key, List.of(50.0, 200.0)), Map.of());
        assertEquals(List.of(500L, 350L), plan.steps(two, key, 100)); // 25 s of 50 ms, 70 s of 200 ms
        assertEquals(List.of(2L, 2L), Plan.NONE.steps(two, key, 100));
        plan.writeCosts(folder, "a processor");
        new Plan(Map.of(), Map.of(key, new Plan.Trial(12, 34.5))).writeTrials(folder, "two", 0);
        Plan read = Plan.read(folder);
        assertEquals(plan.costs(), read.costs());
        assertEquals(Map.of(key, new Plan.Trial(12, 34.5)), read.trials());
        assertEquals(Plan.NONE, Plan.read(folder.resolve("none")));
    }

    @org.junit.jupiter.api.Test
    void settingsThatDifferInWhatTakesNoTimeShareTheMedianOfAllTheirRuns() {
        Plan.Key slow = new Plan.Key("two", 5, Setting.of("rate", 1).with("way", 20));
        Plan.Key alike = new Plan.Key("two", 5, Setting.of("rate", 2).with("way", 20));
        Plan.Key fast = new Plan.Key("two", 5, Setting.of("rate", 1).with("way", 5));
        Map<Plan.Key, List<Double>> costs = StepTimes.pooled(Map.of(slow, List.of(List.of(1.0, 2.0), List.of(7.0)),
                alike, List.of(List.of(9.0), List.of(8.0)), fast, List.of(List.of(3.0), List.of(4.0))));
        assertEquals(Map.of(slow, List.of(2.0, 7.5), alike, List.of(2.0, 7.5), fast, List.of(3.0, 4.0)), costs);
    }

    @org.junit.jupiter.api.Test
    void aSettingIsReadAsItIsTold() {
        Setting setting = Setting.of("rate", 0.003).with("way", 60).with("least", 1e-5);
        assertEquals("rate 0.003, way 60, least 1.0E-5", setting.toString());
        assertEquals(setting, Setting.parse(setting.toString()));
        assertEquals(Setting.NONE, Setting.parse(""));
        assertEquals(60, setting.whole("way"));
        assertThrows(IllegalArgumentException.class, () -> setting.get("alpha"));
        assertThrows(IllegalArgumentException.class, () -> Setting.parse("rate"));
        assertEquals(List.of("a 1, b 3", "a 1, b 4", "a 2, b 3", "a 2, b 4"),
                Setting.grid("a", List.of(1.0, 2.0), "b", List.of(3.0, 4.0)).stream().map(Setting::toString).toList());
    }

    @org.junit.jupiter.api.Test
    void stepsAreTimedTriedAndTrainedInThatOrderAndNothingIsDoneTwice() throws IOException {
        Settings settings = settings(List.of(9L, 10L));
        TrainAll all = new TrainAll(settings, SPLIT);
        Entry matching = CONTEST.entry("Matching");
        Map<Plan.Key, List<Double>> costs = new LinkedHashMap<>();
        matching.settings().apply(0).forEach(each -> costs.put(new Plan.Key("Matching", 0, each), List.of(1.0)));
        new Plan(costs, Map.of()).writeCosts(settings.plan(), "test");
        assertTrue(all.outlook(List.of(matching)).startsWith("Left are 4 trials of 0 seconds and 2 trainings"), all.outlook(List.of(matching)));
        new Trials(settings, SPLIT).tryAll(List.of(matching));
        assertEquals(4, Plan.read(settings.plan()).trials().size());
        assertTrue(Plan.read(settings.plan()).trials().values().stream().allMatch(trial -> trial.steps() == 2)); // a fifth of 10 ms
        all.trainAll(List.of(matching));
        assertEquals(10, Measured.read(settings.measured("Matching", 0, 10)).steps());
        assertTrue(all.outlook(List.of(matching)).startsWith("Left are 0 trials of 0 seconds and 0 trainings"));
    }

    @org.junit.jupiter.api.Test
    void aMethodOfOnesOwnTakesPartByItsEntry() {
        Entry own = new Entry("mine", false, way -> List.of(Setting.NONE), (way, setting) -> List.of(1), (contest, method, c) -> new Contestant(method, c.way(), List.of(), Map.of(),
                () -> List.of(new PixelNearestNeighbour()), number -> null, contest.seed(), List.of(), List.of()));
        Contest contest = new Contest(SPLIT, 4, 1, 9, List.of(own), Plan.NONE);
        try (Contestant mine = contest.contestant("mine", 7)) {
            assertEquals("mine, 7-way", mine.toString());
            assertEquals(9, mine.steps());
        }
        assertEquals(List.of(5, 7), own.ways(List.of(5, 7)));
        assertEquals(List.of(0), CONTEST.entry("Siamese").ways(List.of(5, 7)));
        assertThrows(IllegalArgumentException.class, () -> contest.contestant("MAML", 5));
    }

    @org.junit.jupiter.api.Test
    void whatAnotherWriterHasLeftBesideAMeasurementDoesNotStopIt() throws IOException {
        Path file = folder.resolve("maml.measured");
        Files.createDirectories(folder.resolve("maml.measured.part/of another"));
        new Measured("MAML", 5, "", 1, 1, 1, 1, 1, List.of(), Map.of()).write(file);
        assertEquals("MAML", Measured.read(file).method());
    }

    @org.junit.jupiter.api.Test
    void aMeasurementOfTheFirstVersionIsReadThoughItDoesNotSayOfWhichEpisodesItIs() throws IOException {
        Path file = folder.resolve("old.measured");
        Files.writeString(file, "method\tchance\nway\t0\nsetting\ts\nweights\t0\nsteps\t0\nseconds\t0.0\nmegabytes\tNaN\n"
                + "test\t5\t1\t\t1.50\t20.00 40.00\n");
        Score score = Measured.read(file).scores().get(new Test(5, 1, ""));
        assertEquals("30.00 ± 127.06 % (2 episodes, 1.5 s)", score.toString());
        assertEquals(0, score.minus(score).mean());
    }

    @org.junit.jupiter.api.Test
    void whatWasMeasuredIsReadAsItWasWritten() throws IOException {
        Map<Test, Score> scores = new LinkedHashMap<>();
        scores.put(new Test(5, 1, "inductive"), new Score(new double[] {93.33, 100, 20}, 1.5));
        scores.put(new Test(20, 5, ""), new Score(new double[] {5, 6.67}, 0.25));
        List<TrainingPoint> curve = List.of(new TrainingPoint(10, 1.25, Double.NaN, Double.NaN, OptionalDouble.of(40.125)));
        Measured measured = new Measured("MAML", 5, "tutorial, 32 filters", 28_000, 10, 12.3, 11.1, Double.NaN, curve, scores);
        Path file = folder.resolve("maml.measured");
        measured.write(file);
        Measured read = Measured.read(file);
        assertEquals(curve, read.curve());
        assertEquals(scores.keySet(), read.scores().keySet());
        scores.forEach((test, score) -> {
            assertArrayEquals(score.values(), read.scores().get(test).values());
            assertEquals(score.seconds(), read.scores().get(test).seconds());
        });
        assertEquals(List.of("MAML", 5, 28_000L, 10L, 12.3), List.of(read.method(), read.way(), read.weights(), read.steps(), read.seconds()));
        assertTrue(Double.isNaN(read.megabytes()));
        Files.writeString(file, "method\tMAML\nway\tfive\n");
        assertThrows(IllegalArgumentException.class, () -> Measured.read(file));
        Files.writeString(file, "method\tMAML\n");
        assertThrows(IllegalArgumentException.class, () -> Measured.read(file));
    }
}
