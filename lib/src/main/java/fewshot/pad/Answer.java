package fewshot.pad;

import fewshot.episode.Episode;

/**
 * What one learner says of a drawing.
 *
 * @param method the learner's name
 * @param label the class; {@link Episode#STRANGER} if it is none of them, or there is no answer
 * @param probabilities one a class, as if it were one of them; empty if there is no answer
 * @param note why there is none, or that it is none of these, or nothing
 */
public record Answer(String method, int label, double[] probabilities, String note) {
    /** There is no answer, for a reason. */
    static Answer none(String method, String why) {
        return new Answer(method, Episode.STRANGER, new double[0], why);
    }
}
