package fewshot.world.molecule;

import fewshot.state.StateException;
import fewshot.state.StateFile;
import fewshot.state.StateReader;
import fewshot.state.StateWriter;
import fewshot.state.Stateful;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The fingerprints of some molecules, computed once and then kept in a file beside the data. A file that is missing, damaged or of
 * other molecules counts as none; one that cannot be written is done without.
 */
final class FingerprintCache {
    private static final String TITLE = "fingerprints";
    private static final long MOST_BYTES = 1 << 26;

    private final Path folder;
    private final String name;
    private final List<String> smiles;

    /** A cache in a folder, or none if that is null. */
    FingerprintCache(Path folder, String name, List<String> smiles) {
        this.folder = folder;
        this.name = name;
        this.smiles = smiles;
    }

    List<BitSet> get(int bits) {
        Path file = folder == null ? null : folder.resolve(name + "-ecfp4-" + bits + ".cache");
        Bits kept = new Bits(String.join("\n", smiles), smiles.size() * ((bits + 63) / 64));
        if (file == null || !read(file, kept)) {
            ThreadLocal<Ecfp> own = ThreadLocal.withInitial(() -> new Ecfp(bits));
            List<BitSet> fresh = IntStream.range(0, smiles.size()).parallel().mapToObj(i -> own.get().of(smiles.get(i))).toList();
            kept.words = fresh.stream().flatMapToLong(set -> Arrays.stream(Arrays.copyOf(set.toLongArray(), (bits + 63) / 64))).toArray();
            write(file, kept);
        }
        int each = (bits + 63) / 64;
        return IntStream.range(0, smiles.size()).mapToObj(i -> BitSet.valueOf(Arrays.copyOfRange(kept.words, i * each, (i + 1) * each))).toList();
    }

    private static boolean read(Path file, Bits kept) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return false;
            }
            StateFile.restore(file, TITLE, kept);
            return true;
        } catch (IOException | StateException e) {
            return false;
        }
    }

    private static void write(Path file, Bits kept) {
        if (file == null || !Files.isWritable(file.getParent())) {
            return;
        }
        try {
            StateFile.write(file, TITLE, kept);
        } catch (IOException e) {
            // The next start computes them again.
        }
    }

    /** All fingerprints as whole numbers of 64 bits, and the molecules that they are of. */
    private static final class Bits implements Stateful {
        private final String molecules;
        private final int count;
        private long[] words;

        Bits(String molecules, int count) {
            this.molecules = molecules;
            this.count = count;
        }

        @Override
        public void save(StateWriter out) {
            out.text("molecules", molecules);
            out.longs("words", words);
        }

        @Override
        public Runnable restore(StateReader in) {
            long[] read = in.longs("words");
            if (!in.text("molecules").equals(molecules) || read.length != count) {
                throw in.refusal("it is of other molecules");
            }
            return () -> words = read;
        }
    }
}
