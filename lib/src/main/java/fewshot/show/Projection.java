package fewshot.show;

import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.stat.correlation.Covariance;

/**
 * A page on which points of many dimensions can be drawn: the plane of the first two principal axes of some points, which carries as
 * much of their spread as any plane can. What is apart on the page is apart; what overlaps there may still be apart.
 */
public final class Projection {
    private final RealMatrix axes;

    private Projection(RealMatrix axes) {
        this.axes = axes;
    }

    /**
     * The plane of some points.
     *
     * @param points {@code [points][dimensions]}, at least two of each
     */
    public static Projection of(double[][] points) {
        RealMatrix vectors = new EigenDecomposition(new Covariance(points).getCovarianceMatrix()).getV(); // by falling eigenvalue
        return new Projection(vectors.getSubMatrix(0, vectors.getRowDimension() - 1, 0, 1));
    }

    /**
     * Where points fall on the page.
     *
     * @param points {@code [points][dimensions]}, at least one
     * @return x of each and then y of each
     */
    public double[][] onPage(double[][] points) {
        RealMatrix page = MatrixUtils.createRealMatrix(points).multiply(axes);
        return new double[][] {page.getColumn(0), page.getColumn(1)};
    }
}
