package fewshot.episode.table;

import fewshot.data.Examples;
import fewshot.episode.Episode;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A table whose columns have mean 0 and variance 1 over its labelled rows: {@code (x − mean) / deviation}. The rows that are asked about
 * have no say in it. A column that is the same in all labelled rows becomes {@code x − mean}.
 */
public final class StandardisedTable {
    private StandardisedTable() {}

    /** The standardised table. */
    public static Episode of(Episode table) {
        int columns = table.support().length();
        float[] labelled = table.support().floats();
        double[] mean = new double[columns];
        double[] deviation = new double[columns];
        for (int j = 0; j < columns; j++) {
            int column = j;
            double[] x = IntStream.range(0, table.support().size()).mapToDouble(i -> labelled[i * columns + column]).toArray();
            mean[j] = StatUtils.mean(x);
            double spread = Math.sqrt(StatUtils.populationVariance(x));
            deviation[j] = spread > 0 ? spread : 1;
        }
        return new Episode(rows(table.support(), mean, deviation), table.supportLabels(), rows(table.query(), mean, deviation),
                table.queryLabels(), table.classNames());
    }

    private static Examples rows(Examples rows, double[] mean, double[] deviation) {
        float[] x = Arrays.copyOf(rows.floats(), rows.size() * mean.length);
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) ((x[i] - mean[i % mean.length]) / deviation[i % mean.length]);
        }
        return Examples.floats(x, mean.length);
    }
}
