/**
 * Sequences of bits to be answered with bits, which need a memory and nothing else: {@link fewshot.episode.bit.CopyTask} and
 * {@link fewshot.episode.bit.AssociativeRecall} (Graves, Wayne and Danihelka 2014).
 */
package fewshot.episode.bit;
