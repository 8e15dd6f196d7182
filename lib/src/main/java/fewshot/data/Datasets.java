package fewshot.data;

import fewshot.data.glyph.Glyphs;

/**
 * Which images a notebook works on: the real ones where they are, else the embedded ones.
 *
 * <p>Every plot and every result should say which: {@code split.train().name()} is {@code Omniglot} or {@code glyphs}.
 */
public final class Datasets {
    private Datasets() {}

    /**
     * Omniglot in Vinyals' split where it is found, else {@link Glyphs} in a split of theirs; rotations not yet added.
     *
     * <p>{@code FEWSHOT_DATA} names the folder of Omniglot, or is {@code glyphs} to have these in any case.
     *
     * @throws IllegalStateException if {@code FEWSHOT_DATA} names a folder without Omniglot: a mistyped name is not taken
     *     for the wish to do without
     * @throws IllegalArgumentException if an archive is damaged
     */
    public static Split omniglotOrGlyphs() {
        boolean glyphs = OmniglotFolder.setting().filter(Glyphs.NAME::equals).isPresent();
        boolean asked = OmniglotFolder.setting().isPresent();
        return !glyphs && (asked || Omniglot.available()) ? Omniglot.load().vinyals() : Glyphs.split();
    }
}
