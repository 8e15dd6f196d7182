package fewshot.episode;

import fewshot.data.ImageSet;
import fewshot.data.Omniglot;
import fewshot.data.OneShotRuns;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lake's twenty runs as episodes: 20-way 1-shot with one query a class, all of one alphabet.
 *
 * <p>The runs draw their characters from the twenty evaluation alphabets. So whoever asks for the episodes says what the
 * learner has seen, and is refused if that was one of these alphabets.
 */
public final class LakeRuns {
    /** Two runs of each, in the order of the runs, as their images are those of the evaluation set. */
    private static final List<String> ALPHABET_OF_TWO = List.of("Atlantean", "Ge_ez", "Glagolitic", "Gurmukhi", "Kannada", "Malayalam",
            "Manipuri", "Old_Church_Slavonic_(Cyrillic)", "Tengwar", "Tibetan");

    private final OneShotRuns runs;
    private final Set<String> alphabets;

    /**
     * The runs.
     *
     * @param runs the images and the answers
     * @param evaluation Lake's evaluation set, whose alphabets nobody may have learned from
     */
    public LakeRuns(OneShotRuns runs, ImageSet evaluation) {
        this.runs = runs;
        this.alphabets = alphabets(evaluation);
    }

    private static Set<String> alphabets(ImageSet set) {
        return set.classNames().stream().map(Omniglot::alphabet).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The twenty episodes for a learner that was trained, in the order of the runs. Support image {@code i} is the run's
     * {@code class(i + 1)}, and query {@code i} the test image that shows the same character.
     *
     * @param seen everything that training or a choice of settings looked at
     * @throws IllegalArgumentException if any of it is of an evaluation alphabet
     */
    public List<Episode> episodes(ImageSet seen, ImageSet... more) {
        for (ImageSet set : Stream.concat(Stream.of(seen), Stream.of(more)).toList()) {
            Set<String> shared = alphabets(set);
            shared.retainAll(alphabets);
            if (!shared.isEmpty()) {
                throw new IllegalArgumentException("LakeRuns: training has seen " + String.join(", ", shared)
                        + ", from which the runs take their characters; train on Omniglot's background alphabets alone");
            }
        }
        return episodesForUntrained();
    }

    /** The same for a learner that was not trained on any image, such as the modified Hausdorff distance. */
    public List<Episode> episodesForUntrained() {
        return IntStream.range(0, OneShotRuns.RUNS).mapToObj(this::episode).toList();
    }

    /**
     * The runs of alphabets of which some sets hold nothing: what may be asked of a learner that has seen these. Of Vinyals'
     * split, training and validation leave the last twelve runs.
     */
    public List<Episode> episodesUnseenBy(ImageSet... seen) {
        Set<String> known = new TreeSet<>();
        Stream.of(seen).map(LakeRuns::alphabets).forEach(known::addAll);
        return IntStream.range(0, OneShotRuns.RUNS).filter(run -> !known.contains(ALPHABET_OF_TWO.get(run / 2)))
                .mapToObj(this::episode).toList();
    }

    private Episode episode(int run) {
        ImageSet images = runs.images();
        int way = OneShotRuns.CHARACTERS;
        int[] inTurn = IntStream.range(0, way).toArray();
        int[] queryOf = new int[way];
        for (int i = 0; i < way; i++) {
            queryOf[runs.answers()[run][i]] = i;
        }
        String[] names = IntStream.rangeClosed(1, way)
                .mapToObj(i -> String.format(Locale.ROOT, "run%02d/class%02d", run + 1, i))
                .toArray(String[]::new);
        return new Episode(images.pick(new int[] {2 * run + 1}, new int[][] {inTurn}), inTurn,
                images.pick(new int[] {2 * run}, new int[][] {queryOf}), inTurn, names);
    }

    @Override
    public String toString() {
        return "Lake's " + OneShotRuns.RUNS + " one-shot runs, of " + alphabets.size() + " alphabets";
    }
}
