package fewshot.episode.bit;


/** Makes sequences of bits to be answered with bits; batch number i depends on the task's seed and on i alone. */
public interface BitTask {
    /** Numbers at each step of the input. */
    int channels();

    /** Numbers wanted at each of the last steps. */
    int bits();

    /** Batch number {@code index}. */
    BitBatch batch(long index);
}
