package fewshot.world.word;

import java.util.BitSet;
import java.util.Locale;

/**
 * A text as a sequence of letters, each one of {@value #KINDS} kinds: 0 is nothing, behind the text's end; 1 to 26 are a to z, 27 is a
 * space; all others share the kinds 28 to 63, by their code point. In small letters; what does not fit is cut off.
 *
 * @param length letters that are read, such as 24
 */
public record Letters(int length) implements Reading {
    /** Kinds of letters. */
    public static final int KINDS = 64;

    private static final int OTHERS = 28;

    /** Checks the length. */
    public Letters {
        if (length < 1) {
            throw new IllegalArgumentException("Letters: a length of " + length + "; it must be at least 1");
        }
    }

    /** Letters, then kinds: exactly one bit of each letter is set. */
    @Override
    public int[] shape() {
        return new int[] {length, KINDS};
    }

    @Override
    public BitSet of(String text) {
        int[] letters = text.toLowerCase(Locale.ROOT).strip().codePoints().limit(length).toArray();
        BitSet set = new BitSet(length * KINDS);
        for (int i = 0; i < length; i++) {
            set.set(i * KINDS + (i < letters.length ? kind(letters[i]) : 0));
        }
        return set;
    }

    private static int kind(int letter) {
        if (letter >= 'a' && letter <= 'z') {
            return 1 + letter - 'a';
        }
        return letter == ' ' ? OTHERS - 1 : OTHERS + letter % (KINDS - OTHERS);
    }
}
