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

/**
 * Draws made-up tables: a prior over what a table may be like (Müller et al. 2022, section 5; Hollmann et al. 2023, section 4), as
 * small as it can be. Table number {@code i} depends on the seed and on {@code i} alone.
 *
 * <p>A table begins with hidden causes, numbers that nobody sees. A {@link RandomNetwork} makes the columns of them, and some noise is
 * added; a column may be warped, rounded or nothing but noise. The class comes about in one of three ways, see {@link Origin}.
 *
 * <p>Class balance: each class has a share drawn evenly from 1 to 4 parts, and as many rows as its share says, to a row; no class has
 * fewer than one. In the support each class has at least one row; apart from that the rows are dealt out at random.
 */
public final class MadeUpTables {
    /** How the class of a row comes about. */
    public enum Origin {
        /** Causes come in groups, one or more for each class: the class is there first, and the columns follow from it. */
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

    private final Size least;
    private final Size most;
    private final long seed;
    private final long stream;

    /**
     * Tables from one size to another; small ones are as likely as large ones, on a scale of ratios.
     *
     * @param seed fixes every table
     */
    public MadeUpTables(Size least, Size most, long seed) {
        if (least.features > most.features || least.classes > most.classes || least.support > most.support || least.queries > most.queries) {
            throw new IllegalArgumentException("MadeUpTables: tables from " + least + " to " + most + "; nothing of the least may be"
                    + " above the most");
        }
        this.least = least;
        this.most = most;
        this.seed = seed;
        this.stream = new SplittableRandom(seed).nextLong();
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
            Origin origin = Origin.values()[own.nextInt(Origin.values().length)];
            return table(own, origin, new Size(draw(own, least.features, most.features), classes, support, queries));
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
        int n = size.support + size.queries;
        int[] counts = counts(random, n, size.classes);
        int causes = origin == Origin.GROUPS ? draw(random, 2, 24) : draw(random, 1, 8); // few rows tell little of a rule with many
        int[] classes = new int[n];
        double[][] hidden = origin == Origin.GROUPS ? groups(random, counts, causes, classes) : normal(random, n, causes);
        double[][] columns = columns(random, hidden, size.features);
        if (origin != Origin.GROUPS) {
            double[][] scores = origin == Origin.TREES ? scores(columns, new RandomTrees(random, columns, size.classes)::of)
                    : scores(hidden, new RandomNetwork(random, causes, size.classes)::of);
            classes = dealt(random, scores, counts);
        }
        return TableSplits.split(random, set(columns, classes, counts), size.support, size.queries);
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

    /** Causes that come in one to three groups for each class; says in {@code classes} which class each row is of. */
    private static double[][] groups(SplittableRandom random, int[] counts, int causes, int[] classes) {
        int groups = random.nextInt(1, 4);
        double apart = Math.exp(random.nextDouble(-0.7, 1.2)) * Math.sqrt(8.0 / causes); // two centres: 1.4 to 9 and more, with rows 1 around each
        double[][] centres = normal(random, counts.length * groups, causes);
        double[][] hidden = normal(random, classes.length, causes);
        int row = 0;
        for (int k = 0; k < counts.length; k++) {
            for (int i = 0; i < counts[k]; i++, row++) {
                double[] centre = centres[k * groups + random.nextInt(groups)];
                classes[row] = k;
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

    private static double[][] scores(double[][] rows, UnaryOperator<double[]> rule) {
        return Arrays.stream(rows).map(rule).toArray(double[][]::new);
    }

    /** What is seen of the causes. */
    private static double[][] columns(SplittableRandom random, double[][] hidden, int features) {
        double[][] columns = scores(hidden, new RandomNetwork(random, hidden[0].length, features)::of);
        double noise = random.nextDouble() * random.nextDouble();
        double deaf = random.nextInt(3) > 0 ? 0 : random.nextDouble(0.5); // columns that know nothing of the causes
        for (int j = 0; j < features; j++) {
            boolean heard = random.nextDouble() >= deaf;
            int warp = random.nextInt(6);
            for (double[] row : columns) {
                row[j] = warped((heard ? row[j] : 0) + (heard ? noise : 1) * random.nextGaussian(), warp);
            }
        }
        return columns;
    }

    private static double warped(double x, int warp) {
        return switch (warp) {
            case 0 -> Math.exp(x); // a long tail
            case 1 -> Math.max(0, x); // often nothing
            case 2 -> Math.rint(2 * x); // counted
            default -> x;
        };
    }

    /** Class after class takes, of the rows that are left, those with its highest scores. */
    private static int[] dealt(SplittableRandom random, double[][] scores, int[] counts) {
        int[] classes = new int[scores.length];
        List<Integer> left = Arrays.stream(Draws.order(random, scores.length)).boxed().toList();
        for (int k = 0; k < counts.length; k++) {
            int own = k;
            left = left.stream().sorted(Comparator.comparingDouble((Integer i) -> -scores[i][own])).toList();
            left.subList(0, counts[k]).forEach(i -> classes[i] = own);
            left = left.subList(counts[k], left.size());
        }
        return classes;
    }

    /** The rows class after class. */
    private static ExampleSet set(double[][] columns, int[] classes, int[] counts) {
        int features = columns[0].length;
        int[] rows = IntStream.range(0, classes.length).boxed().sorted(Comparator.comparingInt(i -> classes[i])).mapToInt(i -> i).toArray();
        float[] values = new float[rows.length * features];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) columns[rows[i / features]][i % features];
        }
        List<String> names = IntStream.range(0, counts.length).mapToObj(k -> "class " + k).toList();
        return ExampleSet.of("made-up table", Examples.floats(values, features), names, counts);
    }

    @Override
    public String toString() {
        return "made-up tables from " + least + " to " + most + ", seed " + seed;
    }
}
