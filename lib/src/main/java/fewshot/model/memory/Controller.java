package fewshot.model.memory;

import fewshot.model.sequence.Lstm;

/** The part of a network with a memory that is an ordinary network (Graves, Wayne and Danihelka 2014, section 3.4). */
public enum Controller {
    /** {@code h = tanh(W x + W' r + b)}: what it knows of the past is what it has just read. */
    FEED_FORWARD,
    /** An {@link Lstm} that looks at what was last read, beside its own state. */
    LSTM
}
