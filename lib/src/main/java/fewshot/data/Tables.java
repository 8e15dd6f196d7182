package fewshot.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Tables of numbers whose last column says what class a row is of, read from comma-separated text as an {@link ExampleSet} of floats
 * {@code [columns]}. The first line may be missing; it may name the columns; or it is scikit-learn's: how many rows, how many columns,
 * and the names of the classes 0, 1, ….
 *
 * <p>{@code ./data-download.sh tables} brings four that everybody knows into {@code data/tables}: {@link #NAMES}.
 */
public final class Tables {
    /** Flowers (Fisher 1936), wines (Forina et al. 1986), tumours (Street et al. 1993) and handwritten digits of 8 × 8 pixels (Alpaydin and Kaynak 1998). */
    public static final List<String> NAMES = List.of("iris", "wine", "breast_cancer", "digits");

    private Tables() {}

    /** The file of one of {@link #NAMES}, below {@code data/tables} in the working directory or a parent of it; empty if it is not there. */
    public static Optional<Path> find(String name) {
        return findAbove(Path.of("").toAbsolutePath(), name);
    }

    static Optional<Path> findAbove(Path start, String name) {
        return DataFolder.above(start, "tables/" + name + ".csv", Files::isRegularFile);
    }

    /**
     * Reads a table.
     *
     * @return called as the file without its ending; each text in the last column is a class of its own, {@code 1} and {@code 1.0} are two;
     *     classes in the order of their names, or of their numbers if they are numbers
     * @throws IllegalArgumentException if a line has another number of columns than the first, or something that is no number
     * @throws UncheckedIOException if the file cannot be read
     */
    public static ExampleSet read(Path file) {
        String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        try {
            return parsed(name, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Tables: cannot read " + file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    private static ExampleSet parsed(String name, List<String> text) {
        int[] numbers = IntStream.range(0, text.size()).filter(i -> !text.get(i).isBlank()).toArray();
        List<String[]> lines = IntStream.of(numbers).mapToObj(i -> text.get(i).split(",", -1)).toList();
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("Tables: " + name + " is empty; there should be a row on each line");
        }
        List<String> classNames = classNames(lines);
        int header = !classNames.isEmpty() || namesColumns(lines.get(0)) ? 1 : 0;
        int columns = lines.get(lines.size() - 1).length - 1;
        TreeMap<String, List<float[]>> classes = new TreeMap<>(Tables::inOrder);
        for (int i = header; i < lines.size(); i++) {
            float[] row = row(name, numbers[i] + 1, lines.get(i), columns);
            classes.computeIfAbsent(lines.get(i)[columns].strip(), key -> new ArrayList<>()).add(row);
        }
        return set(name, classes, classNames, columns);
    }

    /** Those of scikit-learn's first line; none if it is another. */
    private static List<String> classNames(List<String[]> lines) {
        String[] first = lines.get(0);
        boolean counts = first.length > 3 && first[0].equals(Integer.toString(lines.size() - 1))
                && lines.size() > 1 && first[1].equals(Integer.toString(lines.get(1).length - 1));
        return counts ? List.of(first).subList(2, first.length) : List.of();
    }

    private static boolean namesColumns(String[] first) {
        return Arrays.stream(first, 0, first.length - 1).noneMatch(Tables::isNumber);
    }

    private static boolean isNumber(String text) {
        try {
            return Float.isFinite(Float.parseFloat(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static float[] row(String name, int line, String[] fields, int columns) {
        if (fields.length != columns + 1 || columns < 1) {
            throw new IllegalArgumentException("Tables: line " + line + " of " + name + " has " + fields.length + " fields, but the last line has "
                    + (columns + 1) + "; each row needs the same columns, at least one, and its class behind them");
        }
        float[] row = new float[columns];
        for (int j = 0; j < columns; j++) {
            if (!isNumber(fields[j])) {
                throw new IllegalArgumentException("Tables: line " + line + " of " + name + " has '" + fields[j] + "' in column " + (j + 1)
                        + "; all columns but the last, the class, must be numbers");
            }
            row[j] = Float.parseFloat(fields[j]);
        }
        return row;
    }

    /** Numbers by their size, and before all else; other text is another class, be its number equal or too long to be told from it. */
    private static int inOrder(String a, String b) {
        if (isNumber(a) != isNumber(b)) {
            return isNumber(a) ? -1 : 1;
        }
        int bySize = isNumber(a) ? Double.compare(Double.parseDouble(a), Double.parseDouble(b)) : 0;
        return bySize == 0 ? a.compareTo(b) : bySize;
    }

    private static ExampleSet set(String name, TreeMap<String, List<float[]>> classes, List<String> classNames, int columns) {
        float[] values = new float[classes.values().stream().mapToInt(List::size).sum() * columns];
        int place = 0;
        for (List<float[]> rows : classes.values()) {
            for (float[] row : rows) {
                System.arraycopy(row, 0, values, columns * place++, columns);
            }
        }
        List<String> names = classes.keySet().stream().map(label -> classNames.isEmpty() ? label : named(name, classNames, label)).toList();
        return ExampleSet.of(name, Examples.floats(values, columns), names, classes.values().stream().mapToInt(List::size).toArray());
    }

    private static String named(String name, List<String> classNames, String label) {
        if (!label.matches("\\d{1,4}") || Integer.parseInt(label) >= classNames.size()) {
            throw new IllegalArgumentException("Tables: " + name + " has a row of class '" + label + "', but its first line names the classes 0 to "
                    + (classNames.size() - 1) + ": " + String.join(", ", classNames));
        }
        return classNames.get(Integer.parseInt(label));
    }
}
