package fewshot.world.molecule;

import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import fewshot.world.KeptNumbers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A protein that drugs act on, and molecules of which it was measured how strongly they do: a task of two classes, those above the
 * median strength and the others.
 *
 * <p>Immutable; safe for many threads.
 */
public final class Target {
    private final String name;
    private final List<String> smiles;
    private final double[] strengths;
    private final double median;
    private final Path cacheFolder;

    /**
     * A target.
     *
     * @param name such as {@code CHEMBL1862_Ki}: the protein in ChEMBL and what was measured
     * @param smiles the molecules
     * @param strengths of each, −log₁₀ of the concentration that has the effect, in nanomoles per litre: the higher, the stronger
     * @throws IllegalArgumentException if there are not as many of both, or fewer than two
     */
    public Target(String name, List<String> smiles, double[] strengths) {
        this(name, smiles, strengths, null);
    }

    Target(String name, List<String> smiles, double[] strengths, Path cacheFolder) {
        if (smiles.size() != strengths.length || strengths.length < 2) {
            throw new IllegalArgumentException("Target " + name + ": " + smiles.size() + " molecules and " + strengths.length
                    + " strengths; there should be as many of both, and at least 2");
        }
        this.name = name;
        this.smiles = List.copyOf(smiles);
        this.strengths = strengths.clone();
        double[] sorted = strengths.clone();
        Arrays.sort(sorted);
        this.median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        this.cacheFolder = cacheFolder;
    }

    /** Such as {@code CHEMBL1862_Ki}. */
    public String name() {
        return name;
    }

    /** The protein alone, such as {@code CHEMBL1862}: two targets may be the same one, measured in two ways. */
    public String protein() {
        return name.contains("_") ? name.substring(0, name.indexOf('_')) : name;
    }

    /** How many molecules there are. */
    public int size() {
        return smiles.size();
    }

    /** The strength that half of the molecules exceed. */
    public double median() {
        return median;
    }

    /** The molecules of a class in SMILES, in the order of its examples: of 0 those that do not exceed the median, of 1 those that do. */
    public List<String> smiles(int classIndex) {
        return places(classIndex).mapToObj(smiles::get).toList();
    }

    /** Their strengths, likewise. */
    public double[] strengths(int classIndex) {
        return places(classIndex).mapToDouble(i -> strengths[i]).toArray();
    }

    private IntStream places(int classIndex) {
        return IntStream.range(0, size()).filter(i -> strengths[i] > median == (classIndex == 1));
    }

    /**
     * The fingerprints of all molecules. Computed at the first call, a millisecond or two a molecule, and kept in a file beside the data
     * where one can be written.
     *
     * @param bits numbers of one example, such as 1,024
     * @return a set named {@code Molecules} with two classes, {@code NAME inactive} and {@code NAME active}; all examples are
     *     {@link fewshot.data.Examples.Kind#BITS} of the shape {@code (bits)}
     * @throws IllegalArgumentException if a molecule is none
     */
    public ExampleSet fingerprints(int bits) {
        int words = (bits + 63) / 64;
        Path file = cacheFolder == null ? null : cacheFolder.resolve(name + "-ecfp4-" + bits + ".cache");
        long[] all = KeptNumbers.get(file, String.join("\n", smiles), size() * words, () -> compute(bits, words));
        List<BitSet> sorted = Stream.of(0, 1)
                .flatMap(c -> places(c).mapToObj(i -> BitSet.valueOf(Arrays.copyOfRange(all, i * words, (i + 1) * words)))).toList();
        int active = (int) places(1).count();
        return ExampleSet.of("Molecules", Examples.bits(sorted, bits), List.of(name + " inactive", name + " active"),
                new int[] {size() - active, active});
    }

    private long[] compute(int bits, int words) {
        ThreadLocal<Ecfp> own = ThreadLocal.withInitial(() -> new Ecfp(bits));
        return IntStream.range(0, size()).parallel().boxed()
                .flatMapToLong(i -> Arrays.stream(Arrays.copyOf(own.get().of(smiles.get(i)).toLongArray(), words))).toArray();
    }

    @Override
    public String toString() {
        return name + ": " + size() + " molecules";
    }
}
