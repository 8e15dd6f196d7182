package fewshot.pad;

import fewshot.episode.Episode;
import java.util.Locale;

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

    /** Such as {@code Prototypical: class 1, with 98 %}, the classes counted from 0. */
    @Override
    public String toString() {
        return method + ": " + (label == Episode.STRANGER ? note : String.format(Locale.ROOT, "class %d, with %.0f %%", label, 100 * probabilities[label]));
    }
}
