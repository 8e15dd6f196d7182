package fewshot.compare;

import fewshot.data.Split;
import fewshot.episode.EpisodeSampler;
import fewshot.train.Profile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/**
 * What a comparison is made with.
 *
 * @param profile how long it may take
 * @param filters in each block of the networks
 * @param seconds the budget of each training, in seconds of one processor core
 * @param seeds each fixes the initial weights and the training episodes of one training of each method
 * @param episodes how many test episodes of each kind there are, by their number of classes
 * @param shots the numbers of support examples a class that are tested
 * @param queries query examples a class in each test episode
 * @param testSeed fixes the test episodes
 * @param folder where the networks lie, and what was measured of them
 */
public record Settings(Profile profile, int filters, double seconds, List<Long> seeds, SortedMap<Integer, Integer> episodes, List<Integer> shots,
        int queries, long testSeed, Path folder) {
    /** Seeds of a method with networks for one large number of classes. */
    private static final int SEEDS_OF_MANY_WAYS = 3;

    /** The contest that these are for, with the first seed and the plan that lies in the folder. */
    public Contest contest(Split split) {
        return contest(split, seeds.get(0));
    }

    /** The same with another seed. */
    Contest contest(Split split, long seed) {
        try {
            return new Contest(split, filters, seconds, seed, Contest.ALL, Plan.read(plan()));
        } catch (IOException e) {
            throw new UncheckedIOException("Settings: the plan in " + plan() + " cannot be read", e);
        }
    }

    /** Where the plan lies. */
    Path plan() {
        return folder.resolve("plan");
    }

    /** The seeds of networks for so many classes, 0 for any. */
    public List<Long> seeds(int way) {
        return way > 5 ? seeds.subList(0, Math.min(SEEDS_OF_MANY_WAYS, seeds.size())) : seeds;
    }

    /** The numbers of classes that are tested. */
    public List<Integer> ways() {
        return List.copyOf(episodes.keySet());
    }

    /** The episodes that all are tested on. */
    public EpisodeSampler test(Split split, int way, int shot) {
        return new EpisodeSampler(split.test(), way, shot, queries, testSeed);
    }

    /** Where the networks of a seed lie. */
    public Path folder(long seed) {
        return folder.resolve("seed-" + seed);
    }

    /** A method with its networks of the first seed; see {@link #trained(Split, String, int, long)}. */
    public Contestant trained(Split split, String method, int way) throws IOException {
        return trained(split, method, way, seeds.get(0));
    }

    /**
     * A method with its networks of a seed, as {@code make models} left them, ready to answer.
     *
     * @param split what they were trained on
     * @param way the number of classes; not looked at for a method that tells any number apart
     * @return the caller's to close
     * @throws IOException if they are not there
     */
    public Contestant trained(Split split, String method, int way, long seed) throws IOException {
        Contest contest = contest(split, seed);
        Contestant contestant = contest.contestant(method, way);
        try {
            return contestant.load(folder(seed));
        } catch (IOException | RuntimeException e) {
            contestant.close();
            throw e;
        }
    }

    /** The file with what was measured of a method's networks of a seed for a number of classes, 0 for any. */
    public Path measured(String method, int way, long seed) {
        return folder(seed).resolve(Contestant.plain(method, way) + ".measured");
    }

    /** The file of version 0.1, of one seed, in the folder itself. */
    public Path measured(String method, int way) {
        return folder.resolve(Contestant.plain(method, way) + ".measured");
    }

    /** Which episodes {@link #test} draws, in words that a file can keep. */
    String source(Split split, int way, int shot) {
        return String.format(Locale.ROOT, "%s, %s, %d-way %d-shot, %d queries a class, seed %d",
                split.test().name(), split.name(), way, shot, queries, testSeed);
    }
}
