package fewshot.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.gradient.DivergenceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CheckpointTest extends KeptSums {
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
    void aStepThatDoesNotKnowItsNumberCannotBeKept() {
        Training training = new Training(() -> sum.add(1));
        Exception e = assertThrows(IllegalStateException.class, () -> training.keep("sums", sum));
        assertTrue(e.getMessage().contains("new Training(number -> …)"), e.getMessage());
    }

    @Test
    void aRunThatHasBegunCannotBeKeptSinceItWouldOverwriteTheFileUnseen() {
        Training begun = new Training(number -> sum.add(1)).until(2);
        assertThrows(IllegalStateException.class, () -> begun.keep(each()));
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
