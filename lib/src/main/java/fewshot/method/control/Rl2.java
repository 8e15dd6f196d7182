package fewshot.method.control;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import fewshot.episode.control.Bandit;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Recording;
import fewshot.gradient.Step;
import fewshot.model.BatchNormMode;
import fewshot.model.Network;
import fewshot.model.Scalar;
import fewshot.model.sequence.Gru;
import fewshot.state.Stop;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * RL² (Duan et al. 2016; Wang et al. 2016, "learning to reinforcement learn"): a recurrent network reads which arm it has pulled and
 * whether that paid, and says how likely it pulls each arm next. What it learns of a machine is its state; no weight changes.
 *
 * <p>At pull t it sees {@code [e(a_{t−1}), r_{t−1}]}, a 1 at the arm before and whether it paid, at the first pull zeros, and answers with
 * the scores of the arms; their softmax is π. Trained by policy gradient (Williams 1992): a machine is played several times, each time
 * with luck of its own, and with {@code p(a)} how often an arm pays and {@code G = Σ_{s>t} γ^{s−t−1} p(a_s)} what comes behind a pull, the
 * loss of a play is
 *
 * <pre>{@code −Σ_t [ Σ_a π_t(a) p(a) + γ (G_t − mean of G_t over the machine's other plays) log π_t(a_t) + β H(π_t) ]}</pre>
 *
 * <p>The first term's gradient is exactly that of the pull's own reward, the second's on average that of the later ones, and H is the
 * entropy, with a small weight. <b>Training uses that the probabilities are known</b>, in the place of what was paid: the mean of the
 * gradient is the same, and its spread much smaller. The paper's learner has only the payments, a learned baseline and TRPO. When it plays
 * it is told nothing but the payments.
 *
 * <p>The network is the caller's to close.
 */
public final class Rl2 {
    private final Network reader;
    private final int arms;
    private final int plays;
    private final GradientDescent descent;

    /**
     * A learner.
     *
     * @param reader made by {@link #reader}
     * @param plays of each machine in training, at least 2
     * @param descent updates the reader; {@link GradientDescent#none} for a learner that only plays
     * @throws IllegalArgumentException if the reader is another network, or a machine is played only once
     */
    public Rl2(Network reader, int plays, GradientDescent descent) {
        long answers = reader.output().get(reader.output().dimension() - 1);
        if (reader.input().get(reader.input().dimension() - 1) != answers + 1 || plays < 2) {
            throw new IllegalArgumentException("Rl2: " + plays + " plays of each machine by " + reader
                    + "; there must be at least 2, and a reader that sees one number more than there are arms");
        }
        this.reader = reader;
        this.arms = Math.toIntExact(answers);
        this.plays = plays;
        this.descent = GradientDescent.orNone(descent);
    }

    /** The suite's GRU for machines of so many arms, on DJL's default device. */
    public static Network reader(int arms, int size, long seed) {
        return Network.sequence(new Gru(size), arms + 1, arms, seed);
    }

    /**
     * What one step of training wants.
     *
     * @param pulls of each play
     * @param discount γ, 0 to 1: with 0 only the next pull counts
     * @param entropy β, at least 0
     */
    public record Lesson(int pulls, double discount, double entropy) {
        /** Checks the numbers. */
        public Lesson {
            if (pulls < 1 || !(discount >= 0 && discount <= 1) || !(entropy >= 0)) {
                throw new IllegalArgumentException("Rl2: " + pulls + " pulls, a discount of " + discount + " and an entropy of weight " + entropy
                        + "; there must be at least 1 pull, a discount from 0 to 1 and a weight of at least 0");
            }
        }
    }

    /** What was played: by pull and play, the arms, and what the reader saw, {@code [pulls, plays, arms + 1]}. */
    private record Played(int[][] arms, float[] seen) {}

    /**
     * One update.
     *
     * @param machines each is played several times
     * @param seed fixes the plays
     * @return with the mean regret of a play as its loss
     */
    public Step step(List<Bandit> machines, Lesson lesson, long seed) {
        Stop.before("a training step");
        descent.requireSome();
        SplittableRandom random = new SplittableRandom(seed);
        List<Bandit> each = machines.stream()
                .flatMap(m -> IntStream.range(0, plays).mapToObj(i -> m.withLuck(random.nextLong()))).toList();
        Played played = played(each, lesson.pulls, random.nextLong());
        double regret = IntStream.range(0, each.size()).mapToDouble(i -> each.get(i).regret(column(played.arms, i))).average()
                .orElseThrow();
        Step done = descent.minimise(List.of(played), (manager, p) -> loss(manager, each, p, lesson));
        return new Step(regret, done.gradientNorm());
    }

    /** The mean over plays and pulls. */
    private NDArray loss(NDManager manager, List<Bandit> each, Played played, Lesson lesson) {
        int all = each.size();
        Shape shape = new Shape(lesson.pulls, all, arms);
        float[] pays = new float[lesson.pulls * all * arms];
        float[] later = new float[pays.length];
        float[][] advantages = later(each, played.arms, lesson.discount);
        for (int t = 0; t < lesson.pulls; t++) {
            for (int i = 0; i < all; i++) {
                int place = (t * all + i) * arms;
                for (int a = 0; a < arms; a++) {
                    pays[place + a] = (float) each.get(i).probability(a);
                }
                later[place + played.arms[t][i]] = advantages[t][i];
            }
        }
        NDArray seen = manager.create(played.seen, new Shape(lesson.pulls, all, arms + 1));
        NDArray log = reader.read(seen, BatchNormMode.TRAINING).logSoftmax(2);
        NDArray now = manager.create(pays, shape).sub(log.mul(Scalar.of(manager, lesson.entropy)));
        NDArray gain = log.exp().mul(now).add(log.mul(manager.create(later, shape))).sum();
        return gain.div(Scalar.of(manager, -lesson.pulls * (double) all));
    }

    /** What comes behind each pull, discounted, less its mean over the other plays of the machine: {@code [pull][play]}. */
    float[][] later(List<Bandit> each, int[][] chosen, double discount) {
        float[][] later = new float[chosen.length][each.size()];
        double[] ahead = new double[each.size()];
        for (int t = chosen.length - 1; t >= 0; t--) {
            double[] sums = new double[each.size() / plays];
            for (int i = 0; i < ahead.length; i++) {
                sums[i / plays] += ahead[i];
            }
            for (int i = 0; i < ahead.length; i++) {
                later[t][i] = (float) (discount * (ahead[i] - (sums[i / plays] - ahead[i]) / (plays - 1)));
                ahead[i] = each.get(i).probability(chosen[t][i]) + discount * ahead[i];
            }
        }
        return later;
    }

    /**
     * Plays machines side by side, each once; it learns each of them alone.
     *
     * @param seed fixes what is drawn from π
     * @return by machine, the arms that were pulled
     */
    public int[][] play(List<Bandit> machines, int pulls, long seed) {
        int[][] arms = played(machines, pulls, seed).arms;
        return IntStream.range(0, machines.size()).mapToObj(i -> column(arms, i)).toArray(int[][]::new);
    }

    private static int[] column(int[][] arms, int i) {
        return IntStream.range(0, arms.length).map(t -> arms[t][i]).toArray();
    }

    private Played played(List<Bandit> machines, int pulls, long seed) {
        if (machines.isEmpty() || machines.stream().anyMatch(m -> m.arms() != arms)) {
            throw new IllegalArgumentException("Rl2: the machines have " + machines.stream().map(Bandit::arms).distinct().toList()
                    + " arms, but the reader was made for " + arms);
        }
        int all = machines.size();
        int width = arms + 1;
        SplittableRandom random = new SplittableRandom(seed);
        int[][] chosen = new int[pulls][all];
        float[] seen = new float[pulls * all * width];
        try (NDManager manager = reader.manager().newSubManager(); Recording none = Recording.off()) {
            NDList state = new NDList();
            for (int t = 0; t < pulls; t++) {
                Stop.before("a pull");
                float[] now = Arrays.copyOfRange(seen, t * all * width, (t + 1) * all * width);
                NDList read = reader.read(manager.create(now, new Shape(1, all, width)), state);
                state.close();
                state = read.subNDList(1);
                float[] likely = read.head().softmax(2).toFloatArray();
                read.head().close();
                for (int i = 0; i < all; i++) {
                    chosen[t][i] = draw(likely, i * arms, random.nextDouble());
                    if (t + 1 < pulls) {
                        int next = ((t + 1) * all + i) * width;
                        seen[next + chosen[t][i]] = 1;
                        seen[next + arms] = machines.get(i).pays(chosen[t][i], t) ? 1 : 0;
                    }
                }
            }
        }
        return new Played(chosen, seen);
    }

    /** The arm at which the sum of probabilities first exceeds a number from 0 to 1. */
    private int draw(float[] likely, int from, double number) {
        int arm = 0;
        for (double left = number - likely[from]; left >= 0 && arm < arms - 1; arm++) {
            left -= likely[from + arm + 1];
        }
        return arm;
    }

    @Override
    public String toString() {
        return "RL² on " + reader;
    }
}
