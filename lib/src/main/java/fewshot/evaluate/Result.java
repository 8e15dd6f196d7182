package fewshot.evaluate;

import fewshot.episode.EpisodeSampler;
import fewshot.method.FewShotLearner;
import fewshot.model.BatchNormMode;

/**
 * One line of a results file: what was measured, how, and on what.
 *
 * @param method the method, a variant after a comma, such as {@code Prototypical, cosine}
 * @param data {@code Omniglot}, {@code glyphs}, or the name of a folder
 * @param split {@code Vinyals}, {@code Lake}, …; empty if it does not apply
 * @param way classes in an episode
 * @param shot support images a class
 * @param batchnorm {@code inductive}, {@code transductive} or empty
 * @param metric {@code accuracy} or {@code error} in per cent, or another, named
 * @param value the mean
 * @param ci95 half of its 95 % confidence interval over the episodes
 * @param episodes over how many episodes
 * @param trainSeconds wall-clock time of training, 0 if nothing was trained
 * @param iterations training steps, 0 if nothing was trained
 * @param profile {@code smoke}, {@code tutorial} or {@code paper}
 * @param device what it ran on
 * @param seed the seed of training; that of the episodes if nothing was trained
 */
public record Result(
        String method, String data, String split, int way, int shot, String batchnorm, String metric, double value,
        double ci95, int episodes, double trainSeconds, long iterations, String profile, String device, long seed) {

    /** The accuracy of a learner that was not trained. */
    public static Result accuracy(FewShotLearner learner, EpisodeSampler sampler, Score score, String profile, String device) {
        return new Result(learner.name(), sampler.data().name(), sampler.data().split(), sampler.way(), sampler.shot(),
                learner.batchNorm().map(BatchNormMode::label).orElse(""), "accuracy", score.mean(), score.ci95(),
                score.episodes(), 0, 0, profile, device, sampler.seed());
    }

    /** The same with what training took. */
    public Result trained(double seconds, long iterations, long seed) {
        return new Result(method, data, split, way, shot, batchnorm, metric, value, ci95, episodes, seconds, iterations,
                profile, device, seed);
    }

    /** The same under another name, for a variant. */
    public Result named(String method) {
        return new Result(method, data, split, way, shot, batchnorm, metric, value, ci95, episodes, trainSeconds,
                iterations, profile, device, seed);
    }
}
