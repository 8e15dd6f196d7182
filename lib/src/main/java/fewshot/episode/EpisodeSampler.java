package fewshot.episode;

import fewshot.data.ImageSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Draws n-way k-shot episodes from a set of images: {@code way} classes without replacement, and from each of them
 * {@code shot + queries} images without replacement, so that no image is ever in both the support and the query set.
 *
 * <p>Episode number {@code i} depends on the seed and on {@code i} alone: two samplers with one seed give the same
 * episodes, which is what a paired comparison needs, and a run that was stopped goes on where it was. Not safe for use
 * from several threads, except {@link #episode} and {@link #batch}.
 */
public final class EpisodeSampler {
    private final ImageSet data;
    private final int way;
    private final int shot;
    private final int queries;
    private final long seed;
    private final long stream;
    private long drawn;

    /**
     * A sampler that can serve every episode it promises.
     *
     * @throws IllegalArgumentException if there are too few classes, or too few images in any class
     */
    public EpisodeSampler(ImageSet data, int way, int shot, int queries, long seed) {
        String request = "EpisodeSampler: " + way + "-way " + shot + "-shot " + queries + "-query";
        if (way < 2 || shot < 1 || queries < 1) {
            throw new IllegalArgumentException(request + " is no task; way must be at least 2, shot and query at least 1");
        }
        Draws.requireEnough(data, way, shot + queries, request + " needs");
        this.data = data;
        this.way = way;
        this.shot = shot;
        this.queries = queries;
        this.seed = seed;
        this.stream = new SplittableRandom(seed).nextLong();
    }

    /** The next episode. */
    public Episode next() {
        return episode(drawn++);
    }

    /** The next {@code count} episodes. */
    public List<Episode> next(int count) {
        return IntStream.range(0, count).mapToObj(i -> next()).toList();
    }

    /** Episode number {@code index} of this seed, whatever was drawn before. */
    public Episode episode(long index) {
        SplittableRandom random = new SplittableRandom(stream + index);
        int[] classes = Draws.distinct(random, data.classes(), way);
        int[][] support = new int[way][shot];
        int[][] query = new int[way][queries];
        for (int c = 0; c < way; c++) {
            int[] images = Draws.distinct(random, data.images(classes[c]), shot + queries);
            System.arraycopy(images, 0, support[c], 0, shot);
            System.arraycopy(images, shot, query[c], 0, queries);
        }
        return Episode.of(data, classes, support, query);
    }

    /** Batch number {@code index} of {@code count} episodes: those that {@link #next(int)} gives when it is called again and again. */
    public List<Episode> batch(long index, int count) {
        return IntStream.range(0, count).mapToObj(i -> episode(index * count + i)).toList();
    }

    /** The images that episodes are drawn from. */
    public ImageSet data() {
        return data;
    }

    /** Classes in an episode. */
    public int way() {
        return way;
    }

    /** Support images a class. */
    public int shot() {
        return shot;
    }

    /** Query images a class. */
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

    @Override
    public String toString() {
        return way + "-way " + shot + "-shot, " + queries + " queries a class, from " + data;
    }
}
