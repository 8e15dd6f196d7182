package fewshot.compare;

import fewshot.compare.Measured.Test;
import fewshot.compare.Plan.Key;
import fewshot.compare.Plan.Trial;
import fewshot.data.ImageSet;
import fewshot.data.Omniglot;
import fewshot.data.Split;
import fewshot.evaluate.Score;
import fewshot.state.WholeFile;
import fewshot.train.Profile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Trains methods as their authors did, as far as two cores go, and writes their figures beside the published ones:
 * {@code make reproduce}. It goes on where it was stopped; a method that is done is left as it is.
 */
public final class Reproduction {
    private static final long SEED = 2026;
    private static final Path FOLDER = Path.of("models", "paper");
    private static final Path TABLE = Path.of("results", "reproduction.csv");
    /** The last classes of Vinyals' training and validation classes, whose accuracy is watched; they are not trained on. */
    private static final int WATCHED = 20;

    /**
     * What a paper says of a method.
     *
     * @param method as in the contest
     * @param way classes its networks are made for, 0 for any
     * @param steps of training
     * @param setting of training
     * @param together whether it is trained on training and validation classes together
     * @param batchnorm the mode of the published figures
     * @param published accuracy in per cent by ways and shots: 5-way 1-shot, 5-way 5-shot, 20-way 1-shot and 20-way 5-shot; NaN for none
     * @param source of these
     */
    record Paper(String method, int way, long steps, Setting setting, boolean together, String batchnorm, List<Double> published, String source) {
        /** The published accuracy of a kind of episode; NaN for none. */
        double published(int ways, int shots) {
            return published.get((ways == 20 ? 2 : 0) + (shots == 5 ? 1 : 0));
        }
    }

    static final List<Paper> PAPERS = List.of(
            new Paper("Prototypical", 0, 12_000, Setting.of("rate", 1e-3).with("way", 60), true, "inductive",
                    List.of(98.8, 99.7, 96.0, 98.9), "Snell et al. 2017, table 1"),
            new Paper("Matching", 0, 12_000, Setting.of("rate", 1e-3).with("way", 60), true, "inductive",
                    List.of(98.1, 98.9, 93.8, 98.5), "Vinyals et al. 2016, table 1"),
            new Paper("ProtoMAML", 0, 10_000, Setting.of("way", 60).with("scale", 0.2), false, "inductive",
                    List.of(Double.NaN, Double.NaN, Double.NaN, Double.NaN), "no figure of Omniglot alone"),
            new Paper("MAML", 5, 20_000, Setting.of("alpha", 0.4).with("steps", 1).with("tasks", 16).with("rate", 1e-3), false,
                    "transductive", List.of(98.7, 99.9, Double.NaN, Double.NaN), "Finn et al. 2017, table 1"),
            // The others have about an hour each: as near as that brings them.
            new Paper("Meta-SGD", 5, 20_000, Setting.of("rate", 2e-3).with("highest", 0.1), false, "transductive",
                    List.of(99.53, 99.93, Double.NaN, Double.NaN), "Li et al. 2017, table 2"),
            new Paper("Reptile", 5, 16_000, Setting.of("rate", 3e-3).with("epsilon", 1), false, "transductive",
                    List.of(97.68, 99.48, Double.NaN, Double.NaN), "Nichol et al. 2018, table 2"),
            new Paper("Relation", 0, 8000, Setting.of("rate", 1e-3).with("way", 20), false, "transductive",
                    List.of(99.6, 99.8, 97.6, 99.1), "Sung et al. 2018, table 1"),
            new Paper("Siamese", 0, 12_000, Setting.of("rate", 1e-3).with("pairs", 128), false, "inductive",
                    List.of(96.7, 98.4, 88.0, 96.5), "Vinyals et al. 2016, table 1"));

    private Reproduction() {}

    /** Trains those whose names contain one of the words, or all, and writes the table of what is done. */
    public static void main(String[] words) throws IOException {
        Omniglot omniglot = Omniglot.load();
        for (Paper paper : PAPERS) {
            boolean wanted = words.length == 0 || Stream.of(words).anyMatch(paper.method::contains);
            if (wanted && Files.notExists(settings(paper).measured(paper.method, paper.way, SEED))) {
                System.out.println(paper.method + ": " + paper.steps + " steps");
                training(omniglot, paper).train(paper.method, paper.way, SEED);
            }
        }
        write();
    }

    private static TrainAll training(Omniglot omniglot, Paper paper) {
        Split split = (paper.together ? together(omniglot) : omniglot.vinyals()).withRotations();
        return new TrainAll(settings(paper), split, plan(paper));
    }

    /** Vinyals' training and validation classes, but for a few to watch, and his test classes. */
    static Split together(Omniglot omniglot) {
        ImageSet all = omniglot.all();
        int seen = omniglot.vinyalsTrainAndValidation().classes();
        return new Split("Vinyals, training and validation", all.range("Vinyals", 0, seen - WATCHED),
                all.range("Vinyals", seen - WATCHED, seen), all.range("Vinyals", seen, all.classes()));
    }

    private static Settings settings(Paper paper) {
        List<Integer> ways = paper.way == 0 ? List.of(5, 20) : List.of(paper.way);
        TreeMap<Integer, Integer> episodes = new TreeMap<>();
        ways.forEach(way -> episodes.put(way, 1000));
        return new Settings(Profile.PAPER, 64, 1, List.of(SEED), episodes, List.of(1, 5), 15, SEED, FOLDER);
    }

    /** One second pays for just so many steps. */
    static Plan plan(Paper paper) {
        Key key = new Key(paper.method, paper.way, paper.setting);
        return new Plan(Map.of(key, List.of(1000.0 / paper.steps)), Map.of(key, new Trial(0, 0)));
    }

    /** The table of what is done. */
    private static void write() throws IOException {
        List<String> lines = new ArrayList<>(List.of("method,way,shot,batchnorm,published,here,ci95,episodes,seeds,core_hours,steps,filters,classes,source"));
        for (Paper paper : PAPERS) {
            Path file = settings(paper).measured(paper.method, paper.way, SEED);
            if (Files.exists(file)) {
                Measured measured = Measured.read(file);
                measured.scores().forEach((test, score) -> lines.add(line(paper, measured, test, score)));
            }
        }
        WholeFile.write(TABLE, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String line(Paper paper, Measured measured, Test test, Score score) {
        boolean comparable = test.batchnorm().equals(paper.batchnorm);
        double published = comparable ? paper.published(test.way(), test.shot()) : Double.NaN;
        return String.format(Locale.ROOT, "%s,%d,%d,%s,%s,%.2f,%.2f,%d,1,%.2f,%d,64,%s,%s", paper.method, test.way(), test.shot(), test.batchnorm(),
                Double.isNaN(published) ? "" : Double.toString(published), score.mean(), score.ci95(), score.episodes(),
                measured.coreSeconds() / 3600, measured.steps(), paper.together ? "training and validation" : "training",
                paper.source.replace(",", ""));
    }
}
