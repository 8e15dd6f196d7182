package fewshot.world;

import fewshot.state.StateException;
import fewshot.state.StateFile;
import fewshot.state.StateReader;
import fewshot.state.StateWriter;
import fewshot.state.Stateful;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Numbers that take long to compute, kept in a file beside the data that they are computed from. A file that is missing, damaged or
 * made from something else counts as none; one that cannot be written is done without.
 */
public final class KeptNumbers implements Stateful {
    private static final String TITLE = "kept numbers";
    private static final long MOST_BYTES = 1 << 26;

    private final String source;
    private final int count;
    private long[] numbers;

    private KeptNumbers(String source, int count) {
        this.source = source;
        this.count = count;
    }

    /**
     * The numbers in a file, else those that are computed now and then kept there.
     *
     * @param file where they are kept; null for nowhere
     * @param source tells what they are made from, and changes if that does
     * @param count how many there are
     */
    public static long[] get(Path file, String source, int count, Supplier<long[]> compute) {
        KeptNumbers kept = new KeptNumbers(source, count);
        if (file == null || !kept.read(file)) {
            kept.numbers = compute.get();
            kept.write(file);
        }
        return kept.numbers;
    }

    private boolean read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return false;
            }
            StateFile.restore(file, TITLE, this);
            return true;
        } catch (IOException | StateException e) {
            return false;
        }
    }

    private void write(Path file) {
        if (file == null || !Files.isWritable(file.getParent())) {
            return;
        }
        try {
            StateFile.write(file, TITLE, this);
        } catch (IOException e) {
            // The next start computes them again.
        }
    }

    @Override
    public void save(StateWriter out) {
        out.text("source", source);
        out.longs("numbers", numbers);
    }

    @Override
    public Runnable restore(StateReader in) {
        long[] read = in.longs("numbers");
        if (!in.text("source").equals(source) || read.length != count) {
            throw in.refusal("it was made from something else");
        }
        return () -> numbers = read;
    }
}
