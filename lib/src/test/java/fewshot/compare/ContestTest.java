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
import fewshot.train.Profile;
import fewshot.train.TrainingPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    @ValueSource(strings = {"GRU, encoder", "LSTM, encoder", "MANN, encoder"})
    void aReaderOfTwentyLabelsTakesAllItsLessons(String method) {
        try (Contestant contestant = new Contest(SPLIT, 4, 1e-3, 9).contestant(method, 20)) {
            for (int i = 0; i < contestant.steps(); i++) {
                assertTrue(Double.isFinite(contestant.step().apply(i).loss()));
            }
        }
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

    @org.junit.jupiter.api.Test
    void trainingWritesNetworksAndWhatWasMeasuredOfThem() throws IOException {
        Settings settings = new Settings(Profile.SMOKE, 8, 0.001, 9, List.of(5, 20), List.of(1, 5), 15, 6, 3, folder);
        Measured measured = new TrainAll(settings, SPLIT).train("Prototypical", 0);
        assertEquals(3, measured.steps());
        assertEquals(3L, measured.curve().get(measured.curve().size() - 1).step());
        Set<String> tests = new HashSet<>();
        measured.scores().keySet().forEach(test -> tests.add(test.toString()));
        assertEquals(Set.of("5-way 1-shot inductive", "5-way 1-shot transductive", "5-way 5-shot inductive", "5-way 5-shot transductive",
                "20-way 1-shot inductive", "20-way 1-shot transductive", "20-way 5-shot inductive", "20-way 5-shot transductive"), tests);
        assertTrue(Files.exists(folder.resolve("prototypical-encoder.network")));
        Measured read = Measured.read(settings.measured("Prototypical", 0));
        assertEquals(measured.setting(), read.setting());
        Test first = new Test(5, 1, "inductive");
        assertArrayEquals(measured.scores().get(first).values(), read.scores().get(first).values(), 0.005);
        assertEquals("noisy, test, 5-way 1-shot, 15 queries a class, seed 3", read.scores().get(first).source());
        read.scores().get(first).minus(read.scores().get(new Test(5, 1, "transductive"))); // the same episodes
        assertThrows(IllegalArgumentException.class, () -> read.scores().get(first).minus(read.scores().get(new Test(5, 5, "inductive"))));
    }

    @org.junit.jupiter.api.Test
    void aMethodOfOnesOwnTakesPartByItsEntry() {
        Entry own = new Entry("mine", false, (contest, method, way) -> new Contestant(method, way, List.of(), Map.of(),
                () -> List.of(new PixelNearestNeighbour()), number -> null, contest.seed(), List.of(), List.of()));
        Contest contest = new Contest(SPLIT, 4, 1, 9, List.of(own));
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
        new Measured("MAML", 5, "", 1, 1, 1, 1, List.of(), Map.of()).write(file);
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
        Measured measured = new Measured("MAML", 5, "tutorial, 32 filters", 28_000, 10, 12.3, Double.NaN, curve, scores);
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
