package fewshot;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final Path SOURCES = Path.of("src/main/java/fewshot");
    private static final List<String> UPWARDS =
            List.of("state", "data", "world", "episode", "model", "gradient", "method", "evaluate", "train", "compare", "show", "pad");
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?fewshot\\.(\\w+)\\.", Pattern.MULTILINE);

    @Test
    void everyPackageImportsOnlyFromPackagesBelowIt() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                int layer = UPWARDS.indexOf(SOURCES.relativize(file).getName(0).toString());
                assertTrue(layer >= 0, file + " lies in no known layer; add its package to this test and to CONTRIBUTING.md");
                Matcher imports = IMPORT.matcher(Files.readString(file));
                while (imports.find()) {
                    int imported = UPWARDS.indexOf(imports.group(1));
                    assertTrue(imported <= layer, file + " imports upwards, from fewshot." + imports.group(1));
                }
            }
        }
    }

    @Test
    void whatDrawsKnowsNoKernelAndWhatKnowsTheKernelNoChart() throws IOException {
        Map<String, Pattern> above = Map.of("draw", Pattern.compile("import (?:static )?fewshot\\.show\\.(?:page\\.|[A-Z])"),
                "page", Pattern.compile("import (?:static )?fewshot\\.show\\.[A-Z]"));
        for (Map.Entry<String, Pattern> folder : above.entrySet()) {
            try (Stream<Path> files = Files.list(SOURCES.resolve("show").resolve(folder.getKey()))) {
                for (Path file : files.toList()) {
                    assertFalse(folder.getValue().matcher(Files.readString(file)).find(), file + " imports upwards within fewshot.show");
                }
            }
        }
    }

    @Test
    void onlyGradientKnowsThePyTorchEngine() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                boolean gradient = SOURCES.relativize(file).startsWith("gradient");
                assertTrue(gradient || !Files.readString(file).contains("import ai.djl.pytorch"),
                        file + " imports ai.djl.pytorch, which only fewshot.gradient may");
            }
        }
    }
}
