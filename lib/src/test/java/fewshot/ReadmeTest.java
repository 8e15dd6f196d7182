package fewshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md tells a reader to type is typed here, word for word but for the path and the time that it takes. */
class ReadmeTest {
    private static final List<String> IMPORTS = List.of("fewshot.data.*", "fewshot.episode.*", "fewshot.evaluate.*", "fewshot.gradient.*",
            "fewshot.method.*", "fewshot.method.metric.*", "fewshot.model.*", "fewshot.train.*", "java.nio.file.*", "java.util.*");

    @TempDir
    Path temp;

    private static String section(String title) throws IOException {
        String page = Files.readString(Path.of("../README.md"));
        int begin = page.indexOf("## " + title + "\n");
        assertTrue(begin >= 0, "README.md has no section " + title);
        return page.substring(begin, page.indexOf("\n## ", begin));
    }

    /** Thirty classes of five crossing strokes each, drawn ten times by an unsteady hand in pictures of all sizes and shapes. */
    private void drawThirtyClasses(Path folder) throws IOException {
        Random random = new Random(1);
        for (int c = 0; c < 30; c++) {
            double[] ends = random.doubles(20, 0.2, 0.8).toArray();
            Path own = Files.createDirectories(folder.resolve("class" + (10 + c)));
            for (int i = 0; i < 10; i++) {
                BufferedImage image = new BufferedImage(50 + random.nextInt(50), 50 + random.nextInt(50), BufferedImage.TYPE_BYTE_GRAY);
                Graphics2D graphics = image.createGraphics();
                graphics.setBackground(Color.LIGHT_GRAY);
                graphics.clearRect(0, 0, image.getWidth(), image.getHeight());
                graphics.setColor(Color.BLACK);
                graphics.setStroke(new BasicStroke(4));
                for (int s = 0; s < 20; s += 4) {
                    int[] at = new int[4];
                    for (int k = 0; k < 4; k++) {
                        at[k] = (int) ((ends[s + k] + 0.04 * random.nextGaussian()) * (k % 2 == 0 ? image.getWidth() : image.getHeight()));
                    }
                    graphics.drawLine(at[0], at[1], at[2], at[3]);
                }
                ImageIO.write(image, i % 2 == 0 ? "png" : "jpg", own.resolve(i + (i % 2 == 0 ? ".png" : ".jpg")).toFile());
            }
        }
    }

    private static void type(JShell shell, String code) {
        String rest = code;
        while (!rest.isBlank()) {
            CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            for (SnippetEvent event : shell.eval(next.source())) {
                String problems = shell.diagnostics(event.snippet()).map(d -> d.getMessage(null)).toList() + " " + event.exception();
                assertEquals(Snippet.Status.VALID, event.status(), next.source() + problems);
                assertEquals(null, event.exception(), next.source() + problems);
            }
            rest = next.remaining();
        }
    }

    @Test
    void theRecipeForPicturesOfOnesOwnRuns() throws IOException {
        Path folder = temp.resolve("my-pictures");
        drawThirtyClasses(folder);
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            IMPORTS.forEach(name -> type(shell, "import " + name + ";"));
            String[] blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(section("Your own pictures")).results()
                    .map((MatchResult block) -> block.group(1)).toArray(String[]::new);
            assertEquals(2, blocks.length);
            for (String block : blocks) {
                // The folder last: its name has random digits, which may be those that are replaced.
                type(shell, block.replace("until(300)", "until(2)").replace("600", "4")
                        .replace("my-pictures", folder.toString().replace("\\", "\\\\")));
            }
        } finally {
            System.setOut(before);
        }
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals("my-pictures: 30 classes, 300 images of 28 x 28", lines.get(0));
        assertTrue(lines.get(1).matches("[0-9.]+ ± [0-9.]+ % .*"), lines.get(1));
        assertTrue(lines.get(2).matches("\\[class\\d\\d, class\\d\\d, class\\d\\d] \\[[-0-9.E]+, [-0-9.E]+, [-0-9.E]+]"), lines.get(2));
        assertEquals(3, lines.size(), lines.toString());
        assertTrue(Files.exists(temp.resolve("my-pictures.network")));
    }
}
