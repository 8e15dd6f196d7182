package fewshot.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import fewshot.gradient.DivergenceException;
import fewshot.state.StateException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedCheckpointTest extends KeptSums {
    private static final String WAIT = " Wait for its end, or give this run another name.";

    /** A process that locks a file, says so, and waits. */
    public static final class Holder {
        private Holder() {}

        public static void main(String[] file) throws Exception {
            try (FileChannel channel = FileChannel.open(Path.of(file[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                System.out.println("locked " + lock.isValid());
                Thread.sleep(60_000);
            }
        }
    }

    @Test
    void aSecondRunInThisProcessIsRefusedWhileTheFirstIsRunning() {
        Sum second = new Sum();
        Training first = training(number -> {
            if (number == 2) {
                Training same = new Training(n -> second.add(1)).keep(each());
                Exception e = assertThrows(StateException.class, () -> same.until(9));
                assertEquals(file() + " is kept by another run, of this process." + WAIT, e.getMessage());
            }
            return sum.add(1.0 / (number + 1));
        });
        assertEquals(5, first.until(5).steps(), "the first does not notice");
        assertEquals(0, second.value, "refused before any step");
        assertEquals(7, next().until(7).steps(), "the run is over, and so is the lock");
    }

    @Test
    void aRunThatFailsOrIsInterruptedLetsGo() {
        Training failing = training(number -> {
            throw new DivergenceException("step 1");
        });
        assertThrows(DivergenceException.class, () -> failing.until(9));
        Thread.currentThread().interrupt();
        training().until(9);
        assertTrue(Thread.interrupted());
        assertEquals(3, next().until(3).steps());
    }

    @Test
    void aRunOfAnotherProcessIsRefusedUntilThatProcessIsKilled() throws Exception {
        Files.createDirectories(folder);
        Path lock = Path.of(file() + ".lock");
        Process holder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), Holder.class.getName(), lock.toString()).redirectErrorStream(true).start();
        try (BufferedReader said = holder.inputReader()) {
            assertEquals("locked true", said.readLine());
            Exception e = assertThrows(StateException.class, () -> training().until(3));
            assertEquals(file() + " is kept by another run, of another process." + WAIT, e.getMessage());
            assertFalse(Files.exists(file()));
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertEquals(3, training().until(3).steps(), "a killed process locks nothing");
    }

    @Test
    void aRunThatPausedWhileAnotherWentOnFromItsFileIsRefused() throws IOException {
        Training paused = training().until(3);
        double begun = sum.value;
        next().until(5);
        double value = sum.value;
        Exception e = assertThrows(StateException.class, () -> paused.until(9));
        assertEquals(file() + " was written by another run since step 3. Make this run anew to go on from there, or give it another name.",
                e.getMessage());
        assertEquals(value, sum.value);
        assertTrue(value > begun);
        Files.delete(file());
        assertEquals(4, paused.until(4).steps(), "a file that was deleted is written anew");
        assertEquals(List.of(file().getFileName().toString(), file().getFileName() + ".lock"),
                Files.list(folder).map(f -> f.getFileName().toString()).sorted().toList());
    }
}
