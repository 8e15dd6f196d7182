package fewshot.evaluate;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Which queries a table of scores gets right. The scores are row-major, a row a query, a column a class. */
final class Hits {
    private Hits() {}

    /**
     * The share of the queries that are right. Strangers, whose label is negative, are left out: no class is right for them.
     *
     * @throws IllegalArgumentException if there are strangers only
     */
    static double mean(float[] scores, int[] labels, int way) {
        return IntStream.range(0, labels.length).filter(q -> labels[q] >= 0).mapToDouble(q -> of(scores, q, labels[q], way)).average()
                .orElseThrow(() -> new IllegalArgumentException("Evaluator: of the " + labels.length
                        + " queries of an episode none is of one of its classes; an accuracy needs at least one"));
    }

    /** 1 where the label's score is the highest of row q, its share where the highest is shared, else 0. */
    static double of(float[] scores, int q, int label, int way) {
        if (label >= way) {
            throw new IllegalArgumentException("Evaluator: query " + q + " has the label " + label + ", but there are " + way + " classes");
        }
        double[] row = IntStream.range(q * way, (q + 1) * way).mapToDouble(i -> scores[i]).toArray();
        for (int k = 0; k < way; k++) {
            if (Double.isNaN(row[k])) {
                throw new ArithmeticException("Evaluator: the score of query " + q + " for class " + k + " is NaN");
            }
        }
        return of(row, label);
    }

    /** The same for one row of numbers. */
    static double of(double[] row, int label) {
        boolean higher = Arrays.stream(row).anyMatch(score -> score > row[label]);
        return higher ? 0 : 1.0 / Arrays.stream(row).filter(score -> score == row[label]).count();
    }
}
