/**
 * The loop. {@link fewshot.train.Training} repeats a step, keeps its history, stops at once when its thread is interrupted
 * and goes on when it is run again; with a {@link fewshot.train.Checkpoint} in another process too.
 * {@link fewshot.train.Profile} says how much is to be trained, {@link fewshot.train.DeviceInUse} on which device, and why it is
 * no GPU. No method is known here.
 */
package fewshot.train;
