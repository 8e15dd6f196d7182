package fewshot.world.word;

import java.util.BitSet;

/** How a text becomes numbers. */
public interface Reading {
    /** The shape of what {@link #of} makes. */
    int[] shape();

    /** A text as bits. */
    BitSet of(String text);
}
