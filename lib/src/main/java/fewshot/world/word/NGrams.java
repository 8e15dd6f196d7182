package fewshot.world.word;

import java.util.BitSet;
import java.util.Locale;

/**
 * The n-grams of a text, hashed (Cavnar and Trenkle 1994; Weinberger et al. 2009): a bit for each run of 1, 2 … letters that occurs in
 * it. The text is in small letters and has a space before and behind, so that beginnings and ends count. A run's bit is its FNV-1a hash
 * over code points, folded; two runs may share one.
 *
 * @param bits numbers of one example, such as 1,024
 * @param longest letters of the longest run, such as 3
 */
public record NGrams(int bits, int longest) implements Reading {
    private static final int BASIS = 0x811C9DC5;
    private static final int PRIME = 0x01000193;

    /** Checks the numbers. */
    public NGrams {
        if (bits < 1 || longest < 1) {
            throw new IllegalArgumentException("NGrams: " + bits + " bits for runs of up to " + longest + " letters; both must be at least 1");
        }
    }

    @Override
    public int[] shape() {
        return new int[] {bits};
    }

    @Override
    public BitSet of(String text) {
        int[] letters = (" " + text.toLowerCase(Locale.ROOT).strip() + " ").codePoints().toArray();
        BitSet set = new BitSet(bits);
        for (int from = 0; from < letters.length; from++) {
            int hash = BASIS;
            for (int n = 1; n <= longest && from + n <= letters.length; n++) {
                hash = (hash ^ letters[from + n - 1]) * PRIME;
                set.set(Integer.remainderUnsigned(hash ^ hash >>> 16, bits));
            }
        }
        return set;
    }
}
