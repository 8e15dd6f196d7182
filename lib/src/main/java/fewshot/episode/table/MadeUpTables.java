package fewshot.episode.table;

import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import fewshot.episode.Draws;
import fewshot.episode.Episode;
import fewshot.state.Stop;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Draws made-up tables: a prior over what a table may be like (Müller et al. 2022, section 5; Hollmann et al. 2023, section 4), as
 * small as it can be. Table number {@code i} depends on the seed and on {@code i} alone.
 *
 * <p>A table begins with hidden causes, numbers that nobody sees. A {@link RandomNetwork} makes the columns of them, and some noise is
 * added; a column may be warped, rounded or nothing but noise. The class comes about in one of four ways, see {@link Origin}.
 *
 * <p>Class balance: each class has a share drawn evenly from 1 to 4 parts, and as many rows as its share says, to a row; no class has
 * fewer than one. In the support each class has at least one row; apart from that the rows are dealt out at random.
 */
public final class MadeUpTables {
    /** How the class of a row comes about. */
    public enum Origin {
        /** Causes come in one group for each class, far apart from the others: tables to begin with. */
        FAR_GROUPS,
        /** Causes come in one to three groups for each class: the class is there first, and the columns follow from it. */
        GROUPS,
        /** A random network of the causes scores the classes. */
        NETWORK,
        /** Random trees, which ask about the columns, score the classes. */
        TREES
    }

    /**
     * How large a table is.
     *
     * @param features columns, at least 1
     * @param classes at least 2
     * @param support labelled rows, at least as many as classes
     * @param queries rows to be asked about, at least 1
     */
    public record Size(int features, int classes, int support, int queries) {
        /** Checks that there can be such a table. */
        public Size {
            if (features < 1 || classes < 2 || support < classes || queries < 1) {
                throw new IllegalArgumentException("MadeUpTables: " + features + " columns, " + classes + " classes, " + support
                        + " labelled rows and " + queries + " queries; there must be at least 1 column, 2 classes, a labelled row"
                        + " for each of them and 1 query");
            }
        }
    }

    private static final int MOST_PARTS = 4;

    private final Origin[] origins;
    private final Size least;
    private final Size most;
    private final long seed;
    private final long stream;

    /**
     * Tables from one size to another, of all origins alike; of rows and columns small numbers are as likely as large ones, on a scale
     * of ratios.
     *
     * @param seed fixes every table
     */
    public MadeUpTables(Size least, Size most, long seed) {
        this(Origin.values(), least, most, seed);
    }

    private MadeUpTables(Origin[] origins, Size least, Size most, long seed) {
        if (least.features > most.features || least.classes > most.classes || least.support > most.support || least.queries > most.queries) {
            throw new IllegalArgumentException("MadeUpTables: tables from " + least + " to " + most + "; nothing of the least may be"
                    + " above the most");
        }
        if (origins.length == 0) {
            throw new IllegalArgumentException("MadeUpTables: tables of no origin; name at least one of " + Arrays.toString(Origin.values()));
        }
        this.origins = origins;
        this.least = least;
        this.most = most;
        this.seed = seed;
        this.stream = new SplittableRandom(seed).nextLong();
    }

    /** Tables of some origins only. */
    public MadeUpTables of(Origin... some) {
        return new MadeUpTables(some.clone(), least, most, seed);
    }

    /** The largest table. */
    public Size most() {
        return most;
    }

    /** Table number {@code index}. */
    public Episode episode(long index) {
        return batch(index, 1).get(0);
    }

    /** Batch number {@code index}: tables with as many classes, labelled rows and queries, so that a network reads them together. */
    public List<Episode> batch(long index, int count) {
        Stop.before("a draw");
        SplittableRandom random = new SplittableRandom(stream + index);
        int support = draw(random, least.support, most.support);
        int classes = random.nextInt(least.classes, Math.min(most.classes, support) + 1);
        int queries = draw(random, least.queries, most.queries);
        return Stream.generate(random::split).limit(count).map(own -> {
            return table(own, origins[own.nextInt(origins.length)], new Size(draw(own, least.features, most.features), classes, support, queries));
        }).toList();
    }

    private static int draw(SplittableRandom random, int least, int most) {
        return (int) (least * Math.pow((most + 1.0) / least, random.nextDouble()));
    }

    /** One table of an origin and a size, for a look at it. */
    public static Episode table(long seed, Origin origin, Size size) {
        return table(new SplittableRandom(seed), origin, size);
    }

    private static Episode table(SplittableRandom random, Origin origin, Size size) {
        ExampleSet rows = rows("made-up table", random, origin, size.features, size.classes, size.support + size.queries);
        return TableSplits.split(random, rows, size.support, size.queries);
    }

    /** All rows of a table, to be split as one likes. */
    public static ExampleSet rows(String name, long seed, Origin origin, int features, int classes, int rows) {
        new Size(features, classes, rows, 1);
        return rows(name, new SplittableRandom(seed), origin, features, classes, rows);
    }

