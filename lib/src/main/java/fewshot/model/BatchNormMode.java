package fewshot.model;

/**
 * Where batch normalisation takes its mean and variance from (Ioffe and Szegedy 2015).
 *
 * <p>The choice decides what a few-shot figure means. With the statistics of the query batch the queries of an episode
 * help each other, which no learner that answers one question at a time can do; results of the two kinds do not compare.
 */
public enum BatchNormMode {
    /** The batch's own statistics, which are also added to the running ones, and dropout where there is any: for training only. */
    TRAINING(""),
    /** The running statistics gathered in training: each query is answered as if it were alone. */
    INDUCTIVE("inductive"),
    /** The statistics of all images of the episode together; the running ones are neither read nor changed. */
    TRANSDUCTIVE("transductive");

    private final String label;

    BatchNormMode(String label) {
        this.label = label;
    }

    /** The word for the {@code batchnorm} column of a results file. */
    public String label() {
        return label;
    }
}
