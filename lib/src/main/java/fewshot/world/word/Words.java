package fewshot.world.word;

import fewshot.data.ExampleSet;
import fewshot.data.Examples;
import fewshot.state.Stop;
import java.lang.Character.UnicodeScript;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Names of people, streets and companies in 45 languages, put together by DataFaker from lists of real ones: a class is a language, an
 * example a name. Those of India, Nigeria, South Africa, Pakistan and Singapore are in Latin letters as English has them.
 *
 * <p>The names of one language are all different; a seed fixes them. Many languages have a script of their own, by which anyone could
 * tell them: {@link #latin} keeps those that are told by their words alone. Immutable; safe for many threads.
 */
public final class Words {
    private final List<String> languages;
    private final List<List<String>> names;

    private Words(List<String> languages, List<List<String>> names) {
        this.languages = languages;
        this.names = names;
    }

    /**
     * Draws names.
     *
     * @param examples of each language, 1 to 150, which is as many as the smallest has
     * @param seed fixes the names
     * @throws IllegalArgumentException if a language has not so many different names
     */
    public static Words draw(int examples, long seed) {
        if (examples < 1) {
            throw new IllegalArgumentException("Words: " + examples + " names of each language; there must be at least 1");
        }
        SplittableRandom seeds = new SplittableRandom(seed);
        List<String> languages = new ArrayList<>();
        List<List<String>> names = new ArrayList<>();
        for (Language language : Language.all()) {
            Stop.before("a language");
            languages.add(language.name());
            names.add(language.draw(examples, seeds.nextLong()));
        }
        return new Words(List.copyOf(languages), List.copyOf(names));
    }

    /** The languages' names in English, such as {@code Finnish}. */
    public List<String> languages() {
        return languages;
    }

    /** The names of one language, in the order of its examples. */
    public List<String> names(int classIndex) {
        return names.get(classIndex);
    }

    /** The languages all of whose letters are Latin. */
    public Words latin() {
        return only(text -> text.codePoints().filter(Character::isLetter).allMatch(letter -> UnicodeScript.of(letter) == UnicodeScript.LATIN));
    }

    private Words only(Predicate<String> passes) {
        int[] kept = IntStream.range(0, languages.size()).filter(c -> names.get(c).stream().allMatch(passes)).toArray();
        return new Words(Arrays.stream(kept).mapToObj(languages::get).toList(), Arrays.stream(kept).mapToObj(names::get).toList());
    }

    /**
     * The names as examples; two readings of the same names are one set in two forms ({@link ExampleSet#inForm}).
     *
     * @param reading such as {@code new NGrams(1024, 3)} or {@code new Letters(24)}
     * @return a set named {@code Words}, a class for each language; the examples are {@link fewshot.data.Examples.Kind#BITS} of the
     *     reading's shape
     */
    public ExampleSet read(Reading reading) {
        List<String> all = names.stream().flatMap(List::stream).toList();
        ByteBuffer hashes = ByteBuffer.allocate(Integer.BYTES * all.size());
        all.forEach(name -> hashes.putInt(name.hashCode()));
        return ExampleSet.of("Words", Examples.bytes(hashes.array(), Integer.BYTES), languages, names.stream().mapToInt(List::size).toArray())
                .inForm(Examples.bits(all.stream().map(reading::of).toList(), reading.shape()));
    }

    /** Such as {@code Words: 45 languages with 20 names each}. */
    @Override
    public String toString() {
        return "Words: " + languages.size() + " languages with " + names.get(0).size() + " names each";
    }
}
