/**
 * What a program must not lose when it ends: a model, or a training run half-way.
 *
 * <p>What has a state is {@link fewshot.state.Stateful}: it writes named numbers to a {@link fewshot.state.StateWriter} and
 * takes them back from a {@link fewshot.state.StateReader}. A {@link fewshot.state.StateFile} holds them on disk, whole or not
 * at all, and what does not fit is refused by a {@link fewshot.state.StateException} before anything has changed.
 * {@link fewshot.state.WholeFile} writes any other file in the same way.
 * {@link fewshot.state.Stop} is how a reader ends what runs. Nothing here knows of arrays in native memory.
 */
package fewshot.state;
