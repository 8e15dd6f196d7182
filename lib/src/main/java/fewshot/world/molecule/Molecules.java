package fewshot.world.molecule;

import fewshot.world.WorldFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The 30 targets of MoleculeACE (van Tilborg, Alenicheva and Grisoni, J. Chem. Inf. Model. 2022), 48,714 molecules with how strongly
 * each acts, from ChEMBL. {@code data-download.sh molecules} gets them.
 *
 * <p>A target is a file {@code NAME.csv} whose first line is {@code smiles,exp_mean [nM],y,cliff_mol,split}; {@code y} is the strength.
 */
public final class Molecules {
    /** The name of the folder in {@code data}, and what {@code data-download.sh} is told. */
    public static final String NAME = "molecules";

    private static final String TARGETS = "targets";
    private static final String HEADER = "smiles,exp_mean [nM],y,cliff_mol,split";
    private static final int MOST_TARGETS = 1000;
    private static final int MOST_BYTES = 1 << 22;

    private Molecules() {}

    /** Whether {@link #load()} finds the folder. */
    public static boolean available() {
        return WorldFolder.holds(NAME, TARGETS);
    }

    /**
     * Reads the targets from the folder that {@link WorldFolder#find} finds.
     *
     * @return in the order of their names
     * @throws IllegalStateException if there is no such folder
     * @throws IllegalArgumentException if a line of a file is damaged; it names the line
     */
    public static List<Target> load() {
        return load(WorldFolder.require(NAME).path());
    }

    /** The same from a folder that holds {@code targets/NAME.csv}. Fingerprints are kept in {@code targets} beside the files. */
    public static List<Target> load(Path folder) {
        Path targets = folder.resolve(TARGETS);
        try (Stream<Path> all = Files.list(targets)) {
            List<Path> files = all.filter(file -> file.toString().endsWith(".csv")).sorted().limit(MOST_TARGETS + 1).toList();
            if (files.isEmpty() || files.size() > MOST_TARGETS) {
                throw new IllegalArgumentException("Molecules: " + targets + " holds " + files.size() + " files *.csv; there should be 1 to "
                        + MOST_TARGETS + ": run data-download.sh " + NAME + " again");
            }
            return files.stream().map(Molecules::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Molecules: " + targets + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Target read(Path file) {
        String name = file.getFileName().toString();
        String text = new String(new WorldFolder(NAME, file.getParent()).bytes(name, MOST_BYTES), StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw damaged(file, 1, "it should be " + HEADER);
        }
        List<String> smiles = new ArrayList<>();
        double[] strengths = new double[lines.size() - 1];
        for (int i = 1; i < lines.size(); i++) {
            String[] fields = lines.get(i).split(",", -1);
            if (fields.length != 5) {
                throw damaged(file, i + 1, "it has " + fields.length + " fields and should have 5");
            }
            smiles.add(fields[0]);
            strengths[i - 1] = number(file, i + 1, fields[2]);
        }
        if (smiles.size() < 2) {
            throw damaged(file, lines.size(), "there should be at least two molecules, and there are " + smiles.size());
        }
        return new Target(name.substring(0, name.length() - ".csv".length()), smiles, strengths, file.getParent());
    }

    private static double number(Path file, int line, String text) {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw damaged(file, line, "y should be a number and is '" + text.substring(0, Math.min(20, text.length())) + "'");
    }

    private static IllegalArgumentException damaged(Path file, int line, String what) {
        return new IllegalArgumentException("Molecules: " + file + ", line " + line + ": " + what + ": run data-download.sh " + NAME + " again");
    }

    /**
     * Deals targets out; those of one protein stay together.
     *
     * @param validation targets to choose settings by, at least so many
     * @param test targets to be judged on, at least so many; the rest train
     * @param seed fixes who goes where
     * @throws IllegalArgumentException if none would be left to train
     */
    public static TargetParts deal(List<Target> targets, int validation, int test, long seed) {
        Map<String, List<Target>> proteins = new LinkedHashMap<>();
        targets.forEach(target -> proteins.computeIfAbsent(target.protein(), p -> new ArrayList<>()).add(target));
        List<List<Target>> order = new ArrayList<>(proteins.values());
        Collections.shuffle(order, new Random(seed));
        List<List<Target>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (List<Target> protein : order) {
            int part = parts.get(2).size() < test ? 2 : parts.get(1).size() < validation ? 1 : 0;
            parts.get(part).addAll(protein);
        }
        if (validation < 1 || test < 1 || parts.get(0).isEmpty()) {
            throw new IllegalArgumentException("Molecules: " + targets.size() + " targets of " + order.size() + " proteins with " + validation
                    + " to validate and " + test + " to test; there should be at least 1 of each, and some left to train");
        }
        return new TargetParts(parts.get(0), parts.get(1), parts.get(2));
    }
}
