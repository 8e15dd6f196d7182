package fewshot.train;

/** Hears of each step of a training run: a progress line, a live curve. */
@FunctionalInterface
public interface TrainingListener {
    /** After a step. {@code planned} is the step that this run is to end with. */
    void stepped(Training training, TrainingPoint point, long planned);

    /** Before the first step of a run that goes on from its checkpoint. {@code planned} is the step that it is to end with. */
    default void resumed(Training training, long planned) {}

    /** After the last step of a run, also when it was interrupted or failed. */
    default void ended(Training training) {}
}
