package fewshot.method.memory;

import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * Brings each feature of an embedding to mean 0 and variance 1: {@code (feature − mean) / deviation}.
 *
 * @param mean of each feature
 * @param deviation of each feature, above 0
 */
record Standardisation(double[] mean, double[] deviation) {
    /**
     * That of some embeddings. A feature that is the same in all of them becomes 0.
     *
     * @param rows one embedding after the other
     * @param features numbers in each
     */
    static Standardisation of(float[] rows, int features) {
        double[] mean = new double[features];
        double[] deviation = new double[features];
        for (int j = 0; j < features; j++) {
            StandardDeviation spread = new StandardDeviation(false);
            Mean middle = new Mean();
            for (int i = j; i < rows.length; i += features) {
                spread.increment(rows[i]);
                middle.increment(rows[i]);
            }
            mean[j] = middle.getResult();
            deviation[j] = spread.getResult() > 0 ? spread.getResult() : 1;
        }
        return new Standardisation(mean, deviation);
    }

    /** Changes an embedding in place. */
    void apply(float[] embedding) {
        for (int j = 0; j < embedding.length; j++) {
            embedding[j] = (float) ((embedding[j] - mean[j]) / deviation[j]);
        }
    }
}
