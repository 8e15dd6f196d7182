package fewshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.nn.Activation;
import fewshot.episode.MiniBatches;
import fewshot.episode.control.Bandit;
import fewshot.episode.control.Bandits;
import fewshot.episode.control.Navigation;
import fewshot.episode.problem.MoonNetworks;
import fewshot.episode.problem.Quadratics;
import fewshot.episode.table.TableSplits;
import fewshot.episode.wave.SineTasks;
import fewshot.gradient.Adam;
import fewshot.gradient.FunctionalBlock;
import fewshot.gradient.Step;
import fewshot.method.baseline.PreTraining;
import fewshot.method.control.ThompsonSampling;
import fewshot.method.control.UpperConfidence;
import fewshot.model.Network;
import fewshot.model.encoder.FullContext;
import fewshot.show.Projection;
import fewshot.train.Checkpoint;
import fewshot.train.CoreTime;
import fewshot.world.molecule.Ecfp;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A notebook shows what its cell ends on. */
class PrintedTest {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Set<String> PLUMBING = Set.of("fewshot.show.page", "fewshot.state", "fewshot.world.KeptNumbers");

    @Test
    void whateverACellMayEndOnSaysWhatItIs() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<String> mute = files.map(SOURCES::relativize).map(Path::toString)
                    .filter(file -> file.endsWith(".java") && !file.endsWith("package-info.java"))
                    .map(file -> named(file.substring(0, file.length() - ".java".length()).replace('/', '.')))
                    .filter(type -> isPrinted(type) && !printsItself(type)).map(Class::getName).sorted().toList();
            assertEquals(List.of(), mute);
        }
    }

    @Test
    void whatIsShownHasItsSizesAndNothingOfMemory() {
        Navigation plane = new Navigation(30, 0.1, 1);
        ThompsonSampling player = new ThompsonSampling(3, 1);
        CoreTime time = new CoreTime();
        time.of(number -> new Step(1, 1)).apply(1);
        try (Network encoder = Network.encoder(4, 1); FullContext context = new FullContext(encoder, 3, 1); Adam adam = new Adam(1e-3f);
                PreTraining training = new PreTraining(encoder, TestImages.noisy(6, 4, 28, 5), 8, adam, 1)) {
            training.step();
            new Bandits(3, 1).batch(0, 1).get(0).play(player, 7);
            FunctionalBlock block = new FunctionalBlock(encoder.block());
            Map<Object, String> shown = new LinkedHashMap<>();
            shown.put(new Bandit(new double[] {0.25, 0.5}, 1), "bandit whose arms pay with probabilities [0.25, 0.5]");
            shown.put(new Bandits(3, 1), "bandits of 3 arms");
            shown.put(player, "Thompson sampling, after 7 pulls of 3 arms");
            shown.put(new UpperConfidence(3), "upper confidence bound, after 0 pulls of 3 arms");
            shown.put(plane, "navigation to goals in the plane, trips of at most 30 steps, noise of deviation 0.1");
            shown.put(plane.walk(encoder.manager(), plane.goals(0, 4), 2, at -> at, 0), "2 trips to each of 4 goals, at most 30 steps long");
            shown.put(new SineTasks(1), "sine waves with amplitudes from 0.1 to 5, at points from −5 to 5");
            shown.put(Quadratics.draw(2, 10, 1, 0), "2 random bowls of 10 parameters");
            shown.put(MoonNetworks.draw(2, 8, 3, Activation::sigmoid, 1, 0), "2 networks of 13 parameters, each on 8 points of two moons");
            shown.put(new TableSplits(TestImages.noisy(2, 6, 28, 5), 4, 5, 1),
                    "splits into 4 labelled rows and up to 5 to be asked about, from noisy: 2 classes, 12 images of 28 x 28");
            shown.put(new MiniBatches(9, 4, new SplittableRandom(1)), "mini-batches of 4 of 9 images");
            shown.put(context, "full-context embeddings of 4 features, a query attends 3 times");
            shown.put(block, "function of 16 arrays of weights, and of an input");
            shown.put(block.withHead(), "function of 16 arrays of weights and two of a head, and of an input");
            shown.put(training, "pre-training of " + encoder + " on noisy: 6 classes, 24 images of 28 x 28, 8 images a step, 1 steps done");
            shown.put(Projection.of(new double[][] {{1, 2, 3}, {3, 1, 2}, {0, 1, 5}}), "projection of 3 dimensions on two principal axes");
            shown.put(new Ecfp(1024), "ECFP4 of 1024 bits");
            shown.put(time, "0.0 seconds of a core");
            shown.put(Checkpoint.in(Path.of("folder"), "02 prototypical"),
                    "checkpoint of 02 prototypical in " + Path.of("folder", "02-prototypical.checkpoint") + ", not written yet");
            assertEquals(String.join("\n", shown.values()), shown.keySet().stream().map(Object::toString).collect(Collectors.joining("\n")));
        }
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName(name, false, PrintedTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Public, with instances, as some public method is one of theirs; the lines to the kernel and to files are in no notebook's hands. */
    private static boolean isPrinted(Class<?> type) {
        return Modifier.isPublic(type.getModifiers()) && !Modifier.isAbstract(type.getModifiers()) && !PLUMBING.contains(type.getPackageName())
                && !PLUMBING.contains(type.getName())
                && Arrays.stream(type.getDeclaredMethods()).mapToInt(m -> m.getModifiers())
                        .anyMatch(m -> Modifier.isPublic(m) && !Modifier.isStatic(m));
    }

    private static boolean printsItself(Class<?> type) {
        try {
            return type.getMethod("toString").getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }
}
