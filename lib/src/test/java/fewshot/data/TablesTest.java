package fewshot.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesTest {
    @TempDir
    private Path folder;

    private ExampleSet read(String... lines) throws IOException {
        return Tables.read(Files.writeString(folder.resolve("small.csv"), String.join("\n", lines) + "\n"));
    }

    private String refusal(String... lines) {
        return assertThrows(IllegalArgumentException.class, () -> read(lines)).getMessage();
    }

    @Test
    void scikitLearnsFirstLineNamesTheClassesAndIsNoRow() throws IOException {
        ExampleSet table = read("3,2,setosa,virginica", "5.1,3.5,1", "4.9,-3e2,0", "6,7,1");
        assertEquals("small", table.name());
        assertEquals(List.of("setosa", "virginica"), table.classNames());
        assertArrayEquals(new int[] {2}, table.shape());
        assertEquals(1, table.count(0));
        assertArrayEquals(new float[] {4.9f, -300}, table.pick(0, 0).floats());
        assertArrayEquals(new float[] {5.1f, 3.5f}, table.pick(1, 0).floats());
        assertArrayEquals(new float[] {6, 7}, table.pick(1, 1).floats());
    }

    @Test
    void withoutAFirstLineOfItsOwnEveryLineIsARowAndClassesAreNumbersInTheirOrder() throws IOException {
        ExampleSet table = read("0,1,10", "2,3,9", "", "4,5,10");
        assertEquals(List.of("9", "10"), table.classNames());
        assertArrayEquals(new float[] {0, 1}, table.pick(1, 0).floats());
        assertEquals(3, table.size());
    }

    @Test
    void aLineOfColumnNamesIsNoRowAndClassesMayBeWords() throws IOException {
        ExampleSet table = read("height,weight,animal", "1,2,dog", "3,4,cat");
        assertEquals(List.of("cat", "dog"), table.classNames());
        assertArrayEquals(new float[] {3, 4}, table.pick(0, 0).floats());
    }

    @Test
    void classesAreToldApartByEveryDigitOfTheirText() throws IOException {
        ExampleSet table = read("0,16777217", "1,202411302", "2,1.0", "3,202411301", "4,16777216", "5,1", "6,12345678901234567891",
                "7,12345678901234567890");
        assertEquals(List.of("1", "1.0", "16777216", "16777217", "202411301", "202411302", "12345678901234567890", "12345678901234567891"),
                table.classNames());
        assertArrayEquals(new float[] {0}, table.pick(3, 0).floats());
        assertArrayEquals(new float[] {4}, table.pick(2, 0).floats());
        assertArrayEquals(new float[] {3}, table.pick(4, 0).floats());
    }

    @Test
    void whatIsWrongIsNamedWithItsLine() {
        assertTrue(refusal("", "1,2,a", "  ", "", "1,x,b", "", "3,4,a").contains("line 5 of small has 'x' in column 2"));
        assertTrue(refusal("a,b,c", "", "1,2,a", "1,2,3,a", "1,2,a").contains("line 4 of small has 4 fields"));
        assertTrue(refusal("1,2,a", "1,x,b").contains("line 2 of small has 'x' in column 2"));
        assertTrue(refusal("1,2,a", "1,2,3,a", "1,2,a").contains("line 2 of small has 4 fields"));
        assertTrue(refusal("2,2,a,b", "1,2,0", "1,2,2").contains("class '2'"));
        assertTrue(refusal("").contains("small is empty"));
        assertTrue(refusal("1,NaN,a", "1,2,a").contains("NaN"));
    }

    @Test
    void theTablesAreFoundBelowDataInAParentOfTheWorkingFolder() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a/notebooks"));
        assertEquals(Optional.empty(), Tables.findAbove(deep, "iris"));
        Path file = Files.createDirectories(folder.resolve("a/data/tables")).resolve("iris.csv");
        Files.writeString(file, "1,2,0\n");
        assertEquals(Optional.of(file), Tables.findAbove(deep, "iris"));
    }
}
