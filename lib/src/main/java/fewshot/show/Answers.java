package fewshot.show;

import ai.djl.ndarray.NDManager;
import fewshot.data.Examples;
import fewshot.episode.EngineArrays;
import fewshot.episode.Episode;
import fewshot.episode.EpisodeSampler;
import fewshot.method.DecisionRule;
import fewshot.method.FewShotLearner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What a learner answered in an episode of images, beside the truth: the standard pictures of it, each one an {@link ImageGrid}.
 *
 * @param episode that was answered; each class is shown by its first support image
 * @param scores {@code [queries][way]}, the higher, the likelier the class
 */
public record Answers(Episode episode, double[][] scores) {
    /** A learner's answers; Java's numbers only, so there is nothing to close. */
    public static Answers of(FewShotLearner learner, Episode episode) {
        try (NDManager manager = NDManager.newBaseManager(learner.device())) {
            return new Answers(episode, EngineArrays.rows(learner.logits(manager, episode)));
        }
    }

    /** The class with the highest score, the first of those. */
    public int chosen(int query) {
        return DecisionRule.largest(scores[query]);
    }

    /** Whether a query's class was chosen. */
    public boolean right(int query) {
        return chosen(query) == episode.queryLabels()[query];
    }

    /** How many queries were answered wrongly. */
    public int wrong() {
        return (int) IntStream.range(0, scores.length).filter(q -> !right(q)).count();
    }

    /** The episode, a class a row: its support, then its queries; a wrong one has a cross and the number of the row it was taken for. */
    public ImageGrid grid() {
        List<byte[]> images = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        List<Boolean> right = new ArrayList<>();
        int queries = episode.queries();
        for (int c = 0; c < episode.way(); c++) {
            images.add(support(c));
            captions.add("row " + c);
            right.add(true);
            for (int q = c * queries; q < (c + 1) * queries; q++) {
                images.add(episode.queryImage(q));
                captions.add(right(q) ? "" : "→ " + chosen(q));
                right.add(right(q));
            }
        }
        boolean[] marks = new boolean[right.size()];
        IntStream.range(0, marks.length).forEach(i -> marks[i] = right.get(i));
        return grid(images).columns(1 + queries).captions(captions.toArray(String[]::new)).marks(marks).onlyMarked(i -> i % (1 + queries) > 0)
                .title("support, then the queries of its class");
    }

    /**
     * One query, and the classes with what the learner gives them.
     *
     * @param shares makes probabilities, or other shares of 1, of a row of scores
     */
    public ImageGrid query(int query, UnaryOperator<double[]> shares) {
        double[] found = shares.apply(scores[query]);
        List<byte[]> images = new ArrayList<>(List.of(episode.queryImage(query)));
        List<String> captions = new ArrayList<>(List.of("query " + query));
        for (int c = 0; c < episode.way(); c++) {
            images.add(support(c));
            captions.add(String.format(Locale.ROOT, "%.1f %%%s", 100 * found[c], c == episode.queryLabels()[query] ? " (true)" : ""));
        }
        return grid(images).zoom(3).captions(captions.toArray(String[]::new)).title("A query, and what each class gets");
    }

    /**
     * The first wrong answers to a sampler's episodes, in threes, two of these in a row: the query, its class, and the class that was
     * chosen. Of each class of an episode at most one is shown.
     *
     * @param most how many wrong answers at most; of the first 200 episodes
     * @param shares as in {@link #query}; null for no numbers
     */
    public static ImageGrid mistakes(FewShotLearner learner, EpisodeSampler episodes, int most, UnaryOperator<double[]> shares) {
        List<byte[]> images = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < 200 && images.size() < 3 * most; i++) {
            Answers answers = of(learner, episodes.episode(i));
            int last = -1;
            for (int q = 0; q < answers.scores.length && images.size() < 3 * most; q++) {
                int own = answers.episode.queryLabels()[q];
                if (own != last && !answers.right(q)) {
                    double[] found = shares == null ? null : shares.apply(answers.scores[q]);
                    images.addAll(List.of(answers.episode.queryImage(q), answers.support(own), answers.support(answers.chosen(q))));
                    captions.addAll(List.of("query", "true" + number(found, own), "chosen" + number(found, answers.chosen(q))));
                    last = own;
                }
            }
        }
        if (images.isEmpty()) {
            throw new IllegalStateException("Answers: " + learner.name() + " makes no mistake in 200 episodes of " + episodes);
        }
        return of(learner, episodes.episode(0)).grid(images).columns(6).zoom(3).captions(captions.toArray(String[]::new))
                .title("Wrong answers of " + learner.name())
                .describe("Wrong answers in threes: the query, the support image of its true class, that of the class that was chosen.");
    }

    private static String number(double[] shares, int label) {
        return shares == null ? "" : String.format(Locale.ROOT, ": %.2f", shares[label]);
    }

    /** The first support image of a class. */
    byte[] support(int label) {
        int first = IntStream.range(0, episode.supportLabels().length).filter(i -> episode.supportLabels()[i] == label).findFirst().orElseThrow();
        return episode.supportImage(first);
    }

    private ImageGrid grid(List<byte[]> images) {
        Examples support = episode.support();
        return ImageGrid.of(support.shape()[0], episode.height(), episode.width(), images.toArray(byte[][]::new));
    }
}
