package fewshot.compare;

import fewshot.data.Datasets;
import fewshot.data.ImageSet;
import fewshot.data.Omniglot;
import fewshot.data.Split;
import fewshot.state.Stateful;
import fewshot.state.Stop;
import fewshot.train.CoreTime;
import fewshot.train.Profile;
import fewshot.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Networks that may be asked in Lake's twenty runs: the contest's metric methods, trained on the background alphabets alone, with
 * turned copies as classes. Each has the contest's filters and first seed, the setting that the contest chose for it, and the same
 * time of one core. {@code make models} trains them; what is there already is left as it is.
 */
public final class LakeNetworks {
    /** Who is trained. */
    public static final List<String> METHODS = List.of("Siamese", "Prototypical", "Relation", "Matching");

    private final Settings settings;
    private final Contest contest;

    /**
     * Those of {@code make models}.
     *
     * @param split of the contest, for its plan; nothing of it is learned from
     */
    public LakeNetworks(Split split) {
        this(TrainAll.settings(Profile.TUTORIAL), split);
    }

    /** Those of other settings. */
    LakeNetworks(Settings settings, Split split) {
        this.settings = settings;
        this.contest = settings.contest(split);
    }

    /** What the runs allow to learn from, by name: all thirty alphabets, or one of two sets of five. */
    public static Map<String, ImageSet> backgrounds(Omniglot omniglot) {
        Map<String, ImageSet> sets = new LinkedHashMap<>();
        sets.put("30 alphabets", omniglot.background().withRotations());
        sets.put("5 alphabets, set 1", omniglot.smallBackground1().withRotations());
        sets.put("5 alphabets, set 2", omniglot.smallBackground2().withRotations());
        return sets;
    }

    /**
     * A trained method.
     *
     * @param background its name in {@link #backgrounds}
     * @param seen its classes
     * @return the caller's to close
     * @throws IOException if its networks are not there
     */
    public Contestant load(String method, String background, ImageSet seen) throws IOException {
        Contestant contestant = untrained(method, seen);
        try {
            return contestant.load(folder(background));
        } catch (IOException | RuntimeException e) {
            contestant.close();
            throw e;
        }
    }

    private Contestant untrained(String method, ImageSet seen) {
        Entry entry = contest.entry(method);
        List<Long> steps = contest.plan().steps(entry, 0, settings.seconds());
        return entry.setup().make(contest, method, new Conditions(seen, settings.filters(), 0, contest.seed(), steps, contest.chosen(method, 0)));
    }

    private Path folder(String background) {
        return settings.folder().resolve("lake").resolve(background.replaceAll("[^a-z0-9]+", "-"));
    }

    /** Trains one method on one background and keeps its networks. */
    void train(String method, String background, ImageSet seen) throws IOException {
        try (Contestant contestant = untrained(method, seen)) {
            CoreTime time = new CoreTime();
            new Training(time.of(contestant.step())).keep("lake " + background + " " + method,
                    Stream.concat(Stream.of(contestant.state()), Stream.of(time)).toArray(Stateful[]::new)).until(contestant.steps());
            Stop.before("saving a network that is not yet trained to the end");
            contestant.save(folder(background));
            System.out.println("Lake, " + background + ": " + contestant + ", " + contestant.steps() + " steps in "
                    + Math.round(time.seconds()) + " s of a core");
        }
    }

    /**
     * Trains what is not there.
     *
     * @param words as those of {@link TrainAll#main}, but for the costs
     */
    public static void main(String[] words) throws IOException {
        if (!Omniglot.available()) {
            System.out.println("Lake's runs come with Omniglot, which is not here; nothing to train for them");
            return;
        }
        LakeNetworks all = new LakeNetworks(TrainAll.settings(Profile.current()), Datasets.omniglotOrGlyphs().withRotations());
        int[] part = TrainAll.part(words);
        int place = 0;
        for (Map.Entry<String, ImageSet> background : backgrounds(Omniglot.load()).entrySet()) {
            for (String method : METHODS) {
                boolean mine = place++ % part[1] == part[0] - 1;
                if (mine && Files.notExists(all.folder(background.getKey()).resolve(Contestant.plain(method, 0) + "-encoder.network"))) {
                    all.train(method, background.getKey(), background.getValue());
                }
            }
        }
    }

    @Override
    public String toString() {
        return "networks for Lake's runs, of " + METHODS;
    }
}
