package fewshot.compare;

import fewshot.data.Split;
import fewshot.episode.EpisodeSampler;
import fewshot.evaluate.Evaluator;
import fewshot.evaluate.Score;
import fewshot.method.FewShotLearner;
import fewshot.method.baseline.PixelNearestNeighbour;
import fewshot.method.metric.PrototypicalNetwork;
import fewshot.model.Network;
import fewshot.train.Profile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each method has to beat, ready to answer: pixels; the nearest centroid behind random weights; the nearest centroid behind a
 * network that was trained as an ordinary classifier of all training classes; and a linear layer trained on each support behind
 * the same network, frozen, from the centroids on. All answer inductively.
 *
 * <p>The trained network is that of the contest's first seed, of {@code make models}, whatever the profile: it has seen the
 * training classes of the split that it was trained on, so ask it about others.
 */
public final class Rivals implements AutoCloseable {
    private final Map<String, FewShotLearner> learners = new LinkedHashMap<>();
    private final List<Runnable> closing = new ArrayList<>();

    private Rivals() {}

    /**
     * Reads the networks that {@code make models} left.
     *
     * @param split what they were trained on
     * @return the caller's to close
     * @throws IOException if they are not there; {@code make models ONLY=pre-training} makes them
     */
    public static Rivals load(Split split) throws IOException {
        return load(split, TrainAll.settings(Profile.TUTORIAL));
    }

    /** Reads those of a comparison. */
    static Rivals load(Split split, Settings settings) throws IOException {
        Rivals rivals = new Rivals();
        Contest contest = settings.contest(split);
        rivals.learners.put("pixel nearest neighbour", new PixelNearestNeighbour());
        Network random = Network.encoder(settings.filters(), contest.seed());
        rivals.closing.add(random::close);
        rivals.learners.put("random weights, nearest centroid", PrototypicalNetwork.of(random));
        try {
            for (String method : List.of(BaselineEntries.CENTROID, "Baseline")) {
                Contestant contestant = contest.contestant(method, 0);
                rivals.closing.add(contestant::close);
                rivals.learners.put(method, contestant.load(settings.folder(contest.seed())).inductive());
            }
        } catch (IOException | RuntimeException e) {
            rivals.close();
            throw e;
        }
        return rivals;
    }

    /** Each by its name in tables and plots. */
    public Map<String, FewShotLearner> learners() {
        return Collections.unmodifiableMap(learners);
    }

    /** How each does on the first episodes of a sampler. */
    public Map<String, Score> on(EpisodeSampler tasks, int episodes) {
        Map<String, Score> scores = new LinkedHashMap<>();
        learners.forEach((name, learner) -> scores.put(name, Evaluator.evaluate(learner, tasks, episodes)));
        return scores;
    }

    @Override
    public void close() {
        closing.forEach(Runnable::run);
        closing.clear();
    }

    @Override
    public String toString() {
        return String.join(", ", learners.keySet());
    }
}
