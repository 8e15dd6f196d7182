package fewshot.world.molecule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fewshot.data.ExampleSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoleculesTest {
    private static final String HEADER = "smiles,exp_mean [nM],y,cliff_mol,split\n";

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("targets"));
        write("CHEMBL2_Ki", HEADER + "CCO,10.0,-1.0,0,train\nCCC(=O)N,1000.0,-3.0,0,test\nc1ccccc1,100.0,-2.0,1,train\n");
        write("CHEMBL1_EC50", HEADER + "CCO,1.0,-0.0,0,train\nOc1ccccc1,10.0,-1.0,0,train\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve("targets").resolve(name + ".csv"), text);
    }

    @Test
    void activeIsWhatIsAboveTheMedian() {
        List<Target> targets = Molecules.load(folder);
        assertEquals(List.of("CHEMBL1_EC50: 2 molecules", "CHEMBL2_Ki: 3 molecules"), targets.stream().map(Target::toString).toList());
        assertEquals(-0.5, targets.get(0).median());
        assertEquals(List.of("CCO"), targets.get(0).smiles(1));
        assertEquals(-2, targets.get(1).median());
        assertEquals(List.of("CCC(=O)N", "c1ccccc1"), targets.get(1).smiles(0));
        assertArrayEquals(new double[] {-3, -2}, targets.get(1).strengths(0));
        assertEquals(List.of("CCO"), targets.get(1).smiles(1));
    }

    @Test
    void examplesAreTheFingerprintsOfTheirMolecules() {
        ExampleSet set = Molecules.load(folder).get(1).fingerprints(1024);
        assertEquals(List.of("CHEMBL2_Ki inactive", "CHEMBL2_Ki active"), set.classNames());
        assertArrayEquals(new int[] {2, 1}, new int[] {set.count(0), set.count(1)});
        assertArrayEquals(new int[] {1024}, set.shape());
        // Of propanamide, from CDK's own tests of its fingerprints.
        assertArrayEquals(new int[] {19, 152, 293, 340, 439, 480, 507, 726, 762, 947, 993}, ones(set, 0, 0));
        assertEquals(3, ones(set, 0, 1).length); // benzene
        assertEquals(6, ones(set, 1, 0).length); // ethanol
    }

    private static int[] ones(ExampleSet set, int classIndex, int index) {
        float[] numbers = set.pick(classIndex, index).floats();
        return IntStream.range(0, numbers.length).filter(i -> numbers[i] != 0).toArray();
    }

    @Test
    void fingerprintsAreKeptAndWhatIsDamagedOrOfOthersIsComputedAnew() throws IOException {
        ExampleSet fresh = Molecules.load(folder).get(0).fingerprints(64);
        Path cache = folder.resolve("targets/CHEMBL1_EC50-ecfp4-64.cache");
        byte[] written = Files.readAllBytes(cache);
        assertArrayEquals(ones(fresh, 1, 0), ones(Molecules.load(folder).get(0).fingerprints(64), 1, 0));
        for (int place : new int[] {0, written.length / 2, written.length - 1}) {
            byte[] damaged = written.clone();
            damaged[place] ^= 4;
            Files.write(cache, damaged);
            assertArrayEquals(ones(fresh, 0, 0), ones(Molecules.load(folder).get(0).fingerprints(64), 0, 0));
            assertArrayEquals(written, Files.readAllBytes(cache));
        }
        write("CHEMBL1_EC50", HEADER + "c1ccccc1,1.0,-0.0,0,train\nOc1ccccc1,10.0,-1.0,0,train\n");
        assertEquals(3, ones(Molecules.load(folder).get(0).fingerprints(64), 1, 0).length);
    }

    @Test
    void theCacheIsRead() throws IOException {
        Molecules.load(folder).get(1).fingerprints(64);
        Path own = folder.resolve("targets/CHEMBL2_Ki-ecfp4-64.cache");
        long before = Files.getLastModifiedTime(own).toMillis();
        Files.setLastModifiedTime(own, java.nio.file.attribute.FileTime.fromMillis(before - 100_000));
        Molecules.load(folder).get(1).fingerprints(64);
        assertEquals(before - 100_000, Files.getLastModifiedTime(own).toMillis());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"smiles,y|line 1|should be smiles,exp", "CCO,1.0,none,0,train|line 4|y should be a number and is 'none'",
        "CCO,1.0,NaN,0,train|line 4|NaN", "CCO,1.0|line 4|2 fields"})
    void aDamagedFileIsRefusedByNameAndLine(String text, String line, String what) throws IOException {
        write("CHEMBL2_Ki", text.startsWith("smiles") ? text + "\nC,1\n" : HEADER + "CC,1.0,0.0,0,train\nC,1.0,0.0,0,train\n" + text + "\n");
        String message = assertThrows(IllegalArgumentException.class, () -> Molecules.load(folder)).getMessage();
        assertTrue(message.contains("CHEMBL2_Ki.csv, " + line) && message.contains(what), message);
    }

    @Test
    void whatIsNoMoleculeIsRefused() throws IOException {
        write("CHEMBL2_Ki", HEADER + "CCO,10.0,-1.0,0,train\nC1CC(,1000.0,-3.0,0,test\n");
        Target target = Molecules.load(folder).get(1);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> target.fingerprints(64)).getMessage().contains("C1CC("));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new Ecfp(64).of("C".repeat(2001))).getMessage().contains("2001"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new Ecfp(64).of("C".repeat(501))).getMessage().contains("501 atoms"));
        assertThrows(IllegalArgumentException.class, () -> new Ecfp(100));
    }

    @Test
    void targetsOfOneProteinAreDealtToOneSide() {
        List<Target> targets = IntStream.range(0, 12).mapToObj(i -> new Target("P" + i / 2 + (i % 2 == 0 ? "_Ki" : "_EC50"), List.of("C", "CC"),
                new double[] {1, 2})).toList();
        Set<String> tests = new HashSet<>();
        for (long seed = 0; seed < 30; seed++) {
            TargetParts parts = Molecules.deal(targets, 1, 3, seed);
            assertEquals(List.of(6, 2, 4), Stream.of(parts.train(), parts.validation(), parts.test()).map(List::size).toList());
            for (List<Target> part : List.of(parts.train(), parts.validation(), parts.test())) {
                part.forEach(target -> assertEquals(2, part.stream().filter(other -> other.protein().equals(target.protein())).count()));
            }
            tests.add(parts.test().toString());
        }
        assertTrue(tests.size() > 10);
        assertEquals("6 targets to train, 2 to validate, 4 to test", Molecules.deal(targets, 1, 3, 1).toString());
        assertThrows(IllegalArgumentException.class, () -> Molecules.deal(targets, 6, 6, 1));
    }

    @Test
    void theRealOnesHaveTheirSizes() {
        assumeTrue(Molecules.available(), "data/molecules is not here");
        List<Target> targets = Molecules.load();
        assertEquals(30, targets.size());
        assertEquals(48714, targets.stream().mapToInt(Target::size).sum());
        assertEquals(615, targets.stream().mapToInt(Target::size).min().orElseThrow());
        assertEquals(3657, targets.stream().mapToInt(Target::size).max().orElseThrow());
        assertTrue(targets.stream().allMatch(t -> Math.abs(t.smiles(1).size() / (double) t.size() - 0.5) < 0.1));
        TargetParts parts = Molecules.deal(targets, 3, 10, 1);
        assertFalse(parts.test().stream().anyMatch(t -> parts.train().stream().anyMatch(o -> o.protein().equals(t.protein()))));
    }
}
