package fewshot.compare;

import fewshot.data.Split;
import fewshot.episode.EpisodeSampler;
import fewshot.gradient.Adam;
import fewshot.method.baseline.Chance;
import fewshot.method.baseline.PixelNearestNeighbour;
import java.util.List;

/**
 * How each method is set up and trained so that they can be compared: the same four convolutional blocks, the same training
 * classes, the same seed, about the same time. What differs is the method, with the settings of its notebook.
 *
 * @param split the classes to train on, to choose by and to test on
 * @param filters in each of the four blocks
 * @param share of each method's steps, 1 for all; a small one only shows that everything runs
 * @param seed fixes the initial weights and the training episodes
 * @param entries who takes part
 */
public record Contest(Split split, int filters, double share, long seed, List<Entry> entries) {
    /** The methods of the suite. */
    public static final List<Entry> ALL = List.of(
            new Entry("chance", true, (c, method, way) -> MetricEntries.notTrained(new Chance(c.seed()))),
            new Entry("pixel nearest neighbour", true, (c, method, way) -> MetricEntries.notTrained(new PixelNearestNeighbour())),
            new Entry("pre-training, nearest centroid", true, MetricEntries::preTraining),
            new Entry("Siamese", true, MetricEntries::siamese),
            new Entry("Prototypical", true, MetricEntries::prototypical),
            new Entry("Relation", true, MetricEntries::relation),
            new Entry("Matching", true, MetricEntries::matching),
            new Entry("GRU, encoder", false, ReaderEntries::gru),
            new Entry("LSTM, encoder", false, ReaderEntries::lstm),
            new Entry("MANN, encoder", false, ReaderEntries::mann),
            new Entry("MAML", false, GradientEntries::maml),
            new Entry("Meta-SGD", false, GradientEntries::metaSgd),
            new Entry("Reptile", false, GradientEntries::reptile),
            new Entry("LSTM meta-learner", false, GradientEntries::lstm));

    /**
     * Checks the share.
     *
     * @throws IllegalArgumentException if it is not above 0 and at most 1
     */
    public Contest {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("Contest: a share of " + share + " of the steps; it must be above 0 and at most 1");
        }
        entries = List.copyOf(entries);
    }

    /** The contest of all methods of the suite. */
    public Contest(Split split, int filters, double share, long seed) {
        this(split, filters, share, seed, ALL);
    }

    /**
     * The entry of a method.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Entry entry(String method) {
        return entries.stream().filter(e -> e.method().equals(method)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Contest: no method is called " + method + "; there are " + entries));
    }

    /**
     * Makes a method ready, untrained; the caller closes it.
     *
     * @param way the number of classes; not looked at for a method that tells any number apart
     * @throws IllegalArgumentException if there is no such method
     */
    public Contestant contestant(String method, int way) {
        return entry(method).setup().make(this, method, way);
    }

    /** So many of a method's steps as the share says. */
    long steps(long all) {
        return Math.max(2, Math.round(share * all));
    }

    /** 1-shot episodes. */
    EpisodeSampler tasks(int way, int queries) {
        return new EpisodeSampler(split.train(), way, 1, queries, seed);
    }

    /** Halved at each quarter of the way. */
    static Adam halving(double rate, long steps) {
        return new Adam((int t) -> (float) (rate * Math.pow(0.5, 4 * (t - 1) / steps)));
    }

    /** Adam whose rate is halved after 70 and again after 85 per cent of the steps: lessons that get harder need it until then. */
    static Adam lateHalving(double rate, long steps) {
        return new Adam((int t) -> (float) (rate * (t > 0.85 * steps ? 0.25 : t > 0.7 * steps ? 0.5 : 1)));
    }

    /** Halved after 80 per cent of the steps. */
    static Adam dropping(long steps) {
        return new Adam((int t) -> t < 0.8 * steps ? 2e-3f : 1e-3f);
    }
}
