package fewshot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import fewshot.data.ImageSet;
import fewshot.show.Chart;
import fewshot.show.draw.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written into files, names and pictures does not depend on the machine's language: a decimal comma, other digits. */
class LocaleTest {
    private static final Pattern IN_THE_MACHINES_LANGUAGE =
            Pattern.compile("\"\\s*\\.formatted\\(|(String\\.format|printf)\\(\\s*\"|to(Lower|Upper)Case\\(\\)|Locale\\.getDefault|NumberFormat\\.get");

    @Test
    void noSourceWritesInTheMachinesLanguage() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                IN_THE_MACHINES_LANGUAGE.matcher(Files.readString(file)).results().forEach(hit -> found.add(file + ": " + hit.group()));
            }
        }
        assertEquals(List.of(), found);
    }

    /** German has a decimal comma, Persian and Marathi have digits of their own. */
    @ParameterizedTest
    @ValueSource(strings = {"de-DE", "fa-IR", "mr-IN"})
    void aPictureAndASourceAreTheSameInAnyLanguage(String tag) {
        double[] x = {0.25, 1.5, 12.5};
        Chart line = Chart.of("t", "x", "y").line("a", x, x);
        Chart logarithmic = Chart.of("t", "x", "y").logX().logY().line("a", x, x);
        ImageSet set = TestImages.noisy(3, 2, 8, 1);
        assertEquals(in(Locale.ROOT, set::source), in(Locale.forLanguageTag(tag), set::source));
        for (Chart chart : List.of(line, logarithmic)) {
            Bundle usual = in(Locale.ROOT, chart::bundle);
            Bundle there = in(Locale.forLanguageTag(tag), chart::bundle);
            assertEquals(usual.text(), there.text());
            assertEquals(usual.data().get("image/png"), there.data().get("image/png"));
        }
    }

    private static <T> T in(Locale locale, Supplier<T> made) {
        Locale usual = Locale.getDefault();
        Locale.setDefault(locale);
        try {
            return made.get();
        } finally {
            Locale.setDefault(usual);
        }
    }
}
