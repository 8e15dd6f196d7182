package fewshot.compare;

import ai.djl.ndarray.types.Shape;
import fewshot.data.Distortion;
import fewshot.data.ImageSet;
import fewshot.data.Omniglot;
import fewshot.data.OneShotRuns;
import fewshot.data.Split;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.episode.LakeRuns;
import fewshot.evaluate.Evaluator;
import fewshot.evaluate.Score;
import fewshot.gradient.Adam;
import fewshot.gradient.GradientDescent;
import fewshot.method.Ensemble;
import fewshot.method.FewShotLearner;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.Network;
import fewshot.state.StateFile;
import fewshot.state.Stop;
import fewshot.state.WholeFile;
import fewshot.train.CoreTime;
import fewshot.train.Training;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Trains for Lake's twenty runs (Lake et al. 2015), in which twenty characters are of one alphabet: Prototypical Networks on larger, distorted
 * images, half of the tasks within one alphabet, and several networks and views that answer together; each query alone. How is chosen
 * on five of the thirty background alphabets, held out; the networks are then trained on all thirty.
 */
public final class LakeTraining {
    private static final Path FOLDER = Path.of("models", "lake");
    private static final Distortion STRONGEST = new Distortion(12, 0.15, 0.15, 0.06, 0.025, 0.6);
    private static final int WAY = 20;
    private static final int QUERIES = 5;
    private static final int VIEWS = 8;
    private static final long SEED = 2026;

