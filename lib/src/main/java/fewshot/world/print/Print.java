package fewshot.world.print;

import fewshot.data.ExampleSplit;
import fewshot.data.ImageSet;
import fewshot.data.glyph.Glyphs;
import fewshot.world.WorldFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Printed characters: the digits and Latin, Greek and Cyrillic letters, each drawn once from each of many open fonts, 28 × 28, grey,
 * ink 255. The same pictures carry two labels, the character ({@link #byCharacter}) and the font ({@link #byFont}).
 *
 * <p>A picture is a function of its font and its character alone, and nothing is drawn at random. A font that has no such character
 * has no picture of it, so classes are uneven. Letters that most fonts draw alike are there once ({@code Latin/A} is Greek's and
 * Cyrillic's too). {@code data-download.sh print} gets the fonts, whose licences lie beside them. Immutable; safe for many threads.
 */
public final class Print {
    /** The name of the folder in {@code data}, and what {@code data-download.sh} is told. */
    public static final String NAME = "print";

    /** Pixels down and across. */
    public static final int SIDE = Typeface.SIDE;

    private static final String TITLE = "Print";
    private static final String MADE_UP = "glyphs in hands";
    private static final int ALPHABETS = 4;
    private static final int MOST_FONTS = 1000;
    private static final double TRAIN = 0.6;
    private static final double VALIDATION = 0.15;

    private final String name;
    private final List<String> characters;
    private final List<String> fonts;
    /** For each character and each font its picture, or null. */
    private final byte[][][] pictures;

    private Print(String name, List<String> characters, List<String> fonts, byte[][][] pictures) {
        this.name = name;
        this.characters = characters;
        this.fonts = fonts;
        this.pictures = pictures;
    }

    /** Whether {@link #load()} would find fonts. */
    public static boolean available() {
        return WorldFolder.find(NAME).filter(folder -> !files(folder.path()).isEmpty()).isPresent();
    }

    /**
     * Draws from the fonts of the folder that {@link WorldFolder#find} finds.
     *
     * @throws IllegalStateException if there is no such folder
     * @throws IllegalArgumentException if it holds no font, or one that is damaged
     */
    public static Print load() {
        return load(WorldFolder.require(NAME).path());
    }

    /** The same from the files {@code *.ttf} and {@code *.otf} of a folder, in the order of their names, a font each. */
    public static Print load(Path folder) {
        List<Path> files = files(folder);
        if (files.isEmpty() || files.size() > MOST_FONTS) {
            throw new IllegalArgumentException("Print: " + folder + " holds " + files.size() + " fonts (*.ttf, *.otf); there should be 1 to "
                    + MOST_FONTS + ": run data-download.sh " + NAME);
        }
        List<Alphabet> alphabet = Alphabet.all();
        List<Typeface> faces = files.stream().map(Typeface::read).toList();
        byte[][][] pictures = new byte[alphabet.size()][faces.size()][];
        for (int f = 0; f < faces.size(); f++) {
            for (int c = 0; c < alphabet.size(); c++) {
                pictures[c][f] = faces.get(f).draw(alphabet.get(c).codePoint()).orElse(null);
            }
        }
        return new Print(TITLE, alphabet.stream().map(Alphabet::name).toList(), faces.stream().map(Typeface::name).toList(), pictures);
    }

    /** What {@link #load()} finds, else {@link #madeUp} with 40 characters and 40 hands: its {@link #name} says which. */
    public static Print loadOrMadeUp() {
        return available() ? load() : madeUp(10, 40, 2015);
    }

    /**
     * A small stand-in without fonts, named {@code glyphs in hands}: characters of the glyph generator, all written in made-up hands.
     * A hand slants, narrows, lowers and thickens each character in its own way, and stands where a font does.
     *
     * @param charactersPerAlphabet of four alphabets
     * @param hands how many
     * @param seed fixes all
     */
    public static Print madeUp(int charactersPerAlphabet, int hands, long seed) {
        ImageSet glyphs = Glyphs.generate(ALPHABETS, charactersPerAlphabet, 1, seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Hand> all = IntStream.range(0, hands).mapToObj(h -> Hand.invent(h, random)).toList();
        byte[][][] pictures = IntStream.range(0, glyphs.classes())
                .mapToObj(c -> all.stream().map(hand -> hand.write(glyphs.image(c, 0))).toArray(byte[][]::new)).toArray(byte[][][]::new);
        return new Print(MADE_UP, glyphs.classNames(), all.stream().map(Hand::name).toList(), pictures);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(".ttf") || file.toString().endsWith(".otf")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Print: " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What results and plots call the pictures: {@code Print}, or {@code glyphs in hands} for the stand-in. */
    public String name() {
        return name;
    }

    /** The characters' names, such as {@code Latin/A}: digits, Latin, Greek, Cyrillic. */
    public List<String> characters() {
        return characters;
    }

    /** The fonts' names, such as {@code open-sans}, from A to Z. */
    public List<String> fonts() {
        return fonts;
    }

    /**
     * All pictures with the character as the class: in each class a picture of each font that has the character.
     *
     * @return 28 × 28 images under the {@link #name} of this; characters that no font has are left out
     */
    public ImageSet byCharacter() {
        return set(characters, c -> pictures[c]);
    }

    /** All pictures with the font as the class: in each class a picture of each character that the font has. */
    public ImageSet byFont() {
        return set(fonts, f -> Arrays.stream(pictures).map(row -> row[f]).toArray(byte[][]::new));
    }

    private ImageSet set(List<String> names, IntFunction<byte[][]> ofClass) {
        List<String> kept = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        for (int c = 0; c < names.size(); c++) {
            List<byte[]> own = Arrays.stream(ofClass.apply(c)).filter(Objects::nonNull).toList();
            if (!own.isEmpty()) {
                kept.add(names.get(c));
                counts.add(own.size());
                own.forEach(pixels::writeBytes);
            }
        }
        return ImageSet.of(name, Typeface.SIDE, Typeface.SIDE, pixels.toByteArray(), kept, counts.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Whether there is a picture of a character in a font. */
    public boolean has(String character, String font) {
        int c = characters.indexOf(character);
        int f = fonts.indexOf(font);
        return c >= 0 && f >= 0 && pictures[c][f] != null;
    }

    /**
     * One picture, a copy.
     *
     * @throws IllegalArgumentException if there is no such character or font here, or the font has no such character
     */
    public byte[] picture(String character, String font) {
        int c = characters.indexOf(character);
        int f = fonts.indexOf(font);
        if (!has(character, font)) {
            throw new IllegalArgumentException("Print: there is no " + character + " in " + font + " among " + this);
        }
        return pictures[c][f].clone();
    }

    /**
     * The pictures of some characters in some fonts, in the order of this set.
     *
     * @throws IllegalArgumentException if one of them is not here
     */
    public Print only(List<String> someCharacters, List<String> someFonts) {
        if (!characters.containsAll(someCharacters) || !fonts.containsAll(someFonts)) {
            throw new IllegalArgumentException("Print: " + this + " has not all of the characters " + someCharacters + " and fonts " + someFonts);
        }
        int[] cs = IntStream.range(0, characters.size()).filter(c -> someCharacters.contains(characters.get(c))).toArray();
        int[] fs = IntStream.range(0, fonts.size()).filter(f -> someFonts.contains(fonts.get(f))).toArray();
        byte[][][] some = Arrays.stream(cs).mapToObj(c -> Arrays.stream(fs).mapToObj(f -> pictures[c][f]).toArray(byte[][]::new))
                .toArray(byte[][][]::new);
        return new Print(name, Arrays.stream(cs).mapToObj(characters::get).toList(), Arrays.stream(fs).mapToObj(fonts::get).toList(), some);
    }

    /**
     * Deals out characters and fonts: three fifths of each to train, some to validate, a quarter to test. A part has its own
     * characters in its own fonts, so that neither label of a test picture was seen in training.
     *
     * @param seed fixes who goes where; no picture depends on it
     * @throws IllegalArgumentException if there are fewer than three fonts
     */
    public PrintParts parts(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<List<String>> byCharacter = deal(characters, random.split());
        List<List<String>> byFont = deal(fonts, random.split());
        return new PrintParts(only(byCharacter.get(0), byFont.get(0)), only(byCharacter.get(1), byFont.get(1)),
                only(byCharacter.get(2), byFont.get(2)));
    }

    private List<List<String>> deal(List<String> names, SplittableRandom random) {
        if (names.size() < 3) {
            throw new IllegalArgumentException("Print: " + names.size() + " characters or fonts (" + this
                    + ") cannot be dealt out; at least 3 of both are needed");
        }
        return Arrays.stream(ExampleSplit.deal(names.size(), TRAIN, VALIDATION, random))
                .map(part -> Arrays.stream(part).mapToObj(names::get).toList()).toList();
    }

    /** Such as {@code Print: 88 characters in 57 fonts}. */
    @Override
    public String toString() {
        return name + ": " + characters.size() + " characters in " + fonts.size() + " fonts";
    }
}
