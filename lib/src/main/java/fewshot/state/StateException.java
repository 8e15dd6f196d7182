package fewshot.state;

/** A file that is not what was asked for: damaged, of another version, or of another model. Nothing was changed by it. */
public final class StateException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** The message names the file, says what it is and what was expected, in one line. */
    public StateException(String message) {
        super(message);
    }
}
