/**
 * Episodes that are read one image at a time, each with the label of the one before: a
 * {@link fewshot.episode.sequence.SequenceSampler} draws them, a {@link fewshot.episode.sequence.SequenceBatch} holds some.
 */
package fewshot.episode.sequence;
