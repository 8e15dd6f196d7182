package fewshot.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import fewshot.gradient.DivergenceException;
import fewshot.gradient.Step;
import fewshot.state.StateException;
import fewshot.state.StateReader;
import fewshot.state.StateWriter;
import fewshot.state.Stateful;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    /** A model of one number that is added to at each step. */
    private static final class Sum implements Stateful {
        private double value;

        private Step add(double summand) {
            value += summand;
            return new Step(value, summand);
        }

        @Override
        public void save(StateWriter out) {
            out.doubles("value", value);
        }

        @Override
        public Runnable restore(StateReader in) {
            double saved = in.doubles("value")[0];
            return () -> value = saved;
        }
    }

    @TempDir
    Path folder;

    private final PrintStream console = System.out;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Sum sum = new Sum();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(said, true));
    }

    @AfterEach
    void stopListening() {
        System.setOut(console);
    }

    private Checkpoint each() {
        return Checkpoint.in(folder, "sums: 1 + 1/2 …", sum).every(Duration.ZERO);
    }

    private Path file() {
        return each().file().orElseThrow();
    }

    private Training training(LongFunction<Step> step) {
        return new Training(step).validate(4, () -> 50 + sum.value).keep(each());
    }

    private Training training() {
        return training(number -> sum.add(1.0 / (number + 1)));
    }

    /** As a new process does: all is made anew. */
    private Training next() {
        sum = new Sum();
        return training();
    }

    private static double harmonic(int n) {
        double sum = 0;
        for (int i = 1; i <= n; i++) {
            sum += 1.0 / i;
        }
        return sum;
    }

    @Test
    void theNextProcessGoesOnAndHasTheWholeHistory() {
        List<TrainingPoint> begun = training().until(5).history();
        Training second = next().until(9);
        assertEquals(harmonic(9), sum.value, "steps 6 to 9, once each");
        assertEquals("Going on after step 5, from " + file(), said.toString().strip());
        assertEquals(begun, second.history().subList(0, 5));
        assertEquals(1 / 9.0, second.history().get(8).gradientNorm());
        assertEquals(OptionalDouble.of(50 + harmonic(4)), second.history().get(3).validation());
        assertTrue(second.history().get(4).validation().isPresent(), "the last of its run");
        assertTrue(second.seconds() >= begun.get(4).seconds());
    }

    @Test
    void aRunThatIsDoneIsTakenUpWithoutAStepMore() {
        training().until(6);
        assertEquals(harmonic(6), sum.value);
        Training again = next();
        boolean[] heard = new boolean[1];
        again.listen(new TrainingListener() {
            @Override
            public void stepped(Training t, TrainingPoint point, long planned) {
                throw new AssertionError("step " + point.step());
            }

            @Override
            public void resumed(Training t, long planned) {
                heard[0] = t.steps() == 6 && planned == 6;
            }
        });
        again.until(6);
        assertEquals(harmonic(6), sum.value);
        assertTrue(heard[0]);
    }

    @Test
    void itIsWrittenAfterTheFirstStepThenWhenTimeHasPassedAndAtTheEnd() {
        Training slow = new Training(number -> {
            if (number == 4) {
                throw new DivergenceException("step 5");
            }
            return sum.add(1.0 / (number + 1));
        }).keep(each().every(Duration.ofDays(1)));
        assertThrows(DivergenceException.class, () -> slow.until(9));
        assertEquals(1, next().until(1).steps());
        assertEquals(harmonic(1), sum.value, "what it was after the first step; a run that fails is not written");
        assertEquals(7, next().keep(each().every(Duration.ofDays(1))).until(7).steps());
        assertEquals(7, next().until(1).steps());
    }

    @Test
    void anInterruptedRunIsWrittenAndGoesOn() {
        Training interrupted = new Training(number -> {
            if (number == 2) {
                Thread.currentThread().interrupt();
            }
            return sum.add(1.0 / (number + 1));
        }).keep(each().every(Duration.ofDays(1)));
        interrupted.until(100);
        assertTrue(Thread.interrupted());
        assertEquals(3, interrupted.steps());
        next().until(8);
        assertEquals(harmonic(8), sum.value);
    }

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

    @Test
    void aStepThatDoesNotKnowItsNumberCannotBeKept() {
        Training training = new Training(() -> sum.add(1));
        Exception e = assertThrows(IllegalStateException.class, () -> training.keep("sums", sum));
        assertTrue(e.getMessage().contains("new Training(number -> …)"), e.getMessage());
    }

    @Test
    void runsAreKeptInThePaperProfileOrWhereTheVariableSays() {
        assertEquals(Optional.of(Path.of("checkpoints")), Checkpoint.folder(null, Profile.PAPER));
        assertEquals(Optional.empty(), Checkpoint.folder(" ", Profile.TUTORIAL));
        assertEquals(Optional.empty(), Checkpoint.folder(null, Profile.SMOKE));
        assertEquals(Optional.of(Path.of("/mnt/runs")), Checkpoint.folder("/mnt/runs", Profile.SMOKE));
        assertEquals(Optional.empty(), Checkpoint.folder("off", Profile.PAPER));
        assertEquals("02-prototypical-60-way.checkpoint",
                Checkpoint.in(folder, "02 prototypical, 60-way", sum).file().orElseThrow().getFileName().toString());
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.in(folder, " ", sum));
    }

    @Test
    void whatIsNotKeptLeavesNoFile() throws IOException {
        if (Checkpoint.of("sums", sum).file().isEmpty()) { // unless whoever runs this has set the variable
            new Training(number -> sum.add(1)).keep("sums", sum).until(3);
            assertFalse(Files.exists(Path.of("checkpoints")));
        }
    }
}
