package fewshot.data.glyph;

import fewshot.data.ImageSet;
import fewshot.data.Omniglot;
import fewshot.data.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Handwritten-looking characters of alphabets that nobody writes, for when there is no data: a small relative of the
 * generative model of Lake, Salakhutdinov and Tenenbaum (Science 2015, figure 3).
 *
 * <p>An alphabet is a style with a few favourite curves; a character is a program made from them: one to four strokes,
 * each of one to three sub-strokes, that start on their own or at the start, at the end of or along an earlier stroke. An
 * image is one noisy run of its program, turned, stretched, sheared and moved a little, and drawn with a pen.
 *
 * <p>The same numbers give the same images on every machine, and more alphabets, characters or images leave the first
 * ones as they were.
 */
public final class Glyphs {
    /** What results and plots call this data. */
    public static final String NAME = "glyphs";

    private static final int SIDE = Omniglot.SIDE;
    private static final int ALPHABETS = 40;
    private static final int CHARACTERS = 25;
    private static final int IMAGES = 20;
    private static final long SEED = 2015;

    private Glyphs() {}

    /**
     * Draws alphabets.
     *
     * @return a set named {@code glyphs} of 28 × 28 images with classes such as {@code alphabet03/character07}
     * @throws IllegalArgumentException if one of the three numbers is below 1, or they ask for more than 2 GB
     */
    public static ImageSet generate(int alphabets, int charactersPerAlphabet, int imagesPerClass, long seed) {
        check("alphabets", alphabets, 1);
        check("charactersPerAlphabet", charactersPerAlphabet, 1);
        check("imagesPerClass", imagesPerClass, 1);
        long bytes = (long) alphabets * charactersPerAlphabet * imagesPerClass * SIDE * SIDE;
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("Glyphs: " + alphabets + " alphabets of " + charactersPerAlphabet
                    + " characters of " + imagesPerClass + " images need " + bytes + " bytes; 2147483639 is the most");
        }
        byte[] pixels = new byte[(int) bytes];
        IntStream.range(0, alphabets).parallel().forEach(
                a -> drawAlphabet(a, charactersPerAlphabet, imagesPerClass, seed, pixels));
        int[] counts = new int[alphabets * charactersPerAlphabet];
        Arrays.fill(counts, imagesPerClass);
        List<String> names = IntStream.range(0, counts.length)
                .mapToObj(c -> name("alphabet", c / charactersPerAlphabet) + name("/character", c % charactersPerAlphabet))
                .toList();
        return ImageSet.of(NAME, SIDE, SIDE, pixels, names, counts);
    }

    /** 1,000 characters of 40 alphabets with 20 images each: 28 alphabets to train, 4 to validate, 8 to test. */
    public static Split split() {
        return split(ALPHABETS, CHARACTERS, IMAGES, SEED);
    }

    /**
     * Draws alphabets and deals them out whole: the last fifth tests, the tenth before it validates, the rest train.
     *
     * @param alphabets at least 3, one for each part
     * @return a split with an empty name: the glyphs have only this one
     * @throws IllegalArgumentException as {@link #generate} does
     */
    public static Split split(int alphabets, int charactersPerAlphabet, int imagesPerClass, long seed) {
        check("alphabets", alphabets, 3);
        ImageSet all = generate(alphabets, charactersPerAlphabet, imagesPerClass, seed);
        int test = (alphabets - Math.max(1, alphabets / 5)) * charactersPerAlphabet;
        int validation = test - Math.max(1, alphabets / 10) * charactersPerAlphabet;
        return new Split("", all.range("", 0, validation), all.range("", validation, test),
                all.range("", test, all.classes()));
    }

    private static void check(String what, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException("Glyphs: " + what + " = " + value + "; it must be at least " + least);
        }
    }

    private static String name(String what, int index) {
        return what + (index < 9 ? "0" : "") + (index + 1);
    }

    private static void drawAlphabet(int alphabet, int characters, int images, long seed, byte[] pixels) {
        GlyphStyle style = GlyphStyle.draw(random(seed, alphabet, -1, -1));
        GlyphPen pen = new GlyphPen(SIDE);
        List<GlyphShape> shapes = new ArrayList<>();
        for (int c = 0; c < characters; c++) {
            GlyphProgram program = GlyphProgram.invent(style, shapes, random(seed, alphabet, c, -1));
            GlyphShape shape = GlyphShape.of(program);
            shapes.add(shape);
            for (int i = 0; i < images; i++) {
                int offset = ((alphabet * characters + c) * images + i) * SIDE * SIDE;
                pen.write(program, SIDE * program.size() / shape.longer(), random(seed, alphabet, c, i), pixels, offset);
            }
        }
    }

    /** A generator of its own for each thing that is drawn: nearby seeds of {@link Random} are alike, so bits are mixed. */
    static Random random(long seed, int alphabet, int character, int image) {
        long mixed = mix(seed);
        for (int part : new int[] {alphabet, character, image}) {
            mixed = mix(mixed + part);
        }
        return new Random(mixed);
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long mix(long z) {
        z += 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
