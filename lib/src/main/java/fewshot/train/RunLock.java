package fewshot.train;

import fewshot.state.StateException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a checkpoint's file for one run: the system's lock on a file beside it, which ends with the process, however it ends. Where
 * the file system has no locks, runs of this process alone are told apart.
 */
final class RunLock {
    /** What this process holds: to open and close the file a second time would let go of its lock (POSIX). */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Optional<FileChannel> channel;

    private RunLock(Path file, Optional<FileChannel> channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the file.
     *
     * @throws StateException if another run has it
     */
    static RunLock of(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        if (!HELD.add(absolute)) {
            throw refusal(file, "this process");
        }
        boolean interrupted = Thread.interrupted(); // a channel closes itself in the hands of an interrupted thread
        try {
            return new RunLock(absolute, locked(absolute));
        } catch (OverlappingFileLockException e) {
            HELD.remove(absolute);
            throw refusal(file, "another process");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Optional<FileChannel> locked(Path file) {
        try {
            Files.createDirectories(file.getParent());
            FileChannel channel = FileChannel.open(Path.of(file + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw new OverlappingFileLockException();
            }
            return Optional.of(channel);
        } catch (IOException noLocks) { // whether the file can be written is said when it is
            return Optional.empty();
        }
    }

    private static StateException refusal(Path file, String whose) {
        return new StateException(file + " is kept by another run, of " + whose
                + ". Wait for its end, or give this run another name.");
    }

    /** Lets the file go. */
    void release() {
        try {
            if (channel.isPresent()) {
                channel.get().close();
            }
        } catch (IOException closedAllTheSame) {
            // Its lock ends with it.
        } finally {
            HELD.remove(file);
        }
    }
}
