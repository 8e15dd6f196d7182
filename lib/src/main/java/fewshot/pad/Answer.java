package fewshot.pad;

/**
 * What one learner says of a drawing.
 *
 * @param method the learner's name
 * @param probabilities one a class; empty if it cannot answer
 * @param note why it cannot, or nothing
 */
public record Answer(String method, double[] probabilities, String note) {
    /** The likeliest class; −1 if there is no answer. */
    public int label() {
        int best = -1;
        for (int k = 0; k < probabilities.length; k++) {
            best = best < 0 || probabilities[k] > probabilities[best] ? k : best;
        }
        return best;
    }
}