    private static ExampleSet rows(String name, SplittableRandom random, Origin origin, int features, int classes, int rows) {
        int[] counts = counts(random, rows, classes);
        // Few rows tell little of a rule with many causes, and few columns little of many groups of them.
        boolean grouped = origin == Origin.FAR_GROUPS || origin == Origin.GROUPS;
        int causes = grouped ? draw(random, 2, Math.min(24, Math.max(2, features))) : draw(random, 1, 6);
        double[][] hidden = grouped ? groups(random, counts, causes, origin == Origin.FAR_GROUPS) : normal(random, rows, causes);
        double[][] columns = columns(random, hidden, features);
        int[] order = switch (origin) {
            case FAR_GROUPS, GROUPS -> IntStream.range(0, rows).toArray(); // class after class already
            case NETWORK -> dealt(random, each(hidden, new RandomNetwork(random, causes, classes)::of), counts);
            case TREES -> dealt(random, each(columns, new RandomTrees(random, columns, classes)::of), counts);
        };
        return set(name, columns, order, counts);
    }

    /** How many rows each class has. */
    static int[] counts(SplittableRandom random, int rows, int classes) {
        double[] parts = random.doubles(classes, 1, MOST_PARTS).toArray();
        double all = Arrays.stream(parts).sum();
        int[] counts = new int[classes];
        double sum = 0;
        int given = 0;
        for (int k = 0; k < classes; k++) {
            sum += parts[k];
            int left = classes - 1 - k; // each of those gets one at least
            counts[k] = Math.min(Math.max(1, (int) Math.round(rows * sum / all) - given), rows - given - left);
            given += counts[k];
        }
        return counts;
    }

    /** Causes, class after class, that come in one to three groups for each. */
    private static double[][] groups(SplittableRandom random, int[] counts, int causes, boolean far) {
        int groups = far || random.nextBoolean() ? 1 : random.nextInt(2, 4);
        double apart = Math.exp(far ? 2 : random.nextDouble(-0.3, 1.3)) * Math.sqrt(8.0 / causes); // two centres: 3 to 15, far ones 30, in deviations
        double[][] centres = normal(random, counts.length * groups, causes);
        double[][] hidden = normal(random, Arrays.stream(counts).sum(), causes);
        int row = 0;
        for (int k = 0; k < counts.length; k++) {
            for (int i = 0; i < counts[k]; i++, row++) {
                double[] centre = centres[k * groups + random.nextInt(groups)];
                for (int j = 0; j < causes; j++) {
                    hidden[row][j] += apart * centre[j];
                }
            }
        }
        return hidden;
    }

    private static double[][] normal(SplittableRandom random, int rows, int columns) {
        double[][] numbers = new double[rows][columns];
        for (double[] row : numbers) {
            Arrays.setAll(row, j -> random.nextGaussian());
        }
        return numbers;
    }

    private static double[][] each(double[][] rows, UnaryOperator<double[]> rule) {
        return Arrays.stream(rows).map(rule).toArray(double[][]::new);
    }

    /** What is seen of the causes. */
    private static double[][] columns(SplittableRandom random, double[][] hidden, int features) {
        double[][] columns = each(hidden, new RandomNetwork(random, hidden[0].length, features)::of);
        double noise = 0.5 * random.nextDouble() * random.nextDouble();
        double deaf = random.nextInt(4) > 0 ? 0 : random.nextDouble(0.5); // columns that know nothing of the causes
        for (int j = 0; j < features; j++) {
            int column = j;
            double[] x = Arrays.stream(columns).mapToDouble(row -> row[column]).toArray();
            double mean = StatUtils.mean(x);
            double deviation = Math.max(1e-9, Math.sqrt(StatUtils.populationVariance(x)));
            boolean heard = random.nextDouble() >= deaf;
            int warp = random.nextInt(6);
            for (double[] row : columns) {
                row[j] = warped((heard ? (row[j] - mean) / deviation : 0) + (heard ? noise : 1) * random.nextGaussian(), warp);
            }
        }
        return columns;
    }

    /** Of a column with mean 0 and deviation 1. */
    private static double warped(double x, int warp) {
        return switch (warp) {
            case 0 -> Math.exp(x); // a long tail
            case 1 -> Math.max(0, x); // often nothing
            case 2 -> Math.rint(2 * x); // counted
            default -> x;
        };
    }

    /** Class after class takes, of the rows that are left, those with its highest scores: the rows, class after class. */
    private static int[] dealt(SplittableRandom random, double[][] scores, int[] counts) {
        int[] rows = new int[scores.length];
        int[] left = Draws.order(random, scores.length); // so that equal scores are in no order
        int given = 0;
        for (int k = 0; k < counts.length; k++) {
            int own = k;
            left = Arrays.stream(left).boxed().sorted(Comparator.comparingDouble(i -> -scores[i][own])).mapToInt(i -> i).toArray();
            System.arraycopy(left, 0, rows, given, counts[k]);
            given += counts[k];
            left = Arrays.copyOfRange(left, counts[k], left.length);
        }
        return rows;
    }

    private static ExampleSet set(String name, double[][] columns, int[] order, int[] counts) {
        int features = columns[0].length;
        float[] values = new float[order.length * features];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) columns[order[i / features]][i % features];
        }
        List<String> names = IntStream.range(0, counts.length).mapToObj(k -> "class " + k).toList();
        return ExampleSet.of(name, Examples.floats(values, features), names, counts);
    }

    @Override
    public String toString() {
        return "made-up tables from " + least + " to " + most + ", seed " + seed;
    }
}
