package fewshot.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fewshot.gradient.DivergenceException;
import fewshot.state.StateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointRefusalTest extends KeptSums {
    @Test
    void aRunOnOtherDataIsRefusedAndNothingHasChanged() throws IOException {
        training().until(5);
        byte[] before = Files.readAllBytes(file());
        sum = new Sum();
        Training other = training(number -> sum.add(2.0 / (number + 1)));
        Exception e = assertThrows(StateException.class, () -> other.until(9));
        assertEquals(file() + " holds a run whose first step had loss 1.0 and gradient norm 1.0, but here they are 2.0 and 2.0:"
                + " other data, another seed or another setting. Delete it, or give this run another name, to begin anew.", e.getMessage());
        assertEquals(0, sum.value);
        assertEquals(0, other.steps());
        assertArrayEquals(before, Files.readAllBytes(file()));
    }

    @Test
    void aDamagedFileIsRefusedAndNotOverwritten() throws IOException {
        training().until(5);
        byte[] half = Arrays.copyOf(Files.readAllBytes(file()), 100);
        Files.write(file(), half);
        Exception e = assertThrows(StateException.class, () -> next().until(9));
        assertTrue(e.getMessage().startsWith(file() + " is cut off") && e.getMessage().contains("Delete it"), e.getMessage());
        assertEquals(0, sum.value);
        assertEquals(100, Files.size(file()));
    }

    @Test
    void twoNamesThatMakeOneFileAreToldApart() {
        training().until(2);
        Training other = new Training(number -> sum.add(1)).keep(Checkpoint.in(folder, "sums: 1 + 1/2 ???", sum));
        Exception e = assertThrows(StateException.class, () -> other.until(2));
        assertTrue(e.getMessage().contains("holds 'training run sums: 1 + 1/2 …', but 'training run sums: 1 + 1/2 ???'"), e.getMessage());
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidOnceAndTrainingGoesOn() throws IOException {
        Path notAFolder = Files.createFile(folder.resolve("taken"));
        Training training = training().keep(Checkpoint.in(notAFolder, "sums", sum).every(Duration.ZERO));
        assertEquals(20, training.until(20).steps());
        assertEquals(harmonic(20), sum.value);
        List<String> lines = said.toString().lines().toList();
        assertEquals(1, lines.size(), said.toString());
        assertTrue(lines.get(0).startsWith("No checkpoint of step 1: ") && lines.get(0).contains("taken"), lines.get(0));
    }

    @Test
    void aDiskThatFillsUpLeavesTheLastCheckpoint() throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/full")), "a device that is always full");
        Path beside = file().resolveSibling(file().getFileName() + "." + ProcessHandle.current().pid() + ".part");
        Training training = training(number -> {
            if (number >= 3) {
                link(beside);
            }
            if (number == 10) {
                throw new DivergenceException("step 11"); // so that there is no last write, when the disk has room again
            }
            return sum.add(1.0 / (number + 1));
        });
        assertThrows(DivergenceException.class, () -> training.until(20));
        assertEquals(harmonic(10), sum.value);
        assertTrue(said.toString().contains("No checkpoint of step 4: ") && said.toString().contains("No space left on device")
                && said.toString().contains("the one of step 3 is still there."), said.toString());
        assertEquals(1, said.toString().lines().count());
        Files.deleteIfExists(beside);
        next().until(3);
        assertEquals(harmonic(3), sum.value);
    }

    private static void link(Path beside) {
        try {
            Files.deleteIfExists(beside);
            Files.createSymbolicLink(beside, Path.of("/dev/full"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
