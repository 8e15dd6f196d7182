package fewshot.method;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.data.Distortion;
import fewshot.episode.Episode;
import fewshot.model.BatchNormMode;
import fewshot.model.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Several learners that answer together: {@code log (1/m) Σ softmax(scores)}, the logarithm of the mean of their probabilities.
 * One learner may be asked about several views of a task, too.
 *
 * <p>The members are shared, not owned.
 */
public final class Ensemble implements FewShotLearner {
    private final String name;
    private final List<? extends FewShotLearner> members;
    private final Distortion distortion;
    private final int views;
    private final long seed;

    /**
     * Some learners together.
     *
     * @param name in results and plots
     * @throws IllegalArgumentException if there are none, or if their batch norm has not one mode
     */
    public Ensemble(String name, List<? extends FewShotLearner> members) {
        this(name, members, Distortion.NONE, 1, 0);
    }

    private Ensemble(String name, List<? extends FewShotLearner> members, Distortion distortion, int views, long seed) {
        if (members.isEmpty() || members.stream().map(FewShotLearner::batchNorm).distinct().count() > 1) {
            throw new IllegalArgumentException("Ensemble: " + name + " of " + members + "; there must be at least one, and all must answer in"
                    + " one mode of batch norm");
        }
        if (views < 1) {
            throw new IllegalArgumentException("Ensemble: " + name + " with " + views + " views of a task; there must be at least 1");
        }
        this.name = name;
        this.members = List.copyOf(members);
        this.distortion = distortion;
        this.views = views;
        this.seed = seed;
    }

    /**
     * The same, each asked about as many views of a task of images: the first as it is, the others with each image distorted by
     * an amount of its own, so that no view tells which query goes with which support image.
     *
     * @param count at least 1
     * @param seed fixes the amounts, the same for each task
     */
    public Ensemble withViews(Distortion how, int count, long seed) {
        return new Ensemble(name, members, how, count, seed);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public NDArray logits(NDManager manager, Episode episode) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Episode> seen = new ArrayList<>(List.of(episode));
        for (int view = 1; view < views; view++) {
            seen.add(episode.with(examples -> distortion.of(examples, random)));
        }
        return together(manager, seen.stream().flatMap(each -> members.stream().map(member -> member.logits(manager, each))).toList());
    }

    /**
     * What several answers to the same queries say together.
     *
     * @param scores {@code [queries, way]} each, at least one
     * @return the logarithm of the mean of their probabilities, owned by {@code manager} if they are
     */
    public static NDArray together(NDManager manager, List<NDArray> scores) {
        return together(manager, scores, scores.stream().mapToDouble(each -> 1.0 / scores.size()).toArray());
    }

    /**
     * The same where some count more than others.
     *
     * @param shares of each answer in the mean; they add up to 1
     */
    public static NDArray together(NDManager manager, List<NDArray> scores, double[] shares) {
        return IntStream.range(0, shares.length).mapToObj(i -> scores.get(i).softmax(1).mul(Scalar.of(manager, shares[i])))
                .reduce(NDArray::add).orElseThrow().log();
    }

    @Override
    public boolean concurrent() {
        return members.stream().allMatch(FewShotLearner::concurrent);
    }

    @Override
    public Optional<BatchNormMode> batchNorm() {
        return members.get(0).batchNorm();
    }

    @Override
    public Device device() {
        return members.get(0).device();
    }

    @Override
    public String toString() {
        return name + ", " + members.size() + " learners" + (views == 1 ? "" : " and " + views + " views of each task");
    }
}