    /**
     * How a network is trained.
     *
     * @param side pixels down and across
     * @param filters in each of the four blocks
     * @param within the share of tasks whose classes are all of one alphabet
     * @param distortion the share of the strongest distortion; 0 for none
     */
    record Form(int side, int filters, double within, double distortion) {
        Distortion how() {
            return new Distortion(distortion * STRONGEST.turn(), distortion * STRONGEST.slant(), distortion * STRONGEST.scale(),
                    distortion * STRONGEST.shift(), distortion * STRONGEST.bend(), distortion * STRONGEST.pen());
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "side %d, %d filters, %.2f within alphabets, distortion %.2f", side, filters, within, distortion);
        }
    }

    /** What is tried, one change at a time. */
    static final List<Form> FORMS = List.of(new Form(28, 32, 0, 0), new Form(28, 32, 0.5, 0), new Form(28, 32, 0.5, 1), new Form(28, 64, 0.5, 1),
            new Form(56, 32, 0.5, 1), new Form(56, 32, 1, 1), new Form(56, 64, 0.5, 1));

    private LakeTraining() {}

    /**
     * Tries the forms, or trains networks of one.
     *
     * @param words {@code try SECONDS} for all forms with so many seconds of a core each; or {@code train FORM STEPS MEMBERS}, the form
     *     by its place from 0
     */
    public static void main(String[] words) throws IOException {
        if (words.length == 2 && "try".equals(words[0])) {
            tryAll(Double.parseDouble(words[1]));
        } else if (words.length == 4 && "train".equals(words[0])) {
            train(FORMS.get(Integer.parseInt(words[1])), Long.parseLong(words[2]), Integer.parseInt(words[3]));
        } else {
            throw new IllegalArgumentException("LakeTraining: say try and seconds, or train, a form, steps and members");
        }
    }

    private static void tryAll(double seconds) throws IOException {
        List<String> lines = new ArrayList<>(List.of("form\tsteps\tcore seconds\terror of validation alphabets (%)\twith views (%)"));
        for (Form form : FORMS) {
            Split split = Omniglot.load(form.side()).lake();
            try (Network encoder = encoder(form, SEED)) {
                CoreTime time = new CoreTime();
                Training training = training(form, encoder, split.train(), Long.MAX_VALUE, SEED, time);
                for (long steps = 10; time.seconds() < seconds; steps += 10) {
                    training.until(steps);
                }
                FewShotLearner learner = PrototypicalNetwork.of(encoder);
                List<Episode> asked = validation(split.validation());
                lines.add(String.join("\t", form.toString(), Long.toString(training.steps()), decimal(time.seconds()), error(learner, asked),
                        error(new Ensemble("views", List.of(learner)).withViews(form.how(), VIEWS, SEED), asked)));
                System.out.println(lines.get(lines.size() - 1));
            }
        }
        WholeFile.write(FOLDER.resolve("tried.tsv"), (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void train(Form form, long steps, int members) throws IOException {
        Omniglot omniglot = Omniglot.load(form.side());
        ImageSet background = omniglot.background();
        List<Network> encoders = new ArrayList<>();
        CoreTime time = new CoreTime();
        for (long seed = SEED; seed < SEED + members; seed++) {
            Network encoder = encoder(form, seed);
            encoders.add(encoder);
            Path file = FOLDER.resolve("prototypical-" + seed + "-encoder.network");
            if (Files.exists(file)) {
                StateFile.restore(file, form.toString(), encoder);
                continue;
            }
            System.out.println("Network of seed " + seed + ": " + steps + " steps, " + form);
            training(form, encoder, background, steps, seed, time).until(steps);
            Stop.before("saving a network that is not yet trained to the end");
            StateFile.write(file, form.toString(), encoder);
        }
        List<Episode> runs = new LakeRuns(OneShotRuns.load(omniglot.folder(), form.side()), omniglot.evaluation()).episodes(background);
        List<PrototypicalNetwork> learners = encoders.stream().map(PrototypicalNetwork::of).toList();
        learners.forEach(learner -> System.out.println("one network: error " + error(learner, runs)));
        Ensemble all = new Ensemble("ensemble", learners);
        System.out.println(members + " networks: error " + error(all, runs) + "; with " + VIEWS + " views " + error(all.withViews(form.how(), VIEWS, SEED), runs));
        encoders.forEach(Network::close);
    }

    private static Network encoder(Form form, long seed) {
        return Network.encoder(new Shape(1, form.side(), form.side()), form.filters(), 4, seed);
    }

    /** One task a step; {@code steps} is what the rate falls along, as good as not at all for {@link Long#MAX_VALUE}. */
    private static Training training(Form form, Network encoder, ImageSet classes, long steps, long seed, CoreTime time) {
        GradientDescent descent = new GradientDescent(encoder, Adam.cosine(1e-3, steps));
        PrototypicalNetwork learner = PrototypicalNetwork.of(encoder, descent);
        EpisodeSampler mixed = new EpisodeSampler(classes.withRotations(), WAY, 1, QUERIES, seed).distorted(form.how());
        List<EpisodeSampler> alphabets = alphabets(classes.withRotations()).map(alphabet -> new EpisodeSampler(alphabet,
                Math.min(WAY, alphabet.classes()), 1, QUERIES, seed).distorted(form.how())).toList();
        return new Training(time.of((long number) -> {
            boolean within = Math.floor((number + 1) * form.within()) > Math.floor(number * form.within());
            EpisodeSampler tasks = within ? alphabets.get((int) (Math.floorMod(number * 7919, alphabets.size()))) : mixed;
            return learner.step(List.of(tasks.episode(number)));
        })).keep("lake " + form + " seed " + seed + " of " + classes.classes() + " classes", descent, time);
    }

    /** The classes of each alphabet as they are, and again for each quarter turn. */
    static Stream<ImageSet> alphabets(ImageSet turned) {
        return names(turned).flatMap(name -> IntStream.range(0, 4).mapToObj(turns -> some(turned, name, c -> c % 4 == turns)));
    }

    private static Stream<String> names(ImageSet classes) {
        return classes.classNames().stream().map(Omniglot::alphabet).distinct();
    }

    /** Of one alphabet, the classes with some places in the whole set. */
    private static ImageSet some(ImageSet classes, String alphabet, IntPredicate places) {
        return classes.subset("Lake, " + alphabet, IntStream.range(0, classes.classes())
                .filter(c -> places.test(c) && Omniglot.alphabet(classes.className(c)).equals(alphabet)).toArray());
    }

    /** Tasks as those of the runs, within each of the alphabets held out. */
    private static List<Episode> validation(ImageSet classes) {
        return names(classes).map(name -> some(classes, name, c -> true)).flatMap(own -> {
            EpisodeSampler tasks = new EpisodeSampler(own, Math.min(WAY, own.classes()), 1, 1, SEED);
            return LongStream.range(0, 40).mapToObj(tasks::episode);
        }).toList();
    }

    private static String error(FewShotLearner learner, List<Episode> episodes) {
        Score score = Evaluator.evaluate(learner, episodes);
        return String.format(Locale.ROOT, "%.2f ± %.2f", 100 - score.mean(), score.ci95());
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
