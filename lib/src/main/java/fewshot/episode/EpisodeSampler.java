package fewshot.episode;

import fewshot.data.Distortion;
import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import fewshot.state.Stop;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws n-way k-shot episodes from a labelled set: {@code way} classes without replacement, and from each of them
 * {@code shot + queries} examples without replacement, so that no example is ever in both the support and the query set.
 * Ways and shots may also vary from episode to episode ({@link #varying}), or from class to class ({@link #uneven}), and
 * examples of other classes may be among the queries ({@link #withStrangers}).
 *
 * <p>Episode number {@code i} depends on the seed and on {@code i} alone: two samplers with one seed give the same
 * episodes, which is what a paired comparison needs, and a run that was stopped goes on where it was. Not safe for use
 * from several threads, except {@link #episode} and {@link #batch}.
 */
public final class EpisodeSampler {
    /** From the one to the other, each equally likely. */
    private record Range(int least, int most) {
        int draw(SplittableRandom random) {
            return least == most ? least : least + random.nextInt(most - least + 1);
        }

        @Override
        public String toString() {
            return least == most ? Integer.toString(least) : least + " to " + most;
        }
    }

    private final ExampleSet data;
    private final Range ways;
    private final Range shots;
    private final int[] ratio;
    private final int queries;
    private final int strangers; // classes
    private final Distortion distortion;
    private final long seed;
    private final long stream;
    private long drawn;

    /**
     * A sampler that can serve every episode it promises.
     *
     * @throws IllegalArgumentException if there are too few classes, or too few examples in any class
     */
    public EpisodeSampler(ExampleSet data, int way, int shot, int queries, long seed) {
        this(data, new Range(way, way), new Range(shot, shot), new int[] {1}, queries, 0, Distortion.NONE, seed);
    }

    private EpisodeSampler(ExampleSet data, Range ways, Range shots, int[] ratio, int queries, int strangers, Distortion distortion,
            long seed) {
        String request = "EpisodeSampler: " + ways + "-way " + shots + "-shot " + queries + "-query"
                + (ratio.length == 1 ? "" : " with shots as " + ratio(ratio)) + strangers(strangers);
        int most = Arrays.stream(ratio).max().orElse(0);
        if (ways.least < 2 || shots.least < 1 || queries < 0 || strangers < 0 || ways.most < ways.least || shots.most < shots.least
                || Arrays.stream(ratio).anyMatch(part -> part < 1) || most < 1) {
            throw new IllegalArgumentException(request + " is no task; way must be at least 2, shot at least 1, queries and strangers at least 0,"
                    + " each part of a ratio at least 1, and the least no more than the most");
        }
        Draws.requireEnough(data, ways.most + strangers, Math.multiplyExact(shots.most, most) + queries, request + " needs");
        this.data = data;
        this.ways = ways;
        this.shots = shots;
        this.ratio = ratio;
        this.queries = queries;
        this.strangers = strangers;
        this.distortion = distortion;
        this.seed = seed;
        this.stream = new SplittableRandom(seed).nextLong();
    }

    /**
     * The same, but each episode draws its own number of classes and of shots, every one within the bounds equally likely.
     *
     * @throws IllegalArgumentException if there are too few classes or examples for the most
     */
    public EpisodeSampler varying(int leastWay, int mostWay, int leastShot, int mostShot) {
        return new EpisodeSampler(data, new Range(leastWay, mostWay), new Range(leastShot, mostShot), ratio, queries, strangers, distortion, seed);
    }

    /**
     * The same, but with shots that differ from class to class: {@code uneven(1, 1, 5)} gives one class in three five times
     * as many as each of the others. Which class it is, is drawn anew in each episode; queries stay even.
     *
     * @param parts how the shots of the classes go together, in turn, each at least 1
     * @throws IllegalArgumentException if there are too few examples for the largest part
     */
    public EpisodeSampler uneven(int... parts) {
        return new EpisodeSampler(data, ways, shots, parts.clone(), queries, strangers, distortion, seed);
    }

    /**
     * The same episodes, to which strangers put questions too: each draws so many more classes, which have no support, and as
     * many queries of each as of its own classes. They come last and have the label {@link Episode#STRANGER}.
     *
     * @param classes of strangers in each episode, at least 0
     * @throws IllegalArgumentException if there are too few classes for them
     */
    public EpisodeSampler withStrangers(int classes) {
        return new EpisodeSampler(data, ways, shots, ratio, queries, classes, distortion, seed);
    }

    /** The same episodes of images, each of which is distorted by an amount of its own. */
    public EpisodeSampler distorted(Distortion distortion) {
        return new EpisodeSampler(data, ways, shots, ratio, queries, strangers, distortion, seed);
    }

    private static String strangers(int classes) {
        return classes == 0 ? "" : " with strangers of " + classes + " other classes";
    }

    private static String ratio(int[] parts) {
        return String.join(" : ", Arrays.stream(parts).mapToObj(Integer::toString).toList());
    }

    /** The next episode. */
    public Episode next() {
        Episode next = episode(drawn);
        drawn++;
        return next;
    }

    /** The next {@code count} episodes. */
    public List<Episode> next(int count) {
        return IntStream.range(0, count).mapToObj(i -> next()).toList();
    }

    /** Episode number {@code index} of this seed, whatever was drawn before. */
    public Episode episode(long index) {
        Stop.before("a draw");
        SplittableRandom random = new SplittableRandom(stream + index);
        int way = ways.draw(random);
        int shot = shots.draw(random);
        int[] classes = Draws.distinct(random, data.classes(), way);
        int[][] support = new int[way][];
        int[][] query = new int[way][];
        for (int c = 0; c < way; c++) {
            int own = shot * ratio[c % ratio.length];
            int[] chosen = Draws.distinct(random, data.count(classes[c]), own + queries);
            support[c] = Arrays.copyOf(chosen, own);
            query[c] = Arrays.copyOfRange(chosen, own, own + queries);
        }
        Episode episode = Episode.of(data, classes, support, query);
        Episode whole = strangers == 0 ? episode : episode.withStrangers(strangers(random, classes));
        return distortion.equals(Distortion.NONE) ? whole : whole.with(examples -> distortion.of(examples, random));
    }

    /** Drawn after all else, so that the episode is the one without them. */
    private Examples strangers(SplittableRandom random, int[] known) {
        int[] rest = IntStream.range(0, data.classes()).filter(c -> Arrays.stream(known).noneMatch(k -> k == c)).toArray();
        int[] classes = Arrays.stream(Draws.distinct(random, rest.length, strangers)).map(i -> rest[i]).toArray();
        return data.pick(classes, Arrays.stream(classes).mapToObj(c -> Draws.distinct(random, data.count(c), queries)).toArray(int[][]::new));
    }

    /** Batch number {@code index} of {@code count} episodes: those that {@link #next(int)} gives when it is called again and again. */
    public List<Episode> batch(long index, int count) {
        return IntStream.range(0, count).mapToObj(i -> episode(index * count + i)).toList();
    }

    /** What episodes are drawn from. */
    public ExampleSet data() {
        return data;
    }

    /** Classes in an episode; where it varies, the most. */
    public int way() {
        return ways.most;
    }

    /** Support examples a class; where it varies, the most, before any ratio. */
    public int shot() {
        return shots.most;
    }

    /** Queries a class. */
    public int queries() {
        return queries;
    }

    /** The seed that fixes every episode. */
    public long seed() {
        return seed;
    }

    /** How many episodes {@link #next()} has given so far. */
    public long drawn() {
        return drawn;
    }

    /** Which episodes these are, in words that those of no other seed, options or {@linkplain ExampleSet#source data} have. */
    public String source() {
        return "seed " + seed + ": " + task() + ", from " + data.source();
    }

    private String task() {
        return ways + "-way " + shots + "-shot" + (ratio.length == 1 ? "" : " times " + ratio(ratio)) + ", " + queries
                + " queries a class" + strangers(strangers) + (distortion.equals(Distortion.NONE) ? "" : ", each with a " + distortion);
    }

    @Override
    public String toString() {
        return task() + ", from " + data;
    }
}
