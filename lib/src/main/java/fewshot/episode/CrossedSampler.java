package fewshot.episode;

import fewshot.data.Examples;
import fewshot.state.Stop;
import fewshot.world.print.Print;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Tasks on pictures that carry two labels, a character and a font, which are crossed: some characters and as many fonts span a square
 * of pictures, and a task's classes are either its characters or its fonts. Both tasks of a number have the same pictures in the
 * support and the same queries, so that only the support's labels tell what is asked for.
 *
 * <p>Each character has {@code shot} pictures in the support, each in another font, and each font as many, each of another
 * character: the cells {@code (r, r + d mod way)} with {@code d < shot} after both have been shuffled, a Latin square's first
 * diagonals; the next diagonals are the queries. So the label that is not asked for is spread evenly over the classes and cannot help;
 * and the support pictures that share it with a query are all of other classes, so that whoever goes by it is always wrong. With one
 * shot each class is one picture, the same one in both tasks: nobody can tell them apart.
 *
 * <p>Episode number {@code i} depends on the seed and on {@code i} alone. The support is sorted by class, in random order within.
 */
public final class CrossedSampler {
    /** What a task's classes are. */
    public enum Label {
        /** Characters; the font does not matter. */
        CHARACTER,
        /** Fonts; the character does not matter. */
        FONT,
        /** Characters in episodes of even numbers, fonts in those of odd numbers. */
        EITHER
    }

    /** A picture: the places of its character and of its font in the square. */
    private record Cell(int character, int font) {}

    private static final int TRIES = 1000;

    private final Print data;
    private final Label label;
    private final int way;
    private final int shot;
    private final int queries;
    private final long seed;
    private final long stream;

    /**
     * A sampler of such tasks.
     *
     * @param label what the classes are
     * @param way characters, and as many fonts
     * @param shot support pictures a class
     * @param queries a class; shot and queries together are at most {@code way}
     * @param seed fixes every episode; samplers with other labels and the same seed have the same pictures
     * @throws IllegalArgumentException if the square has no room for them, or no square of pictures is found among the fonts, which may lack characters
     */
    public CrossedSampler(Print data, Label label, int way, int shot, int queries, long seed) {
        if (way < 2 || shot < 1 || queries < 1 || shot + queries > way) {
            throw new IllegalArgumentException("CrossedSampler: " + way + "-way " + shot + "-shot " + queries + "-query is no task; in a square"
                    + " of as many characters as fonts a class has one picture a place, so shots and queries, at least 1 each, add up to at most the ways");
        }
        this.data = data;
        this.label = label;
        this.way = way;
        this.shot = shot;
        this.queries = queries;
        this.seed = seed;
        this.stream = new SplittableRandom(seed).nextLong();
        if (data.characters().size() < way || data.fonts().size() < way) {
            throw new IllegalArgumentException("CrossedSampler: " + way + "-way needs as many characters and as many fonts, but there is " + data);
        }
        square(new SplittableRandom(stream));
    }

    /** The same pictures, asked for another label. */
    public CrossedSampler by(Label other) {
        return new CrossedSampler(data, other, way, shot, queries, seed);
    }

    /** The names of some fonts, and of as many characters that all of them have. */
    private String[][] square(SplittableRandom random) {
        for (int i = 0; i < TRIES; i++) {
            String[] fonts = pick(random, data.fonts());
            List<String> shared = data.characters().stream().filter(c -> Arrays.stream(fonts).allMatch(f -> data.has(c, f))).toList();
            if (shared.size() >= way) {
                return new String[][] {pick(random, shared), fonts};
            }
        }
        throw new IllegalArgumentException("CrossedSampler: among " + TRIES + " draws no " + way + " fonts of " + data + " had " + way
                + " characters in common; ask for fewer");
    }

    private String[] pick(SplittableRandom random, List<String> names) {
        return Arrays.stream(Draws.distinct(random, names.size(), way)).mapToObj(names::get).toArray(String[]::new);
    }

    /** Episode number {@code index} of this seed. */
    public Episode episode(long index) {
        Stop.before("a draw");
        SplittableRandom random = new SplittableRandom(stream + index);
        String[][] names = square(random);
        int[][] labels = {Draws.order(random, way), Draws.order(random, way)};
        int asked = label == Label.FONT || label == Label.EITHER && index % 2 == 1 ? 1 : 0;
        Cell[] support = cells(random, 0, shot);
        Cell[] query = cells(random, shot, shot + queries);
        String[] classNames = new String[way];
        IntStream.range(0, way).forEach(i -> classNames[labels[asked][i]] = names[asked][i]);
        Arrays.sort(support, Comparator.comparingInt(cell -> labelOf(cell, labels, asked))); // stable
        Arrays.sort(query, Comparator.comparingInt(cell -> labelOf(cell, labels, asked)));
        return new Episode(examples(names, support), Arrays.stream(support).mapToInt(cell -> labelOf(cell, labels, asked)).toArray(),
                examples(names, query), Arrays.stream(query).mapToInt(cell -> labelOf(cell, labels, asked)).toArray(), classNames);
    }

    /** Some diagonals of the square, in random order. */
    private Cell[] cells(SplittableRandom random, int from, int to) {
        int each = to - from;
        return Arrays.stream(Draws.order(random, way * each)).mapToObj(i -> new Cell(i / each, (i / each + from + i % each) % way))
                .toArray(Cell[]::new);
    }

    private static int labelOf(Cell cell, int[][] labels, int asked) {
        return asked == 0 ? labels[0][cell.character] : labels[1][cell.font];
    }

    private Examples examples(String[][] names, Cell[] cells) {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        Arrays.stream(cells).forEach(cell -> pixels.writeBytes(data.picture(names[0][cell.character], names[1][cell.font])));
        return Examples.bytes(pixels.toByteArray(), 1, Print.SIDE, Print.SIDE);
    }

    /** Episodes {@code index · count} to {@code index · count + count − 1}. */
    public List<Episode> batch(long index, int count) {
        return IntStream.range(0, count).mapToObj(i -> episode(index * count + i)).toList();
    }

    @Override
    public String toString() {
        return way + "-way " + shot + "-shot, " + queries + " queries a class, classes by "
                + (label == Label.EITHER ? "character and font in turn" : label.name().toLowerCase(Locale.ROOT)) + ", from " + data;
    }
}
