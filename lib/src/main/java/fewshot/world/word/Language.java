package fewshot.world.word;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import net.datafaker.Faker;

/**
 * A language that DataFaker has names in.
 *
 * @param locale that DataFaker knows it by
 * @param name in English
 * @param expressions what is drawn, of people, and of streets and companies where DataFaker has them
 */
record Language(Locale locale, String name, List<String> expressions) {
    private static final int PATIENCE = 100;

    static List<Language> all() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Language.class.getResourceAsStream("languages.txt"), StandardCharsets.UTF_8))) {
            return in.lines().filter(line -> !line.startsWith("#")).map(line -> {
                String[] fields = line.split("; ");
                return new Language(Locale.forLanguageTag(fields[0]), fields[1], List.of(Arrays.copyOfRange(fields, 2, fields.length)));
            }).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Words: the list of languages cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Different names, each of a kind that is drawn first.
     *
     * @throws IllegalArgumentException if the language has not so many
     */
    List<String> draw(int count, long seed) {
        Random random = new Random(seed);
        Faker faker = new Faker(locale, random);
        Set<String> drawn = new LinkedHashSet<>();
        for (int tries = 0; drawn.size() < count; tries++) {
            if (tries > PATIENCE * count) {
                throw new IllegalArgumentException("Words: " + name + " has " + drawn.size() + " names; " + count + " are more than there are");
            }
            drawn.add(faker.expression(expressions.get(random.nextInt(expressions.size()))).strip());
        }
        return List.copyOf(drawn);
    }
}
