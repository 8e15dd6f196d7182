package fewshot.show;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.correlation.Covariance;

/**
 * Points of many dimensions on a page: along the two axes on which a cloud of them spreads most (principal component analysis:
 * the eigenvectors of its covariance with the two largest eigenvalues).
 */
public final class Projection {
    private final RealMatrix axes;

    private Projection(RealMatrix axes) {
        this.axes = axes;
    }

    /**
     * The axes of a cloud.
     *
     * @param cloud {@code [points][dimensions]}, two dimensions or more
     */
    public static Projection of(double[][] cloud) {
        RealMatrix all = new EigenDecomposition(new Covariance(cloud).getCovarianceMatrix()).getV();
        return new Projection(all.getSubMatrix(0, cloud[0].length - 1, 0, 1));
    }

    /** Where some points lie on the two axes, {@code [points][2]}. */
    public double[][] apply(double[][] points) {
        return MatrixUtils.createRealMatrix(points).multiply(axes).getData();
    }

    /**
     * Points that have names, such as tasks or words, along the axes of them all.
     *
     * @param points each {@code [dimensions]}, by name; three points or more
     */
    public static Chart chart(String title, Map<String, double[]> points) {
        double[][] all = points.values().toArray(double[][]::new);
        double[][] places = of(all).apply(all);
        Chart chart = Chart.of(title, "first principal axis", "second principal axis");
        int next = 0;
        for (String name : points.keySet()) {
            double[] place = places[next++];
            chart.points(name, new double[] {place[0]}, new double[] {place[1]});
        }
        return chart;
    }

    /**
     * Classes of points and their prototypes, along the axes of all the points.
     *
     * @param byClass {@code [class][points][dimensions]}
     * @param prototypes {@code [class][dimensions]}
     */
    public static Chart chart(String title, double[][][] byClass, double[][] prototypes) {
        Projection shadow = of(Arrays.stream(byClass).flatMap(Arrays::stream).toArray(double[][]::new));
        Chart chart = Chart.of(title, "first principal axis", "second principal axis");
        for (int k = 0; k < byClass.length; k++) {
            double[][] points = shadow.apply(byClass[k]);
            chart.points("class " + (k + 1), column(points, 0), column(points, 1));
        }
        double[][] centres = shadow.apply(prototypes);
        return chart.points("prototypes", column(centres, 0), column(centres, 1));
    }

    private static double[] column(double[][] points, int d) {
        return IntStream.range(0, points.length).mapToDouble(i -> points[i][d]).toArray();
    }

    @Override
    public String toString() {
        return "projection of " + axes.getRowDimension() + " dimensions on two principal axes";
    }
}
