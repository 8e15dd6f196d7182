package fewshot.compare;

import fewshot.data.Split;
import fewshot.episode.EpisodeSampler;
import fewshot.train.Profile;
import java.nio.file.Path;
import java.util.List;

/**
 * What a comparison is made with.
 *
 * @param profile how long it may take
 * @param filters in each block of the networks
 * @param share of each method's steps, 1 for all
 * @param seed fixes the initial weights and the training episodes
 * @param ways the numbers of classes that are tested
 * @param shots the numbers of support examples a class that are tested
 * @param queries query examples a class in each test episode
 * @param episodes how many test episodes of each kind
 * @param testSeed fixes the test episodes
 * @param folder where the networks lie, and what was measured of them
 */
public record Settings(Profile profile, int filters, double share, long seed, List<Integer> ways, List<Integer> shots, int queries,
        int episodes, long testSeed, Path folder) {

    /** The contest that these are for. */
    public Contest contest(Split split) {
        return new Contest(split, filters, share, seed);
    }

    /** The episodes that all are tested on. */
    public EpisodeSampler test(Split split, int way, int shot) {
        return new EpisodeSampler(split.test(), way, shot, queries, testSeed);
    }

    /** The file with what was measured of a method's networks for a number of classes, 0 for any. */
    public Path measured(String method, int way) {
        return folder.resolve(Contestant.plain(method, way) + ".measured");
    }

    /** Which episodes {@link #test} draws, in words that a file can keep. */
    String source(Split split, int way, int shot) {
        return "%s, %s, %d-way %d-shot, %d queries a class, seed %d".formatted(
                split.test().name(), split.name(), way, shot, queries, testSeed);
    }
}
