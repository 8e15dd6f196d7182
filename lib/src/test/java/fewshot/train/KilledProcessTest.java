package fewshot.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledProcessTest {
    private static final int STEPS = 60;

    @TempDir
    Path folder;

    private Process start(String run) throws IOException {
        List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true", "-cp", System.getProperty("java.class.path"), "fewshot.train.KilledRun",
                folder.resolve(run).toString(), Integer.toString(STEPS), weights(run).toString());
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private Path weights(String run) {
        return folder.resolve(run + ".fewshot");
    }

    /** What the process says, until it ends or has said a line and gone on for some milliseconds; then it is killed. */
    private static List<String> lines(Process process, String last, long millis) throws Exception {
        List<String> lines = new ArrayList<>();
        try (BufferedReader said = process.inputReader()) {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                lines.add(line);
                if (line.equals(last)) {
                    Thread.sleep(millis);
                    process.toHandle().destroyForcibly(); // Process.destroyForcibly would close what is still to be read
                }
            }
        }
        return lines;
    }

    @Test
    void aProcessThatIsKilledTwiceEndsWithTheWeightsOfOneThatNeverWas() throws Exception {
        Process whole = start("whole");
        assertFalse(lines(whole, "", 0).isEmpty());
        assertEquals(0, whole.waitFor());
        Random moment = new Random();
        for (String last : List.of("step 17", "step 43")) {
            Process killed = start("killed");
            int delay = moment.nextInt(40);
            List<String> said = lines(killed, last, delay);
            assertTrue(killed.waitFor() != 0 && !Files.exists(weights("killed")), "killed " + delay + " ms after " + last + ": " + said);
        }
        List<String> said = lines(start("killed"), "", 0);
        assertTrue(said.get(0).startsWith("Going on after step ") && !said.contains("step 42"), said.toString());
        assertArrayEquals(Files.readAllBytes(weights("whole")), Files.readAllBytes(weights("killed")));
    }
}
