package fewshot.train;

import com.sun.jna.Function;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How much memory a piece of work takes at most, the engine's included: the growth of the process's peak of resident memory,
 * which Linux keeps and lets be set back. The Java heap should have one size throughout, or its growth counts too.
 *
 * <p>Memory that was freed but kept for later use is given back to the system first, so that it makes no difference what has run
 * before (with the GNU C library; elsewhere the growth may be less than what the work takes). This is the host's memory: of
 * work on a GPU it is the small part that does not lie there.
 */
public final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path RESET = Path.of("/proc/self/clear_refs");

    private PeakMemory() {}

    /** Runs the work, and returns by how many bytes the peak rose above what was resident before; empty where it cannot be read. */
    public static OptionalLong of(Runnable work) {
        System.gc();
        giveBack();
        OptionalLong before = restarted();
        work.run();
        return before.isEmpty() ? before : OptionalLong.of(Math.max(0, bytes("VmHWM").orElse(0) - before.getAsLong()));
    }

    private static void giveBack() {
        try {
            Function.getFunction("c", "malloc_trim").invokeInt(new Object[] {0});
        } catch (UnsatisfiedLinkError anotherLibrary) {
            // it keeps what it keeps
        }
    }

    /** What is resident now, with the peak set back to it. */
    private static OptionalLong restarted() {
        try {
            Files.writeString(RESET, "5");
            return bytes("VmRSS");
        } catch (IOException | SecurityException notLinux) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong bytes(String entry) {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(entry + ":"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))).findFirst();
        } catch (IOException | SecurityException notLinux) {
            return OptionalLong.empty();
        }
    }
}
