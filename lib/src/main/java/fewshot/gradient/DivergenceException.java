package fewshot.gradient;

/**
 * Training has gone wrong in a way that more steps cannot mend. The weights, and batch norm's running statistics, are those
 * before the step that showed it.
 */
public final class DivergenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The message names the step, the value and what to try. */
    public DivergenceException(String message) {
        super(message);
    }
}
