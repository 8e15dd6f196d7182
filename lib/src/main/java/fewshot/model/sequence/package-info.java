/**
 * Blocks that read a sequence step by step: a {@link fewshot.model.sequence.SequenceBlock} carries a state from each step to
 * the next. {@link fewshot.model.sequence.Rnn}, {@link fewshot.model.sequence.Gru} and {@link fewshot.model.sequence.Lstm} are
 * the recurrent cells; {@link fewshot.model.sequence.ReadOut} puts a linear layer behind any of them.
 */
package fewshot.model.sequence;
