package fewshot.state;

/** What can be written to a file and put back later, in another process too: weights, an optimiser, a training run. */
public interface Stateful {
    /** Writes all that {@link #restore} needs, and what tells this thing from another of its kind. */
    void save(StateWriter out);

    /**
     * Reads and checks what {@link #save} wrote, and changes nothing yet.
     *
     * @return puts it in place; it does not fail, so that either all parts of a file are restored or none
     * @throws StateException if it was saved by something that differs from this
     */
    Runnable restore(StateReader in);
}
