package fewshot.state;

import java.util.LinkedHashMap;
import java.util.Map;

/** Takes what a {@link Stateful} writes: numbers under names. */
public final class StateWriter {
    private final Map<String, Entry> entries;
    private final String prefix;

    StateWriter() {
        this(new LinkedHashMap<>(), "");
    }

    private StateWriter(Map<String, Entry> entries, String prefix) {
        this.entries = entries;
        this.prefix = prefix;
    }

    /** For a part of this: its names stand behind {@code part/}. */
    public StateWriter at(String part) {
        return new StateWriter(entries, prefix + part + "/");
    }

    /** Writes words, such as what kind of network this is. */
    public void text(String name, String text) {
        put(name, Entry.of(text));
    }

    /** Writes whole numbers. */
    public void longs(String name, long... numbers) {
        put(name, Entry.of(numbers));
    }

    /** Writes numbers in double precision. */
    public void doubles(String name, double... numbers) {
        put(name, Entry.of(numbers));
    }

    /** Writes an array, row by row. */
    public void floats(String name, long[] shape, float[] numbers) {
        put(name, Entry.of(numbers, shape));
    }

    private void put(String name, Entry entry) {
        if (entries.put(prefix + name, entry) != null) {
            throw new IllegalStateException("StateWriter: " + prefix + name + " was written twice; give each part its own name");
        }
    }

    Map<String, Entry> entries() {
        return entries;
    }
}
