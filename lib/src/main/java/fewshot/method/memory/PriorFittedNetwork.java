package fewshot.method.memory;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import fewshot.data.Examples;
import fewshot.episode.Episode;
import fewshot.episode.table.StandardisedTable;
import fewshot.gradient.GradientDescent;
import fewshot.gradient.Step;
import fewshot.method.Ensemble;
import fewshot.method.EpisodicLearner;
import fewshot.model.Network;
import fewshot.model.attention.InContextTransformer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * A prior-fitted network (Müller et al. 2022; Hollmann et al. 2023): a transformer that was trained on made-up tables alone and
 * answers a table that it has never seen in one pass, without changing a weight.
 *
 * <p>It is an {@link InContextLearner} whose examples are rows. What it is shown of a table is a <em>look</em> at it. A row's numbers
 * are standardised by the labelled rows of its own table, {@code (x − mean) / deviation}, and held between −{@value #LIMIT} and
 * {@value #LIMIT}. Then columns that say nearly the same are told apart: with {@code Σ} the second moments of the labelled rows,
 * {@code L Lᵀ = Σ + λ I}, a row becomes {@code L⁻¹ x}; a small λ makes what the columns differ in as loud as what they share, a large
 * one leaves the row as it is. At each look λ is another, with a logarithm drawn evenly: from {@code columns / labelled rows · e⁻³} to
 * {@value #LOUDEST}. Last, each of these numbers goes along a direction of its own in the network's {@code F}
 * places; the directions are perpendicular and drawn at random, so that no place can mean anything by itself. All is multiplied by one
 * number, so that the labelled rows' numbers have a mean square of 1.
 *
 * <p>Trained on the mean of {@code −log p(class | row, labelled rows)} over tables from the prior; the least that this loss
 * can be is that of the posterior predictive distribution under that prior (Müller et al. 2022, corollary 1.1). Asked, it looks at the
 * table several times, each time another look with other labels, and says the logarithm of a mean of its probabilities in which a look
 * counts the more, the better its λ foretells labelled rows that it is not shown: {@code exp(S / }{@value #CAUTION}{@code )}, where
 * {@code S} is the sum of {@code log p(class | row, other labelled rows)} over {@value #FOLDS} folds, as a parabola in {@code log λ} says
 * it. (That sum differs between looks of one λ too, by the directions and labels that were drawn; this is the network's own error, and a
 * look that was lucky in it should count no more than others.)
 *
 * <p>The network is shared, not owned: whoever made it closes it.
 */
public final class PriorFittedNetwork implements EpisodicLearner {
    private static final double LIMIT = 4;
    private static final double QUIETEST = Math.exp(-3); // times columns a labelled row
    private static final double LOUDEST = 20;
    private static final int FOLDS = 4;
    private static final double CAUTION = 3; // the folds share their rows, so they say less than as many new rows would

    private final InContextLearner learner;
    private final int places;
    private final int looks;

    private PriorFittedNetwork(Network reader, int looks, GradientDescent descent) {
        if (looks < 1) {
            throw new IllegalArgumentException("PriorFittedNetwork: " + looks + " looks at a table; there must be at least 1");
        }
        this.learner = InContextLearner.ofNumbers(reader, descent);
        this.places = InContextLearner.features(reader);
        this.looks = looks;
    }

    /**
     * A learner of tables.
     *
     * @param reader made by {@link InContextTransformer#network(InContextTransformer, long, long, Device)} for the most columns that a
     *     table may have
     * @param looks how often it looks at a table before it answers, at least 1
     * @param descent updates the reader; {@link GradientDescent#none} for a learner that only answers
     */
    public static PriorFittedNetwork of(Network reader, int looks, GradientDescent descent) {
        return new PriorFittedNetwork(reader, looks, descent);
    }

    @Override
    public String name() {
        return "Prior-fitted";
    }

    @Override
    public boolean concurrent() {
        return true;
    }

    @Override
    public Device device() {
        return learner.device();
    }

    /** The most columns that a table may have. */
    public int mostColumns() {
        return places;
    }

    /** The most classes that a table may have. */
    public int mostWays() {
        return learner.mostWays();
    }

    /** The mean of {@code −log p(right class)} over the queries and over the tables; a scalar of {@code manager}. */
    public NDArray loss(NDManager manager, List<Episode> batch) {
        return learner.loss(manager, batch.stream().map(table -> prepared(table, 0)).toList());
    }

    @Override
    public Step step(List<Episode> batch) {
        return learner.step(batch.stream().map(table -> prepared(table, 0)).toList());
    }

    @Override
    public NDArray logits(NDManager manager, Episode table) {
        double[] shares = shares(table);
        return Ensemble.together(manager, IntStream.range(0, looks).mapToObj(look -> learner.logits(manager, prepared(table, look))).toList(), shares);
    }

    /**
     * How much each look counts in the answer: in proportion to {@code exp(S / }{@value #CAUTION}{@code )}, adding up to 1. Looks count
     * alike where nothing can be foretold, because no class has two labelled rows.
     */
    public double[] shares(Episode table) {
        List<Episode> folds = looks == 1 ? List.of() : folds(table);
        Look[] all = IntStream.range(0, looks).mapToObj(number -> look(table, number)).toArray(Look[]::new);
        double[] foretold = parabola(Arrays.stream(all).mapToDouble(look -> Math.log(look.ridge())).toArray(),
                Arrays.stream(all).mapToDouble(look -> foretold(folds, look)).toArray());
        double most = Arrays.stream(foretold).max().orElseThrow();
        double[] weights = Arrays.stream(foretold).map(s -> Math.exp((s - most) / CAUTION)).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    /** What the parabola through some points, the nearest by least squares, has in the place of their {@code y}. */
    private static double[] parabola(double[] x, double[] y) {
        double[][] powers = Arrays.stream(x).mapToObj(u -> Arrays.copyOf(new double[] {1, u, u * u}, Math.min(3, x.length))).toArray(double[][]::new);
        RealMatrix matrix = new Array2DRowRealMatrix(powers, false);
        return matrix.operate(new QRDecomposition(matrix).getSolver().solve(new ArrayRealVector(y, false))).toArray();
    }

    private double foretold(List<Episode> folds, Look look) {
        try (NDManager manager = NDManager.newBaseManager(device())) {
            return -folds.stream().mapToDouble(fold -> fold.query().size() * (double) learner.loss(manager, List.of(prepared(fold, look))).getFloat()).sum();
        }
    }

    /**
     * The labelled rows dealt into folds, the rows of each class evenly, each fold asked of the others; the same for the same rows in
     * whatever order and with whatever numbers for the classes. A class's only row is asked in none.
     */
    private static List<Episode> folds(Episode table) {
        Examples support = table.support();
        int[] fold = new int[support.size()];
        for (int k = 0; k < table.way(); k++) {
            int own = k;
            int[] rows = IntStream.range(0, support.size()).filter(i -> table.supportLabels()[i] == own).boxed()
                    .sorted(Comparator.comparingInt(i -> support.raw(i).hashCode())).mapToInt(i -> i).toArray();
            int first = IntStream.of(rows).map(i -> support.raw(i).hashCode()).sum() & Integer.MAX_VALUE;
            for (int j = 0; j < rows.length; j++) {
                fold[rows[j]] = rows.length == 1 ? FOLDS : (first % FOLDS + j) % FOLDS;
            }
        }
        return IntStream.range(0, FOLDS).filter(f -> IntStream.of(fold).anyMatch(of -> of == f)).mapToObj(f -> {
            int[] known = IntStream.range(0, fold.length).filter(i -> fold[i] != f).toArray();
            int[] asked = IntStream.range(0, fold.length).filter(i -> fold[i] == f).toArray();
            return new Episode(support.pick(known), labels(table, known), support.pick(asked), labels(table, asked), table.classNames());
        }).toList();
    }

    private static int[] labels(Episode table, int[] rows) {
        return IntStream.of(rows).map(i -> table.supportLabels()[i]).toArray();
    }

    /**
     * The scores of one look with the labels dealt out as is said.
     *
     * @param dealt for each class a label of its own, 0 to {@link #mostWays()} − 1
     * @return {@code [queries, way]}, owned by {@code manager}
     */
    public NDArray logits(NDManager manager, Episode table, int[] dealt) {
        return learner.logits(manager, prepared(table, 0), dealt);
    }

    /**
     * How much each row looks at each other at the first look, labelled rows and then those that are asked about; rows add up to 1.
     *
     * @return layer by layer {@code [heads, n, n]}, owned by {@code manager}
     */
    public List<NDArray> attention(NDManager manager, Episode table) {
        return learner.attention(manager, prepared(table, 0));
    }

    /**
     * The table as the network reads it.
     *
     * @param look another number, another look
     * @throws IllegalArgumentException if it has more columns than there are places
     */
    public Episode prepared(Episode table, int look) {
        return prepared(table, look(table, look));
    }

    /** What is drawn for a look. */
    record Look(double ridge, long directions) {}

    static Look look(Episode table, int number) {
        SplittableRandom random = new SplittableRandom(name(table) + number);
        double low = QUIETEST * table.support().length() / table.support().size();
        double high = Math.max(LOUDEST, Math.E * low);
        return new Look(Math.exp(random.nextDouble(Math.log(low), Math.log(high))), random.nextLong());
    }

    private Episode prepared(Episode table, Look look) {
        return prepared(table, look.ridge(), look.directions());
    }

    /**
     * The same at a look that is said.
     *
     * @param ridge λ, above 0
     * @param directions fixes these
     * @throws IllegalArgumentException if the table has more columns than there are places, or λ is not above 0
     */
    public Episode prepared(Episode table, double ridge, long directions) {
        int columns = table.support().length();
        if (columns > places || !(ridge > 0)) {
            throw new IllegalArgumentException("PriorFittedNetwork: a table of " + columns + " columns at a ridge of " + ridge
                    + ", but the network has places for " + places + "; leave some out, or make it for more, and keep the ridge above 0");
        }
        Episode standard = StandardisedTable.of(table);
        RealMatrix labelled = held(standard.support());
        RealMatrix map = directions(directions, columns).multiply(whitening(labelled, ridge)).transpose();
        RealMatrix known = labelled.multiply(map);
        double length = known.getFrobeniusNorm();
        double scale = length > 0 ? Math.sqrt((double) labelled.getRowDimension() * places) / length : 1;
        Examples asked = table.query().size() == 0 ? Examples.floats(new float[0], places) : rows(held(standard.query()).multiply(map), scale);
        return new Episode(rows(known, scale), table.supportLabels(), asked, table.queryLabels(), table.classNames());
    }

    /** The same for the same labelled rows in whatever order. */
    private static long name(Episode table) {
        Examples support = table.support();
        return IntStream.range(0, support.size()).mapToLong(i -> support.raw(i).hashCode()).sum();
    }

    private static RealMatrix held(Examples rows) {
        double[][] x = new double[rows.size()][rows.length()];
        float[] numbers = rows.floats();
        for (int i = 0; i < numbers.length; i++) {
            x[i / rows.length()][i % rows.length()] = Math.max(-LIMIT, Math.min(LIMIT, numbers[i]));
        }
        return new Array2DRowRealMatrix(x, false);
    }

    /** {@code L⁻¹} with {@code L Lᵀ = Σ + λ I}. */
    private static RealMatrix whitening(RealMatrix labelled, double ridge) {
        RealMatrix moments = labelled.transpose().multiply(labelled).scalarMultiply(1.0 / labelled.getRowDimension());
        RealMatrix identity = MatrixUtils.createRealIdentityMatrix(moments.getRowDimension());
        return MatrixUtils.inverse(new CholeskyDecomposition(moments.add(identity.scalarMultiply(ridge))).getL());
    }

    /** So many directions in the places, perpendicular, of length 1, drawn at random: {@code [places, directions]}. */
    private RealMatrix directions(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] drawn = new double[places][count];
        for (double[] row : drawn) {
            Arrays.setAll(row, j -> random.nextGaussian());
        }
        return new QRDecomposition(new Array2DRowRealMatrix(drawn, false)).getQ().getSubMatrix(0, places - 1, 0, count - 1);
    }

    private static Examples rows(RealMatrix rows, double scale) {
        int length = rows.getColumnDimension();
        float[] x = new float[rows.getRowDimension() * length];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (scale * rows.getEntry(i / length, i % length));
        }
        return Examples.floats(x, length);
    }

    @Override
    public String toString() {
        return name() + ", " + learner + ", " + looks + " looks";
    }
}
