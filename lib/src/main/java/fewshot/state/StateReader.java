package fewshot.state;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Gives a {@link Stateful} what it has written, and refuses what another has written. */
public final class StateReader {
    private final String file;
    private final Map<String, Entry> entries;
    private final Set<String> unread;
    private final String prefix;

    StateReader(String file, Map<String, Entry> entries) {
        this(file, entries, new LinkedHashSet<>(entries.keySet()), "");
    }

    private StateReader(String file, Map<String, Entry> entries, Set<String> unread, String prefix) {
        this.file = file;
        this.entries = entries;
        this.unread = unread;
        this.prefix = prefix;
    }

    /** For a part of this: its names stand behind {@code part/}. */
    public StateReader at(String part) {
        return new StateReader(file, entries, unread, prefix + part + "/");
    }

    /** Whether something was written under this name. */
    public boolean has(String name) {
        return entries.containsKey(prefix + name);
    }

    /** Reads words. */
    public String text(String name) {
        return get(name, Entry.Kind.TEXT).text();
    }

    /** Reads whole numbers. */
    public long[] longs(String name) {
        return get(name, Entry.Kind.LONGS).longs();
    }

    /** Reads numbers in double precision. */
    public double[] doubles(String name) {
        return get(name, Entry.Kind.DOUBLES).doubles();
    }

    /**
     * Reads an array, row by row.
     *
     * @throws StateException if it has another shape
     */
    public float[] floats(String name, long[] shape) {
        Entry entry = get(name, Entry.Kind.FLOATS);
        if (!Arrays.equals(entry.shape(), shape)) {
            throw refusal("holds " + prefix + name + " of shape " + Arrays.toString(entry.shape()) + ", but "
                    + Arrays.toString(shape) + " was expected");
        }
        return entry.floats();
    }

    /** What says why this file cannot be taken; the reason goes behind the file's name. */
    public StateException refusal(String reason) {
        return new StateException(file + " " + reason);
    }

    /** Checks that nothing is left: what has more parts is of another model. */
    void requireAllRead() {
        if (!unread.isEmpty()) {
            throw refusal("holds " + unread.iterator().next() + ", which this model does not have");
        }
    }

    private Entry get(String name, Entry.Kind kind) {
        Entry entry = entries.get(prefix + name);
        if (entry == null || entry.kind() != kind) {
            throw refusal("has no " + prefix + name + ", which this model has");
        }
        unread.remove(prefix + name);
        return entry;
    }
}
